#include "net/exec-errors.h"

#include "base/deceptive.h"
#include "base/utf8.h"
#include "base/poison.h"

void exec_errors_init(struct exec_errors *x)
{
	*x = (struct exec_errors){ 0 };
	str_init(&x->line);
	str_init(&x->last);
	for (size_t i = 0; i < EXEC_ERRORS_LINES; i++)
		str_init(&x->lines[i]);
}

void exec_errors_fini(struct exec_errors *x)
{
	str_fini(&x->line);
	str_fini(&x->last);
	for (size_t i = 0; i < EXEC_ERRORS_LINES; i++)
		str_fini(&x->lines[i]);
	*x = (struct exec_errors){ 0 };
}

/* Appends `text`, `?` for each control or hidden character and each byte that isn't UTF-8, no
 * blanks at its end. */
static void append_clean(struct str *out, const char *text, size_t n)
{
	while (n && (text[n - 1] == ' ' || text[n - 1] == '\t'))
		n--;
	for (size_t used; n; text += used, n -= used) {
		uint32_t cp;

		used = utf8_decode(text, n, &cp);
		if (!used || cp == UTF8_REPLACEMENT)
			cp = '?';
		else if (cp == '\t')
			cp = ' ';
		else if (deceptive_class(cp) & DECEPTIVE_LINE)
			cp = '?';
		used = used ? used : n;
		str_append_codepoint(out, cp);
	}
}

/* Makes the line under way, which has text, one of the lines. */
static void keep_line(struct exec_errors *x)
{
	struct str *slot;

	str_clear(&x->last);
	append_clean(&x->last, x->line.text, x->line.length);
	str_clear(&x->line);
	if (x->count == EXEC_ERRORS_LINES) {
		x->first = (x->first + 1) % EXEC_ERRORS_LINES;
		x->count--;
	}
	slot = &x->lines[(x->first + x->count++) % EXEC_ERRORS_LINES];
	str_clear(slot);
	str_append(slot, x->last.text, x->last.length);
}

static bool has_text(const struct exec_errors *x)
{
	for (size_t i = 0; i < x->line.length; i++)
		if (x->line.text[i] != ' ' && x->line.text[i] != '\t')
			return true;
	return false;
}

void exec_errors_end(struct exec_errors *x)
{
	if (has_text(x))
		keep_line(x);
	else
		str_clear(&x->line);
}

void exec_errors_add(struct exec_errors *x, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\n' || bytes[i] == '\r')
			exec_errors_end(x);
		else if (x->line.length < EXEC_ERRORS_LINE_MAX)
			str_append_char(&x->line, bytes[i]);
	}
}

bool exec_errors_take(struct exec_errors *x, struct str *out)
{
	if (!x->count)
		return false;
	str_append(out, x->lines[x->first].text, x->lines[x->first].length);
	x->first = (x->first + 1) % EXEC_ERRORS_LINES;
	x->count--;
	return true;
}

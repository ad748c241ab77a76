#include "net/exec-errors.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/deceptive.h"
#include "base/utf8.h"
#include "base/poison.h"

void exec_errors_init(struct exec_errors *x)
{
	str_init(&x->line);
	str_init(&x->last);
}

void exec_errors_fini(struct exec_errors *x)
{
	str_fini(&x->line);
	str_fini(&x->last);
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

static bool has_text(const struct exec_errors *x)
{
	for (size_t i = 0; i < x->line.length; i++)
		if (x->line.text[i] != ' ' && x->line.text[i] != '\t')
			return true;
	return false;
}

void exec_errors_end(struct exec_errors *x)
{
	if (has_text(x)) {
		str_clear(&x->last);
		append_clean(&x->last, x->line.text, x->line.length);
	}
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

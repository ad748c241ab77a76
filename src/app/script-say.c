#include "app/scripts-internal.h"

#include <stdlib.h>
#include <string.h>

#include "app/program.h"
#include "app/status-items.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "rules/rule-style.h"
#include "term/text-line.h"
#include "base/poison.h"

enum {
	REPEATED_MS = 10000, /* the same error is said once in so long */
	VALUE_LINES = 40, /* of a value that is shown among the session's lines */
	ITEMS_MAX = 32, /* of the status line */
	ITEM_MAX = 60, /* bytes of the name of one */
};

/* --- Styles. */

/* Reads words such as `bold red on-blue`, or `on blue`. */
static bool read_style(const char *words, struct cell_style *out, struct err *e)
{
	struct rule_style style = { 0 };
	bool behind = false;

	while (*(words += strspn(words, " "))) {
		size_t n = strcspn(words, " "), skip = 0;

		if (n > 3 && strncmp(words, "on-", 3) == 0)
			skip = 3;
		if (n == 2 && strncmp(words, "on", 2) == 0 && !behind)
			behind = true;
		else if (!rule_style_take(&style, words + skip, n - skip, behind || skip))
			return err_set(e, ERR_USAGE, "\"%.*s\" is no colour and no attribute",
				       n < 40 ? (int)n : 40, words);
		else
			behind = false;
		words += n;
	}
	rule_style_apply(&style, out);
	return true;
}

/* --- Lines among the session's. */

static void note_line(Pane *p, struct text_line *line)
{
	session_notice_line(pane_session(p), clock_wall_ms(), line);
	text_line_clear(line);
}

static const char tab[] = "    "; /* a tab would show as a control */

/* Adds text to the line; each newline in it ends a line. */
static void add_text(Pane *p, struct text_line *line, const char *text, size_t n,
		     struct cell_style style)
{
	size_t run = 0;

	for (size_t i = 0; i <= n; i++) {
		if (i < n && text[i] != '\n' && text[i] != '\t')
			continue;
		text_line_append(line, text + run, i - run, style);
		run = i + 1;
		if (i < n && text[i] == '\t')
			text_line_append(line, tab, strlen(tab), style);
		else if (i < n)
			note_line(p, line);
	}
}

bool scripts_echo(Scripts *s, Pane *p, const struct hail_piece *pieces, size_t count, struct err *e)
{
	struct text_line line;
	bool good = true;

	text_line_init(&line);
	for (size_t i = 0; good && i < count; i++) {
		struct cell_style style = { 0 };

		good = read_style(pieces[i].style, &style, e);
		if (good)
			add_text(p, &line, pieces[i].text, pieces[i].n, style);
	}
	if (good)
		note_line(p, &line);
	display_touch(app_display(s->app));
	text_line_fini(&line);
	return good;
}

/* Where the screen is the peer's, a line would not be seen. */
static bool shows_lines(const Pane *p)
{
	const struct terminal_modes *modes = terminal_modes(session_terminal(pane_session(p)));

	return !modes->alternate && !modes->addressing;
}

static size_t count_lines(const char *text)
{
	size_t count = 1;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

void scripts_show_value(Scripts *s, const char *text)
{
	Pane *p = s->program->current(s->app);
	size_t lines = count_lines(text);

	if (lines == 1 && !shows_lines(p))
		app_message(s->app, "%s", text);
	else if (lines > VALUE_LINES || !shows_lines(p))
		app_show_text(s->app, "lua", text);
	else
		scripts_echo(s, p, &(struct hail_piece){ text, strlen(text), "" }, 1, NULL);
}

/* --- What is printed, and errors. */

/* Whether the error was said just now. */
static bool is_repeated(Scripts *s, const char *text)
{
	int64_t now = loop_now(app_loop(s->app));

	if (s->last_error.length && strcmp(s->last_error.text, text) == 0 &&
	    now - s->last_error_at < REPEATED_MS)
		return true;
	str_clear(&s->last_error);
	str_append_string(&s->last_error, text);
	s->last_error_at = now;
	return false;
}

/* The next line of *text, which moves behind it. */
static const char *next_line(const char **text, size_t *n)
{
	const char *line = *text;

	*n = strcspn(line, "\n");
	*text += *n + (line[*n] == '\n');
	return line;
}

/* Whether a line of a traceback tells of Lua's own functions, or of what was typed. */
static bool is_plain_frame(const char *line)
{
	return strncmp(line, "\t[C]:", 5) == 0 || strncmp(line, "\tinput:", 7) == 0;
}

/* Appends an error and, behind its first line, where it was, tabs as blanks. */
static void clean_trace(const char *text, struct str *out)
{
	static const char heading[] = "stack traceback:";
	size_t n, length = 0;
	bool any = false;

	while (*text) {
		const char *line = next_line(&text, &n);
		bool frame = *line == '\t';

		if (frame && is_plain_frame(line))
			continue;
		any |= frame;
		if (!frame && n == sizeof(heading) - 1 && strncmp(line, heading, n) == 0)
			length = out->length;
		str_append_string(out, out->length ? frame ? "\n  " : "\n" : "");
		str_append(out, line + frame, n - frame);
	}
	if (length && !any)
		str_splice(out, length, sizeof(heading), "", 0);
}

/* Appends the first line, and what stands behind the traceback. */
static void summarize(const struct str *lines, struct str *out)
{
	const char *end = strrchr(lines->text, '\n');

	str_append(out, lines->text, strcspn(lines->text, "\n"));
	if (end && strstr(lines->text, "\nstack traceback:") && end[1] != ' ')
		str_append_format(out, "; %s", end + 1);
}

/* The message is short, all stands among the session's lines. Whoever typed what failed is told
 * already. */
static void say_error(Scripts *s, Pane *p, const char *text)
{
	struct str lines, summary;

	s->errors_told++;
	if (is_repeated(s, text))
		return;
	str_init(&lines);
	str_init(&summary);
	clean_trace(text, &lines);
	summarize(&lines, &summary);
	if (!s->evaluating || strchr(lines.text, '\n'))
		scripts_echo(s, p, &(struct hail_piece){ lines.text, lines.length, "red" }, 1,
			     NULL);
	if (!s->evaluating)
		app_say(s->app, p, MESSAGE_ERROR, summary.text);
	str_fini(&summary);
	str_fini(&lines);
}

/* What was printed, tabs between values. */
static void say_text(Scripts *s, Pane *p, const char *text)
{
	struct str line;

	str_init(&line);
	for (const char *c = text; *c; c++) {
		if (*c == '\t')
			str_append_string(&line, tab);
		else
			str_append_char(&line, *c);
	}
	app_say(s->app, p, MESSAGE_INFO, line.text);
	str_fini(&line);
}

void scripts_say(Scripts *s, enum message_kind kind, const char *text)
{
	Pane *p = s->about ? s->about : s->program->current(s->app);

	if (kind == MESSAGE_ERROR)
		say_error(s, p, text);
	else if (strchr(text, '\n'))
		scripts_echo(s, p, &(struct hail_piece){ text, strlen(text), "" }, 1, NULL);
	else
		say_text(s, p, text);
}

/* --- The status line. */

static struct script_item *find_item(const Scripts *s, const char *name)
{
	for (size_t i = 0; i < s->item_count; i++) {
		if (strcmp(s->items[i].name, name) == 0)
			return &s->items[i];
	}
	return NULL;
}

static void remove_item(Scripts *s, struct script_item *item)
{
	free(item->name);
	free(item->text);
	s->item_count--;
	memmove(item, item + 1, (size_t)(&s->items[s->item_count] - item) * sizeof(*item));
}

bool scripts_set_item(Scripts *s, const char *name, const char *text, struct err *e)
{
	struct script_item *item = find_item(s, name);

	display_touch(app_display(s->app));
	if (item && !text) {
		remove_item(s, item);
	} else if (item) {
		free(item->text);
		item->text = mem_strdup(text);
	} else if (text) {
		if (s->item_count == ITEMS_MAX || !*name || strlen(name) > ITEM_MAX)
			return err_set(e, ERR_USAGE,
				       "the status line has room for %d items with names of 1 to "
				       "%d bytes",
				       ITEMS_MAX, ITEM_MAX);
		s->items = mem_resize(s->items, s->item_count + 1, sizeof(*s->items));
		s->items[s->item_count++] = (struct script_item){ mem_strdup(name),
								  mem_strdup(text) };
	}
	return true;
}

void scripts_status(const Scripts *s, struct str *out)
{
	for (size_t i = 0; i < s->item_count; i++)
		status_items_append(s->items[i].name, strlen(s->items[i].name), s->items[i].text,
				    out);
}

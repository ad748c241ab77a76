#include <string.h>

#include "base/deceptive.h"
#include "base/utf8.h"
#include "term/terminal-private.h"

#include "base/poison.h"

enum { TITLE_MAX = 128 }; /* code points */

static void set_title(Terminal *t, const char *bytes, size_t n)
{
	struct str title;
	unsigned count = 0;

	if (!t->events.title || !rate_allow(&t->titles, TERM_TITLES, t->now)) {
		term_block(t, BLOCKED_TITLES);
		return;
	}
	str_init(&title);
	while (n && count < TITLE_MAX) {
		uint32_t cp;
		size_t used = utf8_decode(bytes, n, &cp);

		if (!used)
			used = n;
		bytes += used;
		n -= used;
		if (!(deceptive_class(cp) & DECEPTIVE_LINE)) {
			str_append_codepoint(&title, cp);
			count++;
		}
	}
	t->titled = title.length;
	t->events.title(t->user, title.text);
	str_fini(&title);
}

/* Colours; whether the command is one of them. */
static bool set_colours(Terminal *t, unsigned command, const char *bytes, size_t n)
{
	enum palette_result result = palette_command(&t->palette, command, bytes, n);

	if (result == PALETTE_ASKS)
		term_block(t, BLOCKED_REPORTS);
	return result != PALETTE_UNKNOWN;
}

/* A command by its number; whether it is known. */
static bool numbered(Terminal *t, unsigned command, const char *bytes, size_t n)
{
	switch (command) {
	case 0:
	case 2: set_title(t, bytes, n); return true;
	case 1: term_block(t, BLOCKED_TITLES); return true;
	case 8: return term_set_link(t, bytes, n);
	case 68: return term_announce_command(t, bytes, n);
	case 52: term_block(t, BLOCKED_CLIPBOARD); return true;
	default: return set_colours(t, command, bytes, n);
	}
}

/* The Linux console's, without a number: a colour is set, or all go back. */
static bool of_console(Terminal *t, const char *bytes, size_t n)
{
	if (n == 1 && bytes[0] == 'R')
		return palette_command(&t->palette, 104, NULL, 0) == PALETTE_DONE;
	return n && bytes[0] == 'P' &&
	       palette_console(&t->palette, bytes + 1, n - 1) == PALETTE_DONE;
}

static void osc(Terminal *t, const char *bytes, size_t n)
{
	unsigned command = 0;
	size_t i = 0;
	bool known = false;

	for (; i < n && i < 5 && bytes[i] >= '0' && bytes[i] <= '9'; i++)
		command = command * 10 + (unsigned)(bytes[i] - '0');
	if (!i)
		known = of_console(t, bytes, n);
	else if (i < n ? bytes[i] == ';' : command >= 104)
		known = numbered(t, command, bytes + i + (i < n), n - i - (i < n));
	if (known)
		return;
	if (i > 0 && n > i + 1 && bytes[n - 1] == '?')
		term_block(t, BLOCKED_REPORTS);
	else
		term_block(t, BLOCKED_STRINGS);
}

/* DECRQSS and XTGETTCAP ask for something. */
static bool dcs_asks(const char *bytes, size_t n)
{
	return n >= 2 && (bytes[0] == '$' || bytes[0] == '+') && bytes[1] == 'q';
}

void term_string(Terminal *t, enum parser_string kind, const char *bytes, size_t n, bool complete)
{
	if (kind == PARSER_OSC && complete)
		osc(t, bytes, n);
	else if (kind == PARSER_TITLE && complete)
		set_title(t, bytes, n);
	else if (kind == PARSER_DCS && complete && n >= 2 && !memcmp(bytes, "$q", 2))
		term_report_setting(t, bytes + 2, n - 2);
	else if (kind == PARSER_DCS && dcs_asks(bytes, n))
		term_block(t, BLOCKED_REPORTS);
	else
		term_block(t, BLOCKED_STRINGS);
}

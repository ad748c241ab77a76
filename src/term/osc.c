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

static void osc(Terminal *t, const char *bytes, size_t n)
{
	unsigned command = 0;
	size_t i = 0;

	for (; i < n && i < 5 && bytes[i] >= '0' && bytes[i] <= '9'; i++)
		command = command * 10 + (unsigned)(bytes[i] - '0');
	bool plain = i > 0 && i < n && bytes[i] == ';';
	if (plain && (command == 0 || command == 2))
		set_title(t, bytes + i + 1, n - i - 1);
	else if (plain && command == 1)
		term_block(t, BLOCKED_TITLES);
	else if (plain && command == 52)
		term_block(t, BLOCKED_CLIPBOARD);
	else if (i > 0 && n > i + 1 && bytes[n - 1] == '?')
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

#include "app/link-command.h"

#include <stdlib.h>
#include <string.h>

#include "base/deceptive.h"
#include "base/url.h"
#include "base/utf8.h"
#include "net/peer-text.h"
#include "term/terminal.h"
#include "base/poison.h"

enum { LINK_COMMAND_SHOWN = 200 /* bytes of a line in a list */ };

static const char *after(const char *target, const char *scheme)
{
	size_t n = strlen(scheme);

	return strncmp(target, scheme, n) == 0 ? target + n : NULL;
}

enum { LINK_COMMAND_BLANKS = 4 /* in a row: what stands behind them isn't seen at a glance */ };

/* What a peer, or another player by it, could hide in a line or make two of it. */
static const char *find_fault(const char *line, size_t n)
{
	if (memchr(line, ';', n))
		return "It holds a ; which some servers read as the end of a command.";
	for (size_t i = 0, blanks = 0; i < n;) {
		uint32_t cp;
		size_t used = utf8_decode(line + i, n - i, &cp);

		blanks = cp == ' ' ? blanks + 1 : 0;
		if (blanks == LINK_COMMAND_BLANKS)
			return "It holds blanks that could hide what follows.";
		if (!used || cp < ' ' || (cp >= 0x7f && cp < 0xa0))
			return "It holds controls.";
		if (deceptive_class(cp) & (DECEPTIVE_NAMED | DECEPTIVE_BLANK))
			return "It holds characters that can't be seen.";
		i += used;
	}
	return NULL;
}

static void add_line(struct link_command *c, const char *text, size_t n)
{
	struct str line;

	str_init(&line);
	url_decode(text, n, &line);
	if (!c->why)
		c->why = find_fault(line.text, line.length);
	c->lines[c->count++] = str_take(&line);
}

bool link_command_read(const char *target, struct link_command *out)
{
	const char *rest = after(target, TERMINAL_LINK_COMMAND);

	*out = (struct link_command){ .prompts = !rest };
	if (!rest)
		rest = after(target, TERMINAL_LINK_PROMPT);
	if (!rest)
		return false;
	while (out->count < LINK_COMMAND_LINES) {
		size_t n = strcspn(rest, "|");

		add_line(out, rest, n);
		if (!rest[n])
			break;
		rest += n + 1;
	}
	return true;
}

void link_command_fini(struct link_command *c)
{
	for (size_t i = 0; i < c->count; i++)
		free(c->lines[i]);
	c->count = 0;
}

void link_command_describe(const struct link_command *c, struct str *out)
{
	str_append_string(out, c->prompts ? "types: " : "sends: ");
	for (size_t i = 0; i < c->count; i++) {
		str_append_string(out, i ? " | " : "");
		peer_text_append(out, c->lines[i], strlen(c->lines[i]), LINK_COMMAND_SHOWN);
	}
}

#include <string.h>

#include "lens/lens-table.h"
#include "lens/resp-private.h"
#include "lens/resp-scan.h"

#include "base/poison.h"

/* Words of lens_scan.state: elements that are still to come; where the one under way begins, and
 * where it ends if that is known; streams within each other, and what is to come behind each. */
enum { STATE_BEGUN, STATE_LEFT, STATE_AT, STATE_END, STATE_TYPE, STATE_STREAMS, STATE_BEHIND };
enum { STREAMS_MAX = 40 - STATE_BEHIND };

/* --- Where a message ends. */

/* Takes an element into account; false if the message ends with it, right or wrong. */
static bool account(uint64_t *s, const struct resp_element *e)
{
	switch (e->kind) {
	case RESP_INLINE:
	case RESP_WRONG: return false;
	case RESP_GROUP: s[STATE_LEFT] += e->count; break;
	case RESP_STREAM:
		if (s[STATE_STREAMS] == STREAMS_MAX)
			return false;
		s[STATE_BEHIND + s[STATE_STREAMS]++] = s[STATE_LEFT] - 1;
		s[STATE_LEFT] = RESP_ENDLESS;
		return true;
	case RESP_END:
		if (!s[STATE_STREAMS])
			return false;
		s[STATE_LEFT] = s[STATE_BEHIND + --s[STATE_STREAMS]];
		return s[STATE_LEFT];
	case RESP_LINE:
	case RESP_BULK:
	case RESP_NIL: break;
	}
	s[STATE_LEFT] -= e->type != '|'; /* what an attribute is of follows */
	return s[STATE_LEFT];
}

static size_t frame(struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		    const char *bytes, size_t n, bool ended)
{
	uint64_t *s = scan->state;
	struct resp_element e;
	const char *line;
	bool goes_on;

	(void)o;
	(void)d;
	(void)ended;
	if (!s[STATE_BEGUN])
		s[STATE_BEGUN] = s[STATE_LEFT] = 1;
	for (;;) {
		size_t at = s[STATE_AT], from = scan->at > at ? scan->at : at;

		if (at < n && from == at)
			s[STATE_TYPE] = (unsigned char)bytes[at];
		line = s[STATE_END] || from >= n ? NULL : memchr(bytes + from, '\n', n - from);
		if (s[STATE_END] ? s[STATE_END] > n : !line)
			break;
		if (line) {
			size_t length = (size_t)(line + 1 - (bytes + at));

			resp_read(bytes + at, n - at, length, (char)s[STATE_TYPE], !at, &e);
			scan->between = e.kind == RESP_INLINE && !e.length;
			goes_on = account(s, &e);
			s[STATE_END] = at + e.size;
			s[STATE_BEGUN] = 1 + !goes_on;
		}
		if (s[STATE_END] > n) {
			/* Where it is cut within a string, it goes on behind it. */
			if (s[STATE_BEGUN] > 1 || s[STATE_END] > LENS_MESSAGE_MAX)
				scan->length = s[STATE_END];
			break;
		}
		s[STATE_AT] = s[STATE_END];
		s[STATE_END] = 0;
		if (s[STATE_BEGUN] > 1)
			return s[STATE_AT];
	}
	scan->at = n;
	return 0;
}

/* --- Guessing. */

static unsigned guess(const char *bytes, size_t n)
{
	const char *line = n ? memchr(bytes, '\n', n) : NULL;
	size_t length = line ? (size_t)(line + 1 - bytes) : 0;
	struct resp_element e;

	if (length < 4 || bytes[length - 2] != '\r')
		return 0;
	resp_read(bytes, n, length, *bytes, true, &e);
	if (e.kind == RESP_GROUP && length < n)
		return strchr("+-:_#,($*~%>!=", bytes[length]) && bytes[length] ? 95 : 0;
	if (e.kind == RESP_BULK)
		return e.torn ? 0 : 90;
	if (e.kind != RESP_LINE)
		return 0;
	if (e.type == ':' || e.type == '#' || e.type == '_')
		return 70;
	if (e.type == '+') /* POP3 has it too */
		return (e.length == 2 && memcmp(e.text, "OK", 2) == 0) ||
				       (e.length == 4 && memcmp(e.text, "PONG", 4) == 0) ?
			       60 :
			       0;
	return e.type == '-' && e.length > 4 && memcmp(e.text, "ERR ", 4) == 0 ? 50 : 0;
}

const struct lens_row lens_resp = {
	.name = "resp",
	.summary = "RESP 2 and 3 (Redis), replies and commands",
	.framed = true,
	.frame = frame,
	.show = resp_show,
	.tree = resp_tree,
	.guess = guess,
};

#include "telnet/ttype.h"

#include "base/str.h"
#include "telnet/module.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

enum { TTYPE_IS = 0, TTYPE_SEND = 1, TTYPE_NAMES = 3 };

void ttype_terminal(const Telnet *t, struct str *out)
{
	for (const char *name = t->term; *name; name++) {
		bool lower = *name >= 'a' && *name <= 'z';

		str_append_char(out, (char)(lower ? *name - 'a' + 'A' : *name));
	}
}

/* The first name is the terminal's to a peer that is likely to be a login; else the client's. */
static bool wants_terminal_first(const Telnet *t)
{
	return (telnet_is_terminal(t) || t->echo_or_sga_seen) && !telnet_is_game(t);
}

/* Appends the answer number `i`, from 0. */
static void append_name(const Telnet *t, unsigned i, struct str *out)
{
	if (i >= TTYPE_NAMES - 1)
		str_append_format(out, "MTTS %u", telnet_mtts(t));
	else if (t->ttype.terminal_first == (i == 0))
		ttype_terminal(t, out);
	else
		str_append_string(out, t->client);
}

static void append_next(Telnet *t, struct str *out)
{
	struct ttype *y = &t->ttype;

	if (y->answers == 0)
		y->terminal_first = wants_terminal_first(t);
	append_name(t, y->answers, out);
	if (y->answers >= TTYPE_NAMES - 1)
		telnet_told_mtts(t);
	if (y->answers < TTYPE_NAMES)
		y->answers++;
}

static void on_changed(Telnet *t, enum telnet_side side, bool on)
{
	(void)on;
	if (side == TELNET_US)
		t->ttype = (struct ttype){ 0 };
}

static bool on_payload(Telnet *t, const char *bytes, size_t n)
{
	struct str answer;

	if (!n || bytes[0] != TTYPE_SEND || !telnet_is_on(t, TELNET_US, OPTION_TTYPE))
		return false;
	if (!telnet_may_reply(t))
		return true;
	str_init(&answer);
	str_append_char(&answer, TTYPE_IS);
	append_next(t, &answer);
	telnet_send_payload(t, OPTION_TTYPE, answer.text, answer.length);
	str_fini(&answer);
	return true;
}

static void describe(const Telnet *t, enum telnet_side side, struct str *out)
{
	for (unsigned i = 0; side == TELNET_US && i < t->ttype.answers; i++) {
		str_append_string(out, i ? ", " : "told ");
		append_name(t, i, out);
	}
}

const struct option_module ttype_module = {
	.changed = on_changed,
	.payload = on_payload,
	.describe = describe,
};

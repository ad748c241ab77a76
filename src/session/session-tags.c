#include "session/session.h"

#include <string.h>

#include "session/session-internal.h"
#include "telnet/option.h"
#include "base/poison.h"

enum { TAGS_REPLIES = 4 /* a second, to what tags ask */ };

/* --- MXP's events. */

static void on_text(void *user, const char *bytes, size_t n)
{
	Session *s = user;

	terminal_write(s->terminal, bytes, n, s->wall);
}

static bool on_link(void *user, const char *address)
{
	return terminal_set_link(((Session *)user)->terminal, address);
}

static void on_reply(void *user, const char *line)
{
	Session *s = user;

	if (s->redrawing || !s->telnet || !rate_allow(&s->tag_replies, TAGS_REPLIES, s->now))
		return;
	wire_open(s->wire, WIRE_REPLY, false, NULL, 0);
	telnet_send_data(s->telnet, line, strlen(line));
	telnet_send_eol(s->telnet, s->settings.eol, true);
	wire_close(s->wire);
}

static void on_ignored(void *user, const char *bytes, size_t n)
{
	terminal_block(((Session *)user)->terminal, BLOCKED_TAGS, bytes, n);
}

static const struct mxp_events events = { on_text, on_link, on_reply, on_ignored };

/* --- Text. */

static void write_tagged(Session *s, const char *bytes, size_t n)
{
	if (s->mxp)
		mxp_receive(s->mxp, bytes, n);
	else
		terminal_write(s->terminal, bytes, n, s->wall);
}

void session_write_tagged(Session *s, const char *bytes, size_t n)
{
	struct str text;

	if (!(s->tags & TAGS_MSP)) {
		write_tagged(s, bytes, n);
		return;
	}
	str_init(&text);
	msp_filter(&s->msp, bytes, n, &text);
	if (text.length)
		write_tagged(s, text.text, text.length);
	str_fini(&text);
}

static void settle_msp(Session *s)
{
	struct str text;

	str_init(&text);
	msp_release(&s->msp, &text);
	if (text.length)
		write_tagged(s, text.text, text.length);
	str_fini(&text);
}

void session_settle_tags(Session *s)
{
	settle_msp(s);
	if (s->mxp)
		mxp_release(s->mxp);
}

/* --- What is agreed on. */

static bool is_on(const Session *s, uint8_t option)
{
	return s->telnet && telnet_is_on_either(s->telnet, option);
}

static Mxp *new_mxp(Session *s)
{
	return mxp_new(&events, s, "Hail", PACKAGE_VERSION);
}

void session_read_tags(Session *s, unsigned tags)
{
	bool mxp = tags & TAGS_MXP;

	terminal_allow_commands(s->terminal, tags & TAGS_COMMANDS);
	if (!(tags & TAGS_MSP))
		settle_msp(s);
	s->tags = tags;
	if (mxp && !s->mxp) {
		s->mxp = new_mxp(s);
	} else if (!mxp && s->mxp) {
		mxp_finish(s->mxp);
		mxp_free(s->mxp);
		s->mxp = NULL;
	}
}

void session_follow_tags(Session *s)
{
	struct telnet_facts facts = { 0 };
	unsigned tags = 0;
	char digit;

	if (s->telnet)
		telnet_facts(s->telnet, &facts);
	tags |= is_on(s, OPTION_MXP) ? TAGS_MXP : 0;
	tags |= is_on(s, OPTION_MSP) ? TAGS_MSP : 0;
	tags |= (facts.mud_evidence || facts.links_told) && !s->mode.character ? TAGS_COMMANDS : 0;
	digit = (char)('0' + tags);
	if (tags == s->tags || s->settings.played)
		return;
	session_tell_step(s, REPLAY_TAGS, &digit, 1);
	replay_did(s->replay, REPLAY_TAGS, &digit, 1);
	session_read_tags(s, tags);
}

/* --- Text that is read again. */

struct session_tags session_begin_tags(Session *s, bool whole)
{
	struct session_tags before = { .tags = s->tags, .mxp = s->mxp, .msp = s->msp };

	s->msp = (struct msp){ .length = 0 };
	s->mxp = NULL;
	s->tags = 0;
	terminal_allow_commands(s->terminal, false);
	/* What the peer had defined before is not there to be read any more. */
	if (!whole && before.mxp) {
		s->mxp = new_mxp(s);
		mxp_learn(s->mxp, before.mxp);
	}
	return before;
}

void session_end_tags(Session *s, struct session_tags *before, bool whole)
{
	if (whole) {
		mxp_free(before->mxp);
		return;
	}
	mxp_free(s->mxp);
	s->mxp = before->mxp;
	s->msp = before->msp;
	s->tags = before->tags;
	terminal_allow_commands(s->terminal, s->tags & TAGS_COMMANDS);
}

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

static void on_link(void *user, const char *address)
{
	terminal_set_link(((Session *)user)->terminal, address);
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

/* --- What is agreed on. */

static bool is_on(const Session *s, uint8_t option)
{
	return s->telnet && (telnet_option(s->telnet, TELNET_PEER, option) == TELNET_YES ||
			     telnet_option(s->telnet, TELNET_US, option) == TELNET_YES);
}

void session_follow_tags(Session *s)
{
	bool mxp = is_on(s, OPTION_MXP), msp = is_on(s, OPTION_MSP);
	struct telnet_facts facts = { 0 };

	if (s->telnet)
		telnet_facts(s->telnet, &facts);
	terminal_allow_commands(s->terminal, facts.mud_evidence && !s->mode.character);
	if (s->msp_on && !msp)
		session_settle_tags(s);
	s->msp_on = msp;
	if (mxp && !s->mxp) {
		s->mxp = mxp_new(&events, s, "Hail", PACKAGE_VERSION);
	} else if (!mxp && s->mxp) {
		mxp_finish(s->mxp);
		mxp_free(s->mxp);
		s->mxp = NULL;
	}
}

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

	if (!s->msp_on) {
		write_tagged(s, bytes, n);
		return;
	}
	str_init(&text);
	msp_filter(&s->msp, bytes, n, &text);
	if (text.length)
		write_tagged(s, text.text, text.length);
	str_fini(&text);
}

void session_settle_tags(Session *s)
{
	struct str text;

	str_init(&text);
	msp_release(&s->msp, &text);
	if (text.length)
		write_tagged(s, text.text, text.length);
	str_fini(&text);
	if (s->mxp)
		mxp_release(s->mxp);
}

void session_forget_tags(Session *s)
{
	s->msp = (struct msp){ .length = 0 };
	if (s->mxp)
		mxp_restart(s->mxp);
}

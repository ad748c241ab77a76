#include "session/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "session/session-internal.h"
#include "telnet/gmcp.h"
#include "telnet/msdp.h"
#include "base/poison.h"

enum { SESSION_RESIZE_MS = 100 }; /* from the last change of size to telling a pty */

void session_grid_size(const Session *s, unsigned *width, unsigned *height)
{
	bool whole = s->mode.character || s->settings.stream || s->rows < 2;
	unsigned rows = whole ? s->rows : s->rows - 1; /* the input row's */

	*width = s->settings.fixed_width ? s->settings.fixed_width : s->columns;
	if (s->wide)
		*width = TERMINAL_WIDE;
	if (s->played_columns) {
		*width = s->played_columns;
		*height = s->played_rows;
		return;
	}
	*height = s->settings.fixed_height ? s->settings.fixed_height : rows;
	/* The status line gives way to it. */
	if (s->settings.fixed_least && s->rows + 1 < *height)
		*height = s->settings.fixed_least;
}

void session_told_size(const Session *s, unsigned *width, unsigned *height)
{
	session_grid_size(s, width, height);
	if (s->settings.told_height)
		*height = s->settings.told_height;
}

static void session_apply_size(Session *s)
{
	unsigned width, height;

	session_grid_size(s, &width, &height);
	if (width != terminal_width(s->terminal) || height != terminal_height(s->terminal)) {
		terminal_resize(s->terminal, width, height);
		session_tell_deed(s, SESSION_DEED_SIZE);
	}
	session_told_size(s, &width, &height);
	if (s->telnet)
		telnet_resize(s->telnet, width, height, s->now);
	if (s->exec)
		s->pty_at = s->now + SESSION_RESIZE_MS;
}

static struct mode played_mode(const Session *s)
{
	return (struct mode){ .character = s->played_keys,
			      .words = s->played_keys ? "char" : "line",
			      .why = "The recording says so." };
}

static struct mode decide_mode(const Session *s, enum mode_choice choice, enum tri mask)
{
	struct mode_facts facts = {
		.choice = choice,
		.mask = mask,
		.exec = s->exec,
		.asks_password = choice == MODE_LINE && session_asks_password(s),
		.line_sent_unechoed = s->line_sent_unechoed,
	};

	if (s->settings.played)
		return played_mode(s);
	/* Without a peer there is nobody to send keys to, and a line to type commands on. */
	if (!s->transport)
		return (struct mode){ .words = "line", .why = "There is no peer." };
	telnet_facts(s->telnet, &facts.telnet);
	return mode_decide(&facts);
}

/*
 * A mode chosen by hand is an answer to what auto said then. It ends when negotiation makes auto
 * say something else, not by what a new connection begins with.
 */
static void watch_choice(Session *s)
{
	const char *words;

	if (!s->settings.mode_by_hand || s->settings.mode == MODE_AUTO || !s->transport)
		return;
	words = decide_mode(s, MODE_AUTO, TRI_AUTO).words;
	if (!s->chosen_over)
		s->chosen_over = words;
	if (strcmp(words, s->chosen_over) == 0) {
		s->chosen_over_seen = true;
	} else if (s->chosen_over_seen) {
		s->settings.mode = MODE_AUTO;
		s->chosen_over = NULL;
		session_message(s, MESSAGE_INFO,
				"the peer now asks for: %s; the mode chosen by hand has ended",
				words);
		if (s->events.mode_ended)
			s->events.mode_ended(s->user);
	}
}

static void warn_if_exposed(Session *s)
{
	if (!s->exposed || s->warned)
		return;
	s->warned = true;
	session_message(s, MESSAGE_INFO,
			"this connection is not encrypted: what you type can be read on the way "
			"(said once)");
}

static void apply_controls(const Session *s)
{
	static const enum terminal_controls shown[] = {
		[SESSION_CONTROLS_ON] = TERMINAL_CONTROLS_SHOWN,
		[SESSION_CONTROLS_OFF] = TERMINAL_CONTROLS_HIDDEN,
		[SESSION_CONTROLS_ALL] = TERMINAL_CONTROLS_ALL,
	};
	bool raw = session_protocol(s) != TELNET_PROTOCOL_TELNET && !s->exec;
	enum session_controls choice = s->settings.show_controls;

	if (choice == SESSION_CONTROLS_AUTO)
		choice = raw ? SESSION_CONTROLS_ON : SESSION_CONTROLS_OFF;
	terminal_show_controls(s->terminal, shown[choice]);
}

bool session_edits_for_peer(const Session *s)
{
	struct telnet_facts facts;

	if (!s->telnet || !s->transport || s->mode.character)
		return false;
	telnet_facts(s->telnet, &facts);
	return facts.linemode && facts.edit;
}

bool session_may_hold(const Session *s)
{
	struct telnet_facts facts;

	if (!s->telnet || !s->transport)
		return false;
	telnet_facts(s->telnet, &facts);
	return facts.flow_control && (s->mode.character || session_edits_for_peer(s));
}

void session_apply_mode(Session *s)
{
	struct mode before = s->mode;

	watch_choice(s);
	s->mode = decide_mode(s, s->settings.mode, s->settings.mask);
	if (s->mode.masked && !before.masked) {
		line_mask(s->line);
		warn_if_exposed(s);
	}
	if (!s->mode.masked && before.masked && line_unmask(s->line))
		session_message(s, MESSAGE_ERROR,
				"what was typed while hidden was not sent and has been wiped");
	if (s->mode.character && !before.character)
		session_show_all(s);
	if (s->mode.character != before.character)
		session_do(s, s->mode.character ? REPLAY_CHAR_MODE : REPLAY_LINE_MODE, NULL, 0);
	session_follow_tags(s);
	s->output_held &= session_may_hold(s);
	apply_controls(s);
	terminal_set_backspace(s->terminal, s->settings.backspace_bs);
	session_apply_size(s);
}

unsigned session_permits(const Session *s)
{
	unsigned permits = s->may_starttls ? TELNET_PERMIT_STARTTLS : 0;

	/* Taps see what was received without compression. */
	if (s->settings.played)
		return 0;
	permits |= s->settings.compression != TRI_OFF ? TELNET_PERMIT_INFLATE : 0;
	/* Under TLS the length of what is deflated would tell of what is hidden (CRIME). */
	if (s->settings.compression == TRI_ON || (s->settings.compression == TRI_AUTO && !s->tls))
		permits |= TELNET_PERMIT_DEFLATE;
	if (s->settings.stream)
		return permits;
	permits |= s->settings.aard102 ? TELNET_PERMIT_AARD102 : 0;
	permits |= s->settings.mxp ? TELNET_PERMIT_MXP : 0;
	permits |= s->settings.linemode ? TELNET_PERMIT_LINEMODE : 0;
	permits |= s->settings.flow_control ? TELNET_PERMIT_LFLOW : 0;
	return permits | (s->settings.msp ? TELNET_PERMIT_MSP : 0);
}

bool session_has_due(const Session *s)
{
	return s->settings_due || s->size_due || s->protocol_due;
}

void session_apply_due(Session *s)
{
	if (s->protocol_due || s->settings_due)
		session_tell_deed(s, SESSION_DEED_READING);
	if (s->protocol_due && s->telnet)
		telnet_set_protocol(s->telnet, s->protocol);
	session_apply_charsets(s);
	if (s->settings_due) {
		terminal_set_history(s->terminal, s->settings.history_lines,
				     s->settings.history_bytes);
		session_apply_listening(s);
		if (s->telnet) {
			struct telnet_charset charset = session_telnet_charset(s);

			telnet_set_charset(s->telnet, &charset);
			telnet_set_kind(s->telnet, s->settings.kind);
			telnet_set_permits(s->telnet, session_permits(s), s->now);
			telnet_set_keepalive(s->telnet, s->settings.keepalive,
					     s->settings.keepalive_idle);
			if (s->packages_due)
				gmcp_want(s->telnet, s->settings.gmcp_packages);
			if (s->items_due)
				msdp_show(s->telnet, s->settings.items);
		}
	}
	if (s->settings_due || s->protocol_due)
		session_apply_mode(s);
	else if (s->size_due)
		session_apply_size(s);
	s->settings_due = s->packages_due = s->items_due = s->size_due = s->protocol_due = false;
}

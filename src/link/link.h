/*
 * A link: a session and how it is reached. It owns the address, the typed settings, the route, the
 * connector, the login and the retries, and runs on a loop. It knows no screen; its owner hears of
 * it by events. Handlers may do with the session what session.h says, and link_disconnect; whatever
 * else they want of the link waits for loop_defer.
 */
#ifndef HAIL_LINK_LINK_H
#define HAIL_LINK_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "config/options.h"
#include "edit/history.h"
#include "link/connector.h"
#include "link/dialer.h"
#include "link/figures.h"
#include "link/login.h"
#include "link/lens-log.h"
#include "link/sent-list.h"
#include "link/trace.h"
#include "net/address.h"
#include "record/recorder.h"
#include "rules/book.h"
#include "session/session.h"

typedef struct Link Link;

struct link_config {
	const struct address *address; /* where to (copied); NULL: nowhere yet, or a service */
	const struct dialer_service *service; /* in place of an address; or NULL. Over TLS if its
					       * options say tls=on */
	const char *part; /* of the service, where to begin; static; NULL: its first screen */
	const char *name; /* what the user calls it (copied); NULL: the address */
	Options *options; /* what is said of its host, taken: the parent of the link's own scope */
	int family; /* AF_UNSPEC, AF_INET, AF_INET6 */
	bool raw; /* no telnet, whatever the port */
	bool unattended; /* nobody looks or types: little is kept, the event `stuck` comes */
	unsigned told_rows; /* what the peer is told, where `rows` are fewer; 0: `rows` */
	bool stream; /* the bytes of the peer go to the event `data`; no document, no login */
	bool exact; /* of a stream: with the ends of lines as they are, not as text has them */
	bool played; /* a recording is played into its session (record/player.h), by the owner: it
			isn't connected, and `changed`, `bell` and `title` are all that it tells */
	unsigned columns, rows; /* cells for grid and input row together */
	bool proposes; /* with the pack `auto` a message says once what platform it looks like;
			* pagers are answered as the option says */
	bool true_colours; /* the screen shows colours of 24 bits */
	History *history; /* borrowed; NULL: none */
	RuleBook *rules; /* kept; NULL: none (link/link-rules.h) */
};

/* What only a person can decide. Borrowed until the handler returns. */
struct link_question {
	enum link_question_kind {
		LINK_ASKS_TRUST, /* answer by link_answer_trust */
		LINK_ASKS_PASSPHRASE, /* answer by link_answer_passphrase */
		LINK_ASKS_EXPANSION, /* what the peer compresses grows beyond measure: answer by
					link_answer_expansion, or link_disconnect */
	} kind;
	bool again; /* the last passphrase didn't fit */
	const struct tls_report *report; /* of the peer whose certificate isn't trusted */
	const struct trust_decision *decision;
};

/* What a rule wants of the owner. Borrowed until the handler returns; the text is UTF-8 without a
 * NUL behind it. */
struct link_wish {
	enum link_wish_kind {
		LINK_WISH_COMMAND, /* to be run, written without the command character */
		LINK_WISH_SCRIPT, /* code to be run with `captures` */
		LINK_WISH_NOTICE, /* a sentence to be brought to the user's notice */
		LINK_WISH_ROUTE, /* `line` is to be shown in the pane called so, too */
		LINK_WISH_WARNING, /* a rule was paused, or is not done here: a sentence; else it is
				      a message */
		LINK_WISH_KEEP, /* the variables have changed: they may be kept */
	} kind;
	const char *text;
	size_t length;
	const Json *captures; /* an object: strings by number and by name */
	unsigned rule; /* likewise: its number */
	bool *sent; /* likewise: becomes true if it has sent something */
	const struct text_line *line;
	bool values; /* what was captured stands in the command */
	bool by_time; /* likewise: it is to be run because of the time alone (link_withholds) */
};

struct link_events {
	/* Something that can be seen may have changed. */
	void (*changed)(void *user);
	/* As in struct session_events, behind the rules: their verdict counts where there is one,
	 * but the owner may hide what they have changed.
	 * A quiet line is told as a prompt where none is marked, in char mode and hidden, once. */
	enum terminal_verdict (*line)(void *user, const struct terminal_line *line,
				      struct text_line *replacement);
	enum terminal_verdict (*prompt)(void *user, enum session_prompt how, const char *text,
					size_t n, struct text_line *replacement);
	/* A rule wants something done, once the handler has returned. False, or NULL: nobody does
	 * that here, which is said. */
	bool (*wish)(void *user, const struct link_wish *wish);
	void (*bell)(void *user);
	void (*title)(void *user, const char *title);
	void (*value)(void *user, const struct telnet_value *value); /* once it is kept */
	void (*data)(void *user, const char *bytes, size_t n);
	/* A sentence for the user. */
	void (*message)(void *user, enum message_kind kind, const char *text);
	/* Connecting, or reading, waits for an answer; NULL: the answer is no, and it ends saying
	 * why. */
	void (*question)(void *user, const struct link_question *question);
	/* The question needs no answer any more: connecting was given up, or the connection ended.
	 */
	void (*question_gone)(void *user);
	/* Of an unattended link: the login doesn't go on, and why; or the peer has refused an
	 * answer, and how it said so. */
	void (*stuck)(void *user, bool refused, const char *text);
	/* Of an unattended link: a password is sent now, which must not be told. */
	void (*secret)(void *user, const char *text, size_t n);
	/* The connection is up, also anew or as TLS. */
	void (*connected)(void *user);
	/* It will be tried again in `ms`; -1: not, or it just was. */
	void (*retry)(void *user, int64_t ms);
	/* Connected no more, or never: session_state and session_error of the session say how. */
	void (*ended)(void *user);
};

/* Makes a link that isn't connected. `d` outlives it. */
Link *link_new(Dialer *d, const struct link_config *config, const struct link_events *events,
	       void *user);

/* Ends the connection and frees. NULL is fine. */
void link_free(Link *l);

/* Whether the event `line` is raised for its own sake; at first it is if there is a handler. */
void link_listen(Link *l, bool on);

/* Starts connecting. False with `e` set if that can't even begin; else `connected` or `ended`
 * comes. */
bool link_connect(Link *l, struct err *e);

/* Ends the connection, gives up connecting, and plans no other attempt. */
void link_disconnect(Link *l);

/*
 * Turns the connection to TLS: after what `protocol` (a name, as starttls_parse reads it) says
 * before, or at once if it is NULL. False with `e` set if that is impossible.
 */
bool link_starttls(Link *l, const char *protocol, struct err *e);

/* Applies options that were changed in link_options or above, and changes of the book of rules.
 * False with `e` set if one can't be.
 */
bool link_configure(Link *l, struct err *e);

/*
 * Traces the wire to the end of `path` from now on (link/trace.h); NULL ends that. False with `e`
 * set if the file can't be opened; the event `message` says when it can't be written any more.
 */
bool link_trace(Link *l, const char *path, struct err *e);

/* Keeps all of the trace, to be shown, from now on; or no more. False with `e` set if too
 * much listens to its session. */
bool link_keep_trace(Link *l, bool on, struct err *e);

/* Gives the trace of a link to the one that takes its place; nothing if there is none. */
void link_move_trace(Link *from, Link *to);

/* Its trace, on or not; NULL: that of a stream was never on. */
const Trace *link_traced(const Link *l);

/*
 * Records its session to `path` from now on, in place of what it was recorded to, by the ending
 * (record/recorder.h); NULL ends that. False with `e` set if the file can't be, or if not all of
 * the one before could be written; the event `message` says when it can't be written any more.
 */
bool link_record(Link *l, const char *path, struct err *e);

/* Gives the recording of a link to the one that takes its place; nothing if there is none. */
void link_move_recorder(Link *from, Link *to);

/* What records it; NULL: nothing. */
const Recorder *link_recorder(const Link *l);

/* The figures of its connections; NULL: those of a stream, or an unattended link, aren't kept. */
const Figures *link_figures(const Link *l);

/* Gives them to a link that takes its place and isn't connected yet. */
void link_move_figures(Link *from, Link *to);
/*
 * Looks through a lens of `row` (NULL: a guess) at what passes, from what passed lately on, in
 * place of another one. `row` and what `o` points to outlive that. False with `e` set where the
 * link keeps nothing of it: an unattended one, a stream.
 */
bool link_set_lens(Link *l, const struct lens_row *row, const struct lens_options *o,
		   struct err *e);
void link_end_lens(Link *l);

/* Gives the lens of a link, and what passed, to the one that takes its place. */
void link_move_lens(Link *from, Link *to);

/* What the user has lately sent; NULL: that isn't kept. */
const SentList *link_sent(const Link *l);

/* What its lens shows; NULL: it has none. Valid until that changes. */
LensLog *link_lens(const Link *l);

/* Answers the question under way. `passphrase` is wiped by the caller; NULL gives up. */
void link_answer_trust(Link *l, enum connector_answer answer);
void link_answer_passphrase(Link *l, const char *passphrase);
void link_answer_expansion(Link *l, bool always); /* goes on: this time, or always */

/* What stands in the open line is known to ask for the name or the password of the login. */
void link_answer_login(Link *l, enum prompt_kind kind);

/* The owner may log in itself from now on, and nothing is answered, until that is let go (false):
 * then the login goes on with what stands. */
void link_hold_login(Link *l, bool on);

/* The owner answers what stands in the open line, while the login is held. */
void link_note_answer(Link *l);

/* What its login has answered last in this connection. */
enum login_answered link_login_answered(const Link *l);

/* An Enter is sent to a silent console, which may have answered a question for a name by it. */
void link_note_wake(Link *l);

/* Nothing more is waited for: the event `stuck` comes if a line sounded like a refusal. */
void link_give_up_login(Link *l);

/* A prompt stands that is none of the login, which is over. */
void link_end_login(Link *l);

/* Its session: keys, lines and pastes go there, and the document is seen there. */
Session *link_session(const Link *l);

/* Its own scope of options, to read and to set in. */
Options *link_options(const Link *l);

/* What it is. */
const char *link_name(const Link *l);
const struct address *link_address(const Link *l); /* scheme host without a host: none */
bool link_is_service(const Link *l); /* of this program */
bool link_is_live(const Link *l); /* connected or connecting */
bool link_was_connected(const Link *l); /* at any time */
bool link_ended_by_user(const Link *l); /* the last connection, or attempt */
bool link_retry_waits(const Link *l); /* it will be tried again */
const struct connector_proof *link_proof(const Link *l); /* of the peer of this connection */

/* What was tried to connect, a line each with its time; borrowed until something more is tried. */
const char *link_trail(const Link *l);

#endif

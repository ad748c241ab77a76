/*
 * The inside of a link, shared by link.c (its session on the loop) and link-connect.c (how the
 * session is reached). Nobody else includes this.
 */
#ifndef HAIL_LINK_LINK_INTERNAL_H
#define HAIL_LINK_LINK_INTERNAL_H

#include "base/str.h"
#include "device/device.h"
#include "link/link.h"
#include "link/login.h"
#include "link/link-rules.h"
#include "link/retry.h"
#include "loop/timer.h"

typedef struct Pager Pager;
typedef struct Paste Paste;

struct Link {
	Dialer *dialer;
	Loop *loop;
	struct link_events events;
	void *user;
	struct address address; /* scheme host with host NULL: none */
	const struct dialer_service *service; /* or NULL */
	const char *part; /* of it */
	char *name;
	int family;
	bool raw, stream, exact, unattended, played, true_colours;
	unsigned told_rows;
	bool listens; /* the owner wants lines */
	uint64_t quiet_line; /* the line of the last prompt that may be one, and 1; 0: none */
	Options *host; /* what is said of its host; parent of `own` */
	Options *own;
	Session *session;
	LoopWatch *watch;
	int fd; /* what `watch` watches; -1 = nothing */
	Timer *timer;
	Connector *connector;
	struct str trail;
	bool asked; /* a question of the connector is under way; */
	bool expands; /* one about what the peer compresses */
	struct connector_proof proof; /* of this connection, or the last */
	struct connector_proof login_proof; /* of the last one that a login was meant for */
	bool automatic; /* this attempt was made without the user */
	bool distrusted; /* it met a peer that isn't trusted */
	bool upgrading; /* the connector turns the connection to TLS */
	bool by_user; /* the user ended the connection */
	bool log_follows; /* the option log: the owner wants it followed, */
	bool log_on; /* and what it said last */
	bool was_connected;
	Trace *trace; /* or NULL */
	Recorder *recorder; /* or NULL */
	Figures *figures; /* or NULL */
	Capture *capture; /* NULL: it keeps none */
	SentList *sent; /* with the capture */
	LensLog *lens; /* of what is captured; or NULL */
	struct deferred lens_turn; /* it reads */
	Timer *lens_timer; /* until a pause; with the capture */
	RuleBook *book; /* NULL: it has no rules */
	struct link_rules *rules; /* or NULL */
	Device *device; /* NULL: nobody has asked for it */
	Timer *device_timer; /* its own */
	bool proposes; /* the owner wants to know what platform it looks like */
	struct link_proposal *proposal; /* NULL: that is told, or will not be */
	Pager *pager; /* NULL: nobody wants pagers to be answered */
	Paste *paste; /* NULL: there was none */
	Login *login; /* NULL: there is nothing to answer with */
	struct deferred
		stuck; /* the event of that name waits: it may end the login that tells it */
	bool stuck_refused;
	char *stuck_text; /* NULL: it doesn't; owned */
	enum login_answered login_answered; /* by it, when the connection ended */
	bool login_refused; /* maybe: no attempt made without the user answers it again */
	bool login_held; /* the owner logs in itself, as yet */
	uint64_t held_line; /* where it has answered what stood, */
	struct str held_open; /* which was this */
	bool login_begun; /* in this connection: a turn to TLS doesn't begin it anew */
	bool tls_offered; /* the user knows where the peer speaks TLS */
	Retry *retry;
};

/* --- link-tell.c */

/* Tells the owner that something that can be seen may have changed; a sentence, or one about what
 * failed (user: the Link); one that is put together. */
void link_tell_changed(Link *l);
void link_tell(void *user, enum message_kind kind, const char *text);
void link_tell_failure(void *user, const char *text);
void link_say(Link *l, enum message_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* What stands in the open line, without the blanks at its end, replaces what `out` holds. */
void link_open_line(const Link *l, struct str *out);

/* --- link.c */

/* Gathers lines for whoever wants them: the owner, the login. */
void link_apply_listening(Link *l);

/* The question about what the peer compresses needs no answer any more, if there is one. */
void link_drop_expansion(Link *l);

/* --- link-login.c */

/* What stands, or what the peer tells, is for the login, unless the owner logs in. */
void link_login_prompt(Link *l, const char *text, size_t n);
void link_login_value(Link *l, const struct telnet_value *value);

/* The login doesn't go on: the owner is told soon. (user: the Link) */
void link_stuck(void *user, bool refused, const char *text);
void link_secret(void *user, const char *text, size_t n);

/* --- link-trace.c: what the trace, if there is one, says of the connection. */

/* It is there; it has ended; its transport is away for TLS; a line of what is said before that. */
void link_trace_past(Link *l); /* from the first connection on */
void link_trace_connected(Link *l);
void link_trace_ended(Link *l);
void link_trace_detached(Link *l);
void link_trace_said(Link *l, const char *text);

/* --- link-record.c: the connection has ended; the options have changed. */
void link_record_ended(Link *l);
void link_record_configure(Link *l);

/* --- link-figures.c: they are kept from now on; the connection is there; it has ended. */
void link_figures_new(Link *l);
void link_figures_connected(Link *l);
void link_figures_ended(Link *l);

/* --- link-lens.c: what passed lately, and a lens on it. */

/* The link is made; it goes; the connection is there, or has ended. */
void link_capture_begin(Link *l);
void link_capture_free(Link *l);
void link_capture_connected(Link *l);
void link_capture_ended(Link *l);

/* --- link-device.c: its device, if there is one. */

/* A line was closed, and that is its verdict; the open one was marked as a prompt; something was
 * read, and it may stand; a connection begins; the options have changed; the link goes. */
void link_device_line(Link *l, const struct terminal_line *line, enum terminal_verdict verdict,
		      const struct text_line *replacement);
void link_device_mark(Link *l);
void link_device_look(Link *l);
void link_device_begin(Link *l);
void link_device_configure(Link *l);
void link_device_free(Link *l);

/* --- link-rules.c: its rules, if it has some. */

/* The link is made, with a book of rules or NULL; it goes; the options, or the book, have changed.
 */
void link_rules_begin(Link *l, RuleBook *book);
void link_rules_free(Link *l);
void link_rules_configure(Link *l);

/* Whether lines need to be gathered for them. */
bool link_rules_read_lines(const Link *l);

/* A line was closed, a prompt stands in the open line: their verdicts. */
enum terminal_verdict link_rules_line(Link *l, const struct terminal_line *line,
				      struct text_line *replacement);
enum terminal_verdict link_rules_prompt(Link *l, struct text_line *replacement);

/* The connection is there, has ended, the bell rang. Whether this connection's beginning was told.
 */
void link_rules_tell(Link *l, enum rules_event event);
bool link_rules_told(const Link *l);

/* What a game told; something was read, or it was time for something. */
void link_rules_value(Link *l, const struct telnet_value *value);
void link_rules_look(Link *l);

/* --- link-highlights.c: what its pack brings for them. */

/* A connection begins, or the options have changed: before link_rules_configure. */
void link_highlights_configure(Link *l);

/* --- link-propose.c: which pack may be of use. */

/* A connection begins; the link goes; a line was closed; something was read. */
void link_propose_begin(Link *l);
void link_propose_end(Link *l);
void link_propose_look(Link *l, const char *text, size_t n);
void link_propose_look_open(Link *l);

/* --- link-pager.c: the pagers of its peer, for an owner that wants that. */

/* A connection begins; something was read, or time has passed; the link goes. */
void link_pager_begin(Link *l);
void link_pager_configure(Link *l);
void link_pager_look(Link *l);
void link_pager_free(Link *l);

/* --- link-paste.c: its paste, if there is one. */

/* Something was read, or time has passed; the connection has ended; the link goes. */
void link_paste_look(Link *l);
void link_paste_ended(Link *l);
void link_paste_free(Link *l);

/* --- link-connect.c */

/* link_starttls; `automatic`: nobody is asked about the peer. */
bool link_upgrade(Link *l, const char *protocol, bool automatic, struct err *e);

/* The retry is due (user: the Link). */
void link_on_retry(void *user);

/* After the end of a connection or an attempt: plans the next one, if the user wants that. */
void link_plan_retry(Link *l);

/* --- link-values.c */

/* Takes what the peer told by GMCP or the like. */
void link_take_value(Link *l, const struct telnet_value *value);

#endif

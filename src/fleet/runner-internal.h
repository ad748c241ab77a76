/*
 * The inside of a runner, shared by runner.c (its life: link, time, ends), runner-device.c (what
 * its device says) and runner-operations.c (what is asked of it). Nobody else includes this.
 */
#ifndef HAIL_FLEET_RUNNER_INTERNAL_H
#define HAIL_FLEET_RUNNER_INTERNAL_H

#include "base/redact.h"
#include "base/str.h"
#include "device/device.h"
#include "device/signs.h"
#include "fleet/runner.h"
#include "link/link-device.h"
#include "loop/timer.h"

enum runner_stage {
	STAGE_OFF,
	STAGE_CONNECTING,
	STAGE_LOGIN, /* connected; no prompt has come yet */
	STAGE_PREPARING, /* the commands for the beginning */
	STAGE_READY,
	STAGE_LEAVING,
	STAGE_OVER,
};

enum runner_operation {
	OPERATION_NONE,
	OPERATION_CONNECT,
	OPERATION_LOGIN,
	OPERATION_COMMAND,
	OPERATION_MODE,
	OPERATION_CONFIGURE,
	OPERATION_EXPECT,
};

/* What the device works at. */
enum runner_sent {
	SENT_NOTHING,
	SENT_START, /* a command for the beginning */
	SENT_WAY, /* one that leads to another mode */
	SENT_ENTER, /* likewise, into or out of configuration, where no pack knows the way */
	SENT_COMMAND, /* the operation's own: a command, a line of configuration */
	SENT_LATE, /* its time was over */
};

struct Runner {
	Dialer *dialer;
	Loop *loop;
	struct runner_events events;
	void *user;
	char *name;
	Link *link;
	Device *device; /* the link's */
	const Pack *pack; /* NULL: none */
	bool guessed; /* nobody said which one; the first prompt shows whether it is right */
	const char *better; /* what is: a pack's name, static; NULL: undecided */
	struct signs_seen *signs; /* while it is a guess; owned */
	struct deferred look; /* at what came */
	struct deferred ending;
	Timer *timer;
	int64_t limit, limit_ms, connect_by;
	enum runner_stage stage;
	bool at_prompt; /* and nothing is under way */
	struct str error; /* what the link last said went wrong */
	struct redact secrets; /* that were sent: nobody is told of them */

	/* While logging in. */
	uint64_t received; /* bytes of the peer, when it was last looked at */
	int64_t heard_at; /* when the last ones came */
	unsigned wakes; /* how often a silent console was sent Enter */
	/* What looks like a prompt stands before anybody asked for a name: */
	struct str early_open; /* the open line, */
	uint64_t early_line; /* and its number; */
	int64_t early_until; /* it is one if it stands until then; -1: there is none */
	bool no_login; /* such a one was */
	size_t start; /* the next of the commands for the beginning */

	/* The operation. */
	enum runner_operation operation;
	enum runner_sent sent;
	struct str asked; /* its command, or the name of its mode */
	struct str text; /* what was last sent */
	struct str confirm;
	bool confirms, agrees;
	int64_t until; /* when it has to be done; -1: never */
	int64_t until_ms; /* how long that was */
	const struct pack_row *way; /* under way there */
	const char *const *lines; /* of configuration */
	size_t line_count, line;
	enum { CONFIGURE_ENTER, CONFIGURE_LINES, CONFIGURE_SETTLE, CONFIGURE_LEAVE } part;
	size_t settled; /* commands sent that make the lines hold, or forget them */
	struct str output;
	struct str failure;
	SecretRequest *secret;
	bool full; /* too much came */
	bool secret_answered; /* in the command under way */

	/* What came, for runner_expect. */
	bool expects;
	bool typed; /* the owner sent text, perhaps a secret, whose echo may stand */
	struct str seen; /* closed lines that weren't matched yet */
	size_t seen_of_open; /* bytes of it that were matched */
	struct str matched; /* the text of the last match */
	struct regex_group groups[REGEX_GROUPS_MAX];
	unsigned group_count;
	Regex *regex;

	void (*left)(void *user);
};

/* --- runner.c */

/* It is over: tells the owner why. */
void runner_fail(Runner *r, enum runner_failure how, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Appends some of what the peer said, without the secrets that were sent, as it can be shown.
 * (runner-reason.c) */
void runner_show(const Runner *r, struct str *out, const char *text, size_t n, size_t most);

/* Tells the owner of a line. */
void runner_log(Runner *r, const char *text, size_t n);

/* Appends what is waited for, and what was last seen. (runner-reason.c) */
void runner_describe(const Runner *r, struct str *out);

/* Appends what was last seen, if that may be told. (runner-reason.c) */
void runner_append_seen(const Runner *r, struct str *out);

/* Sets the timer for what is due first. */
void runner_set_timer(Runner *r);

/* Sends a line, or several with newlines between them; false if that failed, which has been told.
 */
bool runner_send_line(Runner *r, const char *text, size_t n);

/* Sends the keys that type `text`. */
void runner_send_keys(Runner *r, const char *text);

/* --- runner-modes.c */

/* What a mode is called, to be said. */
const char *runner_mode_name(const Runner *r, int mode);

/* The mode that the pack has for `key`, PACK_WORK or PACK_CONFIG, and that can be reached if one
 * can; -1: none. */
int runner_work_mode(const Runner *r, enum pack_key key);

/* The next command of the pack for `key`, PACK_COMMIT or PACK_DISCARD, that is for the mode that
 * the device is in; NULL: none. */
const struct pack_row *runner_next_settling(Runner *r, enum pack_key key);

/* Whether it is left to the lines to make them hold: one begins with the word of the command that
 * does, which is the last of PACK_COMMIT. */
bool runner_lines_commit(const Runner *r);

/*
 * Whether the mode to work in is to be reached when nothing says that it is needed: not where the
 * first step up asks for a secret that isn't there, for much can be seen from below.
 */
bool runner_may_rise(const Runner *r);

/* --- runner-login.c: a prompt that may come before the login, a console that is silent, and
 * questions of the login. */

bool runner_is_logging_in(const Runner *r);

/* Whether the prompt that the device tells may be part of a banner, since a login is expected: if
 * it still stands after a moment, it is told again. */
bool runner_is_early(Runner *r);

/* When runner_login_tick is due; -1: not. */
int64_t runner_login_due(const Runner *r);

/* The keys that a silent console is to be sent; or NULL. */
const char *runner_login_tick(Runner *r);

/* Answers a question that stands while logging in, or leaves it to whom it concerns. The line that
 * is to be sent for it; or NULL. */
const char *runner_answer_login(Runner *r, const struct device_question *q);

/* --- runner-device.c */

extern const struct device_events runner_device_events;

/* --- runner-operations.c */

/* A prompt stands and nothing is under way: does what is next. */
void runner_proceed(Runner *r);

/* What was sent is done. */
void runner_take_result(Runner *r, const struct device_result *result);

/* The operation is done: so, or as `failure` says. */
void runner_finish(Runner *r, const char *failure);

/* What has come of the command or line of configuration under way, which is broken off for
 * `failure`; `why` is to be freed. False: there is none. */
bool runner_break_off(Runner *r, const char *failure, struct runner_result *cut, struct str *why);

/* The operation's time is over. */
void runner_time_out(Runner *r);

/* Looks whether what came is what is expected. */
void runner_match(Runner *r);

/* --- runner-heard.c: what else hears of the link. */

void runner_heard_connected(const Runner *r);
void runner_heard_change(const Runner *r);
void runner_heard_end(const Runner *r);
enum terminal_verdict runner_heard_line(const Runner *r, const struct terminal_line *line,
					struct text_line *replacement);
bool runner_heard_wish(const Runner *r, const struct link_wish *wish);

/* Handlers of the link's events; `user` is the runner. */
enum terminal_verdict runner_heard_prompt(void *user, enum session_prompt how, const char *text,
					  size_t n, struct text_line *replacement);
void runner_heard_bell(void *user);
void runner_heard_value(void *user, const struct telnet_value *value);

#endif

#include "link/login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "loop/timer.h"
#include "net/exec.h"
#include "session/prompt.h"
#include "tls/tls.h"
#include "base/poison.h"

enum {
	LOGIN_PASSWORD_MAX = 1024,
	LOGIN_ENDING_MS = 10, /* between two looks at a command that has said all */
	LOGIN_REFUSAL_MS = 30000, /* how long after the answer what comes may mean that it was
				     refused */
	LOGIN_MS = 120000, /* how long after connecting a prompt is still of the login */
};

enum login_result { RESULT_UNTOLD, RESULT_SUCCESS, RESULT_FAILURE };

struct Login {
	Loop *loop;
	Session *session;
	char *user_name; /* NULL: nothing to answer with, or answered */
	char *command; /* likewise */
	int64_t started;
	int64_t command_ms; /* how long a command may take */
	unsigned lines_allowed; /* lines that the user may have sent without ending the login */
	Children *children;
	Transport *child; /* the command under way */
	LoopWatch *watch;
	Timer *timer; /* of the command */
	Timer *ending; /* its output has ended, and it soon will */
	struct str prompt; /* what the command answers, and the number of its line */
	uint64_t prompt_line;
	char *account; /* the command answers for it, by GMCP; NULL: it answers a prompt */
	int64_t answered_at; /* when the password was; -1: it was not */
	bool refused; /* it was, as far as can be told before the connection ends, */
	enum login_result result; /* or as a game told first; */
	bool went_on; /* a line came behind it that says nothing of that */
	bool named; /* a name was asked for, on line `name_line` */
	uint64_t name_line;
	char password[LOGIN_PASSWORD_MAX];
	size_t length;
	void (*message)(void *user, const char *text);
	void *user;
};

static const char *const refusals[] = {
	"login incorrect",       "login failed",           "login invalid",
	"authentication failed", "authentication failure", "authentication error",
	"access denied",         "permission denied",      "bad passwords",
	"bad password",          "invalid password",       "incorrect password",
	"wrong password",        "% bad secrets",          "invalid login",
	"username or password",  "user name or password",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

bool login_is_refusal(const char *text, size_t n)
{
	char *line = mem_strndup(text, n);
	bool found = false;

	for (size_t i = 0; i < COUNT(refusals) && !found; i++)
		found = strcasestr(line, refusals[i]) != NULL;
	free(line);
	return found;
}

static void on_late(void *user);
static void on_ending(void *user);

Login *login_new(Loop *loop, Children *children, Session *session, const Options *options,
		 void (*message)(void *user, const char *text), void *user)
{
	const char *name = options_given(options, OPTIONS_USER);
	const char *command = options_given(options, OPTIONS_PASSWORD_COMMAND);
	Login *l;

	if (!name && !command)
		return NULL;
	l = mem_alloc(sizeof(*l));
	l->loop = loop;
	l->children = children;
	l->session = session;
	l->user_name = mem_strdup(name);
	l->command = mem_strdup(command);
	l->started = loop_now(loop);
	l->answered_at = -1;
	l->command_ms = options_number(options, OPTIONS_PASSWORD_TIMEOUT) * 1000;
	l->timer = timer_new(loop_timers(loop), on_late, l);
	l->ending = timer_new(loop_timers(loop), on_ending, l);
	l->message = message;
	l->user = user;
	str_init(&l->prompt);
	mem_lock(l->password, sizeof(l->password));
	return l;
}

static void end_command(Login *l)
{
	free(l->account);
	l->account = NULL;
	timer_set(l->timer, -1);
	timer_set(l->ending, -1);
	loop_unwatch(l->loop, l->watch);
	l->watch = NULL;
	transport_free(l->child);
	l->child = NULL;
	mem_wipe(l->password, sizeof(l->password));
	l->length = 0;
}

void login_free(Login *l)
{
	if (!l)
		return;
	end_command(l);
	mem_unlock(l->password, sizeof(l->password));
	timer_free(l->timer);
	timer_free(l->ending);
	str_fini(&l->prompt);
	free(l->user_name);
	free(l->command);
	free(l);
}

/* Nothing is answered any more. */
static void end_login(Login *l)
{
	free(l->user_name);
	free(l->command);
	l->user_name = l->command = NULL;
	if (l->child) {
		l->message(l->user, "the login is over: the password-command was ended");
		end_command(l);
	}
}

static bool is_over(const Login *l)
{
	return !l->user_name && !l->command && !l->child;
}

bool login_reads_lines(const Login *l)
{
	return l && (!is_over(l) || (l->answered_at >= 0 && l->result == RESULT_UNTOLD &&
				     !l->refused && !l->went_on));
}

/* Whether it isn't too late; what makes it so ends the login. */
static bool is_open(Login *l)
{
	if (session_lines_typed(l->session) > l->lines_allowed ||
	    loop_now(l->loop) - l->started > LOGIN_MS)
		end_login(l);
	return !is_over(l);
}

/* Whether what is sent now is hidden, as far as the peer can say so. */
static bool is_hidden(const Login *l)
{
	struct mode mode = session_mode(l->session);

	return mode.masked || mode.character ||
	       session_protocol(l->session) != TELNET_PROTOCOL_TELNET;
}

/* Whether the prompt that the command answers still stands. */
static bool still_stands(const Login *l)
{
	struct str open;
	bool same;

	str_init(&open);
	terminal_open_line(session_terminal(l->session), &open);
	same = terminal_end_line(session_terminal(l->session)) == l->prompt_line &&
	       open.length == l->prompt.length &&
	       memcmp(open.text, l->prompt.text, open.length) == 0;
	str_fini(&open);
	return same;
}

/* What a command that failed has printed is no password; what it said instead is for the user. */
static void explain_failure(Login *l)
{
	char text[400];
	struct err e;

	exec_explain(l->child, &e);
	snprintf(text, sizeof(text),
		 l->length == sizeof(l->password) - 1 ?
			 "the password-command printed too much (%.300s): type the password" :
			 "the password-command gave no password (%.300s): type it",
		 e.text);
	l->message(l->user, text);
}

static void note_answer(Login *l, bool sent, const struct err *e)
{
	if (sent)
		l->answered_at = loop_now(l->loop);
	else
		l->message(l->user, e->text);
}

static void send_credentials(Login *l, size_t n)
{
	struct err e;

	if (is_open(l))
		note_answer(l, session_send_credentials(l->session, l->account, l->password, n, &e),
			    &e);
}

static void send_password(Login *l)
{
	size_t n = strcspn(l->password, "\r\n");
	struct err e;

	if (!n || l->length == sizeof(l->password) - 1 || exec_look(l->child) == EXEC_FAILED)
		explain_failure(l);
	else if (l->account)
		send_credentials(l, n);
	else if (is_open(l) && (!is_hidden(l) || !still_stands(l)))
		l->message(l->user, "the prompt had gone when the password-command answered: "
				    "its password was not sent");
	else if (!is_over(l))
		note_answer(l, session_send_secret(l->session, l->password, n, &e), &e);
}

/* The output alone doesn't say that the command succeeded: its end does. */
static void on_ending(void *user)
{
	Login *l = user;

	if (exec_look(l->child) == EXEC_RUNNING && l->length < sizeof(l->password) - 1) {
		timer_set(l->ending, loop_now(l->loop) + LOGIN_ENDING_MS);
		return;
	}
	l->password[l->length] = '\0';
	send_password(l);
	end_command(l);
}

static void on_output(void *user, short revents)
{
	Login *l = user;
	enum io_status status = IO_OK;
	struct err e;

	(void)revents;
	while (status == IO_OK && l->length < sizeof(l->password) - 1) {
		size_t done = 0;

		status = transport_read(l->child, l->password + l->length,
					sizeof(l->password) - 1 - l->length, &done, &e);
		l->length += done;
	}
	if (status == IO_AGAIN)
		return;
	loop_watch_pause(l->watch);
	on_ending(l);
}

static void on_late(void *user)
{
	Login *l = user;

	l->message(l->user, "the password-command took too long and was ended: type the password");
	end_command(l);
}

/* No shell, and only once: a wrong password must not lock an account. */
static void run_command(Login *l, const char *prompt, size_t n)
{
	struct exec_config config = { .command = l->command, .children = l->children };
	struct err e;

	str_clear(&l->prompt);
	str_append(&l->prompt, prompt, n);
	l->prompt_line = terminal_end_line(session_terminal(l->session));
	l->child = exec_pair(&config, &e);
	free(l->command);
	l->command = NULL;
	if (!l->child) {
		l->message(l->user, e.text);
		end_command(l);
		return;
	}
	timer_set(l->timer, loop_now(l->loop) + l->command_ms);
	l->watch = loop_watch(l->loop, LOOP_SOCKETS, transport_fd(l->child), POLLIN, on_output, l);
}

static void answer_name(Login *l)
{
	struct err e;

	l->named = true;
	l->name_line = terminal_end_line(session_terminal(l->session));
	if (!l->user_name) {
		l->lines_allowed = session_lines_typed(l->session) + 1;
		return;
	}
	if (!session_send(l->session, WIRE_LOGIN, l->user_name, strlen(l->user_name),
			  clock_wall_ms(), &e))
		l->message(l->user, e.text);
	free(l->user_name);
	l->user_name = NULL;
}

/* Behind the name another prompt than one for the password means that none is asked for. The name
 * itself stands on the line of its prompt. */
static void look_at_other(Login *l, const char *text, size_t n)
{
	if (l->named && prompt_has_shape(text, n) &&
	    terminal_end_line(session_terminal(l->session)) != l->name_line)
		end_login(l);
}

/* Whoever asks again, soon and on another line, didn't take the answer. */
static void look_for_refusal(Login *l, const char *text, size_t n)
{
	if (l->answered_at >= 0 && loop_now(l->loop) - l->answered_at < LOGIN_REFUSAL_MS &&
	    terminal_end_line(session_terminal(l->session)) != l->prompt_line &&
	    prompt_classify(text, n) != PROMPT_OTHER)
		l->refused = true;
}

bool login_seems_refused(const Login *l, bool lost, int64_t now)
{
	if (!l || l->answered_at < 0 || l->result == RESULT_SUCCESS)
		return false;
	return l->result == RESULT_FAILURE || l->refused ||
	       (now - l->answered_at < LOGIN_REFUSAL_MS && !(lost && l->went_on));
}

void login_prompt(Login *l, const char *text, size_t n)
{
	if (l)
		look_for_refusal(l, text, n);
	if (!l || l->child || !is_open(l))
		return;
	switch (prompt_classify(text, n)) {
	case PROMPT_OTHER: look_at_other(l, text, n); break;
	case PROMPT_NAME: answer_name(l); break;
	case PROMPT_PASSWORD:
		if (l->command && is_hidden(l))
			run_command(l, text, n);
		break;
	}
}

/* Whether `value` offers that an account's name and password are told. */
static bool offers_login(const struct telnet_value *value)
{
	Json *j = value->json ? json_parse(value->json, value->length, NULL) : NULL;
	const Json *types = j ? json_at(j, "type") : NULL;
	struct str text;
	bool found;

	str_init(&text);
	if (types)
		json_print(types, &text);
	found = strstr(text.text, "\"password-credentials\"") != NULL;
	str_fini(&text);
	json_free(j);
	return found;
}

static void take_offer(Login *l)
{
	char *account = l->user_name;

	l->user_name = NULL;
	run_command(l, "", 0);
	if (l->child)
		l->account = account;
	else
		free(account);
}

/* Of our answer only the first result speaks: another is of a login by hand. */
static void take_result(Login *l, const struct telnet_value *value)
{
	Json *j = value->json ? json_parse(value->json, value->length, NULL) : NULL;
	const Json *success = j ? json_at(j, "success") : NULL;
	bool untold = l->answered_at >= 0 && l->result == RESULT_UNTOLD;

	if (success && json_kind(success) == JSON_KIND_TRUE && untold)
		l->result = RESULT_SUCCESS;
	if (success && json_kind(success) == JSON_KIND_FALSE) {
		l->result = untold ? RESULT_FAILURE : l->result;
		end_login(l);
		l->message(l->user, "the game refused the login: log in by hand");
	}
	json_free(j);
}

void login_value(Login *l, const struct telnet_value *value)
{
	if (!l || value->source != TELNET_SOURCE_GMCP)
		return;
	if (strcasecmp(value->name, "Char.Login.Result") == 0)
		take_result(l, value);
	else if (strcasecmp(value->name, "Char.Login.Default") == 0 && !l->child && is_open(l) &&
		 l->user_name && l->command &&
		 tls_transport_report(session_transport(l->session)) && offers_login(value))
		take_offer(l);
}

static bool is_empty(const char *text, size_t n)
{
	while (n && text[n - 1] == ' ')
		n--;
	return !n;
}

void login_line(Login *l, const char *text, size_t n)
{
	if (!l)
		return;
	if (login_is_refusal(text, n))
		end_login(l);
	else if (l->answered_at >= 0 && !is_empty(text, n) &&
		 terminal_end_line(session_terminal(l->session)) != l->prompt_line)
		l->went_on = true;
}

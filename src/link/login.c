#include "link/login.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "tls/tls.h"
#include "base/poison.h"

enum {
	LOGIN_NAMES_MAX = 3, /* answers to prompts for a name where nobody is: a console that was
				woken may ask twice */
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
	SecretStore *secrets;
	SecretRequest *running; /* the command under way */
	bool over; /* where nobody is: nothing is answered any more */
	struct str refusal; /* likewise: a line that may mean that it was refused */
	struct str prompt; /* what the command answers, and the number of its line */
	uint64_t prompt_line;
	char *account; /* the command answers for it, by GMCP; NULL: it answers a prompt */
	int64_t answered_at; /* when the password was; -1: it was not */
	bool refused; /* it was, as far as can be told before the connection ends, */
	enum login_result result; /* or as a game told first; */
	bool went_on; /* a line came behind it that says nothing of that */
	uint64_t name_line; /* a name was asked for there; UINT64_MAX: nowhere yet */
	unsigned names; /* how often the name was answered */
	bool woken; /* Enter was sent before any question; */
	bool passed_over; /* it has answered one for the name */
	struct login_events events;
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

Login *login_new(Loop *loop, SecretStore *secrets, Session *session, const Options *options,
		 const struct login_events *events, void *user)
{
	const char *name = options_given(options, OPTIONS_USER);
	const char *command = options_given(options, OPTIONS_PASSWORD_COMMAND);
	Login *l;

	if (!name && !command && !events->stuck)
		return NULL;
	l = mem_alloc(sizeof(*l));
	l->loop = loop;
	l->secrets = secrets;
	l->session = session;
	l->user_name = mem_strdup(name);
	l->command = mem_strdup(command);
	l->started = loop_now(loop);
	l->answered_at = -1;
	l->command_ms = options_number(options, OPTIONS_PASSWORD_TIMEOUT) * 1000;
	l->name_line = UINT64_MAX;
	l->events = *events;
	l->user = user;
	str_init(&l->prompt);
	str_init(&l->refusal);
	return l;
}

static void end_command(Login *l)
{
	free(l->account);
	l->account = NULL;
	secret_request_free(l->running);
	l->running = NULL;
}

void login_free(Login *l)
{
	if (!l)
		return;
	end_command(l);
	str_fini(&l->prompt);
	str_fini(&l->refusal);
	free(l->user_name);
	free(l->command);
	free(l);
}

/* Nobody can type what isn't configured. */
static bool is_unattended(const Login *l)
{
	return l->events.stuck != NULL;
}

/* Says what went wrong, and to a user what to do. */
static void tell(Login *l, const char *what, const char *advice)
{
	struct str text;

	if (is_unattended(l)) {
		l->events.stuck(l->user, false, what);
		return;
	}
	str_init(&text);
	str_append_format(&text, "%s%s", what, advice);
	l->events.message(l->user, text.text);
	str_fini(&text);
}

/* Nothing is answered any more. */
static void end_login(Login *l)
{
	free(l->user_name);
	free(l->command);
	l->user_name = l->command = NULL;
	l->over = true;
	if (l->running) {
		tell(l, "the login is over: the password-command was ended", "");
		end_command(l);
	}
}

static bool is_over(const Login *l)
{
	return is_unattended(l) ? l->over : !l->user_name && !l->command && !l->running;
}

void login_note_wake(Login *l)
{
	if (l)
		l->woken = true;
}

/* What is answered later asks for something else. */
void login_end(Login *l)
{
	if (!l)
		return;
	end_login(l);
	l->answered_at = -1;
}

enum login_answered login_answered(const Login *l)
{
	if (!l || (l->answered_at < 0 && !l->names))
		return LOGIN_ANSWERED_NOTHING;
	return l->answered_at < 0 ? LOGIN_ANSWERED_NAME : LOGIN_ANSWERED_PASSWORD;
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
	    (!is_unattended(l) && loop_now(l->loop) - l->started > LOGIN_MS))
		end_login(l);
	return !is_over(l);
}

/* Whether what is sent now is hidden, as far as the peer can say so. */
static bool is_hidden(const Login *l)
{
	struct mode mode = session_mode(l->session);

	return is_unattended(l) || mode.masked || mode.character ||
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

static void note_answer(Login *l, bool sent, const struct err *e)
{
	if (sent)
		l->answered_at = loop_now(l->loop);
	else
		tell(l, e->text, "");
}

static void send_credentials(Login *l, const char *password, size_t n)
{
	struct err e;

	if (is_open(l))
		note_answer(l, session_send_credentials(l->session, l->account, password, n, &e),
			    &e);
}

static void send_password(Login *l, const char *password, size_t n)
{
	struct err e;

	if (l->events.secret)
		l->events.secret(l->user, password, n);
	if (l->account)
		send_credentials(l, password, n);
	else if (is_open(l) && (!is_hidden(l) || !still_stands(l)))
		tell(l,
		     "the prompt had gone when the password-command answered: its password was "
		     "not sent",
		     "");
	else if (!is_over(l))
		note_answer(l, session_send_secret(l->session, password, n, &e), &e);
}

static void on_command_done(void *user, const char *secret, size_t n, const char *why)
{
	Login *l = user;
	struct str text;

	if (secret) {
		send_password(l, secret, n);
	} else {
		str_init(&text);
		str_append_format(&text, "the password-command %s", why);
		tell(l, text.text, ": type the password");
		str_fini(&text);
	}
	end_command(l);
}

/* No shell, and only once: a wrong password must not lock an account. */
static void run_command(Login *l, const char *prompt, size_t n)
{
	struct err e;

	str_clear(&l->prompt);
	str_append(&l->prompt, prompt, n);
	l->prompt_line = terminal_end_line(session_terminal(l->session));
	l->running = secret_store_ask(l->secrets, l->command, l->command_ms, on_command_done, l,
				      &e);
	free(l->command);
	l->command = NULL;
	if (!l->running)
		tell(l, e.text, "");
}

static void answer_name(Login *l)
{
	uint64_t line = terminal_end_line(session_terminal(l->session));
	struct err e;

	/* The peer has not read the answer yet. */
	if (l->names && line == l->name_line)
		return;
	l->passed_over = false;
	l->name_line = line;
	if (!l->user_name && is_unattended(l)) {
		tell(l,
		     l->names ? "the name is asked for again and again" :
				"a name is asked for, and the option user doesn't say one",
		     "");
		return;
	}
	if (!l->user_name) {
		l->lines_allowed = session_lines_typed(l->session) + 1;
		return;
	}
	if (!session_send(l->session, WIRE_LOGIN, l->user_name, strlen(l->user_name),
			  clock_wall_ms(), &e))
		tell(l, e.text, "");
	if (++l->names < LOGIN_NAMES_MAX && is_unattended(l))
		return;
	free(l->user_name);
	l->user_name = NULL;
}

/* Behind the name another prompt than one for the password means that none is asked for. The name
 * itself stands on the line of its prompt. */
static void look_at_other(Login *l, const char *text, size_t n)
{
	if (l->name_line != UINT64_MAX && prompt_has_shape(text, n) &&
	    terminal_end_line(session_terminal(l->session)) != l->name_line)
		end_login(l);
}

/* The line that said so tells more than the prompt behind it. */
static void refuse(Login *l)
{
	if (is_unattended(l) && !l->refused)
		l->events.stuck(l->user, true,
				l->refusal.length ? l->refusal.text : "it asks again");
	l->refused = true;
}

void login_give_up(Login *l)
{
	if (l && l->refusal.length && !l->over)
		refuse(l);
}

/* Whoever asks again, soon and on another line, didn't take the answer. */
static void look_for_refusal(Login *l, enum prompt_kind kind)
{
	if (l->answered_at >= 0 && loop_now(l->loop) - l->answered_at < LOGIN_REFUSAL_MS &&
	    terminal_end_line(session_terminal(l->session)) != l->prompt_line &&
	    kind != PROMPT_OTHER)
		refuse(l);
}

/* With no name, or a wrong one, a password is wrong as well: whoever asks for it will ask again. */
static void answer_password(Login *l, const char *text, size_t n)
{
	if (l->passed_over)
		return;
	if (l->command && is_hidden(l))
		run_command(l, text, n);
	else if (is_unattended(l) && l->answered_at < 0)
		tell(l, "a password is asked for, and the option password-command isn't set", "");
}

bool login_seems_refused(const Login *l, bool lost, int64_t now)
{
	if (!l || l->answered_at < 0 || l->result == RESULT_SUCCESS)
		return false;
	return l->result == RESULT_FAILURE || l->refused ||
	       (now - l->answered_at < LOGIN_REFUSAL_MS && !(lost && l->went_on));
}

void login_question(Login *l, enum prompt_kind kind, const char *text, size_t n)
{
	if (l)
		look_for_refusal(l, kind);
	if (!l || l->running || !is_open(l))
		return;
	switch (kind) {
	case PROMPT_OTHER: look_at_other(l, text, n); break;
	case PROMPT_NAME: answer_name(l); break;
	case PROMPT_PASSWORD: answer_password(l, text, n); break;
	}
}

void login_prompt(Login *l, const char *text, size_t n)
{
	login_question(l, prompt_classify(text, n), text, n);
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
	if (l->running)
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
		tell(l, "the game refused the login", ": log in by hand");
	}
	json_free(j);
}

void login_value(Login *l, const struct telnet_value *value)
{
	if (!l || value->source != TELNET_SOURCE_GMCP)
		return;
	if (strcasecmp(value->name, "Char.Login.Result") == 0)
		take_result(l, value);
	else if (strcasecmp(value->name, "Char.Login.Default") == 0 && !l->running && is_open(l) &&
		 l->user_name && l->command &&
		 tls_transport_report(session_transport(l->session)) && offers_login(value))
		take_offer(l);
}

/*
 * Before anything was answered it is a warning to all who come, and behind the password it may be
 * the message of the day: what comes next decides.
 */
static void note_refusal(Login *l, const char *text, size_t n)
{
	if ((l->answered_at < 0 && !l->names) || l->refusal.length)
		return;
	str_append(&l->refusal, text, n);
}

void login_line(Login *l, const char *text, size_t n)
{
	if (!l)
		return;
	if (l->woken && !l->names && prompt_classify(text, n) == PROMPT_NAME)
		l->passed_over = true;
	if (login_is_refusal(text, n) && is_unattended(l))
		note_refusal(l, text, n);
	else if (login_is_refusal(text, n))
		end_login(l);
	else if (l->answered_at >= 0 && str_trimmed(text, n) > 0 &&
		 terminal_end_line(session_terminal(l->session)) != l->prompt_line)
		l->went_on = true;
}

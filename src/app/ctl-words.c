#include "app/ctl-words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/ctl-mcp-run.h"
#include "app/exit-status.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "ctl/ctl-client.h"
#include "ctl/ctl-request.h"
#include "base/poison.h"

static const char usage[] =
	"usage: hail ctl [--pid N | --socket PATH] [--json] [SESSION] VERB\n"
	"\n"
	"  sessions              list the sessions\n"
	"  screen                print what the session shows\n"
	"  lines [N]             print the last N lines (100)\n"
	"  wait RE [--timeout S] wait for text, 30 seconds at most; exit 8 if it does not come\n"
	"  send [--no-enter] TEXT\n"
	"                        send TEXT and Enter; - reads it from standard input\n"
	"  keys KEY...           send keys: Ctrl-c, Up, F5, x\n"
	"  command COMMAND       run a command as if typed with /\n"
	"  mcp [--allow-send]    be a server of the Model Context Protocol, on standard input\n"
	"                        and output; it only reads unless it may send\n"
	"\n"
	"SESSION is a number or a name; without one it is the session shown. The option control\n"
	"(/set -g control on, or hail -o control=on) lets a hail be controlled.\n";

/* What the words say. */
struct words {
	const char *socket, *session, *timeout;
	long long pid;
	bool json, no_enter;
	bool mcp, allow_send; /* in place of a verb */
	int verb; /* CTL_VERBS: none yet */
	struct str text; /* what follows the verb, blanks between */
	size_t count; /* words of it */
	Json *keys;
};

bool ctl_words_are(int argc, char **argv)
{
	return argc > 1 && strcmp(argv[1], "ctl") == 0 &&
	       (argc != 3 || strspn(argv[2], "0123456789") != strlen(argv[2]));
}

/* --- Reading them. */

static int find_verb(const char *word)
{
	int verb = 0;

	while (verb < CTL_VERBS && strcmp(word, ctl_verb_name((enum ctl_verb)verb)) != 0)
		verb++;
	return verb == CTL_CANCEL ? CTL_VERBS : verb;
}

/* Takes an option and its value at *i; false with `e` set. */
static bool take_option(struct words *w, int argc, char **argv, int *i, struct err *e)
{
	const char *name = argv[*i], *value = *i + 1 < argc ? argv[*i + 1] : NULL;

	if (strcmp(name, "--json") == 0)
		w->json = true;
	else if (strcmp(name, "--allow-send") == 0 && w->mcp)
		w->allow_send = true;
	else if (strcmp(name, "--no-enter") == 0 && w->verb == CTL_SEND)
		w->no_enter = true;
	else if (strcmp(name, "--socket") != 0 && strcmp(name, "--pid") != 0 &&
		 !(strcmp(name, "--timeout") == 0 && w->verb == CTL_WAIT))
		/* A value in the word itself may be a secret. */
		return err_set(e, ERR_USAGE, "hail ctl has no option %.*s here (hail ctl --help)",
			       (int)strcspn(name, "="), name);
	else if (!value)
		return err_set(e, ERR_USAGE, "%s needs a value", name);
	else if (strcmp(name, "--socket") == 0)
		w->socket = argv[++*i];
	else if (strcmp(name, "--timeout") == 0)
		w->timeout = argv[++*i];
	else if (!str_to_number(argv[++*i], 1, 0x7fffffff, &w->pid))
		return err_set(e, ERR_USAGE, "--pid takes the number of a process, not \"%s\"",
			       value);
	return true;
}

/* A word of what is sent or looked for; its place in argv is overwritten where it may be a secret.
 */
static void take_text(struct words *w, char *word)
{
	size_t n = strlen(word);

	w->count++;
	if (w->verb == CTL_KEYS)
		json_append(w->keys, json_new_string(word, n));
	if (w->text.length)
		str_append_char(&w->text, ' ');
	str_append(&w->text, word, n);
	if (ctl_verb_acts((enum ctl_verb)w->verb))
		memset(word, '*', n);
}

static bool take_word(struct words *w, char *word, struct err *e)
{
	int verb = find_verb(word);

	if (w->verb != CTL_VERBS) {
		take_text(w, word);
	} else if (verb != CTL_VERBS && !w->mcp) {
		w->verb = verb;
	} else if (strcmp(word, "mcp") == 0 && !w->session) {
		w->mcp = true;
	} else if (!w->session && !w->mcp) {
		w->session = word;
	} else {
		return err_set(e, ERR_USAGE, "there is no verb \"%s\" (hail ctl --help)", word);
	}
	return true;
}

/* Without its text a verb does nothing: an empty one has to be written. What has none would seem to
 * do as the words say: `screen 2`. */
static bool has_what_it_needs(const struct words *w, struct err *e)
{
	static const char *const needed[CTL_VERBS] = { [CTL_WAIT] = "RE",
						       [CTL_SEND] = "TEXT",
						       [CTL_KEYS] = "KEY",
						       [CTL_COMMAND] = "COMMAND" };

	if (w->mcp)
		return true;
	if (w->verb == CTL_VERBS)
		return err_set(e, ERR_USAGE,
			       "ctl needs a verb: sessions, screen, lines, wait, send, "
			       "keys or command (hail ctl --help)");
	if (w->count && (w->verb == CTL_SESSIONS || w->verb == CTL_SCREEN))
		return err_set(e, ERR_USAGE,
			       "ctl %s takes no more words; a SESSION stands before it (hail ctl "
			       "--help)",
			       ctl_verb_name((enum ctl_verb)w->verb));
	return w->count || !needed[w->verb] ||
	       err_set(e, ERR_USAGE, "ctl %s needs %s (hail ctl --help)",
		       ctl_verb_name((enum ctl_verb)w->verb), needed[w->verb]);
}

/* An option may stand anywhere but behind the first word of a text that is sent. */
static bool read_words(struct words *w, int argc, char **argv, struct err *e)
{
	bool options = true;

	for (int i = 2; i < argc; i++) {
		bool text = w->verb != CTL_VERBS && ctl_verb_acts((enum ctl_verb)w->verb) &&
			    w->text.length;

		if (options && !text && strcmp(argv[i], "--") == 0)
			options = false;
		else if (options && !text && argv[i][0] == '-' && argv[i][1] == '-') {
			if (!take_option(w, argc, argv, &i, e))
				return false;
		} else if (!take_word(w, argv[i], e)) {
			return false;
		}
	}
	return has_what_it_needs(w, e);
}

/* `-` stands for standard input, but for the newline at its end. */
static bool read_input(struct str *text, struct err *e)
{
	char bytes[4096];
	ssize_t n = 0;

	str_wipe(text);
	while (text->length <= CTL_REQUEST_MAX / 2 &&
	       (n = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0)
		str_append(text, bytes, (size_t)n);
	mem_wipe(bytes, sizeof(bytes));
	if (n < 0)
		return err_set(e, ERR_OTHER, "cannot read standard input: %s", strerror(errno));
	if (n > 0)
		return err_set(e, ERR_USAGE, "that is too much to be sent at once");
	if (text->length && text->text[text->length - 1] == '\n')
		str_truncate(text, text->length - 1);
	return true;
}

/* --- The request. */

static void put_text(Json *j, const char *name, const struct str *text)
{
	json_put(j, name, json_new_string(text->text, text->length));
}

static bool put_number(Json *j, const char *name, const char *text, long long min, long long max,
		       struct err *e)
{
	long long number;

	if (!str_to_number(text, min, max, &number))
		return err_set(e, ERR_USAGE, "the %s is a number from %lld to %lld, not \"%s\"",
			       name, min, max, text);
	json_put(j, name, json_new_integer(number));
	return true;
}

static bool put_rest(const struct words *w, Json *j, struct err *e)
{
	const struct str *text = &w->text;

	switch ((enum ctl_verb)w->verb) {
	case CTL_WAIT:
		put_text(j, "pattern", text);
		return !w->timeout || put_number(j, "timeout", w->timeout, 0, CTL_TIMEOUT_MAX_S, e);
	case CTL_LINES:
		return !text->length || put_number(j, "count", text->text, 1, CTL_LINES_MAX, e);
	case CTL_SEND:
		json_put(j, "enter", json_new_boolean(!w->no_enter));
		put_text(j, "text", text);
		return true;
	case CTL_COMMAND: put_text(j, "text", text); return true;
	case CTL_KEYS: json_put(j, "keys", json_clone(w->keys)); return true;
	case CTL_SESSIONS:
	case CTL_SCREEN:
	case CTL_CANCEL:
	case CTL_VERBS: break;
	}
	return true;
}

/* Appends the request, which is looked at as the program does. */
static bool make_request(const struct words *w, struct str *out, int64_t *ms, struct err *e)
{
	Json *j = json_new_object();
	const char *verb = ctl_verb_name((enum ctl_verb)w->verb);
	struct ctl_request r;
	bool good;

	json_put(j, "verb", json_new_text(verb));
	if (w->session)
		json_put(j, "session", json_new_text(w->session));
	good = put_rest(w, j, e);
	if (good) {
		json_print(j, out);
		good = ctl_request_parse(out->text, out->length, &r, e);
		*ms = CTL_CLIENT_MS + (r.verb == CTL_WAIT ? r.timeout_ms : 0);
		ctl_request_fini(&r);
	}
	json_free(j);
	return good;
}

/* --- The answer. */

static void print_text(const Json *j)
{
	size_t n;
	const char *text = j ? json_text(j, &n) : NULL;

	if (text)
		fwrite(text, 1, n, stdout);
}

static void print_rows(const Json *rows)
{
	size_t n, count = json_count(rows);

	while (count && json_text(json_item(rows, count - 1), &n) && !n)
		count--;
	for (size_t i = 0; i < count; i++) {
		print_text(json_item(rows, i));
		putchar('\n');
	}
}

static void print_sessions(const Json *list)
{
	for (size_t i = 0; i < json_count(list); i++) {
		const Json *j = json_item(list, i);

		print_text(json_at(j, "number"));
		putchar('\t');
		print_text(json_at(j, "state"));
		putchar('\t');
		print_text(json_at(j, "mode"));
		putchar('\t');
		print_text(json_at(j, "name"));
		putchar('\n');
	}
}

static bool is_true(const Json *j)
{
	return j && json_kind(j) == JSON_KIND_TRUE;
}

/* Prints what the program answered; false with `e` set if that is an error. */
static bool print_answer(const struct words *w, const struct str *line, const Json *j,
			 struct err *e)
{
	const Json *error = json_at(j, "error");
	size_t n;

	if (w->json)
		printf("%s\n", line->text);
	if (!is_true(json_at(j, "ok")))
		return err_set(e, json_at(j, "came") ? ERR_EXPECT : ERR_OTHER, "%s",
			       error && json_text(error, &n) ? json_text(error, &n) :
							       "hail gave no answer");
	if (w->json)
		return true;
	print_sessions(json_at(j, "sessions"));
	print_rows(json_at(j, w->verb == CTL_SCREEN ? "rows" : "lines"));
	if (json_at(j, "line")) {
		print_text(json_at(j, "line"));
		putchar('\n');
	}
	return true;
}

static bool ask(const struct words *w, const struct str *request, int64_t ms, struct err *e)
{
	CtlClient *c = ctl_client_open(w->socket, (pid_t)w->pid, e);
	struct str line;
	Json *j = NULL;
	bool done;

	if (!c)
		return false;
	str_init(&line);
	done = ctl_client_send(c, request->text, request->length, e) &&
	       ctl_client_read(c, ms, &line, e) && (j = json_parse(line.text, line.length, e)) &&
	       print_answer(w, &line, j, e);
	json_free(j);
	str_fini(&line);
	ctl_client_free(c);
	return done;
}

static bool run(struct words *w, int argc, char **argv, struct err *e)
{
	struct str request;
	int64_t ms = 0;
	bool done;

	if (!read_words(w, argc, argv, e))
		return false;
	if (w->mcp)
		return ctl_mcp_run(w->socket, (pid_t)w->pid, w->allow_send, e);
	str_init_secret(&request);
	done = (w->verb != CTL_SEND || strcmp(w->text.text, "-") != 0 || read_input(&w->text, e)) &&
	       make_request(w, &request, &ms, e) && ask(w, &request, ms, e);
	str_fini(&request);
	return done;
}

int ctl_words_run(int argc, char **argv)
{
	struct words w = { .verb = CTL_VERBS };
	struct err e;
	bool done;

	if (argc == 3 && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0))
		return fputs(usage, stdout) < 0 || fflush(stdout) != 0;
	str_init_secret(&w.text);
	w.keys = json_new_array();
	done = run(&w, argc, argv, &e);
	if (done && fflush(stdout) != 0)
		done = err_set(&e, ERR_OTHER, "cannot write to standard output");
	str_fini(&w.text);
	json_free(w.keys);
	return done ? 0 : exit_with(&e);
}

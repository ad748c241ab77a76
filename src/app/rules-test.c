#include "app/rules-test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/program.h"
#include "app/rules-report.h"
#include "base/clock.h"
#include "base/mem.h"
#include "link/link-rules.h"
#include "log/log-line.h"
#include "record/player.h"
#include "base/poison.h"

enum {
	TEST_TURN_NS = 4000000, /* of a turn of the loop */
	TEST_LINE_MS = 50, /* from a line to the next, for what is counted in a second */
	TEST_PIECE = 16384, /* bytes that are read at once */
	TEST_TOLD_MAX = 500, /* things that would have been done; of more the number is told */
	TEST_WIDTH = 200, /* of the grid that lines are written to, */
	TEST_HEIGHT = 24, /* and its rows */
	TEST_STAMP = 24, /* bytes of a log's time, `2026-01-31 23:59:59.999 ` */
};

/* How a log in HTML begins. */
static const char page_begin[] = "<!DOCTYPE html>";

/* All zero while none is under way, but for `app`. */
struct RulesTest {
	App *app;
	struct deferred next;
	char *path;
	FILE *file;
	Rules *rules;
	Terminal *terminal; /* of a text or a log, */
	RecordingReader *recording; /* or a recording, */
	Session *session; /* its session, */
	Player *player; /* and what plays it */
	bool inside; /* what was read last ended within a line, */
	bool skipped; /* which doesn't count */
	uint64_t lines, hidden, changed, done;
	bool page; /* it is a log in HTML */
	struct str line, told; /* a line of a log in other words; what would have been done */
};

RulesTest *rules_test_new(App *app)
{
	RulesTest *t = mem_alloc(sizeof(*t));

	t->app = app;
	return t;
}

static void end(RulesTest *t)
{
	App *app = t->app;

	deferred_cancel(&t->next);
	if (t->file)
		fclose(t->file);
	player_free(t->player);
	t->player = NULL;
	session_free(t->session);
	recording_reader_free(t->recording);
	rules_free(t->rules);
	terminal_free(t->terminal);
	free(t->path);
	if (t->told.text)
		str_fini(&t->told);
	if (t->line.text)
		str_fini(&t->line);
	*t = (RulesTest){ .app = app };
}

void rules_test_free(RulesTest *t)
{
	if (!t)
		return;
	end(t);
	free(t);
}

/* --- What rules would do. */

static void tell(RulesTest *t, const char *what, const char *text, size_t n)
{
	if (t->done++ < TEST_TOLD_MAX)
		str_append_format(&t->told, "line %llu: %s%.*s\n", (unsigned long long)t->lines,
				  what, n < 400 ? (int)n : 400, text);
}

static void on_send(void *user, const char *text, size_t n)
{
	tell(user, "send ", text, n);
}

static void on_command(void *user, const char *text, size_t n, bool values)
{
	(void)values;
	tell(user, "command ", text, n);
}

static bool on_lua(void *user, const char *code, size_t n, const struct rules_captures *captures)
{
	(void)captures;
	tell(user, "lua ", code, n);
	return false;
}

static void on_notify(void *user, const char *text, size_t n)
{
	tell(user, "notify ", text, n);
}

static void on_log(void *user, const char *name, const struct text_line *line)
{
	(void)line;
	tell(user, "log ", name, strlen(name));
}

static void on_route(void *user, const char *name, const struct text_line *line)
{
	(void)line;
	tell(user, "route ", name, strlen(name));
}

static void on_message(void *user, const char *text, unsigned paused)
{
	(void)paused;
	tell(user, "", text, strlen(text));
}

static const struct rules_events rules_handlers = {
	.send = on_send,
	.command = on_command,
	.lua = on_lua,
	.notify = on_notify,
	.log = on_log,
	.route = on_route,
	.message = on_message,
};

/* --- Lines. */

/* A recording has times of its own. */
static int64_t now(const RulesTest *t)
{
	return t->player ? player_time(t->player) : (int64_t)t->lines * TEST_LINE_MS;
}

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	RulesTest *t = user;
	enum terminal_verdict verdict;

	if (line->sent || line->notice)
		return TERMINAL_KEEP;
	t->lines++;
	/* No line of a file comes back for what rules send. */
	rules_typed(t->rules);
	verdict = rules_line(t->rules, line, replacement, now(t));
	t->hidden += verdict == TERMINAL_GAG;
	t->changed += verdict == TERMINAL_REPLACE;
	return verdict;
}

static enum terminal_verdict on_prompt(void *user, enum session_prompt how, const char *text,
				       size_t n, struct text_line *replacement)
{
	RulesTest *t = user;

	(void)how;
	(void)text;
	(void)n;
	return link_rules_open_line(t->rules, session_terminal(t->session), replacement, now(t));
}

/* Whether the text begins with a log's time and a sign of its direction. */
static bool is_of_log(const char *text)
{
	static const char form[] = "0000-00-00 00:00:00.000 ";

	for (size_t i = 0; i < TEST_STAMP; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';

		if (form[i] == '0' ? !digit : text[i] != form[i])
			return false;
	}
	return text[TEST_STAMP] && strchr("<>*", text[TEST_STAMP]) && text[TEST_STAMP + 1] == ' ';
}

/* Whether it is a line of a log in HTML or JSON: then t->line is what a text log has. */
static bool read_markup(RulesTest *t, const char *text, size_t n)
{
	if (*text != '<' && *text != '{')
		return false;
	str_clear(&t->line);
	return log_line_read(text, n, &t->line) > 0;
}

/* What fgets has read: a line, or a piece of one. Of a page only the lines of a log count. */
static void take(RulesTest *t, const char *text)
{
	size_t n = strlen(text);
	bool ended = n && text[n - 1] == '\n';

	n -= ended;
	t->page |= !t->inside && !t->lines &&
		   strncmp(text, page_begin, sizeof(page_begin) - 1) == 0;
	if (!t->inside && ended && read_markup(t, text, n)) {
		text = t->line.text;
		n = t->line.length;
	}
	if (!t->inside && is_of_log(text)) {
		t->skipped = text[TEST_STAMP] != '<';
		text += TEST_STAMP + 2;
		n -= TEST_STAMP + 2;
	} else if (!t->inside) {
		t->skipped = t->page;
	}
	t->inside = !ended;
	if (t->skipped)
		return;
	terminal_write(t->terminal, text, n, 0);
	if (ended)
		terminal_write(t->terminal, "\r\n", 2, 0);
}

static void show(RulesTest *t)
{
	struct str text;

	str_init(&text);
	str_append_format(&text, "%s: %llu lines, %llu hidden, %llu changed. Nothing was sent.\n\n",
			  t->path, (unsigned long long)t->lines, (unsigned long long)t->hidden,
			  (unsigned long long)t->changed);
	rules_report_list(t->rules, &text);
	str_append_format(&text, "\nThey would have done:\n%s%s",
			  t->done ? "" : "nothing but that\n", t->told.text);
	if (t->done > TEST_TOLD_MAX)
		str_append_format(&text, "and %llu more\n",
				  (unsigned long long)(t->done - TEST_TOLD_MAX));
	app_show_text(t->app, "rules test", text.text);
	str_fini(&text);
}

/* Takes a piece of what is there; false at the end. */
static bool take_next(RulesTest *t)
{
	char text[TEST_PIECE];

	if (t->player) {
		rules_set_mode(t->rules, !session_mode(t->session).character);
		return player_step(t->player, NULL);
	}
	if (fgets(text, sizeof(text), t->file)) {
		take(t, text);
		return true;
	}
	if (t->inside)
		take(t, "\n");
	return false;
}

static void read_on(void *user)
{
	RulesTest *t = user;
	int64_t until = clock_mono_ns() + TEST_TURN_NS;

	while (clock_mono_ns() < until) {
		if (take_next(t))
			continue;
		show(t);
		end(t);
		display_touch(app_display(t->app));
		return;
	}
	loop_defer(app_loop(t->app), &t->next, read_on, t);
}

/* --- The beginning. */

static bool open_recording(RulesTest *t, const char *path, struct err *e)
{
	static const struct session_events events = { .line = on_line, .prompt = on_prompt };
	RecordingReader *reader = recording_reader_open(path, e);
	struct session_settings settings;

	if (!reader)
		return false;
	end(t);
	player_settings(&settings);
	settings.history_lines = 1;
	t->recording = reader;
	t->session = session_new(&settings, TEST_WIDTH, TEST_HEIGHT, NULL, &events, t);
	session_listen(t->session, true);
	t->player = player_new(reader, t->session);
	return true;
}

static bool open_text(RulesTest *t, const char *path, struct err *e)
{
	static const struct terminal_events events = { .line = on_line };
	static const struct terminal_config config = {
		.width = TEST_WIDTH, .height = TEST_HEIGHT, .line_mode = true, .history_lines = 1
	};
	FILE *file = fopen(path, "re");
	struct stat st;

	if (file && fstat(fileno(file), &st) == 0 && !S_ISREG(st.st_mode)) {
		fclose(file);
		file = NULL;
		errno = EINVAL;
	}
	if (!file)
		return err_set(e, ERR_USAGE, "cannot read %s: %s", path, strerror(errno));
	end(t);
	t->file = file;
	t->terminal = terminal_new(&config, &events, t);
	terminal_listen(t->terminal, true);
	return true;
}

static bool is_recording(const char *path)
{
	size_t n = strlen(path);

	return n > 5 && strcmp(path + n - 5, ".hail") == 0;
}

bool rules_test_begin(RulesTest *t, Link *l, const char *path, struct err *e)
{
	if (!(is_recording(path) ? open_recording(t, path, e) : open_text(t, path, e)))
		return false;
	t->path = mem_strdup(path);
	str_init(&t->told);
	str_init(&t->line);
	t->rules = rules_copy(link_rules(l), &rules_handlers, t);
	rules_set_mode(t->rules, true);
	loop_defer(app_loop(t->app), &t->next, read_on, t);
	return true;
}

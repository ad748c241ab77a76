/* The examples of hail-lua(7) in the real program: what each says that it does comes about. */
#include "e2e/fixture.h"
#include "e2e/harness.h"

#include <signal.h>

#define GMCP(text) "\377\372\311" text "\377\360"
#define MSDP(bytes) "\377\372\105" bytes "\377\360"

/* The next example of the manual behind *at, as it is shown, to be freed; NULL: there is none. */
static char *next_example(const char **at)
{
	static const char begin[] = "\n.Bd -literal -offset indent\n", end[] = "\n.Ed\n";
	const char *first = strstr(*at, begin), *last = first ? strstr(first, end) : NULL;
	char *text, *to;

	if (!last)
		return NULL;
	*at = last;
	to = text = calloc(1, (size_t)(last - first) + 2);
	for (first += sizeof(begin) - 1; first <= last; first++) {
		bool escape = strncmp(first, "\\e", 2) == 0;

		*to++ = escape ? '\\' : *first;
		first += escape;
	}
	return text;
}

/* Whether the example is one of hail run, or has to wait for long. */
static bool is_other(const char *example)
{
	return strstr(example, "function(host") || strstr(example, "timer(30") ||
	       strstr(example, "\"idle 60\"");
}

struct effect {
	const struct session *session;
	char text[200];
};

static bool was_sent(Tty *t, const void *user)
{
	const struct effect *e = user;

	(void)t;
	return peer_has_received(e->session->peer, e->text, strlen(e->text));
}

/* `notify` and `print` may be gone again, panes and the store are another test's, and the session's
 * name is another here. */
static void expect_effect(const struct session *s, const char *effect, size_t n)
{
	struct effect e = { .session = s };
	const char *text = memchr(effect, ' ', n);

	text = text ? text + 1 : effect;
	n -= (size_t)(text - effect);
	if (strncmp(effect, "send ", 5) == 0) {
		snprintf(e.text, sizeof(e.text), "%.*s\r\n", (int)n, text);
		tty_wait(s->tty, was_sent, &e, e.text);
	} else if (strncmp(effect, "echo ", 5) == 0 && strncmp(effect, "echo mud1", 9) != 0) {
		snprintf(e.text, sizeof(e.text), "%.*s", (int)n, text);
		tty_wait_text(s->tty, *e.text == '<' ? strstr(e.text, "> ") + 2 : e.text);
	} else if (strncmp(effect, "status ", 7) == 0) {
		snprintf(e.text, sizeof(e.text), "%.*s", (int)n, text);
		tty_wait_status(s->tty, strchr(e.text, ' '));
	} else if (strncmp(effect, "word ", 5) == 0) {
		tty_type(s->tty, "cast f\t");
		tty_wait_input(s->tty, "cast fireball");
		tty_keys(s->tty, "Ctrl-U");
	}
}

/* What the examples wait for. */
static void happen(struct session *s)
{
	peer_send(s->peer,
		  BYTES(GMCP("Char.Vitals {\"hp\":12,\"maxhp\":40}") "Ann tells you: hello\r\n3 "
								     "players are here\r\n"
								     "HP 12>\377\371"));
	tty_wait_text(s->tty, "3 players are here");
	tty_type(s->tty, "gg bag\r");
	tty_keys(s->tty, "F5");
}

static void run_example(const char *example)
{
	struct session s;
	struct home home;
	const char *at = example;
	char config[100];

	home_init(&home);
	home_write(&home, ".config/hail/lua/tools.lua",
		   "return { double = function(text) return text .. text end }\n");
	home_write(&home, ".config/hail/a.lua", "");
	snprintf(config, sizeof(config), "lua %s\"a.lua\"\n",
		 strstr(example, "io.") ? "trusted " : "");
	home_write_config(&home, config);
	fixture_open_with(&s, &(struct tty_setup){ .home = &home, .width = 120, .height = 40 },
			  NULL);
	/* What the game has told is there before the example begins. */
	peer_send(s.peer,
		  BYTES("\377\373\311\377\373\105" GMCP("Char.Vitals {\"hp\":12,\"maxhp\":40}")
				GMCP("Char.Items [\"sword\",\"bread\"]")
					MSDP("\001HEALTH\00212") "ready\r\n"));
	tty_wait_line(s.tty, "ready");
	home_write(&home, ".config/hail/a.lua", example);
	fixture_enter(&s, "/lua reload");
	if (!strstr(example, ":close()") || strstr(example, "chat:close()"))
		happen(&s);
	for (const char *mark = "\n--> "; (at = strstr(at, mark)); at--) {
		at += strlen(mark);
		expect_effect(&s, at, strcspn(at, "\n"));
	}
	CHECK(tty_find(s.tty, 0, "stack traceback") < 0, "this failed: %s", example);
	tty_signal(s.tty, SIGTERM);
	tty_wait_end(s.tty);
}

static void test_examples(void)
{
	const char *top = getenv("HAIL_SRCDIR"), *at;
	char path[4096], *manual;
	int count = 0;

	snprintf(path, sizeof(path), "%s/doc/hail-lua.7", top ? top : "..");
	manual = home_read_file(path, NULL);
	CHECK(manual, "no manual %s", path);
	at = manual;
	for (char *example; (example = next_example(&at)); free(example)) {
		if (is_other(example))
			continue;
		printf("# %.*s\n", (int)strcspn(example, "\n"), example);
		run_example(example);
		count++;
	}
	CHECK(count > 20, "only %d examples", count);
	free(manual);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "each example of the manual", test_examples, 200 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}

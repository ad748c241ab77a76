/* Locales that are there, and such as aren't; LINES and COLUMNS that are exported. */
#include "e2e/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define E_ACUTE "\303\251"

/* Variables for the program, LC_ALL unset before them. */
struct environment {
	const char *variables[4];
};

static Tty *start(const struct environment *e, Peer **p)
{
	const char *extra[8] = { "LC_ALL" };
	Tty *t;

	for (size_t i = 0; i < COUNT(e->variables) && e->variables[i]; i++)
		extra[i + 1] = e->variables[i];
	*p = peer_new();
	t = tty_start(&(struct tty_setup){ .extra = extra },
		      WORDS("hail", "--raw", "127.0.0.1", peer_port(*p)));
	tty_wait_status(t, "connected");
	return t;
}

static void test_utf8(void)
{
	static const struct environment environments[] = {
		{ { NULL } },
		{ { "LANG=xx_YY.UTF-8" } },
		{ { "LC_CTYPE=UTF-8" } },
		{ { "LC_ALL=xx_YY.utf8" } },
		{ { "LANG=C.UTF-8", "LC_TIME=xx_YY" } },
		{ { "LANG=xx_YY.UTF-8", "LC_TIME=C" } },
		{ { "LANG=C", "LC_CTYPE=xx_YY.UTF-8@euro" } },
	};

	for (size_t i = 0; i < COUNT(environments); i++) {
		Peer *p;
		Tty *t = start(&environments[i], &p);

		tty_type(t, "caf" E_ACUTE);
		tty_wait_input(t, "caf" E_ACUTE);
		tty_keys(t, "Enter");
		peer_expect_only(p, BYTES("caf" E_ACUTE "\r\n"));
		peer_send_text(p, "th" E_ACUTE "\r\n");
		tty_wait_text(t, "th" E_ACUTE);
	}
}

/* Nothing is known of the bytes but that the terminal is to be shown ASCII. */
static void test_ascii(void)
{
	static const struct environment environments[] = {
		{ { "LC_ALL=C" } },
		{ { "LC_ALL=POSIX" } },
		{ { "LANG=xx_YY" } },
		{ { "LANG=C.UTF-8", "LC_CTYPE=C" } },
	};

	for (size_t i = 0; i < COUNT(environments); i++) {
		const char *raw;
		size_t n;
		Peer *p;
		Tty *t = start(&environments[i], &p);

		tty_type(t, "caf" E_ACUTE);
		tty_wait_text(t, "caf");
		tty_keys(t, "Enter");
		peer_expect_only(p, BYTES("caf" E_ACUTE "\r\n"));
		peer_send_text(p, "th" E_ACUTE " \342\224\200\342\224\202\r\n");
		tty_wait_text(t, "th? -|");
		raw = tty_raw(t, &n);
		for (size_t at = 0; at < n; at++)
			CHECK(!(raw[at] & 0x80), "a byte beyond ASCII reached the terminal");
	}
}

static void test_size(void)
{
	static const struct environment exported = { { "LC_ALL=C.UTF-8", "LINES=10",
						       "COLUMNS=40" } };
	Peer *p;
	Tty *t = start(&exported, &p);

	CHECK_INT(tty_status_row(t), 23);
	tty_resize(t, 100, 30);
	tty_wait_status(t, "connected");
	CHECK_INT(tty_status_row(t), 29);
	tty_resize(t, 60, 15);
	tty_wait_status(t, "connected");
	CHECK_INT(tty_status_row(t), 14);
}

/* What the program starts keeps what the user exported. */
static void test_size_is_passed_on(void)
{
	const char *extra[] = { "LINES=10", "COLUMNS=40", NULL };
	Tty *t = tty_start(&(struct tty_setup){ .extra = extra },
			   WORDS("hail", "exec:sh -c 'stty size; read x'"));

	tty_wait_text(t, "23 80");
}

/* A locale whose numbers have a comma, made in the home. */
static void make_locale(const struct home *home)
{
	char command[1200];

	snprintf(command, sizeof(command),
		 "localedef -i de_DE -f UTF-8 %s >/dev/null 2>&1 || test -d %s",
		 home_path(home, "de_DE.UTF-8"), home_path(home, "de_DE.UTF-8"));
	if (system(command) != 0)
		tap_skip("localedef can't make de_DE.UTF-8 here");
}

static void test_numbers(void)
{
	static const char script[] = "return function(host)\n"
				     "  host:result({ 0.5, tostring(1.5), tonumber('2.5') })\n"
				     "end\n";
	struct home home;
	const char *extra[] = { "LC_ALL=de_DE.UTF-8", NULL, NULL };
	char place[600];
	Job *j;

	home_init(&home);
	make_locale(&home);
	home_write(&home, "numbers.lua", script);
	snprintf(place, sizeof(place), "LOCPATH=%s", home.path);
	extra[1] = place;
	j = job_start_with(
		&home, extra,
		WORDS("hail", "run", "--json", home_path(&home, "numbers.lua"), "exec:cat"));
	job_wait_output(j, "\n");
	CHECK(strstr(job_output(j, NULL), "\"result\":[0.5,\"1.5\",2.5]"), "saw %s",
	      job_output(j, NULL));
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "UTF-8, also where the locale isn't installed", test_utf8, 120 },
		{ "ASCII: bytes as typed", test_ascii, 120 },
		{ "LINES and COLUMNS lose", test_size, 0 },
		{ "numbers of scripts have a dot", test_numbers, 0 },
		{ "a child's size", test_size_is_passed_on, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}

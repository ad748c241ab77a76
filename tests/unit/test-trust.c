/* Pins: the file as people and other runs leave it, and what a key found there means. */
#include "unit/unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "base/utf8.h"
#include "tls/trust.h"

#define WALL INT64_C(1789993600000) /* 2026-09-21 */
#define KEY_A "sha256//AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
#define KEY_B "sha256//AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="
#define KEY_C "sha256//AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM="

static char folder[512], state_folder[540], path[600];

static struct fingerprint key(uint8_t byte)
{
	struct fingerprint f;

	memset(f.bytes, byte, sizeof(f.bytes));
	return f;
}

static int make_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/test-trust-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return -1;
	snprintf(state_folder, sizeof(state_folder), "%s/hail", folder);
	snprintf(path, sizeof(path), "%s/pins", state_folder);
	return 0;
}

/* A temporary file that was left behind keeps the folder, which fails the test. */
static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	rmdir(path);
	rmdir(state_folder);
	return rmdir(folder);
}

static void write_file(const char *text)
{
	FILE *f;

	mkdir(state_folder, 0700);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void assert_file(const char *expected)
{
	char text[8192] = "";
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	if (strcmp(text, expected) != 0)
		fail_msg("the file is\n%s\nexpected\n%s", text, expected);
}

static Trust *open_trust(void)
{
	Trust *t = trust_new(path);
	struct err e;

	if (!trust_load(t, &e))
		fail_msg("%s", e.text);
	return t;
}

static void must(bool good, const struct err *e)
{
	if (!good)
		fail_msg("%s", e->text);
}

static void assert_lookup(const Trust *t, const char *host, const char *service, uint8_t byte,
			  enum trust_match expected)
{
	struct fingerprint f = key(byte);
	enum trust_match saw = trust_lookup(t, host, service, &f, NULL);

	if (saw != expected)
		fail_msg("%s %s key %u: %d, expected %d", host, service, byte, saw, expected);
}

static void test_life_of_a_pin(void **state)
{
	struct fingerprint a = key(1), b = key(2), c = key(3);
	Trust *t = open_trust(), *other;
	struct trust_pin found;
	struct stat st;
	struct err e;

	(void)state;
	assert_lookup(t, "a.example", "992", 1, TRUST_NONE);
	must(trust_add(t, "A.Example.", "992", &a, WALL, &e), &e);
	assert_file("a.example:992 " KEY_A " 2026-09-21\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(state_folder, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	/* Once more is nothing new. */
	must(trust_add(t, "a.example", "992", &a, WALL, &e), &e);
	must(trust_add(t, "a.example", "992", &b, WALL, &e), &e);
	assert_file("a.example:992 " KEY_A " 2026-09-21\na.example:992 " KEY_B " 2026-09-21\n");
	other = open_trust();
	assert_lookup(other, "a.example", "992", 1, TRUST_MATCH);
	assert_lookup(other, "a.EXAMPLE", "992", 2, TRUST_MATCH);
	assert_lookup(other, "a.example", "993", 1, TRUST_NONE);
	assert_lookup(other, "b.example", "992", 1, TRUST_NONE);
	assert_int_equal(trust_lookup(other, "a.example", "992", &c, &found), TRUST_MISMATCH);
	assert_true(fingerprint_equal(&found.key, &b));
	assert_string_equal(found.date, "2026-09-21");
	assert_int_equal(found.line, 2);
	/* The first run doesn't know what the second does, and loses none of it. */
	must(trust_add(other, "::1", "23", &a, WALL, &e), &e);
	must(trust_forget(t, "a.example", "992", &e), &e);
	assert_lookup(t, "::1", "23", 1, TRUST_MATCH);
	must(trust_add(t, "a.example", "992", &c, WALL, &e), &e);
	assert_file("[::1]:23 " KEY_A " 2026-09-21\na.example:992 " KEY_C " 2026-09-21\n");
	assert_lookup(t, "a.example", "992", 1, TRUST_MISMATCH);
	must(trust_forget(t, "a.example", "992", &e), &e);
	assert_file("[::1]:23 " KEY_A " 2026-09-21\n");
	assert_lookup(t, "a.example", "992", 1, TRUST_NONE);
	trust_free(t);
	trust_free(other);
}

static void test_tls_once(void **state)
{
	struct fingerprint a = key(1);
	Trust *t = open_trust();
	struct err e;

	(void)state;
	assert_null(trust_how_tls(t, "a.example", "23"));
	must(trust_note_tls(t, "a.example", "23", "tls", WALL, &e), &e);
	must(trust_note_tls(t, "a.example", "23", "tls", WALL + 86400000, &e), &e);
	assert_file("a.example:23 tls 2026-09-21\n");
	assert_non_null(trust_how_tls(t, "A.example", "23"));
	assert_null(trust_how_tls(t, "a.example", "24"));
	assert_lookup(t, "a.example", "23", 1, TRUST_NONE);
	must(trust_add(t, "a.example", "24", &a, WALL, &e), &e);
	assert_non_null(trust_how_tls(t, "a.example", "24"));
	must(trust_forget(t, "a.example", "23", &e), &e);
	assert_null(trust_how_tls(t, "a.example", "23"));
	trust_free(t);
}

/* How TLS began is kept, and the last time counts; pins stay. */
static void test_how(void **state)
{
	static const char notes[] = "b.example:1 starttls: 2026-01-01\nc.example:1 " KEY_B "\n";
	struct fingerprint a = key(1);
	Trust *t = open_trust(), *other;
	struct err e;

	(void)state;
	must(trust_note_tls(t, "a.example", "25", "starttls:smtp", WALL, &e), &e);
	must(trust_add(t, "a.example", "25", &a, WALL, &e), &e);
	must(trust_note_tls(t, "a.example", "25", "starttls:smtp", WALL + 86400000, &e), &e);
	assert_file("a.example:25 starttls:smtp 2026-09-21\na.example:25 " KEY_A " 2026-09-21\n");
	other = open_trust();
	assert_string_equal(trust_how_tls(other, "a.example", "25"), "starttls:smtp");
	must(trust_note_tls(other, "a.example", "25", "tls", WALL, &e), &e);
	assert_file("a.example:25 " KEY_A " 2026-09-21\na.example:25 tls 2026-09-21\n");
	assert_string_equal(trust_how_tls(other, "a.example", "25"), "tls");
	trust_parse(t, notes, strlen(notes));
	assert_int_equal(trust_damaged(t, NULL), 1);
	assert_string_equal(trust_how_tls(t, "b.example", "1"), "tls");
	assert_string_equal(trust_how_tls(t, "c.example", "1"), "tls");
	trust_free(t);
	trust_free(other);
}

#define DAMAGED                                     \
	"# keys of the lab\r\n"                     \
	"\n"                                        \
	"a.example:992 sha256//short 2026-01-01\n"  \
	"  b.example:992\t" KEY_B "\n"              \
	"just words\n"                              \
	"c.example:992 " KEY_C " yesterday\n"       \
	"d.example:992 md5//xx 2026-01-01\n"        \
	"e.example:992 " KEY_A " 2026-01-01 more\n" \
	"f.example:992 " KEY_A " 2026-01-01\r\n"    \
	"last line without an end"

static void test_damaged(void **state)
{
	struct fingerprint a = key(1);
	struct trust_pin found;
	struct trust_decision d;
	struct tls_report r;
	Trust *t;
	struct err e = { .kind = ERR_NONE };
	char expected[800];

	(void)state;
	write_file(DAMAGED);
	t = open_trust();
	assert_int_equal(trust_damaged(t, &e), 6);
	snprintf(expected, sizeof(expected),
		 "the pins file %s has lines that can't be read, and are kept as they "
		 "are: 3, 5, 6, 7, 8, 10",
		 path);
	assert_string_equal(e.text, expected);
	assert_lookup(t, "b.example", "992", 2, TRUST_MATCH);
	assert_lookup(t, "f.example", "992", 1, TRUST_MATCH);
	assert_lookup(t, "f.example", "992", 2, TRUST_MISMATCH);
	/* A pin that can't be read may have been for another key. */
	assert_int_equal(trust_lookup(t, "a.example", "992", &a, &found), TRUST_MISMATCH);
	assert_true(found.damaged);
	assert_int_equal(found.line, 3);
	assert_non_null(trust_how_tls(t, "a.example", "992"));
	tls_report_init(&r);
	r.chain_length = 1;
	r.chain[0].spki = a;
	r.verified = true;
	trust_decide(t, "a.example", "992", &r, NULL, &d);
	assert_int_equal(d.verdict, TRUST_STOP);
	assert_non_null(
		strstr(d.why.text,
		       "the pin for a.example port 992 in line 3 of the pins file can't be read"));
	tls_report_fini(&r);
	/* A good pin of the same place decides, wherever it stands. */
	trust_parse(t, "g.example:1 " KEY_B "\ng.example:1 sha256//x\n", 87);
	assert_int_equal(trust_lookup(t, "g.example", "1", &a, &found), TRUST_MISMATCH);
	assert_false(found.damaged);
	assert_int_equal(found.line, 1);
	must(trust_add(t, "a.example", "992", &a, WALL, &e), &e);
	assert_lookup(t, "a.example", "992", 1, TRUST_MATCH);
	assert_file(DAMAGED "\na.example:992 " KEY_A " 2026-09-21\n");
	trust_free(t);
}

static void check_unwritable(const char *expected)
{
	struct fingerprint a = key(1);
	Trust *t = trust_new(path);
	struct err e = { .kind = ERR_NONE };

	assert_false(trust_add(t, "a.example", "992", &a, WALL, &e));
	assert_int_equal(e.kind, ERR_OTHER);
	if (!strstr(e.text, expected) || !strstr(e.text, path))
		fail_msg("said \"%s\", expected \"%s\" and the path", e.text, expected);
	/* For this run it holds. */
	assert_lookup(t, "a.example", "992", 1, TRUST_MATCH);
	trust_free(t);
}

static void test_unwritable(void **state)
{
	struct rlimit old, none = { .rlim_cur = 0 };
	struct fingerprint a = key(1), b = key(2);
	struct err e;
	Trust *t;

	(void)state;
	/* The folder is a file. */
	fclose(fopen(state_folder, "w"));
	check_unwritable("cannot change the pins file");
	unlink(state_folder);
	/* The file is a folder. */
	mkdir(state_folder, 0700);
	mkdir(path, 0700);
	check_unwritable("cannot change the pins file");
	rmdir(path);
	assert_int_equal(symlink("elsewhere", path), 0);
	check_unwritable("it is a symbolic link");
	t = trust_new(path);
	assert_false(trust_load(t, &e));
	trust_free(t);
	unlink(path);
	/* The disk is full. */
	write_file("b.example:992 " KEY_B "\n");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	none.rlim_max = old.rlim_max;
	setrlimit(RLIMIT_FSIZE, &none);
	check_unwritable("cannot write the pins file");
	t = open_trust();
	assert_false(trust_add(t, "a.example", "992", &a, WALL, &e));
	setrlimit(RLIMIT_FSIZE, &old);
	assert_file("b.example:992 " KEY_B "\n");
	/* What could not be written is, as soon as it can. */
	must(trust_add(t, "c.example", "992", &b, WALL, &e), &e);
	assert_file("b.example:992 " KEY_B "\na.example:992 " KEY_A
		    " 2026-09-21\nc.example:992 " KEY_B " 2026-09-21\n");
	trust_free(t);
}

static void test_unreadable(void **state)
{
	struct err e = { .kind = ERR_NONE };
	Trust *t = trust_new(path);
	FILE *f;

	(void)state;
	write_file("");
	f = fopen(path, "w");
	assert_non_null(f);
	for (unsigned i = 0; i < 5 << 16; i++)
		fputs("################################################################\n", f);
	fclose(f);
	assert_false(trust_load(t, &e));
	assert_non_null(strstr(e.text, "File too large"));
	trust_free(t);
}

static void test_locked_by_another_run(void **state)
{
	struct fingerprint a = key(1);
	struct err e = { .kind = ERR_NONE };
	Trust *t;
	int fd;

	(void)state;
	write_file("b.example:992 " KEY_B "\n");
	t = open_trust();
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_false(trust_add(t, "a.example", "992", &a, WALL, &e));
	assert_non_null(strstr(e.text, "another run has locked it"));
	close(fd);
	must(trust_add(t, "c.example", "1", &a, WALL, &e), &e);
	assert_file("b.example:992 " KEY_B "\na.example:992 " KEY_A
		    " 2026-09-21\nc.example:1 " KEY_A " 2026-09-21\n");
	trust_free(t);
}

/* Two runs that pin at the same time lose nothing. */
static void test_two_runs(void **state)
{
	pid_t child = fork();
	Trust *t = trust_new(path);
	struct err e;
	int status;

	(void)state;
	for (unsigned i = 0; i < 40; i++) {
		struct fingerprint f = key((uint8_t)i);
		char host[32];
		unsigned tries = 0;

		snprintf(host, sizeof(host), "%s%u.example", child ? "a" : "b", i);
		while (!trust_add(t, host, "1", &f, WALL, &e) && ++tries < 100)
			;
		if (!child && tries == 100)
			_exit(1);
	}
	trust_free(t);
	if (!child)
		_exit(0);
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	t = open_trust();
	for (unsigned i = 0; i < 80; i++) {
		char host[32];

		snprintf(host, sizeof(host), "%s%u.example", i < 40 ? "a" : "b", i % 40);
		assert_lookup(t, host, "1", (uint8_t)(i % 40), TRUST_MATCH);
	}
	assert_int_equal(trust_damaged(t, NULL), 0);
	trust_free(t);
}

static void test_odd_places(void **state)
{
	static const char *const hosts[] = { "", ".", "a b", "a\nb", "a\x7f", "#a" };
	struct fingerprint a = key(1);
	char endless[1000];
	Trust *t = trust_new(NULL);
	struct err e;

	(void)state;
	memset(endless, 'a', sizeof(endless) - 1);
	endless[sizeof(endless) - 1] = '\0';
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		assert_false(trust_add(t, hosts[i], "1", &a, WALL, &e));
	assert_false(trust_add(t, endless, "1", &a, WALL, &e));
	assert_false(trust_add(t, "a", "", &a, WALL, &e));
	assert_lookup(t, endless, "1", 1, TRUST_NONE);
	must(trust_add(t, "fe80::1%eth0", "1", &a, WALL, &e), &e);
	assert_lookup(t, "fe80::1%eth0", "1", 1, TRUST_MATCH);
	assert_lookup(t, "fe80::1%eth1", "1", 1, TRUST_NONE);
	trust_free(t);
}

/* Pins of before were kept under the name as it was typed. */
static void test_international(void **state)
{
	struct fingerprint c = key(3);
	Trust *t;
	struct err e;

	(void)state;
	write_file("M\xc3\x9cLLER.example:992 " KEY_A "\nxn--mller-kva.example:992 " KEY_B
		   "\nm\xc3\xbcller.example:25 starttls:smtp\n");
	t = open_trust();
	assert_int_equal(trust_damaged(t, NULL), 0);
	assert_string_equal(trust_how_tls(t, "xn--mller-kva.example", "25"), "starttls:smtp");
	assert_lookup(t, "xn--mller-kva.example", "992", 1, TRUST_MATCH);
	assert_lookup(t, "xn--mller-kva.example", "992", 2, TRUST_MATCH);
	assert_lookup(t, "xn--mller-kva.example", "992", 3, TRUST_MISMATCH);
	assert_lookup(t, "m\xc3\xbcller.example", "992", 1, TRUST_MATCH);
	must(trust_forget(t, "xn--mller-kva.example", "992", &e), &e);
	must(trust_add(t, "xn--mller-kva.example", "992", &c, WALL, &e), &e);
	assert_file("m\xc3\xbcller.example:25 starttls:smtp\nxn--mller-kva.example:992 " KEY_C
		    " 2026-09-21\n");
	trust_free(t);
	assert_int_equal(unlink(path), 0);
}

static void test_decisions(void **state)
{
	struct fingerprint a = key(1), b = key(2);
	Trust *t = trust_new(NULL);
	struct trust_decision d;
	struct tls_report r;
	struct err e;

	(void)state;
	tls_report_init(&r);
	str_append_string(&r.reason, "the server showed no certificate");
	trust_decide(t, "h", "1", &r, NULL, &d);
	assert_int_equal(d.verdict, TRUST_STOP);
	trust_decide(t, "h", "1", &r, &a, &d);
	assert_int_equal(d.verdict, TRUST_STOP);
	r.chain_length = 1;
	r.chain[0].spki = a;
	str_clear(&r.reason);
	str_append_string(&r.reason, "it expired");
	trust_decide(t, "h", "1", &r, NULL, &d);
	assert_int_equal(d.verdict, TRUST_ASK);
	assert_string_equal(d.why.text, "it expired");
	assert_int_equal(d.why.kind, ERR_TLS);
	/* One that is longer than an error is cut between characters. */
	for (unsigned i = 0; i < 300; i++)
		str_append_string(&r.reason, "é");
	trust_decide(t, "h", "1", &r, NULL, &d);
	assert_true(strlen(d.why.text) > ERR_TEXT_MAX - 8);
	assert_true(utf8_valid(d.why.text, strlen(d.why.text)));
	assert_non_null(strstr(d.why.text, "é…"));
	r.verified = true;
	trust_decide(t, "h", "1", &r, NULL, &d);
	assert_int_equal(d.verdict, TRUST_ACCEPT);
	assert_false(d.pinned);
	must(trust_add(t, "h", "1", &b, WALL, &e), &e);
	/* The pin goes before the authorities. */
	trust_decide(t, "h", "1", &r, NULL, &d);
	assert_int_equal(d.verdict, TRUST_STOP);
	assert_string_equal(
		d.why.text,
		"the key of h port 1 has changed since it was pinned on 2026-09-21: it was " KEY_B
		" and is now " KEY_A "; ask the server's administrator which key is its own");
	assert_true(fingerprint_equal(&d.old.key, &b));
	r.verified = false;
	r.chain[0].spki = b;
	trust_decide(t, "h", "1", &r, NULL, &d);
	assert_int_equal(d.verdict, TRUST_ACCEPT);
	assert_true(d.pinned);
	/* What the command line asks for goes before the pin. */
	trust_decide(t, "h", "1", &r, &a, &d);
	assert_int_equal(d.verdict, TRUST_STOP);
	assert_non_null(strstr(d.why.text, "not the one asked for"));
	trust_decide(t, "h", "1", &r, &b, &d);
	assert_int_equal(d.verdict, TRUST_ACCEPT);
	tls_report_fini(&r);
	trust_free(t);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_life_of_a_pin),
		TEST(test_tls_once),
		TEST(test_how),
		TEST(test_damaged),
		TEST(test_unwritable),
		TEST(test_unreadable),
		TEST(test_locked_by_another_run),
		TEST(test_two_runs),
		TEST(test_odd_places),
		TEST(test_international),
		TEST(test_decisions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

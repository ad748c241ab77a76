/*
 * hail replay: what the real program has recorded, played on the screen and in a pipe.
 */
#include "e2e/harness.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/private-file.h"
#include "e2e/fixture.h"
#include "e2e/job.h"
#include "record/recording.h"

#define GA "\377\371"

/* Starts recording to a.hail in a home of its own. */
static void begin(struct session *s, const struct tty_setup *setup)
{
	struct tty_setup with_home = { 0 };
	struct home home;

	if (setup)
		with_home = *setup;
	home_init(&home);
	with_home.home = &home;
	fixture_open_with(s, &with_home,
			  WORDS("--record", home_path(&home, "a.hail"), "-o", "protocol=telnet"));
}

/* A dialogue of lines with prompts. */
static void talk(struct session *s)
{
	peer_send(s->peer, BYTES("alpha\r\nfirst> " GA));
	tty_wait_text(s->tty, "first>");
	fixture_enter(s, "look");
	peer_expect_only(s->peer, BYTES("look\r\n"));
	peer_send(s->peer, BYTES("beta\r\n\033[1mgamma\033[0m\r\nsecond> " GA));
	tty_wait_text(s->tty, "second>");
}

static void record(struct session *s)
{
	begin(s, NULL);
	talk(s);
	fixture_end(s);
}

static Tty *replay_with(const struct session *s, const struct tty_setup *setup,
			const char *const *options)
{
	struct tty_setup with_home = { 0 };
	const char *words[16] = { "hail", "replay" };
	size_t n = 2;

	if (setup)
		with_home = *setup;
	with_home.home = &s->home;
	for (; options && *options; options++)
		words[n++] = *options;
	words[n] = home_path(&s->home, "a.hail");
	return tty_start(&with_home, words);
}

/* So slow that only keys make anything happen. */
static Tty *replay_slowly(const struct session *s)
{
	Tty *t = replay_with(s, NULL, WORDS("--speed", "0.001"));

	tty_wait_status(t, "a.hail");
	return t;
}

static void leave(Tty *t)
{
	tty_keys(t, "q");
	tty_expect_exit(t, 0);
}

static void test_prompts(void)
{
	struct session s;
	Tty *t;

	record(&s);
	t = replay_slowly(&s);
	tty_type(t, ".");
	tty_wait_status(t, "paused");
	tty_wait_line(t, "alpha");
	tty_wait_line(t, "first>");
	CHECK(tty_find(t, 0, "look") < 0, "what came behind the prompt shows");
	tty_type(t, ".");
	tty_wait_line(t, "second>");
	tty_wait_line(t, "first> look");
	tty_wait_line(t, "gamma");
	CHECK(tty_cell(t, tty_find(t, 0, "gamma"), 0).bold, "gamma isn't bold");
	tty_type(t, ".");
	tty_wait_text(t, "no prompt comes any more");
	tty_wait_status(t, "at the end");
	leave(t);
}

static void test_moments(void)
{
	struct session s;
	Tty *t;

	record(&s);
	t = replay_slowly(&s);
	tty_keys(t, "End");
	tty_wait_status(t, "at the end");
	tty_wait_line(t, "second>");
	tty_keys(t, "Home");
	tty_wait_no_text(t, "alpha");
	tty_wait_status(t, "0:00/");
	tty_keys(t, "Space");
	tty_wait_status(t, "paused");
	tty_keys(t, "Space");
	tty_wait_status(t, "playing");
	tty_keys(t, "Right");
	tty_wait_status(t, "at the end");
	tty_keys(t, "Left");
	tty_wait_no_text(t, "second>");
	for (int i = 0; i < 12; i++)
		tty_type(t, "+");
	tty_wait_status(t, ",max");
	tty_wait_line(t, "second>");
	tty_type(t, "-");
	tty_wait_status(t, ",x64");
	leave(t);
}

static void test_search(void)
{
	struct session s;
	Tty *t;

	record(&s);
	t = replay_slowly(&s);
	tty_type(t, "/");
	tty_type(t, "BETA");
	tty_wait_line(t, "/BETA");
	tty_keys(t, "Enter");
	tty_wait_text(t, "\"BETA\" doesn't appear from 0:00 on");
	CHECK(tty_find(t, 0, "alpha") < 0, "it isn't where the search began");
	tty_type(t, "/");
	tty_type(t, "eta");
	tty_wait_line(t, "/eta");
	tty_keys(t, "Enter");
	tty_wait_line(t, "beta");
	tty_wait_status(t, "paused");
	tty_keys(t, "Home");
	tty_wait_no_text(t, "alpha");
	tty_type(t, "/");
	tty_type(t, "look");
	tty_wait_line(t, "/look");
	tty_keys(t, "Enter");
	tty_wait_line(t, "first> look");
	CHECK(tty_find(t, 0, "beta") < 0, "what came behind the echo shows");
	tty_type(t, "n");
	tty_wait_text(t, "\"look\" doesn't appear");
	leave(t);
}

/* What was sought is in sight, however much came in one piece with it, and so is the next of it. */
static void test_search_in_a_piece(void)
{
	struct session s;
	struct buf text;
	Tty *t;

	begin(&s, NULL);
	buf_init(&text);
	for (int i = 0; i < 120; i++)
		buf_append(&text,
			   i % 50 ? "a line\r\n" :
			   i      ? "needle 2\r\n" :
				    "needle 1\r\n",
			   i % 50 ? 8 : 10);
	buf_append(&text, "the end\r\n", 9);
	peer_send(s.peer, buf_data(&text), buf_length(&text));
	buf_fini(&text);
	tty_wait_line(s.tty, "the end");
	fixture_end(&s);
	t = replay_slowly(&s);
	tty_type(t, "/");
	tty_type(t, "needle");
	tty_wait_line(t, "/needle");
	tty_keys(t, "Enter");
	tty_wait_status(t, "paused");
	tty_wait_line(t, "needle 1");
	tty_type(t, "n");
	tty_wait_line(t, "needle 2");
	tty_wait_no_text(t, "needle 1");
	tty_keys(t, "Space");
	tty_wait_line(t, "the end");
	leave(t);
}

/* Nothing that is typed goes anywhere; the keys are listed; the history scrolls. */
static void test_other_keys(void)
{
	struct session s;
	Tty *t;

	begin(&s, NULL);
	for (int i = 1; i <= 60; i++) {
		char line[32];

		snprintf(line, sizeof(line), "line %d\r\n", i);
		peer_send_text(s.peer, line);
	}
	tty_wait_line(s.tty, "line 60");
	fixture_end(&s);
	t = replay_with(&s, NULL, WORDS("--speed", "max"));
	tty_wait_line(t, "line 60");
	tty_type(t, "x");
	tty_wait_text(t, "this is a recording");
	tty_paste(t, "one\ntwo");
	tty_type(t, "?");
	tty_wait_text(t, "keys of a replay");
	tty_keys(t, "q");
	tty_wait_no_text(t, "keys of a replay");
	tty_keys(t, "PgUp");
	tty_wait_line(t, "line 25");
	tty_type(t, "q");
	tty_wait_line(t, "line 60");
	tty_resize(t, 20, 8);
	tty_wait_status(t, "");
	tty_resize(t, 80, 24);
	tty_wait_line(t, "line 60");
	tty_keys(t, "Ctrl-]");
	tty_wait_text(t, "command line");
	tty_keys(t, "c");
	tty_type(t, "trace page\r");
	tty_wait_text(t, "trace, live");
	tty_keys(t, "q");
	tty_wait_no_text(t, "trace, live");
	tty_keys(t, "Ctrl-]");
	tty_wait_text(t, "command line");
	tty_keys(t, "c");
	tty_type(t, "rules\r");
	tty_wait_text(t, "q closes");
	tty_keys(t, "q");
	tty_wait_no_text(t, "q closes");
	leave(t);
}

/* --- A recording of hours. */

static void put(struct buf *file, enum recording_type type, int64_t time, const char *payload)
{
	const struct recording_record record = {
		.type = type, .time = time, .payload = payload, .length = strlen(payload)
	};

	recording_encode(&record, file);
}

/* A device's prompts, whose lines nobody marked; most of the time nothing comes. */
static void write_hours(struct session *s)
{
	struct buf file;

	home_init(&s->home);
	buf_init(&file);
	buf_append(&file, RECORDING_MAGIC, strlen(RECORDING_MAGIC));
	put(&file, RECORDING_PART, 0, "{}");
	put(&file, RECORDING_CONNECTION, 0, "{\"name\":\"sw1\",\"protocol\":\"raw\"}");
	put(&file, RECORDING_CHAR_MODE, 0, "");
	put(&file, RECORDING_RECEIVED, 1000, "banner\r\nsw1> ");
	put(&file, RECORDING_SENT, 3600000, "\001show\r");
	put(&file, RECORDING_RECEIVED, 3600000, "sh");
	put(&file, RECORDING_RECEIVED, 3601000, "ow\r\nslow ");
	put(&file, RECORDING_RECEIVED, 3601100, "output\r\n");
	put(&file, RECORDING_RECEIVED, 3601200, "sw1> ");
	put(&file, RECORDING_RECEIVED, 7200000, "reload\r\n");
	CHECK(private_file_put(home_path(&s->home, "a.hail"), buf_data(&file), buf_length(&file)),
	      "the recording can't be written");
	buf_fini(&file);
}

static void test_seek(void)
{
	struct session s;
	Tty *t;

	write_hours(&s);
	t = replay_with(&s, NULL, WORDS("--seek", "59:59.5", "--speed", "0.001"));
	tty_wait_status(t, "59:59/2:00:00");
	tty_wait_line(t, "sw1>");
	tty_type(t, "\033[1;2C");
	tty_wait_status(t, "1:00:59/2:00:00");
	tty_wait_line(t, "sw1> show");
	tty_keys(t, "Left");
	tty_wait_status(t, "1:00:54/2:00:00");
	tty_type(t, "\033[1;2D");
	tty_wait_status(t, "59:54/2:00:00");
	tty_wait_line(t, "sw1>");
	tty_keys(t, "Home");
	tty_wait_no_text(t, "banner");
	leave(t);
}

/* An open line that stands is a prompt once, whatever is typed behind it. */
static void test_quiet_prompts(void)
{
	struct session s;
	Tty *t;

	write_hours(&s);
	t = replay_with(&s, NULL, WORDS("--speed", "0.001"));
	tty_wait_status(t, "0:00/2:00:00");
	tty_type(t, ".");
	tty_wait_status(t, "0:01/");
	tty_type(t, ".");
	tty_wait_status(t, "1:00:01/");
	tty_wait_line(t, "slow output");
	CHECK(tty_find(t, tty_find(t, 0, "slow"), "sw1>") >= 0, "it isn't the second prompt");
	tty_type(t, ".");
	tty_wait_text(t, "no prompt comes any more");
	leave(t);
}

static void test_idle(void)
{
	struct session s;
	Tty *t;

	write_hours(&s);
	t = replay_with(&s, NULL, WORDS("--idle", "0.05"));
	tty_wait_status(t, "at the end");
	tty_wait_line(t, "sw1> reload");
	leave(t);
}

/* What passed stands beside the session, and comes again where that does. */
static void test_lens_beside(void)
{
	struct session s;
	Tty *t;

	write_hours(&s);
	t = replay_with(&s, NULL, WORDS("--speed", "max", "--lens", "hex"));
	tty_wait_status(t, "at the end");
	tty_wait_text(t, "reload..");
	/* When it passed then, not when it is played. */
	tty_wait_text(t, "02:00:00.000 +3598.800 < 8 bytes");
	tty_type(t, "-");
	tty_keys(t, "Home");
	tty_wait_no_text(t, "reload");
	tty_type(t, ".");
	tty_wait_status(t, "paused");
	tty_wait_text(t, "banner");
	CHECK(tty_find(t, 0, "reload") < 0, "what comes later shows");
	leave(t);
}

/* The grid is as large as it was, whatever the window is. */
static void test_sizes(void)
{
	struct session s;
	Tty *t;

	begin(&s, &(struct tty_setup){ .width = 40, .height = 12 });
	peer_send(s.peer, BYTES("\377\373\001\377\373\003\377\375\040"));
	tty_wait_status(s.tty, "char ");
	peer_send_text(s.peer, "\033[2J\033[11;38Hxyz\033[H");
	tty_wait_text(s.tty, "xyz");
	tty_resize(s.tty, 30, 10);
	peer_send_text(s.peer, "\033[2J\033[9;28Hend\033[H");
	tty_wait_text(s.tty, "end");
	fixture_end(&s);
	t = replay_slowly(&s);
	tty_type(t, "/xyz");
	tty_wait_line(t, "/xyz");
	tty_keys(t, "Enter");
	tty_wait_status(t, "paused");
	tty_wait_text(t, "xyz");
	CHECK(tty_find(t, 0, "xyz") >= 10, "xyz stands in row %d", tty_find(t, 0, "xyz"));
	tty_type(t, "/end");
	tty_wait_line(t, "/end");
	tty_keys(t, "Enter");
	tty_wait_no_text(t, "xyz");
	tty_wait_text(t, "end");
	leave(t);
}

/* --- In a pipe. */

static Job *replay_job(const struct session *s, const char *const *options, const char *file)
{
	const char *words[16] = { "hail", "replay" };
	size_t n = 2;

	for (; options && *options; options++)
		words[n++] = *options;
	words[n] = file ? file : home_path(&s->home, "a.hail");
	return job_start_with(&s->home, NULL, words);
}

static void check_has(const char *text, const char *part)
{
	CHECK(strstr(text, part), "expected \"%s\" in:\n%s", part, text);
}

/* What a job says that succeeds; the caller frees it. */
static char *output_of(Job *j)
{
	char *text;

	job_end_input(j);
	CHECK_INT(job_wait(j), 0);
	CHECK_TEXT(job_errors(j, NULL), "");
	text = strdup(job_output(j, NULL));
	return text;
}

static void test_text(void)
{
	struct session s;
	struct stat st;
	char *text, *file;

	record(&s);
	text = output_of(replay_job(&s, NULL, NULL));
	check_has(text, " < alpha\n");
	check_has(text, " > look\n");
	check_has(text, " < gamma\n");
	free(output_of(replay_job(
		&s, WORDS("--to", "text", "--output", home_path(&s.home, "a.txt")), NULL)));
	file = home_read_file(home_path(&s.home, "a.txt"), NULL);
	CHECK_TEXT(file, text);
	CHECK_INT(stat(home_path(&s.home, "a.txt"), &st), 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	free(file);
	free(text);
	free(output_of(replay_job(
		&s, WORDS("--to", "asciicast", "--output", home_path(&s.home, "a.cast")), NULL)));
	file = home_read_file(home_path(&s.home, "a.cast"), NULL);
	check_has(file, "{\"version\":2,");
	free(file);
	free(output_of(replay_job(
		&s, WORDS("--to", "html", "--output", home_path(&s.home, "a.html")), NULL)));
	file = home_read_file(home_path(&s.home, "a.html"), NULL);
	check_has(file, "gamma</span>");
	free(file);
	free(output_of(replay_job(&s, WORDS("--to", "svg", "--output", home_path(&s.home, "a.svg")),
				  NULL)));
	file = home_read_file(home_path(&s.home, "a.svg"), NULL);
	check_has(file, "<svg ");
	check_has(file, "gamma");
	free(file);
	free(output_of(replay_job(
		&s, WORDS("--seek", "0", "--to", "svg", "--output", home_path(&s.home, "a.svg")),
		NULL)));
	file = home_read_file(home_path(&s.home, "a.svg"), NULL);
	CHECK(!strstr(file, "gamma"), "what came later shows");
	free(file);
}

static void test_lens(void)
{
	struct session s;
	char *text;

	record(&s);
	text = output_of(replay_job(&s, WORDS("--lens", "text"), NULL));
	check_has(text, " > 5 bytes\nlook\n");
	check_has(text, "beta\n^[[1mgamma^[[0m\n");
	free(text);
	text = output_of(replay_job(&s, WORDS("--lens", "telnet"), NULL));
	check_has(text, "GA [ff f9]\n");
	free(text);
	text = output_of(
		replay_job(&s, WORDS("--lens", "frames", "--json", "-o", "frame=line"), NULL));
	check_has(text, "\"direction\":\"sent\",\"message\":{\"length\":4,\"text\":\"look\"}}\n");
	check_has(text,
		  "\"direction\":\"received\",\"message\":{\"length\":5,\"text\":\"alpha\"}}\n");
	free(text);
}

/* A run that is killed has lost no more than its last turn, and half a record is passed over. */
static void test_killed(void)
{
	struct session s;
	struct stat st;
	Job *j;

	begin(&s, NULL);
	talk(&s);
	tty_signal(s.tty, SIGKILL);
	tty_wait_end(s.tty);
	free(output_of(replay_job(&s, NULL, NULL)));
	CHECK_INT(stat(home_path(&s.home, "a.hail"), &st), 0);
	CHECK_INT(truncate(home_path(&s.home, "a.hail"), st.st_size - 3), 0);
	j = replay_job(&s, NULL, NULL);
	job_end_input(j);
	CHECK_INT(job_wait(j), 0);
	check_has(job_output(j, NULL), " < gamma\n");
	check_has(job_errors(j, NULL), "breaks off at byte");
	Tty *t = replay_with(&s, NULL, WORDS("--speed", "max"));

	tty_wait_text(t, "breaks off at byte");
	tty_wait_line(t, "gamma");
	leave(t);
}

static void check_refused(const struct session *s, const char *const *options, const char *file,
			  const char *part)
{
	Job *j = replay_job(s, options, file);

	job_end_input(j);
	job_expect(j, 2, "", 0);
	job_expect_sentence(j, part);
}

static void test_refused(void)
{
	struct session s;

	record(&s);
	home_write(&s.home, "other", "hello\n");
	home_write(&s.home, "newer", "hail-recording 2\nand more\n");
	home_write(&s.home, "some.cast", "{}\n");
	check_refused(&s, NULL, home_path(&s.home, "other"), "is no recording");
	check_refused(&s, NULL, home_path(&s.home, "newer"), "newer version");
	check_refused(&s, NULL, home_path(&s.home, "some.cast"), "asciinema");
	check_refused(&s, NULL, home_path(&s.home, "none.hail"), "No such file");
	check_refused(&s, NULL, s.home.path, "regular file");
	check_refused(&s, WORDS("--speed", "0"), NULL, "--speed");
	check_refused(&s, WORDS("--seek", "1:"), NULL, "--seek");
	check_refused(&s, WORDS("--seek", "1"), NULL, "screen");
	check_refused(&s, WORDS("--lens", "hax"), NULL, "escapes");
	check_refused(&s, WORDS("--lens", "text", "--json"), NULL, "tree");
	check_refused(&s, WORDS("--json"), NULL, "--lens");
	check_refused(&s, WORDS("--to", "gif"), NULL, "pcapng");
	check_refused(&s, WORDS("--to", "pcapng"), NULL, "--output");
	check_refused(&s, WORDS("--to", "text", "--seek", "1"), NULL, "svg");
	check_refused(&s, WORDS("--to", "text", "--speed", "2"), NULL, "screen");
	check_refused(&s, WORDS("--output", "x"), NULL, "--to");
	check_refused(&s, WORDS("--to", "text", "--lens", "hex"), NULL, "--lens");
	check_refused(&s, WORDS("a.hail"), NULL, "one recording");
	check_refused(&s, WORDS("--to", "text", "--output", home_path(&s.home, "a.hail")), NULL,
		      "the recording itself");
}

/* What shows doesn't depend on the pieces in which the peer's bytes came. */
static char *lines_of(bool in_pieces)
{
	static const char bytes[] = "\377\373\001\377\374\001caf\303\251 \033[31mred\033[0m\r\n"
				    "one\rtwo\r\n\033]0;title\007three\r\n\377\377\r\nlast> " GA;
	struct session s;
	char *text, *to, *from;

	begin(&s, NULL);
	for (size_t i = 0; in_pieces && i < sizeof(bytes) - 1; i++) {
		peer_send(s.peer, bytes + i, 1);
		peer_flush(s.peer);
	}
	if (!in_pieces)
		peer_send(s.peer, bytes, sizeof(bytes) - 1);
	tty_wait_text(s.tty, "last>");
	fixture_end(&s);
	text = output_of(replay_job(&s, NULL, NULL));
	/* Without the times. */
	for (to = from = text; *from; from++) {
		size_t n = strcspn(from, "\n");

		if (n > 24) {
			memmove(to, from + 24, n - 24 + 1);
			to += n - 24 + 1;
		}
		from += n;
	}
	*to = '\0';
	return text;
}

static void test_pieces(void)
{
	char *whole = lines_of(false), *pieces = lines_of(true);

	check_has(whole, "< caf\303\251 red\n");
	CHECK_TEXT(pieces, whole);
	free(whole);
	free(pieces);
}

/* --- Into rules. */

static void test_rules(void)
{
	struct session s, other;
	char command[700];

	record(&s);
	home_write(&s.home, "rules.conf",
		   "trigger /^beta$/ send \"hit\"\n"
		   "prompt /second/ send \"at the second\"\n");
	fixture_open_with(&other, &(struct tty_setup){ .home = &s.home },
			  WORDS("-f", home_path(&s.home, "rules.conf")));
	snprintf(command, sizeof(command), "/rules test %s", home_path(&s.home, "a.hail"));
	tty_type(other.tty, command);
	tty_keys(other.tty, "Enter");
	tty_wait_text(other.tty, "Nothing was sent.");
	tty_wait_text(other.tty, "send hit");
	tty_wait_text(other.tty, "send at the second");
	tty_keys(other.tty, "q");
	fixture_end(&other);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "to the next prompt", test_prompts, 0 },
		{ "to another moment", test_moments, 0 },
		{ "to where a text appears", test_search, 0 },
		{ "what came in one piece with a text", test_search_in_a_piece, 0 },
		{ "keys that are none", test_other_keys, 0 },
		{ "hours", test_seek, 0 },
		{ "prompts that nobody marks", test_quiet_prompts, 0 },
		{ "without pauses", test_idle, 0 },
		{ "a lens beside it", test_lens_beside, 0 },
		{ "sizes", test_sizes, 0 },
		{ "as text", test_text, 0 },
		{ "by a lens", test_lens, 0 },
		{ "of a run that was killed", test_killed, 0 },
		{ "what can't be played", test_refused, 0 },
		{ "in pieces", test_pieces, 0 },
		{ "into rules", test_rules, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}

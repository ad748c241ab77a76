/*
 * Recordings: what a session did, played again, is what it was; nothing secret is in the file; what
 * is left of a file that was cut anywhere can be played and gone on with.
 */
#include "unit/unit.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/player.h"
#include "record/recorder.h"
#include "record/recording-reader.h"
#include "unit/recording-rig.h"
#include "unit/term-dump.h"

/* The times of lines are those of the clock. */
static void drop_times(struct str *dump)
{
	char *to = dump->text;

	for (const char *from = dump->text; *from;) {
		if (from[0] == ' ' && from[1] == 't' && from[2] >= '0' && from[2] <= '9')
			from += 2 + strspn(from + 2, "0123456789");
		else
			*to++ = *from++;
	}
	str_truncate(dump, (size_t)(to - dump->text));
}

/* Tells the first line that differs. */
static void fail_same(const char *what, const char *expected, const char *seen)
{
	size_t same = 0;

	while (expected[same] == seen[same])
		same++;
	while (same && expected[same - 1] != '\n')
		same--;
	fail_msg("%s: expected\n%.200s\nseen\n%.200s", what, expected + same, seen + same);
}

static void assert_same(const Session *was, const Session *is, const char *what)
{
	struct str expected, seen;

	str_init(&expected);
	str_init(&seen);
	term_dump_all(session_terminal(was), &expected);
	term_dump_all(session_terminal(is), &seen);
	drop_times(&expected);
	drop_times(&seen);
	if (strcmp(expected.text, seen.text) != 0)
		fail_same(what, expected.text, seen.text);
	str_fini(&expected);
	str_fini(&seen);
}

static void assert_shows(const Session *s, const char *expected)
{
	struct str seen;

	str_init(&seen);
	term_dump_screen(session_terminal(s), &seen);
	if (!strstr(seen.text, expected))
		fail_msg("expected %s, seen\n%s", expected, seen.text);
	str_fini(&seen);
}

static void test_played_is_live(void **state)
{
	static const size_t chunks[] = { 4096, 1, 2, 3, 7 };

	(void)state;
	for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
		struct recording_rig f;
		char what[32];
		Session *played;

		rig_init(&f, "CP437", "hail");
		f.chunk = chunks[i];
		rig_record(&f, true);
		rig_live(&f);
		rig_end(&f);
		played = rig_play(f.path, NULL, NULL, NULL);
		snprintf(what, sizeof(what), "reads of %zu bytes", f.chunk);
		assert_same(f.session, played, what);
		assert_int_equal(session_mode(played).character, session_mode(f.session).character);
		session_free(played);
		assert_string_equal(f.told.text, "");
		rig_fini(&f);
	}
}

/* --- Sessions of chance. */

static const char *const doings[] = {
	"text ",
	"a longer line of text that wraps somewhere\r\n",
	"\r\n",
	"\xff\xfb\x01", /* ECHO, SGA, on and off */
	"\xff\xfc\x01",
	"\xff\xfb\x03",
	"\xff\xfc\x03",
	"\xff\xf9", /* GA */
	"\xff\xef",
	"\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0", /* TTYPE */
	"\xff\xfd\x1f", /* NAWS */
	"\xff\xfb\x5b", /* MXP, MSP */
	"\xff\xfb\x5a",
	"\x1b[1z<b>bold</b><send>go</send>\r\n",
	"!!SOUND(a.wav)\r\n",
	"\xff\xfd\x05", /* BINARY */
	"\xff\xfb\x06",
	"\xff\xfa\xc9Room {}\xff\xf0",
	"\xff\xfb\xc9",
	"\xff\xfa\x2a\x01;ISO-8859-1\xff\xf0", /* CHARSET */
	"\xff\xfd\x2a",
	"\xe2\x95",
	"\x94\xc3\xa9\xe9",
	"\xff\xff",
	"\rx\r",
	"\x1b[31m",
	"\x1b[2J\x1b[3;4H",
	"\x1b[?1049h",
	"\x1b[?1049l",
	"\x1b[?3h\x1b[?40h",
	"\x1b[6n\x1b[c",
	"\x1b[2;4r",
	"\x1b]2;title\a",
	"**\030B0",
	"Password: ",
	"\x1b[M",
	"\x1bM",
	"\x1b[5;3H\xff",
	"\xfa\x18",
};

static unsigned next_random(unsigned *seed, unsigned below)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % below;
}

static void act(struct recording_rig *f, unsigned *seed, int64_t *now)
{
	static const char *const charsets[] = { "UTF-8", "CP437", "ISO-8859-1", "BIG5" };
	struct err e;

	switch (next_random(seed, 12)) {
	case 0: session_send(f->session, WIRE_TYPED, "typed", 5, 5000, &e); break;
	case 1: session_notice(f->session, 5000, "a notice of %d", (int)*seed); break;
	case 2:
		session_resize(f->session, 10 + next_random(seed, 50), 3 + next_random(seed, 12),
			       *now);
		break;
	case 3: rig_set_charset(f, charsets[next_random(seed, 4)]); break;
	case 4:
		session_tick(f->session, *now, 5000);
		*now += 300;
		session_tick(f->session, *now, 5000);
		break;
	case 5:
		session_set_protocol(f->session, next_random(seed, 2) ? TELNET_PROTOCOL_TELNET :
									TELNET_PROTOCOL_RAW);
		break;
	case 6: session_clear_open_line(f->session); break;
	case 7:
		session_send_key(f->session, WIRE_TYPED, (struct key){ .sym = KEYSYM_ENTER });
		break;
	case 8:
		if (next_random(seed, 8) == 0) {
			session_disconnect(f->session, 5000);
			rig_connect(f, (enum telnet_protocol)next_random(seed, 3));
		}
		break;
	default: break;
	}
}

static void test_chance(void **state)
{
	(void)state;
	for (unsigned run = 0; run < 120; run++) {
		unsigned seed = run * 7919 + 1;
		int64_t now = 10;
		struct recording_rig f;
		struct session_settings settings;
		Session *played;
		char what[32];

		rig_init(&f, run % 3 ? "UTF-8" : "CP437", "hail");
		settings = session_settings(f.session);
		settings.mxp = settings.msp = true;
		session_configure(f.session, &settings, NULL);
		f.chunk = run % 5 ? 1 + next_random(&seed, 40) : 4096;
		rig_record(&f, false);
		rig_connect(&f, run % 2 ? TELNET_PROTOCOL_TELNET : TELNET_PROTOCOL_UNDECIDED);
		for (int i = 0; i < 40; i++) {
			struct str text;

			str_init(&text);
			for (unsigned n = next_random(&seed, 4); n; n--) {
				unsigned which = next_random(&seed,
							     sizeof(doings) / sizeof(doings[0]));

				str_append(&text, doings[which], strlen(doings[which]));
			}
			rig_receive(&f, text.text, text.length);
			str_fini(&text);
			act(&f, &seed, &now);
		}
		rig_end(&f);
		played = rig_play(f.path, NULL, NULL, NULL);
		snprintf(what, sizeof(what), "run %u", run);
		assert_same(f.session, played, what);
		session_free(played);
		rig_fini(&f);
	}
}

static bool file_has(const char *path, const char *text)
{
	size_t n;
	char *bytes = rig_read(path, &n);
	bool has = memmem(bytes, n, text, strlen(text));

	free(bytes);
	return has;
}

static void on_tapped(void *user, const struct wire_piece *piece)
{
	struct str *out = user;

	if (piece->direction == WIRE_RECEIVED)
		return;
	if (piece->secret)
		str_append_format(out, "<%zu>", piece->length);
	else if (piece->origin == WIRE_TYPED)
		str_append(out, piece->bytes, piece->length);
}

static void test_secrets(void **state)
{
	struct recording_rig f;
	struct str tapped;
	struct stat st;

	(void)state;
	rig_init(&f, "UTF-8", "hail");
	rig_record(&f, true);
	rig_connect(&f, TELNET_PROTOCOL_RAW);
	RECEIVE(&f, "Password: ");
	rig_type_hidden(&f, "hunter2");
	RECEIVE(&f, "\r\nenable secret 5 $1$mERr$hx5");
	session_notice(f.session, 5000, "in the middle");
	session_resize(f.session, 50, 10, 5000);
	RECEIVE(&f, "rVt7rPNoS4wqb\r\nhostname box\r\n");
	rig_type(&f, "username bob password s3cr3tive");
	rig_end(&f);
	assert_int_equal(stat(f.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(file_has(f.path, "hunter2"));
	assert_false(file_has(f.path, "hx5"));
	assert_false(file_has(f.path, "rVt7"));
	assert_false(file_has(f.path, "s3cr3tive"));
	assert_true(file_has(f.path, "[redacted]"));
	assert_true(file_has(f.path, "hostname box"));
	str_init(&tapped);
	session_free(rig_play(f.path, NULL, &tapped, on_tapped));
	assert_string_equal(tapped.text, "<9>username bob password [redacted]\r\n");
	str_fini(&tapped);
	rig_fini(&f);
}

/* A secret of several lines, each of which is echoed or said by itself. */
static void test_private_key(void **state)
{
	struct recording_rig f;

	(void)state;
	rig_init(&f, "UTF-8", "hail");
	rig_record(&f, true);
	rig_connect(&f, TELNET_PROTOCOL_RAW);
	rig_type(&f, "-----BEGIN PRIVATE KEY-----");
	session_notice(f.session, 5000, "-----BEGIN PRIVATE KEY-----");
	rig_type(&f, "QUJDREVGR0hJSktMTU5P");
	session_notice(f.session, 5000, "UVJTVFVWV1hZWmFiY2Rl");
	rig_type(&f, "-----END PRIVATE KEY-----");
	session_notice(f.session, 5000, "-----END PRIVATE KEY-----");
	rig_type(&f, "and more");
	session_notice(f.session, 5000, "and yet more");
	rig_end(&f);
	assert_false(file_has(f.path, "QUJDREVGR0hJSktMTU5P"));
	assert_false(file_has(f.path, "UVJTVFVWV1hZWmFiY2Rl"));
	assert_true(file_has(f.path, "and more"));
	assert_true(file_has(f.path, "and yet more"));
	rig_fini(&f);
}

static void test_unredacted(void **state)
{
	struct recording_rig f;

	(void)state;
	rig_init(&f, "UTF-8", "hail");
	rig_record(&f, false);
	rig_connect(&f, TELNET_PROTOCOL_RAW);
	RECEIVE(&f, "enable secret 5 $1$mERr$hx5rVt7rPNoS4wqb\r\n");
	rig_end(&f);
	assert_true(file_has(f.path, "hx5rVt7"));
	rig_fini(&f);
}

/* --- Files that are cut or damaged. */

static void play_all(const char *path)
{
	session_free(rig_play(path, NULL, NULL, NULL));
}

static void test_cut_anywhere(void **state)
{
	const size_t magic = strlen(RECORDING_MAGIC);
	struct recording_rig f;
	size_t n, whole;
	int64_t length;

	(void)state;
	rig_init(&f, "CP437", "hail");
	rig_record(&f, true);
	rig_live(&f);
	rig_end(&f);
	free(rig_read(f.path, &n));
	whole = n;
	for (size_t cut = n - 1; cut >= magic; cut--) {
		struct recording_record record;
		RecordingReader *r;
		struct err e;
		uint64_t at;

		assert_int_equal(truncate(f.path, (off_t)cut), 0);
		r = recording_reader_open(f.path, &e);
		assert_non_null(r);
		while (recording_reader_next(r, &record))
			;
		at = recording_reader_at(r);
		assert_true(at <= cut && at <= whole);
		assert_int_equal(recording_reader_is_cut(r), at < cut);
		whole = (size_t)at;
		if (cut % 64 == 0)
			session_free(rig_play(f.path, &length, NULL, NULL));
		recording_reader_free(r);
	}
	assert_int_equal(whole, magic);
	rig_fini(&f);
}

static void test_damaged_anywhere(void **state)
{
	struct recording_rig f;
	size_t n;
	char *bytes;
	int fd;

	(void)state;
	rig_init(&f, "UTF-8", "hail");
	rig_record(&f, true);
	rig_connect(&f, TELNET_PROTOCOL_TELNET);
	RECEIVE(&f, "one\r\ntwo\xff\xf9three\r\n");
	rig_end(&f);
	bytes = rig_read(f.path, &n);
	fd = open(f.path, O_WRONLY);
	for (size_t i = strlen(RECORDING_MAGIC); i < n; i++) {
		struct recording_record record;
		RecordingReader *r;
		struct err e;

		char damaged = (char)(bytes[i] ^ 0x41);

		assert_int_equal(pwrite(fd, &damaged, 1, (off_t)i), 1);
		r = recording_reader_open(f.path, &e);
		while (recording_reader_next(r, &record))
			;
		assert_true(recording_reader_is_cut(r));
		assert_true(recording_reader_at(r) <= i);
		recording_reader_free(r);
		play_all(f.path);
		assert_int_equal(pwrite(fd, bytes + i, 1, (off_t)i), 1);
	}
	close(fd);
	free(bytes);
	rig_fini(&f);
}

/* As other programs read it; the checksum is that of RFC 1952. */
static void test_bytes(void **state)
{
	static const char expected[] = "\x52\x00\x00\x00\x09\x00\x00\x00\x00\x00\x00\x00\x07"
				       "123456789"
				       "\xd2\xe2\x3f\xfa";
	const struct recording_record record = {
		.type = RECORDING_RECEIVED, .time = 7, .payload = "123456789", .length = 9
	};
	struct buf seen;

	(void)state;
	buf_init(&seen);
	recording_encode(&record, &seen);
	assert_int_equal(buf_length(&seen), sizeof(expected) - 1);
	assert_memory_equal(buf_data(&seen), expected, sizeof(expected) - 1);
	buf_fini(&seen);
}

/* A few bytes of a file can't ask for more than a record may hold. */
static void test_endless_secret(void **state)
{
	const struct {
		const char payload[RECORDING_SECRET + 1];
		size_t length;
	} cases[] = {
		{ "\x00\x00\x00\x00\x07", 7 },
		{ "\x00\x00\x10\x00\x00", 1 << 20 },
		{ "\x00\x00\x10\x00\x01", SIZE_MAX },
		{ "\x00\xff\xff\xff\xff", SIZE_MAX },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct recording_record record = { .type = RECORDING_SENT_SECRET,
							 .payload = cases[i].payload,
							 .length = RECORDING_SECRET };
		struct wire_piece piece;
		bool good = recording_piece(&record, &piece);

		assert_int_equal(good, cases[i].length != SIZE_MAX);
		if (good)
			assert_int_equal(piece.length, cases[i].length);
	}
}

static void test_no_recording(void **state)
{
	struct recording_rig f;
	struct err e;

	(void)state;
	rig_init(&f, "UTF-8", "hail");
	assert_null(recording_reader_open(f.path, &e));
	rig_write(f.path, "hail-recordinG 1\n", 17);
	assert_null(recording_reader_open(f.path, &e));
	assert_non_null(strstr(e.text, "is no recording"));
	assert_null(recorder_new(&(struct recorder_config){ .path = f.path, .name = "" }, NULL,
				 NULL, &e));
	assert_non_null(strstr(e.text, "is no recording"));
	assert_true(file_has(f.path, "hail-recordinG"));
	assert_false(recorder_check_path("a.gif", true, &e));
	assert_non_null(strstr(e.text, ".hail"));
	assert_non_null(strstr(e.text, ".cast"));
	assert_true(recorder_check_path("a.cast", true, &e));
	assert_false(recorder_check_path("a.CAST", false, &e));
	assert_non_null(strstr(e.text, "needs a screen"));
	assert_false(recorder_check_path(".hail", true, &e));
	rig_fini(&f);
}

/* What a killed run has left is gone on with. */
static void test_goes_on(void **state)
{
	struct recording_rig f;
	size_t n;
	int64_t first, second;
	Session *played;

	(void)state;
	rig_init(&f, "UTF-8", "hail");
	rig_record(&f, true);
	rig_connect(&f, TELNET_PROTOCOL_RAW);
	RECEIVE(&f, "before\r\nand more\r\n");
	rig_end(&f);
	free(rig_read(f.path, &n));
	assert_int_equal(truncate(f.path, (off_t)n - 2), 0);
	session_free(rig_play(f.path, &first, NULL, NULL));
	rig_record(&f, true);
	RECEIVE(&f, "after\r\n");
	rig_end(&f);
	played = rig_play(f.path, &second, NULL, NULL);
	assert_true(second > first);
	assert_shows(played, "and more\nafter");
	session_free(played);
	rig_fini(&f);
}

/* A recording that begins in the middle shows what the screen showed. */
static void test_joined(void **state)
{
	struct recording_rig f;
	struct str was, is;
	Session *played;

	(void)state;
	rig_init(&f, "CP437", "hail");
	rig_connect(&f, TELNET_PROTOCOL_TELNET);
	RECEIVE(&f, "\xff\xfb\x01\xff\xfb\x03one \xc9\xcd\xbb\r\n\x1b[1;32mtwo\x1b[0m\r\nprompt> ");
	rig_record(&f, true);
	RECEIVE(&f, "x\xb3\r\nthree\r\n");
	rig_end(&f);
	played = rig_play(f.path, NULL, NULL, NULL);
	str_init(&was);
	str_init(&is);
	term_dump_screen(session_terminal(f.session), &was);
	term_dump_screen(session_terminal(played), &is);
	assert_string_equal(is.text, was.text);
	assert_true(session_mode(f.session).character);
	assert_true(session_mode(played).character);
	str_fini(&was);
	str_fini(&is);
	session_free(played);
	rig_fini(&f);
}

/* --- A disk that is full. */

static void set_limit(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void test_full_disk(void **state)
{
	void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
	struct recording_rig f;
	Session *played;

	(void)state;
	rig_init(&f, "UTF-8", "hail");
	rig_record(&f, true);
	rig_connect(&f, TELNET_PROTOCOL_RAW);
	set_limit(1000);
	for (int i = 0; i < 100; i++)
		RECEIVE(&f, "a line of some length\r\n");
	assert_non_null(strstr(f.told.text, "cannot write the recording"));
	assert_null(strstr(strstr(f.told.text, "cannot write"), "goes on"));
	assert_true(recorder_is_failing(f.recorder));
	set_limit(RLIM_INFINITY);
	play_all(f.path);
	/* It is tried once a second. */
	for (int i = 0; i < 10000 && !strstr(f.told.text, "goes on"); i++) {
		poll(NULL, 0, 1);
		session_resize(f.session, 40, 9, i);
	}
	RECEIVE(&f, "there is room\r\n");
	assert_non_null(strstr(f.told.text, "goes on"));
	assert_false(recorder_is_failing(f.recorder));
	RECEIVE(&f, "and more\r\n");
	played = rig_play(f.path, NULL, NULL, NULL);
	assert_shows(played, "there is room\nand more");
	session_free(played);
	rig_end(&f);
	rig_fini(&f);
	signal(SIGXFSZ, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_played_is_live),   cmocka_unit_test(test_chance),
		cmocka_unit_test(test_secrets),          cmocka_unit_test(test_private_key),
		cmocka_unit_test(test_unredacted),       cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_damaged_anywhere), cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_endless_secret),   cmocka_unit_test(test_no_recording),
		cmocka_unit_test(test_goes_on),          cmocka_unit_test(test_joined),
		cmocka_unit_test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

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
#include "script-transport.h"
#include "unit/term-dump.h"

struct fixture {
	Session *session;
	History *history;
	Recorder *recorder;
	struct buf sent;
	struct str told;
	char folder[64];
	char path[96];
	Transport *transport; /* of the session */
	size_t chunk; /* bytes of the peer that come in one read */
};

static void on_told(void *user, enum message_kind kind, const char *text)
{
	struct fixture *f = user;

	(void)kind;
	str_append_format(&f->told, "%s\n", text);
}

static const struct session_events no_events = { 0 };

static struct session_settings settings_with(const char *charset)
{
	return (struct session_settings){ .charset = charset,
					  .fallback_charset = "CP1252",
					  .history_lines = 1000,
					  .history_bytes = 1 << 20 };
}

static void record(struct fixture *f, bool redact)
{
	const struct recorder_config config = { .path = f->path, .name = "box", .redact = redact };
	struct err e;

	f->recorder = recorder_new(f->session, &config, on_told, f, &e);
	if (!f->recorder)
		fail_msg("%s", e.text);
}

static void init(struct fixture *f, const char *charset)
{
	struct session_settings settings = settings_with(charset);

	*f = (struct fixture){ .history = history_new(100), .chunk = 4096 };
	str_init(&f->told);
	snprintf(f->folder, sizeof(f->folder), "/tmp/hail-recording-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	snprintf(f->path, sizeof(f->path), "%s/a.hail", f->folder);
	f->session = session_new(&settings, 40, 9, f->history, &no_events, f);
}

static void end_recording(struct fixture *f)
{
	struct err e;

	if (!recorder_free(f->recorder, &e))
		fail_msg("%s", e.text);
	f->recorder = NULL;
}

static void fini(struct fixture *f)
{
	recorder_free(f->recorder, NULL);
	session_free(f->session);
	history_free(f->history);
	buf_fini(&f->sent);
	str_fini(&f->told);
	unlink(f->path);
	rmdir(f->folder);
}

/* --- The live session. */

/* A transport that gives what `receive` has put there. */
struct feed {
	struct buf bytes;
	size_t chunk;
};

static enum io_status feed_read(void *self, char *to, size_t room, size_t *done, struct err *e)
{
	struct feed *feed = self;
	size_t n = buf_length(&feed->bytes);

	(void)e;
	n = n < room ? n : room;
	n = n < feed->chunk ? n : feed->chunk;
	if (!n)
		return IO_AGAIN;
	memcpy(to, buf_data(&feed->bytes), n);
	buf_consume(&feed->bytes, n);
	*done = n;
	return IO_OK;
}

static enum io_status feed_write(void *self, const char *from, size_t n, size_t *done,
				 struct err *e)
{
	(void)self, (void)from, (void)e;
	*done = n;
	return IO_OK;
}

static int feed_fd(const void *self)
{
	(void)self;
	return -1;
}

static bool feed_shutdown(void *self, struct err *e)
{
	(void)self, (void)e;
	return true;
}

static void feed_free(void *self)
{
	buf_fini(&((struct feed *)self)->bytes);
	free(self);
}

static const struct transport_ops feed_ops = { .name = "feed",
					       .read = feed_read,
					       .write = feed_write,
					       .shutdown = feed_shutdown,
					       .fd = feed_fd,
					       .free = feed_free };

static void connect(struct fixture *f, enum telnet_protocol protocol)
{
	const struct session_wire wire = { .protocol = protocol, .term = "xterm" };
	struct feed *feed = calloc(1, sizeof(*feed));

	assert_non_null(feed);
	feed->chunk = f->chunk;
	f->transport = transport_new(&feed_ops, feed);
	session_attach(f->session, f->transport, &wire, 1, 5000);
}

static void receive(struct fixture *f, const char *bytes, size_t n)
{
	struct feed *feed = transport_self(f->transport, &feed_ops);

	buf_append(&feed->bytes, bytes, n);
	do
		session_pump(f->session, 1, 5000);
	while (buf_length(&feed->bytes) || session_wants(f->session).again);
}

#define RECEIVE(f, text) receive(f, text, sizeof(text) - 1)

static void type_line(struct fixture *f, const char *text)
{
	struct err e;

	if (!session_send(f->session, WIRE_TYPED, text, strlen(text), 5000, &e))
		fail_msg("%s", e.text);
}

static void type_hidden(struct fixture *f, const char *text)
{
	struct err e;

	if (!session_send_secret(f->session, text, strlen(text), &e))
		fail_msg("%s", e.text);
}

static void set_charset(struct fixture *f, const char *charset)
{
	struct session_settings settings = settings_with(charset);
	struct err e;

	if (!session_configure(f->session, &settings, &e))
		fail_msg("%s", e.text);
}

/* Everything that makes a document: telnet that changes the mode in the middle of a read, CP437,
 * local echo, a hidden password, notices, sizes, a screen, marked and idle prompts, half of a
 * character at the end. */
static void live(struct fixture *f)
{
	session_notice(f->session, 5000, "connecting");
	connect(f, TELNET_PROTOCOL_TELNET);
	RECEIVE(f, "\xff\xfb\x56\xc9\xcd\xbb welcome\r\nname:\xff\xf9");
	type_line(f, "admin");
	RECEIVE(f, "\xff\xfb\x01Password:\xff\xf9");
	type_hidden(f, "hunter2");
	RECEIVE(f,
		"\xff\xfc\x01\r\nok\r\nover\xff\xfb\x01\xff\xfb\x03two modes\r\n\xff\xfc\x01in one "
		"read\r\n> ");
	session_tick(f->session, 300, 5000);
	session_tick(f->session, 600, 5000);
	session_resize(f->session, 30, 7, 700);
	RECEIVE(f, "a line that is longer than thirty columns are\r\n\x1b[31mred\x1b[0m\r\n");
	type_line(f, "show \xc3\xa9");
	session_notice(f->session, 5000, "said by us");
	set_charset(f, "ISO-8859-1");
	RECEIVE(f, "caf\xe9\r\n");
	set_charset(f, "CP437");
	session_resize(f->session, 60, 12, 800);
	RECEIVE(f, "\x1b[?1049h\x1b[2;3H\xdb\xdb\x1b[1;1H");
	session_notice(f->session, 5000, "over a screen");
	RECEIVE(f, "\x1b[?1049l\r\nend \xff");
	session_disconnect(f->session, 5000);
	session_notice(f->session, 5000, "closed");
	connect(f, TELNET_PROTOCOL_UNDECIDED);
	RECEIVE(f, "second\r\nraw \xff\xf9\xff\xfb\x01told\r\n");
	type_line(f, "");
	RECEIVE(f, "\xff\xfb\x03keys \xb3\x1b[2");
}

/* --- Playing it. */

static Session *play(const char *path, int64_t *duration, struct str *tapped, wire_tap_fn *tap)
{
	struct session_settings settings;
	struct err e;
	RecordingReader *r = recording_reader_open(path, &e);
	Session *s;
	Player *p;

	if (!r)
		fail_msg("%s", e.text);
	player_settings(&settings);
	settings.history_lines = 1000;
	settings.history_bytes = 1 << 20;
	s = session_new(&settings, 80, 24, NULL, &no_events, NULL);
	if (tap)
		session_tap(s, tap, tapped);
	p = player_new(r, s);
	while (player_step(p, NULL))
		;
	if (duration)
		*duration = recording_reader_duration(r);
	player_free(p);
	recording_reader_free(r);
	return s;
}

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
		fail_msg("%s: expected\n%s\nseen\n%s", what, expected.text, seen.text);
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
		struct fixture f;
		char what[32];
		Session *played;

		init(&f, "CP437");
		f.chunk = chunks[i];
		record(&f, true);
		live(&f);
		end_recording(&f);
		played = play(f.path, NULL, NULL, NULL);
		snprintf(what, sizeof(what), "reads of %zu bytes", f.chunk);
		assert_same(f.session, played, what);
		assert_int_equal(session_mode(played).character, session_mode(f.session).character);
		session_free(played);
		assert_string_equal(f.told.text, "");
		fini(&f);
	}
}

static char *read_all(const char *path, size_t *n)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	char *bytes;

	assert_true(fd >= 0 && fstat(fd, &st) == 0);
	bytes = malloc((size_t)st.st_size + 1);
	assert_non_null(bytes);
	assert_int_equal(read(fd, bytes, (size_t)st.st_size), st.st_size);
	close(fd);
	*n = (size_t)st.st_size;
	return bytes;
}

static void write_all(const char *path, const char *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	close(fd);
}

static bool file_has(const char *path, const char *text)
{
	size_t n;
	char *bytes = read_all(path, &n);
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
	struct fixture f;
	struct str tapped;
	struct stat st;

	(void)state;
	init(&f, "UTF-8");
	record(&f, true);
	connect(&f, TELNET_PROTOCOL_RAW);
	RECEIVE(&f, "Password: ");
	type_hidden(&f, "hunter2");
	RECEIVE(&f, "\r\nenable secret 5 $1$mERr$hx5rVt7rPNoS4wqb\r\nhostname box\r\n");
	type_line(&f, "username bob password s3cr3tive");
	end_recording(&f);
	assert_int_equal(stat(f.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(file_has(f.path, "hunter2"));
	assert_false(file_has(f.path, "hx5rVt7"));
	assert_false(file_has(f.path, "s3cr3tive"));
	assert_true(file_has(f.path, "[redacted]"));
	assert_true(file_has(f.path, "hostname box"));
	str_init(&tapped);
	session_free(play(f.path, NULL, &tapped, on_tapped));
	assert_string_equal(tapped.text, "<9>username bob password [redacted]\r\n");
	str_fini(&tapped);
	fini(&f);
}

static void test_unredacted(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "UTF-8");
	record(&f, false);
	connect(&f, TELNET_PROTOCOL_RAW);
	RECEIVE(&f, "enable secret 5 $1$mERr$hx5rVt7rPNoS4wqb\r\n");
	end_recording(&f);
	assert_true(file_has(f.path, "hx5rVt7"));
	fini(&f);
}

/* --- Files that are cut or damaged. */

static void play_all(const char *path)
{
	session_free(play(path, NULL, NULL, NULL));
}

static void test_cut_anywhere(void **state)
{
	const size_t magic = strlen(RECORDING_MAGIC);
	struct fixture f;
	size_t n, whole;
	int64_t length;

	(void)state;
	init(&f, "CP437");
	record(&f, true);
	live(&f);
	end_recording(&f);
	free(read_all(f.path, &n));
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
			session_free(play(f.path, &length, NULL, NULL));
		recording_reader_free(r);
	}
	assert_int_equal(whole, magic);
	fini(&f);
}

static void test_damaged_anywhere(void **state)
{
	struct fixture f;
	size_t n;
	char *bytes;
	int fd;

	(void)state;
	init(&f, "UTF-8");
	record(&f, true);
	connect(&f, TELNET_PROTOCOL_TELNET);
	RECEIVE(&f, "one\r\ntwo\xff\xf9three\r\n");
	end_recording(&f);
	bytes = read_all(f.path, &n);
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
	fini(&f);
}

static void test_no_recording(void **state)
{
	struct fixture f;
	struct err e;

	(void)state;
	init(&f, "UTF-8");
	assert_null(recording_reader_open(f.path, &e));
	write_all(f.path, "hail-recordinG 1\n", 17);
	assert_null(recording_reader_open(f.path, &e));
	assert_non_null(strstr(e.text, "is no recording"));
	assert_null(recorder_new(f.session, &(struct recorder_config){ .path = f.path, .name = "" },
				 on_told, &f, &e));
	assert_non_null(strstr(e.text, "is no recording"));
	assert_true(file_has(f.path, "hail-recordinG"));
	assert_false(recorder_check_path("a.gif", &e));
	assert_non_null(strstr(e.text, ".hail"));
	assert_non_null(strstr(e.text, ".cast"));
	assert_false(recorder_check_path(".hail", &e));
	fini(&f);
}

/* What a killed run has left is gone on with. */
static void test_goes_on(void **state)
{
	struct fixture f;
	size_t n;
	int64_t first, second;
	Session *played;

	(void)state;
	init(&f, "UTF-8");
	record(&f, true);
	connect(&f, TELNET_PROTOCOL_RAW);
	RECEIVE(&f, "before\r\nand more\r\n");
	end_recording(&f);
	free(read_all(f.path, &n));
	assert_int_equal(truncate(f.path, (off_t)n - 2), 0);
	session_free(play(f.path, &first, NULL, NULL));
	record(&f, true);
	RECEIVE(&f, "after\r\n");
	end_recording(&f);
	played = play(f.path, &second, NULL, NULL);
	assert_true(second > first);
	assert_shows(played, "and more\nafter");
	session_free(played);
	fini(&f);
}

/* A recording that begins in the middle shows what the screen showed. */
static void test_joined(void **state)
{
	struct fixture f;
	struct str was, is;
	Session *played;

	(void)state;
	init(&f, "CP437");
	connect(&f, TELNET_PROTOCOL_TELNET);
	RECEIVE(&f, "\xff\xfb\x01\xff\xfb\x03one \xc9\xcd\xbb\r\n\x1b[1;32mtwo\x1b[0m\r\nprompt> ");
	record(&f, true);
	RECEIVE(&f, "x\xb3\r\nthree\r\n");
	end_recording(&f);
	played = play(f.path, NULL, NULL, NULL);
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
	fini(&f);
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
	struct fixture f;
	Session *played;

	(void)state;
	init(&f, "UTF-8");
	record(&f, true);
	connect(&f, TELNET_PROTOCOL_RAW);
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
	played = play(f.path, NULL, NULL, NULL);
	assert_shows(played, "there is room\nand more");
	session_free(played);
	end_recording(&f);
	fini(&f);
	signal(SIGXFSZ, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_played_is_live),   cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_unredacted),       cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_damaged_anywhere), cmocka_unit_test(test_no_recording),
		cmocka_unit_test(test_goes_on),          cmocka_unit_test(test_joined),
		cmocka_unit_test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit/unit.h"

#include "unit/recording-rig.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/player.h"
#include "record/recording-reader.h"

static void on_told(void *user, enum message_kind kind, const char *text)
{
	struct recording_rig *f = user;

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

void rig_record(struct recording_rig *f, bool redact)
{
	const struct recorder_config config = { .path = f->path, .name = "box", .redact = redact };
	struct err e;

	f->recorder = recorder_new(&config, on_told, f, &e);
	if (!f->recorder || !recorder_attach(f->recorder, f->session, &config, f, &e))
		fail_msg("%s", e.text);
}

void rig_init(struct recording_rig *f, const char *charset, const char *ending)
{
	struct session_settings settings = settings_with(charset);

	*f = (struct recording_rig){ .history = history_new(100), .chunk = 4096 };
	str_init(&f->told);
	snprintf(f->folder, sizeof(f->folder), "/tmp/hail-recording-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	snprintf(f->path, sizeof(f->path), "%s/a.%s", f->folder, ending);
	f->session = session_new(&settings, 40, 9, f->history, &no_events, f);
}

void rig_end(struct recording_rig *f)
{
	struct err e;

	if (!recorder_free(f->recorder, &e))
		fail_msg("%s", e.text);
	f->recorder = NULL;
}

void rig_fini(struct recording_rig *f)
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

void rig_connect(struct recording_rig *f, enum telnet_protocol protocol)
{
	const struct session_wire wire = { .protocol = protocol, .term = "xterm" };
	struct feed *feed = calloc(1, sizeof(*feed));

	assert_non_null(feed);
	feed->chunk = f->chunk;
	f->transport = transport_new(&feed_ops, feed);
	session_attach(f->session, f->transport, &wire, 1, 5000);
}

void rig_receive(struct recording_rig *f, const char *bytes, size_t n)
{
	struct feed *feed = transport_self(f->transport, &feed_ops);
	size_t before;

	buf_append(&feed->bytes, bytes, n);
	do {
		before = buf_length(&feed->bytes);
		session_pump(f->session, 1, 5000);
		assert_ptr_equal(session_transport(f->session), f->transport);
	} while (buf_length(&feed->bytes) < before || session_wants(f->session).again);
}

void rig_type(struct recording_rig *f, const char *text)
{
	struct err e;

	if (!session_send(f->session, WIRE_TYPED, text, strlen(text), 5000, &e))
		fail_msg("%s", e.text);
}

void rig_type_hidden(struct recording_rig *f, const char *text)
{
	struct err e;

	if (!session_send_secret(f->session, text, strlen(text), &e))
		fail_msg("%s", e.text);
}

void rig_set_charset(struct recording_rig *f, const char *charset)
{
	struct session_settings settings = settings_with(charset);
	struct err e;

	if (!session_configure(f->session, &settings, &e))
		fail_msg("%s", e.text);
}

void rig_live(struct recording_rig *f)
{
	session_notice(f->session, 5000, "connecting");
	rig_connect(f, TELNET_PROTOCOL_TELNET);
	RECEIVE(f, "\xff\xfb\x56\xc9\xcd\xbb welcome\r\nname:\xff\xf9");
	rig_type(f, "admin");
	RECEIVE(f, "\xff\xfb\x01Password:\xff\xf9");
	rig_type_hidden(f, "hunter2");
	RECEIVE(f,
		"\xff\xfc\x01\r\nok\r\nover\xff\xfb\x01\xff\xfb\x03two modes\r\n\xff\xfc\x01in one "
		"read\r\n> ");
	session_tick(f->session, 300, 5000);
	session_tick(f->session, 600, 5000);
	session_resize(f->session, 30, 7, 700);
	RECEIVE(f, "a line that is longer than thirty columns are\r\n\x1b[31mred\x1b[0m\r\n");
	rig_type(f, "show \xc3\xa9");
	session_notice(f->session, 5000, "said by us");
	rig_set_charset(f, "ISO-8859-1");
	RECEIVE(f, "caf\xe9\r\n");
	rig_set_charset(f, "CP437");
	session_resize(f->session, 60, 12, 800);
	RECEIVE(f, "\x1b[?1049h\x1b[2;3H\xdb\xdb\x1b[1;1H");
	session_notice(f->session, 5000, "over a screen");
	RECEIVE(f, "\x1b[?1049l\r\nend \xff");
	session_disconnect(f->session, 5000);
	session_notice(f->session, 5000, "closed");
	rig_connect(f, TELNET_PROTOCOL_UNDECIDED);
	RECEIVE(f, "second\r\nraw \xff\xf9\xff\xfb\x01told\r\n");
	rig_type(f, "");
	RECEIVE(f, "\xff\xfb\x03keys \xb3\x1b[2");
}

Session *rig_play(const char *path, int64_t *duration, struct str *tapped, wire_tap_fn *tap)
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
		*duration = player_time(p);
	player_free(p);
	recording_reader_free(r);
	return s;
}

char *rig_read(const char *path, size_t *n)
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

void rig_write(const char *path, const char *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	close(fd);
}

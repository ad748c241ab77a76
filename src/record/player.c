#include "record/player.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "net/transport.h"
#include "record/recording-text.h"
#include "term/pack.h"
#include "base/poison.h"

enum { PLAYER_HISTORY_LINES = 100000, PLAYER_HISTORY_BYTES = 64 << 20 };

struct Player {
	RecordingReader *reader;
	Session *session;
	struct buf in; /* for the session to read, as its transport's */
	struct recording_record next; /* valid while `waits` */
	int64_t next_wall;
	bool waits; /* a record was read and isn't played yet */
	int64_t time, wall; /* of the one that was */
	bool connected;
	char *name;
};

/* --- The transport that the played session reads from. */

static enum io_status play_read(void *self, char *to, size_t room, size_t *done, struct err *e)
{
	Player *p = self;
	size_t n = buf_length(&p->in) < room ? buf_length(&p->in) : room;

	(void)e;
	if (!n)
		return IO_AGAIN;
	memcpy(to, buf_data(&p->in), n);
	buf_consume(&p->in, n);
	*done = n;
	return IO_OK;
}

static enum io_status play_write(void *self, const char *from, size_t n, size_t *done,
				 struct err *e)
{
	(void)self;
	(void)from;
	(void)e;
	*done = n;
	return IO_OK;
}

static bool play_shutdown(void *self, struct err *e)
{
	(void)self;
	(void)e;
	return true;
}

static int play_fd(const void *self)
{
	(void)self;
	return -1;
}

static void play_free(void *self)
{
	((Player *)self)->connected = false;
}

static const struct transport_ops play_ops = {
	.name = "recording",
	.read = play_read,
	.write = play_write,
	.shutdown = play_shutdown,
	.fd = play_fd,
	.free = play_free,
};

/* --- Made. */

Player *player_new(RecordingReader *r, Session *s)
{
	Player *p = mem_alloc(sizeof(*p));

	p->reader = r;
	p->session = s;
	buf_init(&p->in);
	p->name = mem_strdup("");
	return p;
}

void player_free(Player *p)
{
	if (!p)
		return;
	if (p->connected)
		transport_free(session_detach(p->session));
	buf_fini(&p->in);
	free(p->name);
	free(p);
}

void player_settings(struct session_settings *out)
{
	*out = (struct session_settings){
		.played = true,
		.compression = TRI_OFF,
		.charset = "UTF-8",
		.fallback_charset = "CP1252",
		.history_lines = PLAYER_HISTORY_LINES,
		.history_bytes = PLAYER_HISTORY_BYTES,
		.no_hints = true,
	};
}

/* --- Records. */

static void play_received(Player *p, const struct recording_record *record)
{
	size_t left = record->length, before = left + 1;

	if (!p->connected || !left)
		return;
	buf_append(&p->in, record->payload, left);
	while (left < before || session_wants(p->session).again) {
		before = left;
		session_pump(p->session, p->time, p->wall);
		left = buf_length(&p->in);
	}
}

static void play_sent(Player *p, const struct recording_record *record)
{
	struct wire_piece piece;

	if (!recording_piece(record, &piece))
		return;
	piece.time = p->wall;
	session_play_sent(p->session, &piece);
}

static void read_as(Player *p, const struct session_reading *reading)
{
	struct session_settings settings = session_settings(p->session);
	struct err e;

	settings.charset = reading->charset;
	settings.charset_by_hand = reading->charset_by_hand;
	settings.fallback_charset = reading->fallback_charset;
	settings.show_controls = reading->controls;
	settings.music = reading->music;
	/* A character set that isn't known here is read as what was. */
	session_configure(p->session, &settings, &e);
}

static void play_step(Player *p, enum replay_step step, const char *text, size_t n)
{
	struct session_deed deed = {
		.kind = SESSION_DEED_STEP, .step = step, .text = text, .length = n
	};

	session_play(p->session, &deed, p->wall);
}

/* A step whose text must end with a NUL. */
static void play_name(Player *p, enum replay_step step, const char *text, size_t n)
{
	char *copy = mem_strndup(text, n);

	play_step(p, step, copy, strlen(copy));
	free(copy);
}

/* A connection that was there before has its state told. */
static void join(Player *p, const struct recording_connection *c)
{
	const char *charset = c->reading.charset_now;

	if (c->keys)
		play_step(p, REPLAY_CHAR_MODE, NULL, 0);
	if (strcmp(charset, session_charset_name(p->session)) != 0)
		play_step(p, REPLAY_CHARSET, charset, strlen(charset));
}

static void play_connection(Player *p, const struct recording_record *record)
{
	struct recording_connection c;
	Json *j = recording_read_connection(record, &c);
	struct session_wire wire = { .protocol = c.reading.protocol,
				     .exec = c.reading.exec,
				     .term = "xterm-256color" };

	free(p->name);
	p->name = mem_strdup(c.name);
	if (p->connected)
		transport_free(session_detach(p->session));
	play_step(p, REPLAY_LINE_MODE, NULL, 0);
	read_as(p, &c.reading);
	buf_clear(&p->in);
	p->connected = true;
	session_attach(p->session, transport_new(&play_ops, p), &wire, p->time, p->wall);
	if (c.joined)
		join(p, &c);
	json_free(j);
}

static void play_settings(Player *p, const struct recording_record *record)
{
	struct recording_connection c;
	Json *j = recording_read_connection(record, &c);

	if (p->connected && c.reading.protocol != session_protocol(p->session))
		session_set_protocol(p->session, c.reading.protocol);
	read_as(p, &c.reading);
	json_free(j);
}

static void play_size(Player *p, const struct recording_record *record)
{
	struct session_deed deed = { .kind = SESSION_DEED_SIZE };

	if (record->length < 4)
		return;
	deed.columns = (unsigned)recording_number(record->payload, 2);
	deed.rows = (unsigned)recording_number(record->payload + 2, 2);
	if (deed.columns && deed.columns <= PLAYER_SIZE_MAX && deed.rows &&
	    deed.rows <= PLAYER_SIZE_MAX)
		session_play(p->session, &deed, p->wall);
}

static void play_notice_line(Player *p, const struct recording_record *record)
{
	struct text_line line;

	text_line_init(&line);
	if (recording_read_line(record, &line)) {
		char *packed = mem_alloc(pack_bound(&line));

		line.time = p->wall;
		play_step(p, REPLAY_NOTICE_LINE, packed, pack_line(&line, packed));
		free(packed);
	}
	text_line_fini(&line);
}

static void play_end(Player *p, const struct recording_record *record)
{
	const char *failure;
	Json *j = recording_read_end(record, &failure);
	struct err e;

	if (p->connected && failure) {
		err_set(&e, ERR_LOST, "%s", failure);
		session_fail(p->session, &e, p->wall);
	} else if (p->connected) {
		session_disconnect(p->session, p->wall);
	}
	json_free(j);
}

static void play_tags(Player *p, const struct recording_record *record)
{
	if (record->length == 1 && record->payload[0] >= '0' && record->payload[0] <= '7')
		play_step(p, REPLAY_TAGS, record->payload, 1);
}

static void play(Player *p, const struct recording_record *r)
{
	const struct session_deed finish = { .kind = SESSION_DEED_FINISH };

	switch (r->type) {
	case RECORDING_PART: break;
	case RECORDING_CONNECTION: play_connection(p, r); break;
	case RECORDING_SCREEN:
		session_play_screen(p->session, r->payload, r->length, p->wall);
		break;
	case RECORDING_RECEIVED: play_received(p, r); break;
	case RECORDING_SENT:
	case RECORDING_SENT_SECRET: play_sent(p, r); break;
	case RECORDING_ECHO: play_name(p, REPLAY_ECHO, r->payload, r->length); break;
	case RECORDING_ENTER: play_step(p, REPLAY_SENT, NULL, 0); break;
	case RECORDING_MARKED_PROMPT: play_step(p, REPLAY_MARKED_PROMPT, NULL, 0); break;
	case RECORDING_IDLE_PROMPT: play_step(p, REPLAY_IDLE_PROMPT, NULL, 0); break;
	case RECORDING_LINE_MODE: play_step(p, REPLAY_LINE_MODE, NULL, 0); break;
	case RECORDING_CHAR_MODE: play_step(p, REPLAY_CHAR_MODE, NULL, 0); break;
	case RECORDING_NOTICE: play_name(p, REPLAY_NOTICE, r->payload, r->length); break;
	case RECORDING_NOTICE_LINE: play_notice_line(p, r); break;
	case RECORDING_CHARSET: play_name(p, REPLAY_CHARSET, r->payload, r->length); break;
	case RECORDING_CLEARED: play_step(p, REPLAY_CLEARED, NULL, 0); break;
	case RECORDING_TAGS: play_tags(p, r); break;
	case RECORDING_SIZE: play_size(p, r); break;
	case RECORDING_SETTINGS: play_settings(p, r); break;
	case RECORDING_FINISHED: session_play(p->session, &finish, p->wall); break;
	case RECORDING_END: play_end(p, r); break;
	}
}

/* --- In time. */

static bool has_next(Player *p)
{
	if (!p->waits) {
		p->waits = recording_reader_next(p->reader, &p->next);
		p->next_wall = recording_reader_wall(p->reader);
	}
	return p->waits;
}

int64_t player_due(Player *p)
{
	return has_next(p) ? p->next.time : -1;
}

bool player_step(Player *p, struct recording_record *out)
{
	if (!has_next(p))
		return false;
	p->waits = false;
	p->time = p->next.time;
	p->wall = p->next_wall;
	play(p, &p->next);
	if (out)
		*out = p->next;
	return true;
}

int64_t player_time(const Player *p)
{
	return p->time;
}

int64_t player_wall(const Player *p)
{
	return p->wall;
}

const char *player_name(const Player *p)
{
	return p->name;
}

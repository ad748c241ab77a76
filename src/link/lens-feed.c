#include "link/lens-feed.h"

#include <stdlib.h>

#include "base/mem.h"
#include "telnet/detect.h"
#include "telnet/nvt.h"
#include "telnet/policy.h"
#include "telnet/token.h"
#include "base/poison.h"

/* A direction. */
struct stream {
	LensFeed *feed;
	enum lens_direction direction;
	Tokenizer *tokenizer;
	struct nvt_decoder nvt;
	unsigned rules; /* of the piece, for it */
};

struct LensFeed {
	bool wire;
	const struct lens_feed_events *events;
	void *user;
	struct stream streams[2]; /* by enum lens_direction */
	struct detect detect;
	enum telnet_protocol protocol; /* in force */
	int64_t time; /* of the piece */
};

static void stream_init(LensFeed *f, enum lens_direction d)
{
	f->streams[d].feed = f;
	f->streams[d].direction = d;
	f->streams[d].tokenizer = token_new(policy_payload_limit);
}

LensFeed *lens_feed_new(bool wire, const struct lens_feed_events *events, void *user)
{
	LensFeed *f = mem_alloc(sizeof(*f));

	f->wire = wire;
	f->events = events;
	f->user = user;
	f->protocol = TELNET_PROTOCOL_UNDECIDED;
	stream_init(f, LENS_RECEIVED);
	stream_init(f, LENS_SENT);
	return f;
}

void lens_feed_free(LensFeed *f)
{
	if (!f)
		return;
	token_free(f->streams[LENS_RECEIVED].tokenizer);
	token_free(f->streams[LENS_SENT].tokenizer);
	free(f);
}

/* --- Telnet is taken out. */

/* Bytes of the application. */
static void give(void *user, const char *bytes, size_t n)
{
	struct stream *s = user;

	if (n)
		s->feed->events->bytes(s->feed->user, s->direction, bytes, n, s->feed->time);
}

static bool on_token(void *user, const struct token *token)
{
	struct stream *s = user;

	if (token->kind == TOKEN_DATA)
		nvt_decode(&s->nvt, s->rules, token->bytes, token->length, give, s);
	return true;
}

static void split(struct stream *s, const char *bytes, size_t n)
{
	token_feed(s->tokenizer, bytes, n, on_token, s);
}

static void decide(LensFeed *f, enum telnet_protocol protocol)
{
	struct stream *s = &f->streams[LENS_RECEIVED];
	struct detect detect = f->detect;

	if (protocol == f->protocol || protocol == TELNET_PROTOCOL_UNDECIDED)
		return;
	f->protocol = protocol;
	f->detect = (struct detect){ .seen = detect.seen };
	if (protocol == TELNET_PROTOCOL_TELNET)
		split(s, detect.held, detect.held_length);
	else
		give(s, detect.held, detect.held_length);
}

static void take_received(LensFeed *f, struct stream *s, const char *bytes, size_t n)
{
	size_t used = 0;

	if (f->protocol == TELNET_PROTOCOL_UNDECIDED) {
		enum detect_verdict found = detect_feed(&f->detect, bytes, n, &used, give, s);

		if (found != DETECT_UNDECIDED)
			decide(f, found == DETECT_TELNET ? TELNET_PROTOCOL_TELNET :
							   TELNET_PROTOCOL_RAW);
	}
	if (f->protocol == TELNET_PROTOCOL_TELNET)
		split(s, bytes + used, n - used);
	else
		give(s, bytes + used, n - used);
}

static void take_sent(LensFeed *f, struct stream *s, const struct capture_piece *piece)
{
	if (f->protocol == TELNET_PROTOCOL_TELNET || piece->command)
		split(s, piece->bytes, piece->length);
	else
		give(s, piece->bytes, piece->length);
}

static void take_secret(LensFeed *f, const struct stream *s, const struct capture_piece *piece)
{
	if (f->wire || !piece->command)
		f->events->bytes(f->user, s->direction, NULL, piece->length, piece->time);
}

void lens_feed_piece(LensFeed *f, const struct capture_piece *piece)
{
	bool sent = piece->direction == WIRE_SENT;
	struct stream *s = &f->streams[sent ? LENS_SENT : LENS_RECEIVED];

	f->time = piece->time;
	s->rules = piece->binary ? 0 : NVT_CR_NUL;
	decide(f, piece->protocol);
	if (piece->kind == CAPTURE_SECRET)
		take_secret(f, s, piece);
	else if (f->wire)
		give(s, piece->bytes, piece->length);
	else if (sent)
		take_sent(f, s, piece);
	else
		take_received(f, s, piece->bytes, piece->length);
}

void lens_feed_end(LensFeed *f)
{
	for (size_t i = 0; i < 2; i++) {
		nvt_flush(&f->streams[i].nvt, give, &f->streams[i]);
		token_reset(f->streams[i].tokenizer);
	}
	detect_flush(&f->detect, give, &f->streams[LENS_RECEIVED]);
	f->detect = (struct detect){ .seen = 0 };
	f->protocol = TELNET_PROTOCOL_UNDECIDED;
}

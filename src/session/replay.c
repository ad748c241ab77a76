#include "session/replay.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

/* Something that the client did, behind the byte with the number `at`. */
struct did {
	uint64_t at;
	enum replay_step step;
	char *text; /* owned */
	size_t length;
};

/* Bytes in the order of their numbers, the older block before the newer: when that is full, the
 * older one is begun anew. No byte is moved before somebody wants to see them. */
struct Replay {
	char *blocks[2]; /* of REPLAY_BYTES each, made when they are needed */
	size_t lengths[2];
	unsigned newer; /* the index of the one being filled */
	uint64_t first; /* the number of the oldest byte kept, counted from replay_clear */
	uint64_t begin; /* what is before this one has lost its steps */
	struct did steps[REPLAY_STEPS]; /* a ring, from `oldest` */
	size_t oldest, count;
	bool cut; /* something was dropped */
	char *charset; /* the last one of the steps that were dropped, or NULL; owned */
	char tags; /* likewise; '0' if none was */
};

Replay *replay_new(void)
{
	Replay *r = mem_alloc(sizeof(*r));

	r->tags = '0';
	return r;
}

static void drop_step(Replay *r)
{
	struct did *did = &r->steps[r->oldest];

	if (did->step == REPLAY_CHARSET) {
		free(r->charset);
		r->charset = did->text;
	} else {
		if (did->step == REPLAY_TAGS)
			r->tags = did->text[0];
		free(did->text);
	}
	r->oldest = (r->oldest + 1) % REPLAY_STEPS;
	r->count--;
}

static uint64_t end_of(const Replay *r)
{
	return r->first + r->lengths[0] + r->lengths[1];
}

void replay_clear(Replay *r)
{
	if (!r)
		return;
	while (r->count)
		drop_step(r);
	free(r->charset);
	r->charset = NULL;
	r->tags = '0';
	r->lengths[0] = r->lengths[1] = 0;
	r->first = r->begin = 0;
	r->cut = false;
}

void replay_free(Replay *r)
{
	if (!r)
		return;
	replay_clear(r);
	free(r->blocks[0]);
	free(r->blocks[1]);
	free(r);
}

/* The older block is given up and filled anew. */
static void turn(Replay *r)
{
	r->newer ^= 1;
	if (r->lengths[r->newer]) {
		r->first += r->lengths[r->newer];
		r->lengths[r->newer] = 0;
		r->cut = true;
	}
	while (r->count && r->steps[r->oldest].at < r->first)
		drop_step(r);
}

void replay_receive(Replay *r, const char *bytes, size_t n)
{
	while (r && n) {
		size_t room = REPLAY_BYTES - r->lengths[r->newer];
		size_t part = n < room ? n : room;

		if (!r->blocks[r->newer])
			r->blocks[r->newer] = mem_resize(NULL, REPLAY_BYTES, 1);
		memcpy(r->blocks[r->newer] + r->lengths[r->newer], bytes, part);
		r->lengths[r->newer] += part;
		bytes += part;
		n -= part;
		if (r->lengths[r->newer] == REPLAY_BYTES)
			turn(r);
	}
}

void replay_did(Replay *r, enum replay_step step, const char *text, size_t n)
{
	struct did *did;

	if (!r)
		return;
	if (r->count == REPLAY_STEPS) {
		while (r->count > REPLAY_STEPS / 2)
			drop_step(r);
		r->begin = r->steps[r->oldest].at;
		r->cut = true;
	}
	did = &r->steps[(r->oldest + r->count++) % REPLAY_STEPS];
	*did = (struct did){
		.at = end_of(r), .step = step, .text = mem_strndup(text, n), .length = n
	};
}

void replay_forget_charsets(Replay *r)
{
	size_t kept = 0;

	if (!r)
		return;
	for (size_t i = 0; i < r->count; i++) {
		struct did *did = &r->steps[(r->oldest + i) % REPLAY_STEPS];

		if (did->step == REPLAY_CHARSET)
			free(did->text);
		else
			r->steps[(r->oldest + kept++) % REPLAY_STEPS] = *did;
	}
	r->count = kept;
	free(r->charset);
	r->charset = NULL;
}

bool replay_is_whole(const Replay *r)
{
	return !r->cut;
}

void replay_bytes(const Replay *r, struct buf *out)
{
	unsigned older = r->newer ^ 1;

	buf_append(out, r->blocks[older], r->lengths[older]);
	buf_append(out, r->blocks[r->newer], r->lengths[r->newer]);
}

/* Where to begin: where nothing is cut in two, neither a sequence nor a character. */
static size_t begin(const Replay *r, const char *bytes, size_t n)
{
	size_t i = r->begin > r->first ? (size_t)(r->begin - r->first) : 0;

	if (!r->cut)
		return 0;
	while (i < n && bytes[i] != '\x1b' && (!i || bytes[i - 1] != '\n'))
		i++;
	return i;
}

bool replay_walk(const Replay *r, size_t piece,
		 bool (*step)(void *user, enum replay_step step, const char *text, size_t n),
		 void *user)
{
	struct buf all = { 0 };
	const char *bytes;
	size_t n, at, i = 0;
	bool more = true;

	replay_bytes(r, &all);
	n = buf_length(&all);
	bytes = n ? buf_data(&all) : "";
	at = begin(r, bytes, n);
	if (r->charset)
		more = step(user, REPLAY_CHARSET, r->charset, strlen(r->charset));
	if (more && r->cut)
		more = step(user, REPLAY_TAGS, &r->tags, 1);
	while (more && (at < n || i < r->count)) {
		const struct did *did = &r->steps[(r->oldest + i) % REPLAY_STEPS];
		size_t end = i < r->count ? (size_t)(did->at - r->first) : n;

		if (at < end) {
			size_t part = end - at < piece ? end - at : piece;

			more = step(user, REPLAY_RECEIVED, bytes + at, part);
			at += part;
		} else {
			more = step(user, did->step, did->text, did->length);
			i++;
		}
	}
	buf_fini(&all);
	return more;
}

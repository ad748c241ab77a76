#include "session/replay.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/poison.h"

/* Something that the client did, behind the byte with the number `at`. */
struct did {
	uint64_t at;
	enum replay_step step;
	char *text; /* owned */
	size_t length;
};

struct Replay {
	struct buf bytes;
	uint64_t first; /* the number of the oldest byte kept, counted from replay_clear */
	struct did steps[REPLAY_STEPS]; /* a ring, from `oldest` */
	size_t oldest, count;
	bool cut; /* something was dropped */
};

Replay *replay_new(void)
{
	return mem_alloc(sizeof(Replay));
}

static void drop_step(Replay *r)
{
	free(r->steps[r->oldest].text);
	r->oldest = (r->oldest + 1) % REPLAY_STEPS;
	r->count--;
}

void replay_clear(Replay *r)
{
	if (!r)
		return;
	while (r->count)
		drop_step(r);
	buf_fini(&r->bytes);
	r->first = 0;
	r->cut = false;
}

void replay_free(Replay *r)
{
	if (!r)
		return;
	replay_clear(r);
	free(r);
}

/* Drops what is older than the byte with the number `at`. */
static void drop_before(Replay *r, uint64_t at)
{
	r->cut = true;
	buf_consume(&r->bytes, (size_t)(at - r->first));
	r->first = at;
	while (r->count && r->steps[r->oldest].at < at)
		drop_step(r);
}

void replay_receive(Replay *r, const char *bytes, size_t n)
{
	buf_append(&r->bytes, bytes, n);
	/* By so much at a time that bytes are seldom moved. */
	if (buf_length(&r->bytes) >= 2 * REPLAY_BYTES)
		drop_before(r, r->first + buf_length(&r->bytes) - REPLAY_BYTES);
}

void replay_did(Replay *r, enum replay_step step, const char *text, size_t n)
{
	struct did *did;

	if (!r)
		return;
	if (r->count == REPLAY_STEPS) {
		drop_before(r, r->steps[(r->oldest + REPLAY_STEPS / 2) % REPLAY_STEPS].at);
		while (r->count > REPLAY_STEPS / 2)
			drop_step(r);
	}
	did = &r->steps[(r->oldest + r->count++) % REPLAY_STEPS];
	*did = (struct did){ .at = r->first + buf_length(&r->bytes),
			     .step = step,
			     .text = mem_strndup(text, n),
			     .length = n };
}

bool replay_is_whole(const Replay *r)
{
	return !r->cut;
}

const char *replay_bytes(const Replay *r, size_t *n)
{
	*n = buf_length(&r->bytes);
	return *n ? buf_data(&r->bytes) : "";
}

/* Where to begin: where nothing is cut in two, neither a sequence nor a character. */
static size_t begin(const Replay *r, const char *bytes, size_t n)
{
	size_t i = 0;

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
	size_t n, at, i = 0;
	const char *bytes = replay_bytes(r, &n);
	bool more = true;

	at = begin(r, bytes, n);
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
	return more;
}

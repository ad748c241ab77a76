/*
 * A server that says anything before TLS: the same at once as byte by byte, little is said in
 * return, and what comes after the go-ahead is counted and nothing else.
 * The first byte chooses the protocol and whether the session is under way.
 */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tls/starttls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SAID_MAX = 1024 };

struct dialogue {
	Starttls *starttls;
	enum starttls_state state;
	struct buf out;
	struct err error;
};

static void dialogue_init(struct dialogue *t, unsigned choice)
{
	t->starttls = starttls_new((enum starttls_protocol)(choice % STARTTLS_COUNT), choice & 0x80,
				   "a.example");
	t->state = STARTTLS_BUSY;
	buf_init(&t->out);
	err_clear(&t->error);
	starttls_begin(t->starttls, &t->out);
}

static void dialogue_fini(struct dialogue *t)
{
	starttls_free(t->starttls);
	buf_fini(&t->out);
}

static void check_end(const struct dialogue *t, size_t fed)
{
	assert(buf_length(&t->out) < SAID_MAX);
	assert(starttls_dropped(t->starttls) <= fed);
	assert(t->state == STARTTLS_GO || starttls_dropped(t->starttls) == 0);
	assert((t->state == STARTTLS_FAILED) == (t->error.kind == ERR_TLS));
	for (const char *c = t->error.text; *c; c++)
		assert((unsigned char)*c >= ' ' && *c != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned choice = size ? data[0] : 0;
	const char *bytes = size ? (const char *)data + 1 : "";
	size_t n = size ? size - 1 : 0;
	struct dialogue whole, single;

	dialogue_init(&whole, choice);
	dialogue_init(&single, choice);
	whole.state = starttls_feed(whole.starttls, bytes, n, &whole.out, &whole.error);
	for (size_t i = 0; i < n; i++)
		single.state = starttls_feed(single.starttls, bytes + i, 1, &single.out,
					     &single.error);
	check_end(&whole, n);
	assert(whole.state == single.state);
	assert(strcmp(whole.error.text, single.error.text) == 0);
	assert(starttls_dropped(whole.starttls) == starttls_dropped(single.starttls));
	assert(buf_length(&whole.out) == buf_length(&single.out));
	assert(!buf_length(&whole.out) ||
	       memcmp(buf_data(&whole.out), buf_data(&single.out), buf_length(&whole.out)) == 0);
	dialogue_fini(&whole);
	dialogue_fini(&single);
	return 0;
}

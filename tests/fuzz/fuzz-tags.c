/* MXP and MSP: the same text, links and replies whole and byte by byte; what they hold and keep is
 * bounded, an address is ASCII, an answer is one line that begins as ours do. */
#undef NDEBUG
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "telnet/msp.h"
#include "telnet/mxp-private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Text and links in order; beside it what is told of tags, which waits for no text. */
struct sink {
	struct str text, asides;
};

static void on_text(void *user, const char *bytes, size_t n)
{
	str_append(&((struct sink *)user)->text, bytes, n);
}

/* Such as is too long can't be. */
static bool on_link(void *user, const char *address)
{
	bool done = !address || strlen(address) <= 64;

	for (const char *c = address; c && *c; c++)
		assert(*c > ' ' && *c < 0x7f);
	str_append_format(&((struct sink *)user)->text, "{%s}", address && done ? address : "");
	return done;
}

static void on_reply(void *user, const char *line)
{
	assert(strncmp(line, "\x1b[1z<", 5) == 0 && !strpbrk(line, "\r\n"));
	str_append_format(&((struct sink *)user)->asides, "{%s}", line);
}

static void on_ignored(void *user, const char *bytes, size_t n)
{
	assert(n <= 1026 && bytes[0] == '<');
	str_append_char(&((struct sink *)user)->asides, '~');
}

static void check_bounds(const Mxp *m)
{
	assert(m->held.length <= MXP_TAG_MAX + 1 && !m->out.length);
	assert(m->depth <= MXP_OPEN_TAGS);
	assert(m->element_count <= MXP_DEFINED && m->entity_count <= MXP_DEFINED);
}

static void run(const char *bytes, size_t n, size_t chunk, struct str *out)
{
	static const struct mxp_events events = { on_text, on_link, on_reply, on_ignored };
	struct msp msp = { .length = 0 };
	struct sink sink;
	struct str text;
	Mxp *m = mxp_new(&events, &sink, "Hail", "1");

	str_init(&text);
	str_init(&sink.text);
	str_init(&sink.asides);
	for (size_t i = 0; i < n; i += chunk) {
		size_t length = n - i < chunk ? n - i : chunk;

		msp_filter(&msp, bytes + i, length, &text);
		mxp_receive(m, bytes + i, length);
		check_bounds(m);
	}
	msp_release(&msp, &text);
	mxp_release(m);
	mxp_finish(m);
	str_append(out, sink.text.text, sink.text.length);
	str_append(out, sink.asides.text, sink.asides.length);
	str_append(out, text.text, text.length);
	mxp_free(m);
	str_fini(&text);
	str_fini(&sink.text);
	str_fini(&sink.asides);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str whole, split;

	str_init(&whole);
	str_init(&split);
	run((const char *)data, size, size + 1, &whole);
	run((const char *)data, size, 1, &split);
	assert(whole.length == split.length);
	assert(!memcmp(whole.text, split.text, whole.length));
	str_fini(&whole);
	str_fini(&split);
	return 0;
}

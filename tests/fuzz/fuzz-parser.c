/*
 * The parser alone: bounds of what it hands over, no byte lost in text, chunk invariance.
 */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "term/parser.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_text(void *user, const char *bytes, size_t n)
{
	assert(n);
	for (size_t i = 0; i < n; i++)
		assert(bytes[i] >= 0x20 && bytes[i] < 0x7f);
	str_append(user, bytes, n);
}

static void on_codepoints(void *user, const uint32_t *cps, size_t n)
{
	assert(n);
	for (size_t i = 0; i < n; i++) {
		assert(cps[i] >= 0x80 && cps[i] <= 0x10ffff);
		str_append_codepoint(user, cps[i]);
	}
}

static void on_invalid(void *user, unsigned char byte)
{
	assert(byte >= 0x80);
	str_append_format(user, "<%02x>", byte);
}

static void on_control(void *user, unsigned char byte)
{
	assert((byte < 0x20 && byte != 0x1b) || byte == 0x7f);
	str_append_format(user, "^%02x", byte);
}

static void sequence(struct str *out, const char *kind, const struct parser_sequence *s)
{
	assert(s->count <= PARSER_PARAMS && s->final >= 0x30 && s->final < 0x7f);
	str_append_format(out, "%s %d %d %c", kind, s->marker, s->intermediate, s->final);
	for (unsigned i = 0; i < s->count; i++) {
		assert(s->params[i] <= PARSER_PARAM_MAX || s->params[i] == PARSER_PARAM_NONE);
		str_append_format(out, "%c%u", s->sub >> i & 1 ? ':' : ';', s->params[i]);
	}
}

static void on_escape(void *user, const struct parser_sequence *s)
{
	sequence(user, "ESC", s);
}

static void on_csi(void *user, const struct parser_sequence *s)
{
	sequence(user, "CSI", s);
}

static void on_string(void *user, enum parser_string kind, const char *bytes, size_t n,
		      bool complete)
{
	assert(n <= PARSER_STRING_MAX);
	str_append_format(user, "STRING %d %d ", (int)kind, complete);
	str_append(user, bytes, n);
}

static void on_malformed(void *user)
{
	str_append_string(user, "BAD");
}

static const struct parser_actions actions = {
	on_text, on_codepoints, on_invalid, on_control, on_escape, on_csi, on_string, on_malformed,
};

static void run(const uint8_t *data, size_t size, size_t chunk, struct str *out)
{
	static struct parser parser;

	parser_init(&parser, &actions, out);
	for (size_t at = 0; at < size; at += chunk)
		parser_feed(&parser, (const char *)data + at,
			    size - at < chunk ? size - at : chunk);
	parser_finish(&parser);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t chunks[] = { 1, 2, 3, 7 };
	struct str whole, parts;

	if (!size)
		return 0;
	str_init(&whole);
	str_init(&parts);
	run(data, size, size, &whole);
	for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
		str_clear(&parts);
		run(data, size, chunks[i], &parts);
		assert(parts.length == whole.length &&
		       !memcmp(parts.text, whole.text, whole.length));
	}
	str_fini(&whole);
	str_fini(&parts);
	return 0;
}

/*
 * The lines of a trace, and so all words of telnet: whatever passes, they are plain text without
 * controls, whole lines, and no longer than what they stand for allows; and however the bytes are
 * received, what is told of either direction is the same. The first byte says what is known of the
 * protocol and how long the pieces are that go one way, the second how these are cut, and which way
 * the first of them goes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/deceptive.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "link/trace-lines.h"
#include "telnet/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int good)
{
	if (!good)
		abort();
}

static void check_line(const char *line, size_t n)
{
	check(n < WORDS_MAX + 400);
	while (n) {
		uint32_t cp;
		size_t used = utf8_decode(line, n, &cp);

		check(used > 0 && !(used == 1 && cp == UTF8_REPLACEMENT));
		check(!(deceptive_class(cp) & DECEPTIVE_NAMED));
		line += used;
		n -= used;
	}
}

static void check_lines(const struct str *out)
{
	for (const char *line = out->text; *line;) {
		size_t n = strcspn(line, "\n");

		check(line[n] == '\n');
		check_line(line, n);
		line += n + 1;
	}
}

/* What was told of one direction: its commands, its bytes in rows, how many they were. */
struct told {
	struct str commands, rows;
	unsigned long long data, secret;
};

static void add_count(struct told *told, const char *line, size_t n)
{
	unsigned long long bytes = strtoull(line, NULL, 10);

	if (memmem(line, n, "(secret)", 8))
		told->secret += bytes;
	else
		told->data += bytes;
}

/* A row's hex, without its place, which follows the cuts. */
static void add_row(struct told *told, const char *line)
{
	enum { PLACE = 10 };

	str_append(&told->rows, line + PLACE, strcspn(line + PLACE, "|"));
	while (told->rows.length && told->rows.text[told->rows.length - 1] == ' ')
		str_truncate(&told->rows, told->rows.length - 1);
	str_append_char(&told->rows, ' ');
}

/* Lines as `2026-01-31 23:59:59.999 > 3 bytes typed`, rows behind those of data. */
static void add_told(const struct str *lines, struct told told[2])
{
	enum { STAMP = 24 };
	struct told *now = told;

	for (const char *line = lines->text; *line;) {
		size_t n = strcspn(line, "\n") + 1;
		const char *words = line + STAMP + 2;

		if (line[0] == ' ') {
			add_row(now, line);
		} else {
			check(n > STAMP + 2 && strchr("<>", line[STAMP]));
			now = &told[line[STAMP] == '>'];
			if (*words >= '0' && *words <= '9')
				add_count(now, words, n - STAMP - 2);
			else
				str_append(&now->commands, words, n - STAMP - 2);
		}
		line += n;
	}
}

/* How the input is told of. */
struct shape {
	enum telnet_protocol protocol;
	enum wire_direction first;
	size_t stride; /* bytes that go one way, then as many the other; 0 = all go the first */
	size_t chunk; /* that are told of at once; 0 = as many as go one way */
};

/* Two of four pieces that are sent are secret: nothing but their length is told, at once. What is
 * sent is told as it was put, so that only what is received is cut. */
static size_t tell_piece(TraceLines *t, const struct shape *shape, size_t index,
			 const uint8_t *data, size_t size, struct str *out)
{
	bool sent = (index & 1) == (shape->first != WIRE_SENT);
	bool secret = sent && shape->stride && index % 4 >= 2;
	size_t n = shape->chunk && shape->chunk < size && !sent ? shape->chunk : size;
	char *copy = mem_strndup((const char *)data, n);
	struct wire_piece piece = { .direction = sent ? WIRE_SENT : WIRE_RECEIVED,
				    .origin = secret ? WIRE_TYPED : WIRE_NEGOTIATION,
				    .secret = secret,
				    .bytes = secret ? NULL : copy,
				    .length = n };

	trace_lines_piece(t, &piece, shape->protocol, out);
	free(copy);
	return n;
}

static void run(const uint8_t *data, size_t size, const struct shape *shape, struct told told[2])
{
	TraceLines *t = trace_lines_new();
	struct str out;
	size_t index = 0;

	str_init(&out);
	while (size) {
		size_t left = shape->stride && shape->stride < size ? shape->stride : size;

		size -= left;
		while (left) {
			size_t n = tell_piece(t, shape, index, data, left, &out);

			data += n;
			left -= n;
		}
		index++;
	}
	trace_lines_end(t, 0, &out);
	check_lines(&out);
	add_told(&out, told);
	str_fini(&out);
	trace_lines_free(t);
}

static void told_init(struct told told[2])
{
	memset(told, 0, 2 * sizeof(*told));
	for (int i = 0; i < 2; i++) {
		str_init(&told[i].commands);
		str_init(&told[i].rows);
	}
}

static void told_fini(struct told told[2])
{
	for (int i = 0; i < 2; i++) {
		str_fini(&told[i].commands);
		str_fini(&told[i].rows);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct shape shape;
	struct told whole[2], cut[2];

	if (size < 2)
		return 0;
	shape = (struct shape){ .protocol = (enum telnet_protocol)(data[0] % 3),
				.first = data[1] & 0x80 ? WIRE_SENT : WIRE_RECEIVED,
				.stride = data[0] / 3 };
	told_init(whole);
	told_init(cut);
	run(data + 2, size - 2, &shape, whole);
	shape.chunk = data[1] & 0x7f;
	run(data + 2, size - 2, &shape, cut);
	for (int i = 0; i < 2; i++) {
		check(strcmp(whole[i].commands.text, cut[i].commands.text) == 0);
		check(strcmp(whole[i].rows.text, cut[i].rows.text) == 0);
		check(whole[i].data == cut[i].data && whole[i].secret == cut[i].secret);
	}
	told_fini(whole);
	told_fini(cut);
	return 0;
}

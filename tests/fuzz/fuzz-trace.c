/*
 * The lines of a trace, and so all words of telnet: whatever passes, they are plain text without
 * controls, whole lines, and no longer than what they stand for allows. The first byte says what is
 * known of the protocol, the second how the bytes are cut and which way they go.
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

/* Lines of commands alone, without their times. */
static void add_commands(const struct str *lines, struct str *commands)
{
	enum { STAMP = 24 };

	for (const char *line = lines->text; *line;) {
		size_t n = strcspn(line, "\n") + 1;

		if (n > STAMP && line[0] != ' ' && !memmem(line, n, " bytes", 6))
			str_append(commands, line + STAMP, n - STAMP);
		line += n;
	}
}

static void run(const uint8_t *data, size_t size, enum telnet_protocol protocol, size_t chunk,
		enum wire_direction direction, struct str *commands)
{
	TraceLines *t = trace_lines_new();
	struct str out;

	str_init(&out);
	while (size) {
		size_t n = chunk && chunk < size ? chunk : size;
		char *copy = mem_strndup((const char *)data, n);
		struct wire_piece piece = { .direction = direction,
					    .origin = WIRE_NEGOTIATION,
					    .bytes = copy,
					    .length = n };

		trace_lines_piece(t, &piece, protocol, &out);
		free(copy);
		data += n;
		size -= n;
	}
	trace_lines_end(t, 0, &out);
	check_lines(&out);
	add_commands(&out, commands);
	str_fini(&out);
	trace_lines_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum wire_direction direction;
	enum telnet_protocol protocol;
	struct str whole, cut;

	if (size < 2)
		return 0;
	protocol = (enum telnet_protocol)(data[0] % 3);
	direction = data[1] & 0x80 ? WIRE_SENT : WIRE_RECEIVED;
	str_init(&whole);
	str_init(&cut);
	run(data + 2, size - 2, protocol, 0, direction, &whole);
	run(data + 2, size - 2, protocol, data[1] & 0x7f, direction, &cut);
	check(strcmp(whole.text, cut.text) == 0);
	str_fini(&whole);
	str_fini(&cut);
	return 0;
}

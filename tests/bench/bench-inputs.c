#include "bench/bench.h"

#include <stdio.h>
#include <string.h>

static int coloured(char *text, size_t room, unsigned i)
{
	int n = 0;

	for (unsigned k = 0; k < 12; k++)
		n += snprintf(text + n, room - (size_t)n, "\x1b[%um%-10u", 31 + (i + k) % 7,
			      i * 12 + k);
	return n + snprintf(text + n, room - (size_t)n, "\x1b[m\r\n");
}

static int plain(char *text, size_t room, unsigned i)
{
	return snprintf(text, room,
			"%-10u the quick brown fox jumps over the lazy dog 0123456789 and so on,"
			" until the line is nearly full\r\n",
			i);
}

static int addressed(char *text, size_t room, unsigned i)
{
	return snprintf(text, room, "\x1b[%u;%uH\x1b[1;3%um%u\x1b[K", 1 + i % BENCH_HEIGHT,
			1 + i % 70, i % 8, i);
}

static int mixed(char *text, size_t room, unsigned i)
{
	return snprintf(text, room,
			"\x1b[38;5;%um\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e "
			"\x1b[38;2;%u;2;3mcaf\xc3\xa9 e\xcc\x81 %u\x1b[m\r\n",
			i % 256, i % 256, i);
}

static int endless(char *text, size_t room, unsigned i)
{
	return snprintf(text, room, "%u ", i);
}

const struct bench_input bench_inputs[] = {
	{ "coloured lines", coloured },    { "plain text", plain },
	{ "cursor-addressed", addressed }, { "CJK, 256 and true colour", mixed },
	{ "no newline", endless },         { NULL, NULL },
};

void bench_fill(char *out, const struct bench_input *input)
{
	size_t used = 0;
	char text[1024];

	for (unsigned i = 0;; i++) {
		int n = input->make(text, sizeof(text), i);

		if (used + (size_t)n > BENCH_INPUT)
			break;
		memcpy(out + used, text, (size_t)n);
		used += (size_t)n;
	}
	memset(out + used, '\n', BENCH_INPUT - used);
}

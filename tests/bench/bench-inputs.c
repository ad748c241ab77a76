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

static int logged(char *text, size_t room, unsigned i)
{
	static const char *const levels[] = { "\x1b[32mINFO\x1b[0m", "\x1b[33mWARN\x1b[0m",
					      "\x1b[36mDEBUG\x1b[0m" };

	return snprintf(text, room,
			"2026-11-%02u %02u:%02u:%02u.%03u %s worker[%u]: request %u from 10.0.%u.%u"
			" took %u ms\r\n",
			1 + i % 28, i / 3600 % 24, i / 60 % 60, i % 60, i % 1000, levels[i % 3],
			i % 16, i, i % 256, i % 250, i % 997);
}

/* A row of a screen that is drawn anew again and again, its colour changed at every third cell. */
static int redrawn(char *text, size_t room, unsigned i)
{
	int n = snprintf(text, room, "\x1b[%u;1H", 1 + i % BENCH_HEIGHT);

	for (unsigned x = 0; x < BENCH_WIDTH / 3; x++)
		n += snprintf(text + n, room - (size_t)n, "\x1b[38;5;%um%03u", (x + i) % 256,
			      (x * 7 + i) % 1000);
	return n;
}

static int chinese(char *text, size_t room, unsigned i)
{
	static const char phrase[] = "天地玄黃宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏";
	int n = 0;

	for (unsigned k = 0; k < 2; k++)
		n += snprintf(text + n, room - (size_t)n, "%s", phrase + (i + k) % 8 * 3);
	return n + snprintf(text + n, room - (size_t)n, " %u\r\n", i);
}

static int emoji(char *text, size_t room, unsigned i)
{
	static const char *const some[] = {
		"\U0001f600",           "\U0001f44d\U0001f3fd",
		"\u2764\ufe0f",         "\U0001f468\u200d\U0001f469\u200d\U0001f467",
		"\U0001f1e9\U0001f1ea", "\U0001f680",
	};
	int n = 0;

	for (unsigned k = 0; k < 12; k++)
		n += snprintf(text + n, room - (size_t)n, "%s ok ", some[(i + k) % 6]);
	return n + snprintf(text + n, room - (size_t)n, "\r\n");
}

static int endless(char *text, size_t room, unsigned i)
{
	return snprintf(text, room, "%u ", i);
}

const struct bench_input bench_inputs[] = {
	{ "coloured lines", coloured },
	{ "plain text", plain },
	{ "cursor-addressed", addressed },
	{ "CJK, 256 and true colour", mixed },
	{ "log lines", logged },
	{ "dense redraws", redrawn },
	{ "CJK", chinese },
	{ "emoji", emoji },
	{ "no newline", endless },
	{ NULL, NULL },
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

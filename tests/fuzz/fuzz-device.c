/*
 * Lines and open lines of any bytes and any order, commands between them, for each pack and
 * without one: output comes only while a command is under way, each command is done at most once,
 * and what is due comes when time passes.
 */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "device/device.h"
#include "device/packs-embedded.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PACKS = 32 };

static Pack *packs[PACKS];
static size_t pack_count;

struct state {
	bool under_way;
	size_t lines, told;
};

static void check_prompt(const struct device_prompt *p)
{
	assert(p->length && p->text);
	assert(p->mode >= -1);
}

static void on_prompt(void *user, const struct device_prompt *p)
{
	struct state *s = user;

	assert(!s->under_way);
	check_prompt(p);
}

static void on_done(void *user, const struct device_result *r)
{
	struct state *s = user;

	assert(s->under_way);
	assert(r->ok == !r->failure);
	check_prompt(&r->prompt);
	s->under_way = false;
}

static void on_output(void *user, const char *text, size_t n, bool continued)
{
	struct state *s = user;

	(void)continued;
	assert(s->under_way && (text || !n));
	s->told++;
}

static void on_log(void *user, const char *text, size_t n)
{
	struct state *s = user;

	assert(text && n);
	s->told++;
}

static void on_pager(void *user, const char *text, size_t n, const char *answer)
{
	(void)user;
	assert(text && n && answer);
}

static void on_question(void *user, const struct device_question *q)
{
	(void)user;
	assert(q->text && q->length);
	assert(!q->answer || q->kind >= DEVICE_ASKS_CONFIRMATION);
}

static const struct device_events events = {
	.prompt = on_prompt,
	.pager = on_pager,
	.question = on_question,
	.log = on_log,
	.output = on_output,
	.done = on_done,
};

static void load(void)
{
	while (pack_count < PACKS && packs_embedded[pack_count].name) {
		const struct embedded_pack *e = &packs_embedded[pack_count];

		packs[pack_count] = pack_parse(e->name, (const char *)e->text, e->length,
					       PACK_WHOLE, NULL);
		assert(packs[pack_count]);
		pack_count++;
	}
}

/* A step: a letter, then text up to a newline. */
static void step(Device *d, struct state *s, const char *text, size_t n, int64_t *now)
{
	struct terminal_line line = { .text = text + 1, .length = n - 1, .sent_start = n - 1 };

	switch (text[0]) {
	case '>':
		device_begin_command(d, text + 1, n - 1);
		s->under_way = true;
		break;
	case '|': device_open(d, text + 1, n - 1, *now); break;
	case 's':
		line.sent = true;
		line.sent_start = (n - 1) / 2;
		device_line(d, &line);
		s->lines++;
		break;
	case 't':
		*now += (int64_t)(n * 50);
		device_tick(d, *now);
		assert(device_deadline(d) < 0 || device_deadline(d) > *now);
		break;
	default:
		line.continued = text[0] == 'c';
		line.notice = text[0] == 'n';
		device_line(d, &line);
		device_open(d, "", 0, *now);
		s->lines++;
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct state s = { 0 };
	int64_t now = 1000;
	Device *d;

	if (!pack_count)
		load();
	if (!size)
		return 0;
	d = device_new(data[0] % (pack_count + 1) ? packs[data[0] % (pack_count + 1) - 1] : NULL,
		       &events, &s);
	for (size_t at = 1; at < size;) {
		const char *text = (const char *)data + at;
		const char *newline = memchr(text, '\n', size - at);
		size_t n = newline ? (size_t)(newline - text) : size - at;

		if (n)
			step(d, &s, text, n, &now);
		at += n + 1;
	}
	assert(s.told <= 2 * s.lines);
	device_free(d);
	return 0;
}

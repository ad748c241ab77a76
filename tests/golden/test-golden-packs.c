/*
 * What devices say, and what the engine and the packs make of it: in chunks of any size. Lines of a
 * script, in whose texts \r \n \b \e \s stand for CR, LF, BS, ESC and a blank:
 *
 *     pack NAME   first: one that the program brings along; `none`: no pack
 *     < TEXT      the device says a line
 *     = TEXT      the same, read at once: what a chunk could end behind looks like a prompt
 *     <| TEXT     it says a piece of a line
 *     mark TEXT   it says a piece of a line, and marks that as a prompt
 *     mark TEXT   the same, which it marks as a prompt
 *     > TEXT      a command is sent; what comes back of it is said by the device
 *     >> TEXT     a command is sent and comes back
 *     local TEXT  a command is sent, and echoed by ourselves
 *     wait MS     so much time passes
 *     known       says which platform it is proposed to be, by what came so far
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "device/device.h"
#include "device/packs-embedded.h"
#include "device/signs.h"
#include "golden/golden.h"
#include "unit/unit.h"

static const size_t chunks[] = { 0, 1, 2, 3, 7 };

struct dialogue {
	size_t chunk;
	Terminal *terminal;
	Pack *pack;
	Device *device;
	Signs *signs;
	struct signs_seen seen;
	int64_t now;
	struct str *out; /* what came of the line that is played */
};

/* --- Events. */

static const char *mode_name(const struct dialogue *d, int mode)
{
	return mode < 0 ? "?" : pack_row(d->pack, PACK_MODE, (size_t)mode)->name;
}

static void on_prompt(void *user, const struct device_prompt *p)
{
	struct dialogue *d = user;

	signs_look(d->signs, &d->seen, p->text, p->length);
	golden_say(d->out, "prompt %s %.*s", mode_name(d, p->mode), (int)p->length, p->text);
}

/* Keys by name. */
static const char *keys_of(const char *answer)
{
	if (strcmp(answer, " ") == 0)
		return "Space";
	return strcmp(answer, "\r") == 0 ? "Enter" : answer;
}

static void on_pager(void *user, const char *text, size_t n, const char *answer)
{
	struct dialogue *d = user;

	golden_say(d->out, "pager %.*s, answered by %s", (int)n, text, keys_of(answer));
}

static void on_question(void *user, const struct device_question *q)
{
	static const char *const kinds[] = { "name", "password", "confirmation",
					     "decision on changes" };
	static const char *const secrets[] = { "", " of the user", " of enable" };
	struct dialogue *d = user;

	signs_look(d->signs, &d->seen, q->text, q->length);
	golden_say(d->out, "asks for a %s%s: %.*s%s%s", kinds[q->kind], secrets[q->secret],
		   (int)q->length, q->text, q->answer ? ", agreed to by " : "",
		   q->answer && !*q->answer ? "Enter" :
		   q->answer                ? q->answer :
					      "");
}

static void on_refused(void *user, const char *text, size_t n)
{
	struct dialogue *d = user;

	golden_say(d->out, "refused %.*s", (int)n, text);
}

static void on_log(void *user, const char *text, size_t n)
{
	struct dialogue *d = user;

	golden_say(d->out, "log %.*s", (int)n, text);
}

static void on_output(void *user, const char *text, size_t n, bool continued)
{
	struct dialogue *d = user;

	golden_say(d->out, "output %.*s%s", (int)n, text, continued ? " ..." : "");
}

static void on_done(void *user, const struct device_result *r)
{
	struct dialogue *d = user;

	if (r->failure)
		golden_say(d->out, "failed %s", r->failure);
	golden_say(d->out, "done %s %s %.*s", r->ok ? "ok" : "bad", mode_name(d, r->prompt.mode),
		   (int)r->prompt.length, r->prompt.text);
}

static const struct device_events events = {
	.prompt = on_prompt,
	.pager = on_pager,
	.question = on_question,
	.refused = on_refused,
	.log = on_log,
	.output = on_output,
	.done = on_done,
};

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	struct dialogue *d = user;

	(void)replacement;
	device_line(d->device, line);
	signs_look(d->signs, &d->seen, line->text, line->length);
	return TERMINAL_KEEP;
}

/* --- Steps. */

static void *open_dialogue(unsigned variant)
{
	static const struct terminal_config config = {
		.width = 80, .height = 24, .history_lines = 1000, .history_bytes = 1 << 20
	};
	struct terminal_events handlers = { .line = on_line };
	struct dialogue *d = mem_alloc(sizeof(*d));

	d->chunk = chunks[variant];
	d->terminal = terminal_new(&config, &handlers, d);
	terminal_listen(d->terminal, true);
	d->device = device_new(NULL, &events, d);
	d->signs = signs_new();
	d->now = 1000;
	return d;
}

static void close_dialogue(void *self)
{
	struct dialogue *d = self;

	device_free(d->device);
	terminal_free(d->terminal);
	signs_free(d->signs);
	pack_free(d->pack);
	free(d);
}

static void look(struct dialogue *d)
{
	struct str open;

	str_init(&open);
	terminal_open_line(d->terminal, &open);
	device_open(d->device, open.text, open.length, d->now);
	str_fini(&open);
}

static void hear(struct dialogue *d, const struct str *bytes, size_t chunk)
{
	for (size_t at = 0; at < bytes->length;) {
		size_t n = chunk && chunk < bytes->length - at ? chunk : bytes->length - at;

		terminal_write(d->terminal, bytes->text + at, n, d->now);
		at += n;
		look(d);
	}
}

static void append_bytes(struct str *out, const char *text)
{
	static const char names[] = "rnbes", bytes[] = "\r\n\b\x1b ";

	for (; *text; text++) {
		const char *found = *text == '\\' && text[1] ? strchr(names, text[1]) : NULL;

		str_append_char(out, found ? bytes[found - names] : *text);
		text += found != NULL;
	}
}

static void wait_for(struct dialogue *d, int64_t ms)
{
	int64_t end = d->now + ms;

	for (int64_t due; (due = device_deadline(d->device)) >= 0 && due <= end;) {
		d->now = due;
		device_tick(d->device, due);
		assert_int_not_equal(device_deadline(d->device), due);
	}
	d->now = end;
}

static void take_pack(struct dialogue *d, const char *name)
{
	struct err e;

	for (const struct embedded_pack *p = packs_embedded; p->name; p++) {
		if (strcmp(p->name, name) != 0)
			continue;
		d->pack = pack_parse(name, (const char *)p->text, p->length, PACK_WHOLE, &e);
		if (!d->pack)
			fail_msg("%s.pack:%s", name, e.text);
	}
	if (!d->pack && strcmp(name, "none") != 0)
		fail_msg("no pack %s", name);
	device_begin(d->device, d->pack);
}

static void say_known(struct dialogue *d)
{
	unsigned certainty;
	const Pack *pack = signs_propose(d->signs, &d->seen, &certainty);

	golden_say(d->out, "looks like %s (%u %%)", pack ? pack_name(pack) : "nothing", certainty);
}

static void play(void *self, const char *line, struct str *out)
{
	struct dialogue *d = self;
	const char *blank = strchr(line, ' '), *text = blank ? blank + 1 : "";
	size_t n = blank ? (size_t)(blank - line) : strlen(line);
	bool is_command = strncmp(line, ">", 1) == 0 || strncmp(line, "local ", 6) == 0;
	struct str bytes;

	d->out = out;
	str_init(&bytes);
	append_bytes(&bytes, text);
	if (is_command)
		device_begin_command(d->device, bytes.text, bytes.length);
	if (strncmp(line, "local", n) == 0) {
		terminal_echo(d->terminal, bytes.text, bytes.length, d->now);
		look(d);
	} else if (strncmp(line, "pack", n) == 0) {
		take_pack(d, text);
	} else if (strncmp(line, "known", n) == 0) {
		say_known(d);
	} else if (strncmp(line, "wait", n) == 0) {
		wait_for(d, strtol(text, NULL, 10));
	} else if (strncmp(line, "mark", n) == 0) {
		terminal_write(d->terminal, bytes.text, bytes.length, d->now);
		device_mark(d->device);
		look(d);
	} else if (strncmp(line, ">", n) != 0) {
		if (line[1] != '|')
			str_append_string(&bytes, "\r\n");
		hear(d, &bytes, line[0] == '=' ? 0 : d->chunk);
	}
	str_fini(&bytes);
}

int main(void)
{
	static const struct golden_player player = { sizeof(chunks) / sizeof(chunks[0]),
						     open_dialogue, play, close_dialogue };

	return golden_main("packs", &player);
}

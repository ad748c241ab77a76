/*
 * What known servers say, what we answer, what is delivered, and the input mode that follows: in
 * chunks of any size, beginning undecided and beginning as telnet. Lines of a script, BYTES as
 * bytes_append reads them:
 *
 *     with NAME WORD  first: `user`, `charset` (by hand), `linemode`, `flow-control` as configured
 *     server BYTES    the server sends
 *     type BYTES      the user types in character mode; `enter` is Enter there
 *     line BYTES      the user sends a line in line mode
 *     ask TEXT        the user asks for something (telnet_ask)
 *     wait MS         so much time passes
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "golden/golden.h"
#include "session/mode.h"
#include "unit/telnet-record.h"
#include "unit/unit.h"

static const unsigned chunks[] = { 0, 1, 2, 3, 7, 1001, 1002, 1003, 1004 };

enum { CHUNKS = sizeof(chunks) / sizeof(chunks[0]) };

struct dialogue {
	struct record record;
	struct telnet_config config;
	char word[32]; /* of it */
	unsigned chunk;
	bool sent_unechoed; /* a line was sent while the peer's ECHO was off */
	char facts[160];
	const char *mode;
	struct telnet_counts counts;
};

static void *open_dialogue(unsigned variant)
{
	struct dialogue *d = mem_alloc(sizeof(*d));

	d->config = record_config();
	if (variant >= CHUNKS)
		d->config.protocol = TELNET_PROTOCOL_TELNET;
	d->chunk = chunks[variant % CHUNKS];
	d->mode = "line";
	record_init(&d->record, &d->config);
	return d;
}

static void close_dialogue(void *self)
{
	struct dialogue *d = self;

	record_clear(&d->record);
	telnet_finish(d->record.telnet);
	assert_int_equal(buf_length(&d->record.data), 0);
	record_fini(&d->record);
	free(d);
}

static struct mode decide(struct dialogue *d, struct telnet_facts *facts)
{
	struct mode_facts all = { .line_sent_unechoed = d->sent_unechoed };

	telnet_facts(d->record.telnet, facts);
	all.telnet = *facts;
	return mode_decide(&all);
}

static void play_step(struct dialogue *d, const char *word, const struct buf *bytes)
{
	struct record *r = &d->record;
	struct telnet_facts facts;

	if (strcmp(word, "server") == 0) {
		record_feed_bytes(r, buf_data(bytes), buf_length(bytes), d->chunk);
		return;
	}
	if (strcmp(word, "type") == 0 || strcmp(word, "line") == 0)
		telnet_send_data(r->telnet, buf_data(bytes), buf_length(bytes));
	else if (strcmp(word, "enter") != 0)
		fail_msg("no step \"%s\"", word);
	if (strcmp(word, "type") == 0)
		return;
	telnet_send_eol(r->telnet, TELNET_EOL_AUTO, strcmp(word, "line") == 0);
	decide(d, &facts);
	if (strcmp(word, "line") == 0 && !facts.peer_echo)
		d->sent_unechoed = true;
}

/* Says what was sent: text quoted, but a single printable byte among others is no text. */
static void say_sent(struct str *out, const struct buf *sent)
{
	const char *bytes = buf_data(sent);
	size_t n = buf_length(sent), run;
	struct str text;

	str_init(&text);
	for (size_t at = 0; at < n; at += run ? run : 1) {
		for (run = 0; at + run < n && isprint((unsigned char)bytes[at + run]);)
			run++;
		if (run > 1 || run == n)
			bytes_show(&text, bytes + at, run);
		else
			str_append_format(&text, "%s%02x", at ? " " : "", (unsigned char)bytes[at]);
	}
	if (n)
		golden_say(out, "sends %s", text.text);
	str_fini(&text);
}

/* What was delivered, with the events between; changes that follow each other count as one, since
 * a start as telnet lacks the first. */
static void say_heard(struct str *out, const char *log)
{
	static const char changed[] = "{changed}";
	size_t n = sizeof(changed) - 1;
	struct str text;

	str_init(&text);
	for (; *log; log++) {
		while (strncmp(log, changed, n) == 0 && strncmp(log + n, changed, n) == 0)
			log += n;
		str_append_char(&text, *log);
	}
	if (text.length)
		golden_say(out, "hears %s", text.text);
	str_fini(&text);
}

/* Says what changed by the step. */
static void say_changes(struct dialogue *d, struct str *out)
{
	const struct telnet_counts *counts = telnet_counts(d->record.telnet);
	struct telnet_facts facts;
	struct mode mode = decide(d, &facts);

	if (strcmp(d->facts, record_facts(&d->record)) != 0)
		golden_say(out, "is %s", record_facts(&d->record));
	snprintf(d->facts, sizeof(d->facts), "%s", record_facts(&d->record));
	if (strcmp(d->mode, mode.words) != 0)
		golden_say(out, "mode %s", mode.words);
	d->mode = mode.words;
	if (counts->subnegotiations_dropped != d->counts.subnegotiations_dropped)
		golden_say(out, "subnegotiations dropped: %llu",
			   (unsigned long long)counts->subnegotiations_dropped);
	if (counts->replies_dropped != d->counts.replies_dropped)
		golden_say(out, "replies dropped: %llu",
			   (unsigned long long)counts->replies_dropped);
	d->counts = *counts;
}

/* Begins anew, configured. */
static void configure(struct dialogue *d, const char *text)
{
	char name[16] = "", *word = d->word;

	assert_true(sscanf(text, "with %15s %31s", name, word) >= 1);
	if (strcmp(name, "user") == 0)
		d->config.name = word;
	else if (strcmp(name, "charset") == 0)
		d->config.charset = (struct telnet_charset){ word, word, true };
	else if (strcmp(name, "linemode") == 0)
		d->config.permits |= TELNET_PERMIT_LINEMODE;
	else if (strcmp(name, "flow-control") == 0)
		d->config.permits |= TELNET_PERMIT_LFLOW;
	else
		fail_msg("nothing to configure: \"%s\"", text);
	record_fini(&d->record);
	record_init(&d->record, &d->config);
}

/* Says what the user is told. */
static void say_told(const struct dialogue *d, unsigned before, struct str *out)
{
	if (d->record.notices != before)
		golden_say(out, "tells \"%s\"", d->record.notice);
}

static bool play_user(struct dialogue *d, const char *line, struct str *out)
{
	struct err e;
	long long ms;

	if (strncmp(line, "ask ", 4) == 0) {
		if (!telnet_ask(d->record.telnet, line + 4, d->record.now, &e))
			golden_say(out, "refuses: %s", e.text);
		record_pass_time(&d->record, 0);
		return true;
	}
	if (strncmp(line, "wait ", 5) != 0)
		return false;
	assert_true(str_to_number(line + 5, 0, 1000000, &ms));
	record_pass_time(&d->record, ms);
	return true;
}

static void play_line(void *self, const char *line, struct str *out)
{
	struct dialogue *d = self;
	char word[16] = "";
	unsigned notices = d->record.notices;
	struct buf bytes;

	if (strncmp(line, "with ", 5) == 0) {
		configure(d, line);
		return;
	}
	buf_init(&bytes);
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(line, " "), line);
	record_clear(&d->record);
	if (!play_user(d, line, out)) {
		bytes_append(&bytes, line + strlen(word));
		play_step(d, word, &bytes);
	}
	say_sent(out, &d->record.sent);
	say_heard(out, record_log(&d->record));
	say_changes(d, out);
	say_told(d, notices, out);
	buf_fini(&bytes);
}

int main(void)
{
	static const struct golden_player player = {
		.variants = 2 * CHUNKS,
		.open = open_dialogue,
		.play = play_line,
		.close = close_dialogue,
	};

	return golden_main("telnet", &player);
}

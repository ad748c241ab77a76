/*
 * Lenses: whatever comes, lines are inert and trees are the same however it is cut; pauses, turns
 * and secrets anywhere are taken. The first byte picks the lens, the second the rule for frames,
 * the third how the bytes are cut.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lens-reading.h"
#include "lens/lens-table.h"
#include "lens/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In an order that stays, so that inputs keep their meaning: what is new comes last. */
static const char *const names[] = { "text",     "hex",  "telnet", "escapes", "json",    "xml",
				     "resp",     "fix",  "http",   "logfmt",  "msgpack", "cbor",
				     "protobuf", "mqtt", "modbus", "nmea",    "syslog",  "frames" };

static const char *const rules[] = { "none",  "line",  "u8",         "u16be",   "u16le+incl",
				     "u24be", "u32be", "varint",     "fixed:3", "delimiter:0a0b",
				     "none",  "none",  "varint+incl" };

/* What FileDescriptorSets begin with: a type M with a map, packed numbers, a oneof and itself. */
static const char descriptors[] =
	"\012\352\002\012\007f.proto\"\303\002\012\001M\022\027\012\001m\030\001 \003(\013"
	"2\011.M.MEntryR\001m\022\014\012\001n\030\002 \003(\021R\001n\022\016\012\001s\030"
	"\003 \001(\011H\000R\001s\022\022\012\001d\030\004 \001(\0132\002.MH\000R\001d\022"
	"\020\012\001e\030\005 \001(\0162\002.ER\001e\022\014\012\001f\030\006 \003(\002R\001"
	"f\022\014\012\001b\030\007 \001(\014R\001b\022\027\012\001k\030\010 \003(\0132\011"
	".M.KEntryR\001k\022\021\012\001i\030\011 \001(\003H\001R\001i\210\001\001\022\014"
	"\012\001t\030\012 \001(\010R\001t\022\014\012\001x\030\013 \001(\001R\001x\0328\012"
	"\006MEntry\022\020\012\003key\030\001 \001(\011R\003key\022\030\012\005value\030\002"
	" \001(\0132\002.MR\005value:\0028\001\0328\012\006KEntry\022\020\012\003key\030\001"
	" \001(\005R\003key\022\030\012\005value\030\002 \001(\0162\002.ER\005value:\0028\001"
	"B\003\012\001oB\004\012\002_i*\021\012\001E\022\005\012\001A\020\000\022\005\012\001"
	"B\020\001b\006proto3";

static void check(bool good)
{
	if (!good)
		abort();
}

static void check_same(const struct str *whole, const struct str *cut)
{
	if (whole->length == cut->length && memcmp(whole->text, cut->text, cut->length) == 0)
		return;
	fprintf(stderr, "whole:\n%s\ncut:\n%s\n", whole->text, cut->text);
	abort();
}

struct shown {
	Lens *lens;
	struct lens_text text;
};

static void on_message(void *user, const struct lens_message *m)
{
	struct shown *s = user;

	lens_text_clear(&s->text);
	lens_show_checked(s->lens, m, &s->text);
}

/* Both directions, with pauses and secrets between. */
static void talk(const struct lens_row *row, const struct lens_options *o, const char *bytes,
		 size_t n, uint8_t seed)
{
	static const struct lens_events events = { .message = on_message };
	struct lens_options gathered = *o;
	struct shown s = { .lens = NULL };
	uint32_t state = seed;

	gathered.gather = seed & 1;
	lens_text_init(&s.text);
	s.lens = lens_new(row, &gathered, &events, &s);
	for (size_t at = 0, piece; at < n; at += piece) {
		enum lens_direction d;

		state = state * 1664525 + 1013904223;
		d = state >> 31 ? LENS_SENT : LENS_RECEIVED;
		piece = (state >> 16) % 60 + 1;
		piece = piece < n - at ? piece : n - at;
		if ((state >> 24) % 8 == 0)
			lens_pause(s.lens);
		if ((state >> 24) % 16 == 1)
			lens_secret(s.lens, d, piece, (int64_t)at);
		else
			lens_feed(s.lens, d, bytes + at, piece, (int64_t)at);
	}
	lens_end(s.lens);
	check(!lens_waits(s.lens));
	lens_free(s.lens);
	lens_text_fini(&s.text);
}

/* Reads the bytes by descriptors, and as descriptors. */
static void read_schema(const struct lens_row *row, const char *bytes, size_t n)
{
	struct lens_options o = { .gather = false };
	struct lens_reading whole;
	Schema *s = schema_read(descriptors, sizeof(descriptors) - 1, "M", NULL);

	check(s != NULL);
	o.schema = s;
	lens_read(row, &o, bytes, n, LENS_WHOLE, &whole);
	lens_reading_fini(&whole);
	schema_free(s);
	schema_free(schema_read(bytes, n, "M", NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lens_options o = { .gather = false };
	struct lens_reading whole, cut;
	const struct lens_row *row;
	struct err e;

	if (size < 4)
		return 0;
	row = lens_find(names[data[0] % (sizeof(names) / sizeof(names[0]))], &e);
	if (!row)
		return 0;
	check(frame_rule_parse(rules[data[1] % (sizeof(rules) / sizeof(rules[0]))], &o.frame, &e));
	if (!lens_check(row, &o, &e))
		return 0;
	lens_read(row, &o, (const char *)data + 3, size - 3, LENS_WHOLE, &whole);
	lens_read(row, &o, (const char *)data + 3, size - 3, LENS_BYTES + data[2] % 16, &cut);
	check_same(&whole.text, &cut.text);
	if (!row->stream)
		check_same(&whole.trees, &cut.trees);
	talk(row, &o, (const char *)data + 3, size - 3, data[2]);
	if (row == &lens_protobuf)
		read_schema(row, (const char *)data + 3, size - 3);
	lens_reading_fini(&whole);
	lens_reading_fini(&cut);
	return 0;
}

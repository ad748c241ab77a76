#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "lens/lens-table.h"
#include "lens/nmea-table.h"
#include "lens/slice.h"

#include "base/poison.h"

/* NMEA 0183 and AIS, a sentence a line. What stands before the $ or !, such as a time or a tag
 * block, is shown as it came. */

enum { NAME_COLUMNS = 18, MEANING_MAX = 64 };

static size_t frame(struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		    const char *bytes, size_t n, bool ended)
{
	(void)o;
	(void)d;
	(void)ended;
	return slice_frame_line(scan, bytes, n);
}

struct sentence {
	struct slice before; /* what stands before it */
	struct slice address; /* talker and type */
	struct slice fields; /* with the comma before each */
	struct slice sum; /* the digits behind the star; NULL: no star */
	unsigned counted; /* what they should be */
	const struct nmea_sentence *known;
};

/* Where the sentence begins: the first $ or ! behind a tag block; `n` if nowhere. */
static size_t find_begin(struct slice line)
{
	const char *block_end = NULL;
	size_t i = 0;

	if (line.n > 1 && *line.s == '\\')
		block_end = memchr(line.s + 1, '\\', line.n - 1);
	if (block_end)
		i = (size_t)(block_end - line.s);
	while (i < line.n && line.s[i] != '$' && line.s[i] != '!')
		i++;
	return i;
}

/* Reads a line without its end; false if no sentence is in it. */
static bool read_sentence(struct slice line, struct sentence *out)
{
	struct slice body;
	const char *star;
	size_t n;

	*out = (struct sentence){ .before = slice_take(&line, find_begin(line)) };
	if (!line.n)
		return false;
	slice_take(&line, 1);
	star = memrchr(line.s, '*', line.n);
	body = slice_take(&line, star ? (size_t)(star - line.s) : line.n);
	for (size_t i = 0; i < body.n; i++)
		out->counted ^= (unsigned char)body.s[i];
	if (star)
		out->sum = (struct slice){ star + 1, line.n - 1 };
	for (n = 0; n < body.n && body.s[n] != ',';)
		n++;
	out->address = slice_take(&body, n);
	out->fields = body;
	if (out->address.n == 5 && *out->address.s != 'P')
		out->known = nmea_find(out->address.s + 2, 3);
	return out->address.n;
}

static bool is_sum_wrong(const struct sentence *s)
{
	return s->sum.s && (s->sum.n != 2 || hex_byte(s->sum.s) != (int)s->counted);
}

/* --- Fields. */

static const struct nmea_field *find_field(const struct sentence *s, unsigned i)
{
	const struct nmea_sentence *known = s->known;

	if (known && known->repeat && i >= known->repeat_from + known->repeat)
		i = known->repeat_from + (i - known->repeat_from) % known->repeat;
	if (!known || i >= NMEA_FIELDS_MAX || !known->fields[i].name)
		return NULL;
	return &known->fields[i];
}

static bool all_digits(struct slice text, size_t n)
{
	return text.n >= n && slice_digits(text) >= n;
}

/* Degrees and minutes as degrees. Whole numbers alone: what a decimal point is depends on the
 * locale.
 */
static void mean_place(struct slice value, struct slice half, char *out)
{
	size_t whole = slice_digits(value);
	unsigned long number = 0, minutes, degrees;

	if (whole < 3 || whole > 5 || !half.n)
		return;
	for (size_t i = 0; i < whole + 7; i++) {
		bool digit = i < value.n && value.s[i] >= '0' && value.s[i] <= '9';

		if (i != whole) /* six digits behind the point */
			number = number * 10 + (digit ? (unsigned long)(value.s[i] - '0') : 0);
		else if (i < value.n && value.s[i] != '.')
			return;
	}
	minutes = number % 100000000;
	degrees = number / 100000000 * 1000000 + (minutes + 30) / 60;
	snprintf(out, MEANING_MAX, "%s%lu.%06lu", *half.s == 'S' || *half.s == 'W' ? "-" : "",
		 degrees / 1000000, degrees % 1000000);
}

/* Bits of a payload of AIS, the highest first; 0 where it is too short. */
static unsigned ais_bits(struct slice payload, unsigned first, unsigned count)
{
	unsigned bits = 0;

	if (payload.n * 6 < first + count)
		return 0;
	for (unsigned i = first; i < first + count; i++) {
		unsigned c = (unsigned)(unsigned char)payload.s[i / 6] - 48;

		c -= c > 40 ? 8 : 0;
		bits = bits << 1 | (c >> (5 - i % 6) & 1);
	}
	return bits;
}

/* What a character stands for in "A=one;B=two". */
static void mean_word(struct slice value, const char *meanings, char *out)
{
	while (value.n == 1 && meanings && *meanings) {
		size_t n = strcspn(meanings, ";");

		if (*meanings == *value.s)
			snprintf(out, MEANING_MAX, "%.*s", (int)n - 2, meanings + 2);
		meanings += n + (meanings[n] == ';');
	}
}

/* Says what a value means, in our words, or nothing. */
static void mean(const struct nmea_field *f, struct slice value, struct slice next, char *out)
{
	const char *s = value.s;

	*out = '\0';
	switch (f ? f->kind : NMEA_PLAIN) {
	case NMEA_TIME:
		if (all_digits(value, 6))
			snprintf(out, MEANING_MAX, "%.2s:%.2s:%.2s UTC", s, s + 2, s + 4);
		break;
	case NMEA_DATE:
		if (all_digits(value, 6))
			snprintf(out, MEANING_MAX, "%s%.2s-%.2s-%.2s", s[4] >= '8' ? "19" : "20",
				 s + 4, s + 2, s);
		break;
	case NMEA_PLACE: mean_place(value, next, out); break;
	case NMEA_AIS:
		if (value.n >= 7)
			snprintf(out, MEANING_MAX, "message %u, MMSI %09u", ais_bits(value, 0, 6),
				 ais_bits(value, 8, 30));
		break;
	case NMEA_WORD: mean_word(value, f->meanings, out); break;
	case NMEA_PLAIN: break;
	}
}

/* Takes the next field behind its comma; false at the end. */
static bool next_field(struct slice *rest, struct slice *value, struct slice *next)
{
	struct slice behind;

	if (!rest->n)
		return false;
	slice_take(rest, 1);
	behind = *rest;
	*value = slice_until(&behind, ',');
	slice_take(rest, value->n);
	*next = slice_until(&behind, ',');
	return true;
}

/* --- Lines. */

static void show_head(const struct sentence *s, struct lens_text *out)
{
	bool own = *s->address.s == 'P' || s->address.n != 5;
	const char *talker = own ? NULL : nmea_talker(s->address.s, 2);

	if (s->before.n) {
		slice_show(out, LENS_DIM, s->before);
		lens_newline(out);
	}
	slice_show(out, LENS_WORD, s->address);
	if (s->known)
		lens_format(out, LENS_PLAIN, " %s", s->known->title);
	else if (*s->address.s == 'P')
		lens_put_string(out, LENS_PLAIN, " proprietary");
	if (talker)
		lens_format(out, LENS_DIM, " (%s)", talker);
	lens_newline(out);
}

static void show_sum(const struct sentence *s, struct lens_text *out)
{
	if (!s->sum.s) {
		lens_format(out, LENS_DIM, "  %-*s  none", NAME_COLUMNS, "checksum");
		lens_newline(out);
		return;
	}
	lens_format(out, LENS_NAME, "  %-*s  ", NAME_COLUMNS, "checksum");
	slice_show(out, is_sum_wrong(s) ? LENS_ERROR : LENS_STRING, s->sum);
	if (is_sum_wrong(s))
		lens_format(out, LENS_ERROR, "  error: the sum is %02X", s->counted);
	lens_newline(out);
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	struct slice line = slice_line(bytes, n), rest, value, next;
	struct sentence s;
	char meaning[MEANING_MAX], name[MEANING_MAX];

	(void)scan;
	(void)o;
	(void)d;
	if (!read_sentence(line, &s)) {
		lens_put_string(out, LENS_ERROR, "error: no sentence: ");
		slice_show(out, LENS_ERROR, line);
		lens_newline(out);
		return;
	}
	show_head(&s, out);
	rest = s.fields;
	for (unsigned i = 0; next_field(&rest, &value, &next); i++) {
		const struct nmea_field *f = find_field(&s, i);

		mean(f, value, next, meaning);
		if (f)
			snprintf(name, sizeof(name), "%s", f->name);
		else
			snprintf(name, sizeof(name), "field %u", i + 1);
		lens_format(out, LENS_NAME, "  %-*s", value.n ? NAME_COLUMNS + 2 : 0, name);
		slice_show(out, LENS_STRING, value);
		if (*meaning)
			lens_format(out, LENS_NUMBER, "  %s", meaning);
		lens_newline(out);
	}
	show_sum(&s, out);
}

/* --- The tree. */

static Json *field_tree(const struct nmea_field *f, struct slice value, struct slice next)
{
	Json *field = json_new_object();
	char meaning[MEANING_MAX];

	if (f)
		json_put(field, "name", json_new_text(f->name));
	json_put(field, "value", slice_json(value));
	mean(f, value, next, meaning);
	if (*meaning)
		json_put(field, "meaning", json_new_text(meaning));
	return field;
}

static Json *tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		  const char *bytes, size_t n, bool *wrong)
{
	struct slice rest, value, next;
	struct sentence s;
	Json *sentence, *fields;
	char text[MEANING_MAX];

	(void)scan;
	(void)o;
	(void)d;
	if (!read_sentence(slice_line(bytes, n), &s))
		return NULL;
	sentence = json_new_object();
	fields = json_new_array();
	slice_put(sentence, "before", s.before);
	json_put(sentence, "sentence", slice_json(s.address));
	rest = s.fields;
	for (unsigned i = 0; next_field(&rest, &value, &next); i++)
		json_append(fields, field_tree(find_field(&s, i), value, next));
	json_put(sentence, "fields", fields);
	slice_put(sentence, "checksum", s.sum);
	if (is_sum_wrong(&s)) {
		snprintf(text, sizeof(text), "the sum is %02X", s.counted);
		json_put(sentence, "error", json_new_text(text));
		*wrong = true;
	}
	return sentence;
}

static bool is_address(struct slice address)
{
	for (size_t i = 0; i < address.n; i++)
		if (!(address.s[i] >= 'A' && address.s[i] <= 'Z') &&
		    !(i && address.s[i] >= '0' && address.s[i] <= '9'))
			return false;
	return address.n >= 3 && address.n <= 8;
}

static unsigned guess(const char *bytes, size_t n)
{
	unsigned best = 0;

	/* The first line may have begun before. */
	for (unsigned i = 0; i < 2 && n; i++) {
		const char *newline = memchr(bytes, '\n', n);
		size_t length = newline ? (size_t)(newline + 1 - bytes) : n;
		struct sentence s;
		bool read = read_sentence(slice_line(bytes, length), &s) && is_address(s.address) &&
			    s.fields.n;
		unsigned sure = !read ? 0 : s.sum.s && !is_sum_wrong(&s) ? 97 : s.known ? 60 : 0;

		best = sure > best ? sure : best;
		bytes += length;
		n -= length;
	}
	return best;
}

const struct lens_row lens_nmea = {
	.name = "nmea",
	.summary = "NMEA 0183 and AIS, a sentence a line",
	.framed = true,
	.frame = frame,
	.show = show,
	.tree = tree,
	.guess = guess,
};

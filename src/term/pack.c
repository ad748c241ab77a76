#include "term/pack.h"

#include <string.h>

#include "base/poison.h"

/* Then come the text and the runs: length (7 bits a byte), a tag, what the tag says is there. */
struct head {
	int64_t time;
	uint32_t text;
	uint32_t runs;
	uint32_t fill;
	uint32_t flags;
};

_Static_assert(sizeof(struct head) == PACK_HEAD, "PACK_HEAD is the size of the head");

/* The tag: two bits for each colour, one for the attributes. */
enum { TAG_DEFAULT = 0, TAG_INDEX = 1, TAG_RGB = 2, TAG_BG_SHIFT = 2, TAG_ATTRS = 1 << 4 };
enum { RUN_BYTES = 5 + 1 + 3 + 3 + 5 };

size_t pack_bound(const struct text_line *line)
{
	return sizeof(struct head) + buf_length(&line->text) + line->run_count * RUN_BYTES;
}

char *pack_number(char *out, uint64_t n)
{
	for (; n >= 0x80; n >>= 7)
		*out++ = (char)(0x80 | (n & 0x7f));
	*out++ = (char)n;
	return out;
}

const char *unpack_number(const char *in, uint64_t *n)
{
	unsigned shift = 0;

	*n = 0;
	for (; *in & 0x80; shift += 7)
		*n |= (uint64_t)(*in++ & 0x7f) << shift;
	*n |= (uint64_t)(unsigned char)*in++ << shift;
	return in;
}

static unsigned colour_tag(uint32_t colour)
{
	uint32_t kind = colour & CELL_COLOUR_KIND;

	return kind == CELL_RGB ? TAG_RGB : kind == CELL_INDEXED ? TAG_INDEX : TAG_DEFAULT;
}

static char *pack_colour(char *out, uint32_t colour, unsigned tag)
{
	if (tag == TAG_RGB) {
		*out++ = (char)(colour >> 16);
		*out++ = (char)(colour >> 8);
	}
	if (tag != TAG_DEFAULT)
		*out++ = (char)colour;
	return out;
}

static const char *unpack_colour(const char *in, uint32_t *colour, unsigned tag)
{
	unsigned bytes = tag == TAG_RGB ? 3 : tag == TAG_INDEX ? 1 : 0;
	uint32_t value = 0;

	for (unsigned i = 0; i < bytes; i++)
		value = value << 8 | (unsigned char)*in++;
	*colour = tag == TAG_RGB   ? CELL_RGB | value :
		  tag == TAG_INDEX ? CELL_INDEXED | value :
				     CELL_DEFAULT;
	return in;
}

static char *pack_run(char *out, const struct terminal_run *run)
{
	unsigned fg = colour_tag(run->style.fg), bg = colour_tag(run->style.bg);

	out = pack_number(out, run->length);
	*out++ = (char)(fg | bg << TAG_BG_SHIFT | (run->style.attrs ? TAG_ATTRS : 0));
	out = pack_colour(out, run->style.fg, fg);
	out = pack_colour(out, run->style.bg, bg);
	return run->style.attrs ? pack_number(out, run->style.attrs) : out;
}

static const char *unpack_run(const char *in, uint64_t *length, struct cell_style *style)
{
	uint64_t attrs = 0;

	in = unpack_number(in, length);
	unsigned tag = (unsigned char)*in++;
	in = unpack_colour(in, &style->fg, tag & 3);
	in = unpack_colour(in, &style->bg, tag >> TAG_BG_SHIFT & 3);
	if (tag & TAG_ATTRS)
		in = unpack_number(in, &attrs);
	style->attrs = (uint32_t)attrs;
	return in;
}

/* Whether all of the line is in no style. */
static bool is_plain(const struct text_line *line)
{
	const struct cell_style none = { 0 };

	return !line->run_count ||
	       (line->run_count == 1 && style_equal(&line->runs[0].style, &none));
}

size_t pack_line(const struct text_line *line, char *out)
{
	struct head head = {
		.time = line->time,
		.text = (uint32_t)buf_length(&line->text),
		.fill = line->fill,
		.flags = line->flags,
	};
	char *text = out + sizeof(head), *runs = text + head.text, *end = runs;

	if (head.text)
		memcpy(text, buf_data(&line->text), head.text);
	for (size_t i = 0; !is_plain(line) && i < line->run_count; i++)
		end = pack_run(end, &line->runs[i]);
	head.runs = (uint32_t)(end - runs);
	memcpy(out, &head, sizeof(head));
	return (size_t)(end - out);
}

struct packed_line unpack_line(const char *in)
{
	struct head head;

	memcpy(&head, in, sizeof(head));
	return (struct packed_line){
		.time = head.time,
		.text_length = head.text,
		.runs_length = head.runs,
		.fill = head.fill,
		.flags = head.flags,
		.text = in + sizeof(head),
		.runs = in + sizeof(head) + head.text,
	};
}

void unpack_text(const struct packed_line *line, struct text_line *out)
{
	const char *run = line->runs, *text = line->text;
	const char *end = line->runs_length ? run + line->runs_length : run;

	if (run == end)
		text_line_append(out, text, line->text_length, (struct cell_style){ 0 });
	while (run < end) {
		struct cell_style style;
		uint64_t length;

		run = unpack_run(run, &length, &style);
		text_line_append(out, text, (size_t)length, style);
		text += length;
	}
}

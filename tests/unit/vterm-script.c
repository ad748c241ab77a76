#include "unit/vterm-script.h"

#include <string.h>

/* splitmix64 */
static unsigned rnd(struct vterm_script *s, unsigned limit)
{
	uint64_t z = s->random += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (unsigned)((z ^ z >> 31) >> 16) % limit;
}

static void add(struct vterm_script *s, const char *text)
{
	str_append_string(&s->bytes, text);
}

static void pick(struct vterm_script *s, const char *const *list, size_t n)
{
	add(s, list[rnd(s, (unsigned)n)]);
}

#define PICK(s, list) pick(s, list, sizeof(list) / sizeof((list)[0]))

/* CSI, a number up to `limit` or none, `final`. */
static void add_csi(struct vterm_script *s, unsigned limit, const char *final)
{
	unsigned n = rnd(s, limit + 2);

	if (n > limit)
		str_append_format(&s->bytes, "\x1b[%s", final);
	else
		str_append_format(&s->bytes, "\x1b[%u%s", n, final);
}

/* A place, also one beyond the edges. */
static void add_place(struct vterm_script *s)
{
	str_append_format(&s->bytes, "\r\x1b[%u;%u%c", 1 + rnd(s, s->height + 1),
			  1 + rnd(s, s->width + 1), rnd(s, 5) ? 'H' : 'f');
}

static void add_colour(struct vterm_script *s)
{
	static const char *const forms[] = {
		"38;5;%u", "48;5;%u", "38:5:%u", "48:5:%u", "38;2;%u;7;250", "48;2;1;%u;3",
	};
	const char *form = forms[rnd(s, sizeof(forms) / sizeof(forms[0]))];
	const char *number = strchr(form, '%');

	str_append(&s->bytes, form, (size_t)(number - form));
	str_append_format(&s->bytes, "%u", rnd(s, 256));
	add(s, number + 2);
}

static void add_sgr(struct vterm_script *s)
{
	static const char *const plain[] = {
		"0",  "1",  "3",  "4",  "4:0", "4:1", "4:2", "4:3", "5",  "7",  "9",
		"21", "22", "23", "24", "25",  "27",  "29",  "39",  "49", "10",
	};
	static const unsigned ranges[] = { 30, 40, 90, 100 };

	add(s, "\x1b[");
	for (unsigned n = rnd(s, 4); n; n--) {
		switch (rnd(s, 4)) {
		case 0: add_colour(s); break;
		case 1: str_append_format(&s->bytes, "%u", ranges[rnd(s, 4)] + rnd(s, 8)); break;
		default: PICK(s, plain); break;
		}
		if (n > 1)
			add(s, ";");
	}
	add(s, "m");
}

/* What a log or a game sends: lines, colours, tabs, wide characters. */
static void add_stream(struct vterm_script *s)
{
	static const char *const pieces[] = {
		"word ",  "a",     "日本語",   "é", "\r\ne\xcc\x81",           "\r\n",
		"\r\n\t", "한글 ", "\r\n\r\n", "ﾊ", "a longer piece of text ", "\x1b(0lqk\x1b(B",
	};

	if (rnd(s, 4))
		PICK(s, pieces);
	else
		add_sgr(s);
}

/* Progress bars, underlining by overprinting, prompts drawn anew. */
static void add_overprint(struct vterm_script *s)
{
	static const char *const pieces[] = {
		"word ",  "a",         "é",        "\r\n",   "\r\t",    "\b",
		"\r",     "10%",       "\r\x1b[K", "\x1b[A", "\x1b[3D", "a longer piece of text ",
		"\x1b[C", "\b\x1b[1X", "\x1b[5G",  "\b \b",  "_\b",     "\r\x1b[2K",
	};

	if (rnd(s, 4))
		PICK(s, pieces);
	else
		add_sgr(s);
}

static void add_text(struct vterm_script *s)
{
	static const char *const texts[] = {
		"text", "x", "12345678901234567890123456789012345678901234567", "|--|", "é", "a b",
	};

	PICK(s, texts);
}

/* What a full-screen program sends. */
static void add_addressed(struct vterm_script *s)
{
	static const char *const moves[] = {
		"A", "B", "C", "D", "E", "F", "G", "d", "I", "Z", "`", "a", "e",
	};
	static const char *const erasures[] = { "K", "J", "X" };

	add_place(s);
	if (rnd(s, 3) == 0)
		add_sgr(s);
	if (rnd(s, 2))
		add_text(s);
	add_place(s);
	if (rnd(s, 2)) {
		pick(s, (const char *const[]){ "\x1b[" }, 1);
		str_append_format(&s->bytes, "%u", rnd(s, 9));
		PICK(s, moves);
	} else if (rnd(s, 3)) {
		unsigned what = rnd(s, 3);

		add_csi(s, what == 2 ? 90 : 2, erasures[what]);
	} else {
		add(s, "\n");
	}
}

static void set_margins(struct vterm_script *s)
{
	unsigned top = 1 + rnd(s, s->height - 2), rest = s->height - top;

	str_append_format(&s->bytes, "\x1b[%u;%ur", top, top + 1 + rnd(s, rest));
}

static void add_scroll(struct vterm_script *s)
{
	static const char *const scrolls[] = {
		"\n\n\n", "\x1bM\x1bM\x1bM", "\x1b\x44", "\x1b\x45", "\r1234\n\n\nx", "\v", "\f",
	};
	static const char *const counted[] = { "L\r", "M\r", "S", "T" };

	if (rnd(s, 2))
		PICK(s, scrolls);
	else
		add_csi(s, rnd(s, 3) ? 3 : 30, counted[rnd(s, 4)]);
}

/* Scrolling in margins, with and without origin mode. */
static void add_margins(struct vterm_script *s)
{
	static const char *const moves[] = { "A", "B", "E", "F", "e", "d", "G", "C", "D" };
	bool origin = rnd(s, 2);

	set_margins(s);
	if (origin)
		add(s, "\x1b[?6h");
	for (unsigned n = 1 + rnd(s, 5); n; n--) {
		add_place(s);
		if (origin && rnd(s, 3) == 0)
			add_csi(s, 12, moves[rnd(s, 9)]);
		else if (rnd(s, 3))
			add_scroll(s);
		else
			add_text(s);
		if (rnd(s, 4) == 0)
			add_sgr(s);
	}
	add(s, origin ? "\x1b[?6l\x1b[r" : "\x1b[r");
	add_place(s);
}

/* Inserting and deleting, by sequence and by mode. */
static void add_edit(struct vterm_script *s)
{
	static const char *const edits[] = { "@", "P", "X", "L\r", "M\r" };

	add_place(s);
	add_text(s);
	add_place(s);
	if (rnd(s, 4) == 0)
		add_sgr(s);
	if (rnd(s, 3)) {
		add_csi(s, rnd(s, 3) ? 5 : 100, edits[rnd(s, 5)]);
		return;
	}
	add(s, "\x1b[4h");
	add_text(s);
	add(s, "\r\x1b[4l");
}

static void add_tabs(struct vterm_script *s)
{
	static const char *const tabs[] = {
		"\x1bH", "\x1bH", "\x1bH", "\x1b[g", "\x1b[0g", "\x1b[3g", "\t", "\tx", "\t\ty",
	};

	add_place(s);
	if (rnd(s, 2))
		PICK(s, tabs);
	else
		add_csi(s, 4, rnd(s, 2) ? "I" : "Z");
	if (rnd(s, 3) == 0)
		add(s, "#");
}

/* The alternate screen, and the cursor that is kept. */
static void add_screens(struct vterm_script *s)
{
	unsigned what = rnd(s, 6);

	add_place(s);
	/* libvterm's one place holds the primary screen's cursor while the alternate one shows. */
	switch (s->alternate && (what == 1 || what == 2) ? 5 : what) {
	case 0: add(s, (s->alternate = !s->alternate) ? "\x1b[?1049h" : "\x1b[?1049l"); break;
	case 1:
		add(s, "\x1b\x37");
		add_addressed(s);
		add(s, "\r\x1b\x38");
		break;
	case 2:
		add(s, "\x1b[?1048h");
		add_margins(s);
		add(s, "\x1b[?1048l");
		break;
	case 3: add(s, "\x1b[2J"); break;
	default: add_text(s); break;
	}
}

/* The sets that libvterm has: ASCII, British, DEC special graphics. */
static void add_charsets(struct vterm_script *s)
{
	static const char *const sets[] = {
		"\x1b(0", "\x1b(B", "\x1b(A", "\x1b)0", "\x1b)A", "\x1b)B", "\x1b*0", "\x1b*A",
		"\x1b+0", "\x1b+B", "\x0e",   "\x0f",   "\x1bn",  "\x1bo",  "\x0f",   "\x0f",
	};
	static const char *const texts[] = {
		"lqqk", "x  x", "mqvqj", "`afg", "#", "twu", "plain", "\x1bNqq", "\x1bOxx", "é",
	};

	if (rnd(s, 4) == 0)
		add(s, "\r\n");
	PICK(s, sets);
	PICK(s, texts);
}

static void add_styles(struct vterm_script *s)
{
	add_place(s);
	add_sgr(s);
	if (rnd(s, 3) == 0)
		add_sgr(s);
	if (rnd(s, 3))
		add_text(s);
	else
		add_csi(s, 2, rnd(s, 2) ? "K" : "J");
}

/* Wide characters on blank rows that move as a whole. */
static void add_wide(struct vterm_script *s)
{
	static const char *const texts[] = {
		"日本語", "漢字かな交じり文", "a",       "中a文b",
		"x日",    "ＡＢＣ",           "한국어 ", "\r\n日\xcc\x81",
	};
	static const char *const wholes[] = {
		"\x1b[L\r", "\x1b[M\r", "\x1b[S", "\x1b[T", "\x1b[2K", "\x1b[1L\r", "\x1bM", "\n",
	};

	str_append_format(&s->bytes, "\r\x1b[%uH\x1b[J", 1 + rnd(s, s->height));
	if (rnd(s, 3) == 0)
		add_sgr(s);
	for (unsigned n = rnd(s, 9); n; n--)
		PICK(s, texts);
	add_place(s);
	PICK(s, wholes);
}

/* Modes that are set for one text, and resets. */
static void add_modes(struct vterm_script *s)
{
	add_place(s);
	switch (rnd(s, 6)) {
	case 0:
		add(s, "\x1b[?7l");
		add_text(s);
		add(s, "\r\x1b[?7h");
		break;
	case 1:
		add(s, "\x1b[20h");
		add(s, "a\nb\n\n");
		add(s, "\x1b[20l");
		break;
	case 2: add(s, "\x1b[?25l\x1b[?1h\x1b=x\x1b>\x1b[?1l\x1b[?25h"); break;
	case 3: add(s, "\x1b[m\x1b[r\x1b[H\x1b#8\x1b[H"); break;
	default:
		if (rnd(s, 6))
			add_text(s);
		else
			add(s, s->alternate ? "" :
					      "\x1b"
					      "c");
		break;
	}
}

/* Editing and scrolling between margins on all sides; text ends before the right one. */
static void add_sides(struct vterm_script *s)
{
	static const char *const edits[] = {
		"@", "P", "X", "L", "M", "S", "T", "'}", "'~", "K", "J"
	};
	static const char *const moves[] = { "\n", "\x1bM",
					     ("\x1b"
					      "D"),
					     "ab", "x" };
	unsigned left = 1 + rnd(s, s->width / 2), right = left + 2 + rnd(s, s->width - left - 1);
	unsigned top = 1 + rnd(s, s->height - 2), bottom = top + 1 + rnd(s, s->height - top);

	str_append_format(&s->bytes, "\x1b[?69h\x1b[%u;%us\x1b[%u;%ur", left, right, top, bottom);
	for (unsigned n = 1 + rnd(s, 5); n; n--) {
		str_append_format(&s->bytes, "\r\x1b[%u;%uH", top + rnd(s, bottom - top + 1),
				  left + rnd(s, right - left - 1));
		if (rnd(s, 3))
			add_csi(s, 3, edits[rnd(s, sizeof(edits) / sizeof(edits[0]))]);
		else
			PICK(s, moves);
	}
	add(s, "\x1b[?69l\x1b[r");
	add_place(s);
}

/* DECSCA with DECSED and DECSEL, and the erasures that don't care. */
static void add_protected(struct vterm_script *s)
{
	static const char *const protections[] = { "\x1b[1\"q", "\x1b[0\"q", "\x1b[2\"q",
						   "\x1b[\"q" };

	add_place(s);
	if (rnd(s, 2))
		PICK(s, protections);
	if (rnd(s, 3)) {
		add_text(s);
		return;
	}
	add_csi(s, 2, rnd(s, 2) ? "K" : "J");
	add_place(s);
	str_append_format(&s->bytes, "\x1b[?%u%c", rnd(s, 3), rnd(s, 2) ? 'K' : 'J');
}

static void add_mixed(struct vterm_script *s);

static const struct kind {
	const char *name;
	void (*add)(struct vterm_script *s);
	bool closed; /* a step may follow one of another kind */
} kinds[] = {
	{ "stream", add_stream, false },
	{ "overprint", add_overprint, false },
	{ "addressed", add_addressed, true },
	{ "margins", add_margins, true },
	{ "edit", add_edit, true },
	{ "tabs", add_tabs, true },
	{ "screens", add_screens, true },
	{ "charsets", add_charsets, false },
	{ "styles", add_styles, true },
	{ "wide", add_wide, false },
	{ "modes", add_modes, true },
	{ "sides", add_sides, true },
	{ "protected", add_protected, false },
	{ "mixed", add_mixed, false },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static void add_mixed(struct vterm_script *s)
{
	const struct kind *kind;

	do
		kind = &kinds[rnd(s, KINDS)];
	while (!kind->closed);
	kind->add(s);
}

const char *vterm_script_kind(unsigned kind)
{
	return kind < KINDS ? kinds[kind].name : NULL;
}

static void make(struct vterm_script *s, unsigned kind)
{
	for (unsigned i = 0; i < VTERM_SCRIPT_STEPS; i++) {
		kinds[kind].add(s);
		s->end[i] = s->bytes.length;
	}
}

void vterm_script_init(struct vterm_script *s, unsigned kind, uint64_t seed)
{
	static const unsigned sizes[][2] = {
		{ 40, 12 }, { 80, 24 }, { 20, 5 }, { 13, 8 }, { 66, 9 }, { 9, 20 },
	};

	memset(s, 0, sizeof(*s));
	str_init(&s->bytes);
	s->random = seed << 8 | kind;
	unsigned size = rnd(s, sizeof(sizes) / sizeof(sizes[0]));
	s->width = sizes[size][0];
	s->height = sizes[size][1];
	make(s, kind);
}

void vterm_script_init_size(struct vterm_script *s, unsigned kind, uint64_t seed, unsigned width,
			    unsigned height)
{
	memset(s, 0, sizeof(*s));
	str_init(&s->bytes);
	s->random = seed << 8 | kind;
	s->width = width;
	s->height = height;
	make(s, kind);
}

void vterm_script_fini(struct vterm_script *s)
{
	str_fini(&s->bytes);
}

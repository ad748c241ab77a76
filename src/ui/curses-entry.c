#include "ui/curses-internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ui/colour.h"
#include "base/poison.h"

/*
 * Parameter strings (terminfo(5)): 0 to 7 are 30–37, 8 to 15 are 90–97, up to 255 38;5, and what
 * is beyond holds red, green and blue.
 */
#define COLOUR(first, bright, kind)                                                            \
	"\x1b[%?%p1%{8}%<%t" first "%p1%d%e%p1%{16}%<%t" bright "%p1%{8}%-%d%e%p1%{256}%<%t"   \
	"" kind "8;5;%p1%d%e" kind "8;2;%p1%{65536}%/%{255}%&%d;%p1%{256}%/%{255}%&%d;%p1%{25" \
	"5}%&%d%;m"

typedef const struct curses_description Description;

/* Sections of a compiled entry (term(5)), in the form with numbers of 32 bits. */
struct entry {
	struct str offsets, text; /* of the strings */
	struct str out;
};

enum { MAGIC = 01036, EXTENDED_FLAGS = 3 };

static void add_short(struct str *s, int n)
{
	str_append_char(s, (char)(n & 0xff));
	str_append_char(s, (char)(n >> 8 & 0xff));
}

static void add_number(struct str *s, int n)
{
	add_short(s, n);
	add_short(s, n >> 16);
}

static void align(struct str *s)
{
	if (s->length % 2)
		str_append_char(s, '\0');
}

static int count_names(const char *const *names)
{
	int n = 0;

	while (names[n])
		n++;
	return n;
}

static int number_of(Description *d, const char *name)
{
	return strcmp(name, "colors") == 0 ? COLOUR_TRUE :
	       strcmp(name, "pairs") == 0  ? CURSES_PAIRS :
					     d->number(name);
}

static const char *string_of(Description *d, const char *name)
{
	if (strcmp(name, "setaf") == 0)
		return COLOUR("3", "9", "3");
	if (strcmp(name, "setab") == 0)
		return COLOUR("4", "10", "4");
	/* The palette is the user's. */
	if (strcmp(name, "initc") == 0 || strcmp(name, "oc") == 0)
		return NULL;
	return d->string(name);
}

static void add_strings(struct entry *e, Description *d)
{
	for (const char *const *name = d->strings; *name; name++) {
		const char *text = string_of(d, *name);

		add_short(&e->offsets, text ? (int)e->text.length : -1);
		if (text)
			str_append(&e->text, text, strlen(text) + 1);
	}
}

static void add_standard(struct entry *e, Description *d, const char *term)
{
	int flags = count_names(d->flags);
	int numbers = count_names(d->numbers);
	int strings = count_names(d->strings);

	add_strings(e, d);
	add_short(&e->out, MAGIC);
	add_short(&e->out, (int)strlen(term) + 1);
	add_short(&e->out, flags);
	add_short(&e->out, numbers);
	add_short(&e->out, strings);
	add_short(&e->out, (int)e->text.length);
	str_append(&e->out, term, strlen(term) + 1);
	for (int i = 0; i < flags; i++)
		str_append_char(&e->out, strcmp(d->flags[i], "ccc") && d->flag(d->flags[i]));
	align(&e->out);
	for (int i = 0; i < numbers; i++)
		add_number(&e->out, number_of(d, d->numbers[i]));
	str_append(&e->out, e->offsets.text, e->offsets.length);
	str_append(&e->out, e->text.text, e->text.length);
}

/* The flags that ncurses and we look for beside the standard's. RGB: colour numbers are colours. */
static void add_extended(struct entry *e, Description *d)
{
	static const char *const names[EXTENDED_FLAGS] = { "AX", "RGB", "XT" };
	struct str text;
	int at = 0;

	str_init(&text);
	align(&e->out);
	for (int i = 0; i < EXTENDED_FLAGS; i++)
		str_append(&text, names[i], strlen(names[i]) + 1);
	add_short(&e->out, EXTENDED_FLAGS);
	add_short(&e->out, 0);
	add_short(&e->out, 0);
	add_short(&e->out, EXTENDED_FLAGS);
	add_short(&e->out, (int)text.length);
	for (int i = 0; i < EXTENDED_FLAGS; i++)
		str_append_char(&e->out, i == 1 || d->flag(names[i]));
	align(&e->out);
	for (int i = 0; i < EXTENDED_FLAGS; i++) {
		add_short(&e->out, at);
		at += (int)strlen(names[i]) + 1;
	}
	str_append(&e->out, text.text, text.length);
	str_fini(&text);
}

/* Whether the terminal sets colours as ours does: by 38;5 or 38;2 (ITU-T T.416 13.1.8). */
static bool sets_many_colours(Description *d)
{
	static const char *const forms[] = { "8;5;", "8:5:", "8;2;", "8:2:" };
	const char *text = d->string("setaf");
	bool found = false;

	for (size_t i = 0; text && i < 4; i++)
		found = found || strstr(text, forms[i]);
	return found && d->number("colors") >= 256;
}

/* Whether 24-bit colours are wanted, and the terminal's description or the environment says that it
 * has them (RGB; Tc is tmux's name for it). */
static bool wants_direct(Description *d, enum colours colours)
{
	const char *said = getenv("COLORTERM");

	if (colours == COLOURS_TRUE)
		return true;
	return colours == COLOURS_AUTO &&
	       ((said && (!strcmp(said, "truecolor") || !strcmp(said, "24bit"))) ||
		d->flag("RGB") || d->number("RGB") > 0 || d->string("RGB") || d->flag("Tc"));
}

char *curses_entry_direct(Description *d, const char *term, enum colours colours)
{
	struct entry e;
	struct str hex;

	if (!wants_direct(d, colours) || !sets_many_colours(d))
		return NULL;
	str_init(&e.offsets);
	str_init(&e.text);
	str_init(&e.out);
	str_init(&hex);
	add_standard(&e, d, term);
	add_extended(&e, d);
	str_append_string(&hex, "hex:");
	for (size_t i = 0; i < e.out.length; i++)
		str_append_format(&hex, "%02X", (unsigned char)e.out.text[i]);
	str_fini(&e.offsets);
	str_fini(&e.text);
	str_fini(&e.out);
	return str_take(&hex);
}

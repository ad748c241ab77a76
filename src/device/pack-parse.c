#include "device/pack.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "device/pack-internal.h"
#include "base/poison.h"

/*
 * What follows each word. n: a name. m, f: a mode, to and from. r: a regex between slashes; p: the
 * same, of a whole prompt, with ^ and $; w: a regex, or words in quotes. t: text in quotes; k: the
 * same, which may be left out. s: a question and its secret, which may be left out. q: `quiet`,
 * which may be. o: a regex, v: one of a whole line, and l: a text in quotes, which may be left out.
 * d: a number. x: a regex and the rest of the line.
 */
static const struct {
	const char *word;
	const char *form;
} forms[PACK_KEYS] = {
	[PACK_TITLE] = { "title", "t" },      [PACK_MODE] = { "mode", "npv" },
	[PACK_WORK] = { "work", "m" },        [PACK_CONFIG] = { "config", "m" },
	[PACK_WAY] = { "way", "fmts" },       [PACK_START] = { "start", "t" },
	[PACK_LEAVE] = { "leave", "t" },      [PACK_FAILURE] = { "failure", "w" },
	[PACK_MARKED] = { "marked", "w" },    [PACK_PAGER] = { "pager", "pkq" },
	[PACK_CONFIRM] = { "confirm", "rk" }, [PACK_UNCOMMITTED] = { "uncommitted", "rl" },
	[PACK_LOGIN] = { "login", "p" },      [PACK_PASSWORD] = { "password", "p" },
	[PACK_REFUSED] = { "refused", "w" },  [PACK_REPLY] = { "reply", "rq" },
	[PACK_COMMIT] = { "commit", "to" },   [PACK_DISCARD] = { "discard", "to" },
	[PACK_ABOVE] = { "above", "p" },      [PACK_LOG] = { "log", "r" },
	[PACK_SIGN] = { "sign", "dr" },       [PACK_HIGHLIGHT] = { "highlight", "x" },
	[PACK_WAKE] = { "wake", "t" },
};

struct reader {
	Pack *pack;
	enum pack_part part;
	unsigned line;
	const char *start, *at, *end; /* of the line */
	struct err *e;
};

static unsigned column_of(const struct reader *r, const char *at)
{
	unsigned column = 1;

	for (const char *c = r->start; c < at; c++)
		column += ((unsigned char)*c & 0xc0) != 0x80;
	return column;
}

static bool fail(const struct reader *r, const char *at, const char *what)
{
	return err_set(r->e, ERR_USAGE, "%u:%u: %s", r->line, column_of(r, at), what);
}

static void skip_blanks(struct reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
		r->at++;
}

/* The next word: up to a blank. */
static size_t next_word(struct reader *r, const char **word)
{
	skip_blanks(r);
	*word = r->at;
	while (r->at < r->end && *r->at != ' ' && *r->at != '\t')
		r->at++;
	return (size_t)(r->at - *word);
}

static bool read_name(struct reader *r, struct pack_row *row)
{
	const char *word;
	size_t n = next_word(r, &word);

	row->name = mem_strndup(word, n);
	if (!pack_name_is_valid(row->name))
		return fail(r, word, "a mode has a name of small letters, digits and -");
	if (pack_mode(r->pack, row->name) >= 0)
		return fail(r, word, "there is a mode of that name already");
	return true;
}

static bool read_mode(struct reader *r, int *mode)
{
	const char *word;
	size_t n = next_word(r, &word);
	char *name = mem_strndup(word, n);

	*mode = pack_mode(r->pack, name);
	free(name);
	if (*mode < 0)
		return fail(r, word, "no mode of that name is above");
	return true;
}

static bool read_number(struct reader *r, unsigned *number)
{
	const char *word;
	size_t n = next_word(r, &word);
	char *text = mem_strndup(word, n);
	long long value;
	bool good = str_to_number(text, 1, 100, &value);

	free(text);
	if (!good)
		return fail(r, word, "here is a number from 1 to 100");
	*number = (unsigned)value;
	return true;
}

/* One character of a text in quotes, behind a backslash. */
static bool append_escaped(struct str *out, char c)
{
	static const char names[] = "rnte\"\\", chars[] = "\r\n\t\x1b\"\\";
	const char *found = c ? strchr(names, c) : NULL;

	if (found)
		str_append_char(out, chars[found - names]);
	return found != NULL;
}

static bool read_text(struct reader *r, const char **text)
{
	const char *start;
	struct str out;

	skip_blanks(r);
	start = r->at;
	if (r->at == r->end || *r->at != '"')
		return fail(r, start, "here is a text in quotes");
	str_init(&out);
	for (r->at++; r->at < r->end && *r->at != '"'; r->at++) {
		if (*r->at != '\\') {
			str_append_char(&out, *r->at);
		} else if (++r->at == r->end || !append_escaped(&out, *r->at)) {
			str_fini(&out);
			return fail(r, r->at - 1, "behind a backslash is r, n, t, e, \" or \\");
		}
	}
	*text = mem_strndup(out.text, out.length);
	str_fini(&out);
	if (r->at == r->end)
		return fail(r, start, "the quotes aren't closed");
	r->at++;
	return true;
}

/* The regex between slashes, `\/` in it for a slash, to `out`. */
static bool read_slashes(struct reader *r, struct str *out)
{
	const char *start;

	skip_blanks(r);
	start = r->at;
	if (r->at == r->end || *r->at != '/')
		return fail(r, start, "here is a regular expression between slashes");
	for (r->at++; r->at < r->end && *r->at != '/'; r->at++) {
		if (*r->at == '\\' && r->at + 1 < r->end && *++r->at != '/')
			str_append_char(out, '\\');
		str_append_char(out, *r->at);
	}
	if (r->at == r->end)
		return fail(r, start, "the slash at its end is missing");
	r->at++;
	return true;
}

static unsigned host_group(const Regex *regex)
{
	for (unsigned i = 1; i < regex_count(regex); i++) {
		const char *name = regex_name(regex, i);

		if (name && strcmp(name, "host") == 0)
			return i;
	}
	return 0;
}

/* `whole`: it must say what the whole line is. */
static bool read_regex(struct reader *r, struct pack_row *row, bool whole)
{
	const char *start;
	struct str text;
	struct err e;
	bool good;

	skip_blanks(r);
	start = r->at;
	str_init(&text);
	good = read_slashes(r, &text);
	if (good && whole && (text.text[0] != '^' || text.text[text.length - 1] != '$'))
		good = fail(r, start, "this one begins with ^ and ends with $");
	if (good) {
		row->regex = regex_new(text.text, text.length, false, NULL, &e);
		good = row->regex || fail(r, start, e.text);
	}
	if (good)
		row->host = host_group(row->regex);
	row->whole = whole;
	str_fini(&text);
	return good;
}

static bool read_words(struct reader *r, struct pack_row *row)
{
	skip_blanks(r);
	if (r->at < r->end && *r->at == '/')
		return read_regex(r, row, false);
	if (!read_text(r, &row->words))
		return false;
	if (!row->words[0])
		return fail(r, r->at, "every line begins with no words");
	return true;
}

static bool read_secret(struct reader *r, struct pack_row *row)
{
	const char *word;
	size_t n;

	skip_blanks(r);
	if (r->at == r->end)
		return true;
	if (!read_regex(r, row, true))
		return false;
	n = next_word(r, &word);
	if (n == 4 && memcmp(word, "user", n) == 0)
		row->secret = PACK_SECRET_USER;
	else if (n == 6 && memcmp(word, "enable", n) == 0)
		row->secret = PACK_SECRET_ENABLE;
	else
		return fail(r, word, "the secret that answers it is user or enable");
	return true;
}

static bool read_quiet(struct reader *r, struct pack_row *row)
{
	const char *word;
	size_t n = next_word(r, &word);

	row->quiet = n == 5 && memcmp(word, "quiet", n) == 0;
	return row->quiet || !n || fail(r, word, "here is the word quiet, or nothing");
}

/* `otherwise` may be NULL. */
static bool read_optional_text(struct reader *r, struct pack_row *row, const char *otherwise)
{
	skip_blanks(r);
	if (r->at < r->end && *r->at == '"')
		return read_text(r, &row->text);
	if (otherwise)
		row->text = mem_strdup(otherwise);
	return true;
}

static bool read_optional_regex(struct reader *r, struct pack_row *row)
{
	skip_blanks(r);
	return r->at == r->end || read_regex(r, row, false);
}

static bool read_above(struct reader *r, struct pack_row *row)
{
	struct pack_row above = { 0 };
	bool good;

	skip_blanks(r);
	good = r->at == r->end || read_regex(r, &above, true);
	row->above = above.regex;
	return good;
}

/* A rule's line is kept as it is. */
static bool read_rule(struct reader *r, struct pack_row *row)
{
	const char *start;

	skip_blanks(r);
	start = r->at;
	if (!read_regex(r, row, false))
		return false;
	skip_blanks(r);
	if (r->at == r->end)
		return fail(r, r->at, "here is a colour");
	row->text = mem_strndup(start, (size_t)(r->end - start));
	r->at = r->end;
	return true;
}

static bool read_part(struct reader *r, enum pack_key key, char form, struct pack_row *row)
{
	switch (form) {
	case 'n': return read_name(r, row);
	case 'm': return read_mode(r, &row->to);
	case 'f': return read_mode(r, &row->from);
	case 'p': return read_regex(r, row, true);
	case 'r': return read_regex(r, row, false);
	case 'w': return read_words(r, row);
	case 't': return read_text(r, &row->text);
	case 'k': return read_optional_text(r, row, key == PACK_PAGER ? " " : "y");
	case 's': return read_secret(r, row);
	case 'l': return read_optional_text(r, row, NULL);
	case 'o': return read_optional_regex(r, row);
	case 'v': return read_above(r, row);
	case 'q': return read_quiet(r, row);
	case 'd': return read_number(r, &row->number);
	default: return read_rule(r, row);
	}
}

/* The row is the pack's from here on, whatever becomes of it. */
static struct pack_row *add_row(Pack *p, enum pack_key key)
{
	struct pack_list *list = &p->lists[key];

	list->rows = mem_resize(list->rows, list->count + 1, sizeof(*list->rows));
	list->rows[list->count] = (struct pack_row){ .from = -1, .to = -1 };
	return &list->rows[list->count++];
}

static bool read_row(struct reader *r, enum pack_key key)
{
	struct pack_row row = { .from = -1, .to = -1 };
	bool good = true;

	if (r->part == PACK_SIGNS && key != PACK_SIGN && key != PACK_TITLE)
		return true;
	for (const char *form = forms[key].form; good && *form; form++)
		good = read_part(r, key, *form, &row);
	skip_blanks(r);
	if (good && r->at < r->end)
		good = fail(r, r->at, "nothing more belongs here");
	*add_row(r->pack, key) = row;
	return good;
}

static bool read_line(struct reader *r)
{
	const char *word;
	size_t n = next_word(r, &word);

	if (!n || *word == '#')
		return true;
	for (int key = 0; key < PACK_KEYS; key++) {
		if (strlen(forms[key].word) == n && memcmp(forms[key].word, word, n) == 0)
			return read_row(r, (enum pack_key)key);
	}
	return fail(r, word, "a line of a pack doesn't begin so");
}

static bool check_whole(const struct reader *r)
{
	if (r->part == PACK_SIGNS || pack_row(r->pack, PACK_MODE, 0) ||
	    pack_row(r->pack, PACK_REPLY, 0))
		return true;
	return fail(r, r->start, "a pack has at least one mode, or a reply");
}

Pack *pack_parse(const char *name, const char *text, size_t n, enum pack_part part, struct err *e)
{
	Pack *p = mem_alloc(sizeof(*p));
	struct reader r = { .pack = p, .part = part, .line = 1, .start = text, .at = text, .e = e };
	bool good = n <= PACK_TEXT_MAX || fail(&r, text, "the pack is too long");

	p->name = mem_strdup(name);
	for (size_t from = 0; good && from < n; r.line++) {
		const char *newline = memchr(text + from, '\n', n - from);

		r.start = r.at = text + from;
		r.end = newline ? newline : text + n;
		from = (size_t)(r.end - text) + 1;
		if (r.end > r.start && r.end[-1] == '\r')
			r.end--;
		good = read_line(&r);
	}
	if (good && check_whole(&r))
		return p;
	pack_free(p);
	return NULL;
}

#include "rules/rule-text.h"

#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "rules/rule-words.h"

#include "base/poison.h"

/* What is needed to read a text. */
struct reading {
	struct rule_text *t;
	size_t at, from; /* from where on is literal */
	unsigned groups;
	rule_group_finder *find;
	void *user;
};

static void add(struct rule_text *t, const struct rule_piece *piece)
{
	/* Room is doubled at powers of two. */
	if (!(t->count & (t->count - 1)))
		t->pieces = mem_resize(t->pieces, t->count ? 2 * t->count : 1, sizeof(*piece));
	t->pieces[t->count++] = *piece;
}

/* Ends the literal at `end`; the next one begins at `from`. */
static void end_literal(struct reading *r, size_t end, size_t from)
{
	if (end > r->from)
		add(r->t, &(struct rule_piece){ .kind = PIECE_LITERAL,
						.start = r->from,
						.length = end - r->from });
	r->from = r->at = from;
}

/* The name or number behind % or $ at `at`: where it begins; its length, 0 if there is none. */
static size_t read_reference(const struct rule_text *t, size_t at, size_t *start, size_t *end)
{
	bool braces = at + 1 < t->length && t->text[at + 1] == '{';
	size_t n = 0;

	*start = at + 1 + braces;
	if (!braces && *start < t->length && rule_is_digit(t->text[*start])) {
		n = 1; /* `%10` is `%1` and a 0 */
	} else {
		while (*start + n < t->length && rule_is_name_byte(t->text[*start + n]))
			n++;
	}
	if (braces && (*start + n >= t->length || t->text[*start + n] != '}'))
		return 0;
	*end = *start + n + braces;
	return n;
}

/* The group that is meant: its number, or -1 if it has none. */
static int find_group(const struct reading *r, const char *name, size_t n)
{
	int number = 0;

	for (size_t i = 0; i < n; i++) {
		if (!rule_is_digit(name[i]))
			return r->find ? r->find(r->user, name, n) : -1;
		number = number < 1000 ? 10 * number + (name[i] - '0') : number;
	}
	return number;
}

/* At a % or $. False if it names a group that there isn't. */
static bool take_reference(struct reading *r, unsigned *fault)
{
	const struct rule_text *t = r->t;
	char sign = t->text[r->at];
	size_t start, end, n;

	if (r->at + 1 < t->length && t->text[r->at + 1] == sign) {
		end_literal(r, r->at + 1, r->at + 2);
		return true;
	}
	n = read_reference(t, r->at, &start, &end);
	/* `$5` is money. */
	if (n && sign == '$' && rule_is_digit(t->text[start]))
		n = 0;
	int group = n ? find_group(r, t->text + start, n) : -1;
	bool variable = sign == '$' && n && group < 0;
	if (group < 0 && !variable) {
		r->at++;
		return true;
	}
	if (group >= (int)r->groups) {
		*fault = (unsigned)group;
		return false;
	}
	end_literal(r, r->at, end);
	add(r->t, &(struct rule_piece){ .kind = variable ? PIECE_VARIABLE : PIECE_GROUP,
					.group = variable ? 0 : (unsigned)group,
					.start = start,
					.length = n });
	return true;
}

bool rule_text_make(struct rule_text *t, const char *text, size_t n, unsigned groups,
		    rule_group_finder *find, void *user, unsigned *fault)
{
	struct reading r = { .t = t, .groups = groups, .find = find, .user = user };

	t->text = mem_strndup(text, n);
	t->length = n;
	while (r.at < n) {
		char c = t->text[r.at];

		if (c == '\n') {
			end_literal(&r, r.at, r.at + 1);
			add(t, &(struct rule_piece){ .kind = PIECE_BREAK });
		} else if (c != '%' && c != '$') {
			r.at++;
		} else if (!take_reference(&r, fault)) {
			return false;
		}
	}
	end_literal(&r, n, n);
	return true;
}

void rule_text_fini(struct rule_text *t)
{
	free(t->text);
	free(t->pieces);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool rule_text_begins_literally(const struct rule_text *t)
{
	const struct rule_piece *first = t->pieces;

	if (!t->count || first->kind != PIECE_LITERAL)
		return false;
	const char *word = t->text + first->start;
	size_t at = 0;
	while (at < first->length && is_blank(word[at]))
		at++;
	bool any = at < first->length;
	while (at < first->length && !is_blank(word[at]))
		at++;
	return any && (t->count == 1 || at < first->length);
}

bool rule_text_has_values(const struct rule_text *t)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->pieces[i].kind == PIECE_GROUP || t->pieces[i].kind == PIECE_VARIABLE)
			return true;
	}
	return false;
}

/* Lines being made of a text. */
struct expansion {
	const struct rule_values *values;
	struct rule_split split;
	struct str line;
	bool literal; /* `line` is literal so far */
	unsigned repeat; /* how often it is told */
	unsigned told;
	struct rule_line about;
	void (*tell)(void *user, const char *text, size_t n);
	void *user;
};

/* Takes `#N ` from the beginning of a line. */
static void take_repeat(struct expansion *x)
{
	const char *text = x->line.text;
	long long count;

	if (!x->split.repeats || *text != '#')
		return;
	size_t n = strspn(text + 1, "0123456789");
	if (!n || text[n + 1] != ' ')
		return;
	char *digits = mem_strndup(text + 1, n);
	if (str_to_number(digits, 0, RULE_REPEAT_MAX, &count)) {
		x->repeat = (unsigned)count;
		str_splice(&x->line, 0, n + 2, "", 0);
	}
	free(digits);
}

static void end_line(struct expansion *x)
{
	if (x->literal)
		take_repeat(x);
	if (x->values && x->values->line)
		*x->values->line = x->about;
	x->about = (struct rule_line){ 0 };
	for (unsigned i = 0; i < x->repeat && x->told < RULE_LINES_MAX; i++, x->told++)
		x->tell(x->user, x->line.text, x->line.length);
	str_clear(&x->line);
	x->literal = true;
	x->repeat = 1;
}

static void add_literal(struct expansion *x, const char *text, size_t n)
{
	const char *end;

	while (x->split.separator && (end = memchr(text, x->split.separator, n))) {
		size_t length = (size_t)(end - text);

		/* A separator that stands twice is one of the text. */
		if (length + 1 < n && end[1] == x->split.separator) {
			str_append(&x->line, text, ++length);
		} else {
			str_append(&x->line, text, length);
			end_line(x);
		}
		text += length + 1;
		n -= length + 1;
	}
	str_append(&x->line, text, n);
}

/* Appends a value: controls (C0, DEL, C1) are blanks. */
static void append_value(struct str *out, const char *text, size_t n)
{
	n = utf8_cut(text, n, least_size(n, RULE_TEXT_MAX));
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		bool c1 = c == 0xc2 && i + 1 < n && (unsigned char)text[i + 1] < 0xa0;

		i += c1;
		str_append_char(out, c < 0x20 || c == 0x7f || c1 ? ' ' : (char)c);
	}
}

/* Whether the first word of the line is complete. */
static bool has_first_word(const struct str *line)
{
	const char *text = line->text + strspn(line->text, " ");

	return strchr(text, ' ') != NULL;
}

static void add_value(struct expansion *x, bool foreign, const char *text, size_t n)
{
	/* What is repeated is said before any value. */
	if (x->literal)
		take_repeat(x);
	x->literal = false;
	x->about.foreign |= foreign;
	x->about.begins_foreign |= foreign && !has_first_word(&x->line);
	append_value(&x->line, text, n);
}

static const char *value_of(const struct rule_text *t, const struct rule_piece *p,
			    const struct rule_values *values, size_t *n)
{
	const char *value = p->kind == PIECE_GROUP ?
				    values->group(values->user, p->group, n) :
				    values->variable(values->user, t->text + p->start, p->length,
						     n);

	if (!value)
		*n = 0;
	return value ? value : "";
}

void rule_text_expand(const struct rule_text *t, const struct rule_values *values,
		      const struct rule_split *split,
		      void (*line)(void *user, const char *text, size_t n), void *user)
{
	struct expansion x = { .values = values,
			       .split = *split,
			       .literal = true,
			       .repeat = 1,
			       .tell = line,
			       .user = user };

	str_init(&x.line);
	for (size_t i = 0; i < t->count; i++) {
		const struct rule_piece *p = &t->pieces[i];
		size_t n;

		if (p->kind == PIECE_LITERAL) {
			add_literal(&x, t->text + p->start, p->length);
		} else if (p->kind == PIECE_BREAK) {
			end_line(&x);
		} else {
			const char *value = value_of(t, p, values, &n);
			add_value(&x, p->kind == PIECE_VARIABLE || !values->own, value, n);
		}
		if (x.line.length > RULE_TEXT_MAX)
			str_truncate(&x.line, utf8_cut(x.line.text, x.line.length, RULE_TEXT_MAX));
	}
	end_line(&x);
	str_fini(&x.line);
}

void rule_text_split(const char *text, size_t n, const struct rule_split *split,
		     void (*line)(void *user, const char *text, size_t n), void *user)
{
	struct expansion x = {
		.split = *split, .literal = true, .repeat = 1, .tell = line, .user = user
	};

	str_init(&x.line);
	add_literal(&x, text, n);
	end_line(&x);
	str_fini(&x.line);
}

void rule_text_expand_line(const struct rule_text *t, const struct rule_values *values,
			   struct str *out)
{
	for (size_t i = 0; i < t->count && out->length < RULE_TEXT_MAX; i++) {
		const struct rule_piece *p = &t->pieces[i];
		size_t n;

		if (p->kind == PIECE_LITERAL) {
			str_append(out, t->text + p->start, p->length);
		} else if (p->kind == PIECE_BREAK) {
			str_append_char(out, ' ');
		} else {
			const char *value = value_of(t, p, values, &n);
			append_value(out, value, n);
		}
	}
}

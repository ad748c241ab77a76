#include "log/redact-rules.h"

#include <assert.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/mem.h"
#include "base/regex.h"
#include "log/redact-sieve.h"
#include "log/redact-table.h"
#include "base/poison.h"

enum {
	GROUPS = 24, /* of an expression that are looked at */
	SPANS_MAX = 1024, /* of a line; with more all of it is one */
	KEY_LINES_MAX = 400, /* of a private key */
	KEY_GAP_MAX = 32, /* lines of something else that may stand in it */
	KEY_RUN = 16, /* letters of base64 together, which are of a key where one goes on, */
	KEY_RUN_LONG = 40, /* and which show that it does */
	KEY_HEAD = 1, /* the bit of the rule for its head */
};

struct RedactRules {
	RedactSieve *sieve;
	Regex *regex[REDACT_RULES_MAX]; /* NULL: not yet compiled */
	struct redact_span *spans;
	size_t count, size;
	struct str controls; /* scratch */
	unsigned key_lines; /* of a private key that may follow; 0: none is being shown */
	unsigned key_gap; /* lines of something else since the last that was of it */
};

RedactRules *redact_rules_new(void)
{
	RedactRules *r = mem_calloc(1, sizeof(*r));

	r->sieve = redact_sieve_new();
	str_init_secret(&r->controls);
	return r;
}

void redact_rules_free(RedactRules *r)
{
	if (!r)
		return;
	redact_sieve_free(r->sieve);
	for (size_t i = 0; i < REDACT_RULES_MAX; i++)
		regex_free(r->regex[i]);
	free(r->spans);
	str_fini(&r->controls);
	free(r);
}

/* --- Spans. */

static void add_span(RedactRules *r, size_t start, size_t length)
{
	if (r->count == r->size) {
		r->size = r->size ? 2 * r->size : 8;
		r->spans = mem_resize(r->spans, r->size, sizeof(*r->spans));
	}
	r->spans[r->count++] = (struct redact_span){ start, length };
}

static int compare(const void *a, const void *b)
{
	const struct redact_span *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

size_t redact_spans_join(struct redact_span *spans, size_t count)
{
	size_t to = 0;

	if (count < 2)
		return count;
	qsort(spans, count, sizeof(*spans), compare);
	for (size_t i = 1; i < count; i++) {
		struct redact_span *last = &spans[to], *next = &spans[i];
		size_t end = next->start + next->length;

		if (next->start > last->start + last->length)
			spans[++to] = *next;
		else if (end > last->start + last->length)
			last->length = end - last->start;
	}
	return to + 1;
}

/* --- Rules. */

static Regex *regex_of(RedactRules *r, size_t i)
{
	const char *text = redact_table[i].expression;
	struct err e;

	if (!r->regex[i])
		r->regex[i] = regex_new(text, strlen(text), true, NULL, &e);
	assert(r->regex[i]);
	return r->regex[i];
}

/* Adds what the groups of a match stand for. */
static void add_groups(RedactRules *r, const struct regex_group *groups, unsigned count)
{
	for (unsigned i = 1; i < count; i++) {
		if (groups[i].start != SIZE_MAX && groups[i].length)
			add_span(r, groups[i].start, groups[i].length);
	}
}

/* Adds what rule `i` finds; the whole line if it can't be looked through. */
static void apply(RedactRules *r, size_t i, const char *line, size_t n)
{
	struct regex_group groups[GROUPS];
	Regex *regex = regex_of(r, i);
	unsigned count = regex_count(regex);
	enum regex_result got = REGEX_NONE;

	assert(count <= GROUPS);
	for (size_t from = 0; from < n;) {
		got = regex_match(regex, line, n, from, groups, GROUPS);
		if (got != REGEX_FOUND)
			break;
		add_groups(r, groups, count);
		from = groups[0].start + (groups[0].length ? groups[0].length : 1);
	}
	if (got == REGEX_OVER_LIMIT || r->count > SPANS_MAX) {
		r->count = 0;
		add_span(r, 0, n);
	}
}

/* Those of `rules` whose other byte stands in the line, too. */
static uint64_t sift_more(uint64_t rules, const char *line, size_t n)
{
	uint64_t left = rules;

	for (uint64_t bits = rules; bits; bits &= bits - 1) {
		char also = redact_table[__builtin_ctzll(bits)].also;

		if (also && !memchr(line, also, n))
			left &= ~(bits & -bits);
	}
	return left;
}

/* The rules whose words stand in the text. */
static uint64_t sift(const RedactRules *r, const char *line, size_t n)
{
	struct redact_hit hit = { 0 };
	uint64_t rules = 0;

	for (size_t from = 0;; from = hit.start + 1) {
		hit = redact_sieve_find(r->sieve, line, n, from);
		if (!hit.length)
			return sift_more(rules, line, n);
		rules |= hit.rules;
	}
}

/*
 * The text with controls for those that are shown: the document, and terminals that echo, have ^A
 * for one, which is no letter that belongs to a word. Each stands there twice, so that places stay
 * the same. NULL if there is none.
 */
static const char *read_controls(RedactRules *r, const char *line, size_t n)
{
	const char *at = memchr(line, '^', n), *end = line + n;

	if (!at)
		return NULL;
	str_clear(&r->controls);
	str_append(&r->controls, line, n);
	for (; at && at + 1 < end; at = memchr(at, '^', (size_t)(end - at))) {
		char *to = r->controls.text + (at - line);

		if (at[1] >= '?' && at[1] <= '_') {
			to[0] = to[1] = (char)(at[1] ^ '@');
			at++;
		}
		at++;
	}
	return r->controls.text;
}

static void apply_each(RedactRules *r, uint64_t rules, const char *line, size_t n)
{
	for (rules &= ~(uint64_t)KEY_HEAD; rules; rules &= rules - 1)
		apply(r, (size_t)__builtin_ctzll(rules), line, n);
}

/* Adds what `rules` find in the line, and where `controls`, unless NULL, are for those shown. */
static void apply_all(RedactRules *r, uint64_t rules, const char *line, size_t n,
		      const char *controls)
{
	apply_each(r, rules, line, n);
	if (controls)
		apply_each(r, rules, controls, n);
	r->count = redact_spans_join(r->spans, r->count);
}

/* --- Private keys, which go over several lines. */

static const char key_begin[] = "-----BEGIN ", key_end[] = "-----END ";

/* The first byte behind the head of a private key in the line; SIZE_MAX if there is none. */
static size_t behind_key_head(const char *line, size_t n)
{
	static const char what[] = "PRIVATE KEY", dashes[] = "-----";
	const char *end = line + n, *at = memmem(line, n, key_begin, sizeof(key_begin) - 1);

	if (at)
		at = memmem(at, (size_t)(end - at), what, sizeof(what) - 1);
	if (at)
		at = memmem(at, (size_t)(end - at), dashes, sizeof(dashes) - 1);
	return at ? (size_t)(at - line) + sizeof(dashes) - 1 : SIZE_MAX;
}

/* Whether the line could be of a key: base64, or a head such as `Proc-Type: 4,ENCRYPTED`. Controls
 * are seen by nobody. */
static bool is_of_key(const char *line, size_t n)
{
	static const char others[] = "+/=:,-\"'|>";

	for (size_t i = 0; i < n; i++) {
		if (!isalnum((unsigned char)line[i]) && (unsigned char)line[i] > ' ' &&
		    !strchr(others, line[i]))
			return false;
	}
	return true;
}

static bool is_blank(const char *line, size_t n)
{
	while (n && (unsigned char)line[n - 1] <= ' ')
		n--;
	return !n;
}

static bool is_base64(char c)
{
	return isalnum((unsigned char)c) || c == '+' || c == '/' || c == '=';
}

/* Adds what among other words in the line is of a key; returns how long the longest is. *open,
 * unless NULL, is where that begins which may become such. */
static size_t find_runs(RedactRules *r, const char *line, size_t n, size_t *open)
{
	size_t longest = 0;

	for (size_t at = 0; at < n;) {
		size_t from = at;

		while (at < n && is_base64(line[at]))
			at++;
		if (at - from >= KEY_RUN)
			add_span(r, from, at - from);
		longest = at - from > longest ? at - from : longest;
		if (open && at == n && at > from)
			*open = from;
		at += at == from;
	}
	return longest;
}

static void add_trimmed(RedactRules *r, const char *line, size_t from, size_t to)
{
	while (from < to && (unsigned char)line[from] <= ' ')
		from++;
	while (to > from && (unsigned char)line[to - 1] <= ' ')
		to--;
	if (to > from)
		add_span(r, from, to - from);
}

/*
 * Adds what a line in a key has of it, up to `to`, and changes *gap: something else may stand
 * between, such as a pager's prompt, a message of the device's, a line that was sent, and behind
 * that words are only words. *open as in find_runs.
 */
static void find_key_text(RedactRules *r, const char *line, size_t to, unsigned *gap, size_t *open)
{
	bool whole = !*gap && is_of_key(line, to);

	if (is_blank(line, to))
		return;
	if (whole && open)
		*open = 0;
	else if (whole)
		add_trimmed(r, line, 0, to);
	else
		*gap = find_runs(r, line, to, open) < KEY_RUN_LONG ? *gap + 1 : 0;
}

/* Where the key ends in the line; `n` if it doesn't. */
static size_t key_end_in(const char *line, size_t n)
{
	const char *end = memmem(line, n, key_end, sizeof(key_end) - 1);

	return end ? (size_t)(end - line) : n;
}

/* Adds what the line has of a private key. Whether that goes on in the next one. */
static bool find_key(RedactRules *r, const char *line, size_t n)
{
	size_t from = behind_key_head(line, n), to;

	if (from == SIZE_MAX && !r->key_lines)
		return false;
	if (from == SIZE_MAX) {
		to = key_end_in(line, n);
		find_key_text(r, line, to, &r->key_gap, NULL);
		return to == n && r->key_gap <= KEY_GAP_MAX;
	}
	to = from + key_end_in(line + from, n - from);
	r->key_gap = 0;
	add_trimmed(r, line, from, to);
	return to == n;
}

/* The same for a line that isn't whole yet; *open is where that begins which may become of it. */
static void peek_key(RedactRules *r, const char *line, size_t n, size_t *open)
{
	size_t from = behind_key_head(line, n), to = key_end_in(line, n);
	unsigned gap = r->key_gap;

	if (from != SIZE_MAX)
		*open = from;
	else if (r->key_lines)
		find_key_text(r, line, to, &gap, to == n ? open : NULL);
}

/* --- What the owner calls. */

void redact_rules_restart(RedactRules *r)
{
	r->key_lines = 0;
}

size_t redact_rules_candidate(const RedactRules *r, const char *text, size_t n)
{
	struct redact_hit hit = redact_sieve_find(r->sieve, text, n, 0);

	if (r->key_lines)
		return 0;
	return hit.length ? hit.start : n;
}

const struct redact_span *redact_rules_find(RedactRules *r, const char *line, size_t n,
					    size_t *count)
{
	uint64_t rules = sift(r, line, n);
	unsigned left = r->key_lines ? r->key_lines - 1 : KEY_LINES_MAX;

	r->count = 0;
	r->key_lines = (r->key_lines || (rules & KEY_HEAD)) && find_key(r, line, n) ? left : 0;
	apply_all(r, rules, line, n, rules ? read_controls(r, line, n) : NULL);
	*count = r->count;
	return r->spans;
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* Where a secret of rule `i` may begin at the earliest, if its match begins at `from`: behind the
 * rule's first word there, and what parts it from a value; `n` if that hasn't come yet. */
static size_t value_after(const RedactRules *r, size_t i, const char *line, size_t n, size_t from)
{
	struct redact_hit hit = redact_sieve_find(r->sieve, line, n, from);

	while (hit.length && !(hit.rules >> i & 1))
		hit = redact_sieve_find(r->sieve, line, n, hit.start + 1);
	if (!hit.length)
		return n;
	from = hit.start + hit.length;
	if (redact_table[i].from_word)
		return from;
	while (from < n && is_name(line[from - 1]) && is_name(line[from]))
		from++;
	while (from < n && line[from] && strchr(" \t:=\"'", line[from]))
		from++;
	return from;
}

/* Where a secret of one of `rules` that isn't whole yet begins at the earliest; `n`: there is none.
 */
static size_t open_secret(RedactRules *r, uint64_t rules, const char *line, size_t n)
{
	size_t open = n;

	for (rules &= ~(uint64_t)KEY_HEAD; rules; rules &= rules - 1) {
		size_t i = (size_t)__builtin_ctzll(rules);
		size_t from = regex_match_open(regex_of(r, i), line, n);

		from = from < n ? value_after(r, i, line, n, from) : n;
		open = least_size(open, from);
	}
	return open;
}

const struct redact_span *redact_rules_peek(RedactRules *r, const char *line, size_t n,
					    size_t *count, size_t *open)
{
	uint64_t rules = sift(r, line, n);
	const char *controls = rules ? read_controls(r, line, n) : NULL;

	r->count = 0;
	*open = n;
	if (r->key_lines || (rules & KEY_HEAD))
		peek_key(r, line, n, open);
	apply_all(r, rules, line, n, controls);
	*open = least_size(*open, open_secret(r, rules, line, n));
	if (controls)
		*open = least_size(*open, open_secret(r, rules, controls, n));
	*count = r->count;
	return r->spans;
}

bool redact_rules_line(RedactRules *r, const char *line, size_t n, struct str *out)
{
	size_t count, at = 0;
	const struct redact_span *spans = redact_rules_find(r, line, n, &count);

	for (size_t i = 0; i < count; i++) {
		str_append(out, line + at, spans[i].start - at);
		str_append_string(out, REDACT_MARK);
		at = spans[i].start + spans[i].length;
	}
	str_append(out, line + at, n - at);
	return count != 0;
}

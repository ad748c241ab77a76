#include "rules/sieve.h"

#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/mem.h"
#include "base/required-text.h"
#include "base/str.h"

#include "base/poison.h"

enum {
	STRING_MAX = 10, /* bytes of a string that are looked for: the table stays small */
	OUTPUT_FLAG = (int)0x40000000, /* in a table's entry: strings end there */
};

/* A pattern that a string lets through, in a list of those with the same string. */
struct output {
	unsigned pattern;
	unsigned next; /* 1 + its index; 0: none */
};

struct string {
	unsigned pattern;
	unsigned char length;
	char text[LITERAL_BYTES];
};

struct Sieve {
	size_t words;
	uint64_t *always, *found;
	struct string *strings;
	size_t string_count, string_size;
	unsigned char class_of[256]; /* of a byte; 0: it is in no string */
	unsigned classes;
	/* For each state and class the row of the next state (its number times `classes`). */
	unsigned *table;
	unsigned state_count;
	/* For each state: its first output, the next shorter end of a string, the last run it was
	 * met in. */
	unsigned *first, *shorter, *met;
	struct output *outputs;
	unsigned output_count, run;
};

Sieve *sieve_new(size_t count)
{
	Sieve *s = mem_alloc(sizeof(*s));

	s->words = count / 64 + 1;
	s->always = mem_calloc(s->words, sizeof(*s->always));
	s->found = mem_calloc(s->words, sizeof(*s->found));
	return s;
}

void sieve_free(Sieve *s)
{
	if (!s)
		return;
	free(s->always);
	free(s->found);
	free(s->strings);
	free(s->table);
	free(s->first);
	free(s->shorter);
	free(s->met);
	free(s->outputs);
	free(s);
}

void sieve_pass_always(Sieve *s, size_t i)
{
	s->always[i / 64] |= (uint64_t)1 << i % 64;
}

/* Says that a string of `n` > 0 bytes lets pattern `i` through. */
static void add(Sieve *s, size_t i, const char *text, size_t n)
{
	if (s->string_count == s->string_size) {
		s->string_size = s->string_size ? 2 * s->string_size : 64;
		s->strings = mem_resize(s->strings, s->string_size, sizeof(*s->strings));
	}
	struct string *string = &s->strings[s->string_count++];
	string->pattern = (unsigned)i;
	string->length = (unsigned char)least_size(n, LITERAL_BYTES);
	for (size_t at = 0; at < string->length; at++)
		string->text[at] = str_lower(text[at]);
}

/* Adds the strings; with case ignored, K is also the Kelvin sign, s the long s. */
static void add_strings(Sieve *s, size_t i, const struct literals *all, bool caseless)
{
	bool k = false, l = false;

	for (size_t at = 0; at < all->count; at++) {
		const struct literal *one = &all->of[at];

		add(s, i, one->text, one->length);
		k |= memchr(one->text, 'k', one->length) || memchr(one->text, 'K', one->length);
		l |= memchr(one->text, 's', one->length) || memchr(one->text, 'S', one->length);
	}
	if (caseless && k)
		add(s, i, "\xe2\x84\xaa", 3);
	if (caseless && l)
		add(s, i, "\xc5\xbf", 2);
}

void sieve_add_expression(Sieve *s, size_t i, const char *text, size_t n, bool caseless)
{
	struct literals all;

	if (n > 4 && !strncmp(text, "(?i)", 4)) {
		caseless = true;
		text += 4;
		n -= 4;
	}
	if (required_choice(text, n, caseless, &all))
		add_strings(s, i, &all, caseless);
	else
		sieve_pass_always(s, i);
}

/* How many strings have a part, by a hash of the part. */
struct tally {
	unsigned *count;
	size_t mask;
};

static unsigned *tally_of(const struct tally *t, const char *text)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (size_t i = 0; i < STRING_MAX; i++)
		hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
	return &t->count[(hash ^ hash >> 32) & t->mask];
}

/* How much of the part is what most text has. */
static unsigned commonness(const char *text)
{
	unsigned common = 0;

	for (size_t i = 0; i < STRING_MAX; i++)
		common += text[i] && strchr(" etaoinshrl", text[i]);
	return common;
}

/* Cuts a string to the part that fewest strings have, of those the one with the rarest letters. */
static void cut(struct string *string, const struct tally *t)
{
	unsigned best = UINT32_MAX;
	size_t from = 0;

	if (string->length <= STRING_MAX)
		return;
	for (size_t at = 0; at + STRING_MAX <= string->length; at++) {
		unsigned cost = least(*tally_of(t, string->text + at), 1 << 20) * 16 +
				commonness(string->text + at);

		if (cost < best) {
			best = cost;
			from = at;
		}
	}
	memmove(string->text, string->text + from, STRING_MAX);
	string->length = STRING_MAX;
}

/* Cuts the strings to STRING_MAX bytes. */
static void cut_strings(Sieve *s)
{
	struct tally t = { .mask = 1023 };

	while (t.mask < s->string_count * LITERAL_BYTES)
		t.mask = 2 * t.mask + 1;
	t.count = mem_calloc(t.mask + 1, sizeof(*t.count));
	for (size_t i = 0; i < s->string_count; i++) {
		const struct string *string = &s->strings[i];

		for (size_t at = 0; at + STRING_MAX <= string->length; at++)
			++*tally_of(&t, string->text + at);
	}
	for (size_t i = 0; i < s->string_count; i++)
		cut(&s->strings[i], &t);
	free(t.count);
}

/* Numbers the bytes that stand in strings; the two cases of a letter are one. */
static void find_classes(Sieve *s)
{
	memset(s->class_of, 0, sizeof(s->class_of));
	s->classes = 1;
	for (size_t i = 0; i < s->string_count; i++) {
		for (size_t at = 0; at < s->strings[i].length; at++) {
			unsigned char *class = &s->class_of[(unsigned char)s->strings[i].text[at]];

			/* All 256 bytes can't be in use: capitals aren't. */
			if (!*class)
				*class = (unsigned char)s->classes++;
		}
	}
	for (int c = 'A'; c <= 'Z'; c++)
		s->class_of[c] = s->class_of[c - 'A' + 'a'];
}

/* Adds a string to the tree that the table is at first, and its pattern to where it ends. */
static void plant(Sieve *s, const struct string *string)
{
	unsigned state = 0;

	for (size_t at = 0; at < string->length; at++) {
		unsigned char c = (unsigned char)string->text[at];
		unsigned *next = &s->table[state * s->classes + s->class_of[c]];

		if (!*next)
			*next = s->state_count++;
		state = *next;
	}
	s->outputs[s->output_count++] = (struct output){ string->pattern, s->first[state] };
	s->first[state] = s->output_count;
}

/* Fills the table, breadth first: where a state has no next one, that of the longest end of what it
 * has read that is the beginning of a string. */
static void complete(Sieve *s)
{
	unsigned *fallback = mem_calloc(s->state_count, sizeof(*fallback));
	unsigned *queue = mem_calloc(s->state_count, sizeof(*queue));
	unsigned head = 0, tail = 1;

	while (head < tail) {
		unsigned state = queue[head++], *row = &s->table[state * s->classes];
		const unsigned *other = &s->table[fallback[state] * s->classes];

		s->shorter[state] = s->first[fallback[state]] ? fallback[state] :
								s->shorter[fallback[state]];
		for (unsigned c = 0; c < s->classes; c++) {
			if (!row[c]) {
				row[c] = state ? other[c] : 0;
				continue;
			}
			fallback[row[c]] = state ? other[c] : 0;
			queue[tail++] = row[c];
		}
	}
	free(fallback);
	free(queue);
}

/* Makes of states' numbers where their rows begin, with a flag for those where strings end. */
static void scale(Sieve *s)
{
	for (size_t i = 0; i < (size_t)s->state_count * s->classes; i++) {
		unsigned state = s->table[i];
		bool ends = s->first[state] || s->shorter[state];

		s->table[i] = state * s->classes | (ends ? OUTPUT_FLAG : 0);
	}
}

void sieve_build(Sieve *s)
{
	size_t states = 1;

	cut_strings(s);
	find_classes(s);
	for (size_t i = 0; i < s->string_count; i++)
		states += s->strings[i].length;
	s->table = mem_calloc(states * s->classes, sizeof(*s->table));
	s->first = mem_calloc(states, sizeof(*s->first));
	s->shorter = mem_calloc(states, sizeof(*s->shorter));
	s->met = mem_calloc(states, sizeof(*s->met));
	s->outputs = mem_calloc(s->string_count + 1, sizeof(*s->outputs));
	s->state_count = 1;
	for (size_t i = 0; i < s->string_count; i++)
		plant(s, &s->strings[i]);
	complete(s);
	scale(s);
	free(s->strings);
	s->strings = NULL;
	s->string_count = s->string_size = 0;
	s->table = mem_resize(s->table, (size_t)s->state_count * s->classes, sizeof(*s->table));
}

/* Lets through the patterns whose strings end in `state`, once in a run. */
static void let_through(Sieve *s, unsigned state)
{
	for (; state && s->met[state] != s->run; state = s->shorter[state]) {
		s->met[state] = s->run;
		for (unsigned i = s->first[state]; i; i = s->outputs[i - 1].next) {
			unsigned pattern = s->outputs[i - 1].pattern;

			s->found[pattern / 64] |= (uint64_t)1 << pattern % 64;
		}
	}
}

const uint64_t *sieve_run(Sieve *s, const char *text, size_t n)
{
	const unsigned *table = s->table;
	unsigned at = 0;

	memcpy(s->found, s->always, s->words * sizeof(*s->found));
	if (!++s->run) {
		/* The count of runs has come round. */
		memset(s->met, 0, s->state_count * sizeof(*s->met));
		s->run = 1;
	}
	for (size_t i = 0; i < n && s->state_count > 1; i++) {
		at = table[at + s->class_of[(unsigned char)text[i]]];
		if (at & OUTPUT_FLAG) {
			at &= ~(unsigned)OUTPUT_FLAG;
			let_through(s, at / s->classes);
		}
	}
	return s->found;
}

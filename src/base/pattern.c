#include "base/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/line-regex.h"
#include "base/literal-regex.h"
#include "base/mem.h"
#include "base/needle.h"
#include "base/pattern-text.h"
#include "base/required-text.h"
#include "base/text-forms.h"

#include "base/poison.h"

/* Bounds of one call: most lines need few steps, so that what needs more is known to be dear. */
enum {
	STEPS_FEW = 5000,
	STEPS_MANY = 100000,
	HEAP_KIB = 8192,
	WORK_CALL = 32, /* what a call of PCRE2 costs beside the bytes, as work */
	WORK_NEEDLE = 8, /* what looking for the needle does */
	WORK_AHEAD = 16, /* bytes behind a match that may have been looked at, for one of work */
	WORK_WINDOW = 2, /* bytes of many lines that are looked at at once, likewise */
	WINDOW_MIN = 128, /* how many those are, to the end of a line, at first, and */
	WINDOW_MAX = 4096, /* while nothing is found */
	SHORT = 512, /* bytes of a line that are looked through for others than ASCII */
	COUNT_LINE = 4096, /* bytes of a line whose matches are counted at one go, */
	COUNT_WORK = 1 << 13, /* and what that may cost */
};

struct Pattern {
	bool has_needle; /* what every match holds, or is, */
	bool needle_begins; /* or begins with */
	struct needle needle;
	struct needles set; /* what every match is one of, if there are any, */
	bool set_in_ascii; /* in text of ASCII: k and s have another form beyond */
	uint64_t work;
	pcre2_code *code; /* NULL: the needle is the pattern */
	pcre2_match_data *data;
	pcre2_match_context *few, *many; /* limits */
	bool jit; /* it is compiled to machine code */
	bool may_be_empty;
	bool looks_ahead; /* what stands far behind a match may have been looked at for it */
	/* What finds lines among many (line_regex), in text of ASCII and in any; NULL: nothing. */
	pcre2_code *in_ascii, *in_lines;
};

static bool fail_compile(const char *text, int code, size_t offset, struct err *err)
{
	PCRE2_UCHAR message[256];

	if (pcre2_get_error_message(code, message, sizeof(message)) < 0)
		message[0] = '\0';
	return err_set(err, ERR_USAGE, "the pattern is wrong at character %zu: %s",
		       pattern_text_characters(text, offset) + 1, (const char *)message);
}

static pcre2_match_context *new_limits(uint32_t steps)
{
	pcre2_match_context *c = pcre2_match_context_create(NULL);

	if (!c)
		mem_die();
	pcre2_set_match_limit(c, steps);
	pcre2_set_depth_limit(c, steps);
	pcre2_set_heap_limit(c, HEAP_KIB);
	return c;
}

/* Compiles with JIT what finds lines among many; NULL if that can't be. */
static pcre2_code *compile_for_lines(const struct str *text, uint32_t options)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	size_t offset;
	int error;

	if (!context)
		mem_die();
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)text->text, text->length,
					 options | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C,
					 &error, &offset, context);
	pcre2_compile_context_free(context);
	if (code && pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0)
		return code;
	pcre2_code_free(code);
	return NULL;
}

/* A line without a match but one of no bytes has to be looked at alone. */
static void find_in_lines(Pattern *p, const char *text, size_t n, bool ignore_case)
{
	uint32_t options = ignore_case ? PCRE2_CASELESS : 0;
	struct str lines;

	str_init(&lines);
	if (!p->may_be_empty && line_regex(text, n, &lines)) {
		p->in_lines = compile_for_lines(
			&lines, options | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_UCP);
		if (p->in_lines && pattern_text_is_ascii(text, n))
			p->in_ascii = compile_for_lines(&lines, options);
	}
	str_fini(&lines);
}

/* Compiles `text`, as it is if `literal`. */
static bool compile(Pattern *p, const char *text, size_t n, bool literal, bool ignore_case,
		    struct err *err)
{
	uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, empty = 0;
	size_t offset = 0;
	int code = 0;

	options |= literal ? PCRE2_LITERAL : PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
	if (ignore_case)
		options |= PCRE2_CASELESS;
	p->code = pcre2_compile((PCRE2_SPTR)text, n, options, &code, &offset, NULL);
	if (!p->code)
		return fail_compile(text, code, offset, err);
	/* Without JIT the interpreter does the same. */
	p->jit = pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE) == 0;
	pcre2_pattern_info(p->code, PCRE2_INFO_MATCHEMPTY, &empty);
	p->may_be_empty = empty != 0;
	p->data = pcre2_match_data_create(1, NULL);
	if (!p->data)
		mem_die();
	p->few = new_limits(STEPS_FEW);
	p->many = new_limits(STEPS_MANY);
	return true;
}

/* Finds the strings that the regular expression stands for, if it does. */
static void find_set(Pattern *p, const char *text, size_t n, bool ignore_case)
{
	struct literals all;

	if (!literal_regex(text, n, &all) ||
	    (ignore_case && pattern_text_has_foreign_case(text, n)))
		return;
	for (size_t i = 0; i < all.count; i++)
		needles_add(&p->set, all.of[i].text, all.of[i].length, ignore_case);
	for (size_t i = 0; i < n && ignore_case && !p->set_in_ascii; i++)
		p->set_in_ascii = strchr("kKsS", text[i]);
}

/* Finds what every match of the regular expression holds, if there is something. */
static void find_required(Pattern *p, const char *text, size_t n, bool ignore_case)
{
	struct str required;

	str_init(&required);
	required_text(text, n, ignore_case, &required);
	if (required.length) {
		p->needle_begins = required_text_begins(text, n, &required);
		needle_init(&p->needle, required.text, required.length, ignore_case);
		p->has_needle = true;
	}
	str_fini(&required);
}

/* Makes `p` the text in all its forms, if there are several. */
static bool find_forms(Pattern *p, const char *text, size_t n, bool ignore_case)
{
	struct str forms;
	bool found = false;

	if (pattern_text_is_ascii(text, n))
		return false;
	str_init(&forms);
	if (text_forms(text, n, &forms) &&
	    compile(p, forms.text, forms.length, false, ignore_case, &(struct err){ 0 })) {
		find_required(p, forms.text, forms.length, ignore_case);
		find_in_lines(p, forms.text, forms.length, ignore_case);
		found = true;
	}
	str_fini(&forms);
	return found;
}

Pattern *pattern_new(const char *text, size_t n, enum pattern_kind kind, enum pattern_case how,
		     struct err *err)
{
	bool regex = kind == PATTERN_REGEX;
	bool ignore_case = how == PATTERN_CASE_IGNORED ||
			   (how == PATTERN_CASE_SMART && pattern_text_is_small(text, n, regex));
	const char *why = !n                     ? "the pattern is empty" :
			  n > PATTERN_LENGTH_MAX ? "the pattern is too long" :
			  memchr(text, '\n', n)  ? "a pattern can't hold a newline" :
						   NULL;

	if (why) {
		err_set(err, ERR_USAGE, "%s", why);
		return NULL;
	}
	Pattern *p = mem_alloc(sizeof(*p));
	if (!regex && find_forms(p, text, n, ignore_case))
		return p;
	if (!regex && !(ignore_case && pattern_text_has_foreign_case(text, n))) {
		needle_init(&p->needle, text, n, ignore_case);
		needles_add(&p->set, text, n, ignore_case);
		p->has_needle = true;
		return p;
	}
	if (!compile(p, text, n, !regex, ignore_case, err)) {
		pattern_free(p);
		return NULL;
	}
	p->looks_ahead = regex && pattern_text_may_look_ahead(text, n);
	if (regex) {
		find_set(p, text, n, ignore_case);
		find_required(p, text, n, ignore_case);
		find_in_lines(p, text, n, ignore_case);
	}
	return p;
}

void pattern_free(Pattern *p)
{
	if (!p)
		return;
	if (p->has_needle)
		needle_fini(&p->needle);
	needles_fini(&p->set);
	pcre2_code_free(p->code);
	pcre2_code_free(p->in_ascii);
	pcre2_code_free(p->in_lines);
	pcre2_match_data_free(p->data);
	pcre2_match_context_free(p->few);
	pcre2_match_context_free(p->many);
	free(p);
}

uint64_t pattern_work(const Pattern *p)
{
	return p->work;
}

bool pattern_passes_over(const Pattern *p)
{
	return p->has_needle || p->set.count || p->in_lines;
}

/* Where the needle stands; `n` if it doesn't, `from` if there is none. */
static size_t find_needle(const Pattern *p, const char *text, size_t n, size_t from)
{
	size_t at = p->has_needle ? needle_find(&p->needle, text, n, from) : from;

	return at < n ? at : n;
}

/* Whether the strings of the set are all the matches in the `n` bytes at `text`. */
static bool set_suffices(const Pattern *p, const char *text, size_t n)
{
	return p->set.count && (!p->set_in_ascii || pattern_text_is_ascii(text, n));
}

/* What finds lines among those from `from` to `end`; it may look at the byte before them. */
static const pcre2_code *code_for_lines(const Pattern *p, const char *text, size_t from, size_t end)
{
	from -= from > 0;
	return p->in_ascii && pattern_text_is_ascii(text + from, end - from) ? p->in_ascii :
									       p->in_lines;
}

/* Finds a match from `from` to `end`: where it begins and, in `*length`, its bytes; `end` if there
 * is none. What is too costly so is looked for line by line from then on: SIZE_MAX. */
static size_t find_by(Pattern *p, const pcre2_code *code, const char *text, size_t from, size_t end,
		      size_t *length)
{
	int got = pcre2_jit_match(code, (PCRE2_SPTR)text, end, from, 0, p->data, p->few);
	const size_t *place = pcre2_get_ovector_pointer(p->data), found = got < 0 ? end : *place;

	*length = got < 0 ? 0 : place[1] - found;
	p->work += WORK_CALL + (found - from + *length) / WORK_WINDOW;
	if (got >= 0 || got == PCRE2_ERROR_NOMATCH)
		return found;
	pcre2_code_free(p->in_ascii);
	pcre2_code_free(p->in_lines);
	p->in_ascii = p->in_lines = NULL;
	return SIZE_MAX;
}

/* Where a match may begin from `from`, where a line or a needle begins, to `end`, or `end`. */
static size_t find_in_window(Pattern *p, const char *text, size_t from, size_t end)
{
	size_t length, found = from;

	if (set_suffices(p, text + from, end - from)) {
		found = least_size(needles_find(&p->set, text, end, from), end);
		p->work += WORK_NEEDLE + (found - from) / 8;
		return found;
	}
	if (p->in_lines)
		found = find_by(p, code_for_lines(p, text, from, end), text, from, end, &length);
	return found == SIZE_MAX ? from : found;
}

/* The first place at or after `from` where a match may begin; `n` if there is none. */
static size_t find_start(const Pattern *p, const char *text, size_t n, size_t from)
{
	size_t at = find_needle(p, text, n, from);

	while (p->has_needle && !p->needle_begins && at < n && at > from && text[at - 1] != '\n')
		at--;
	return at;
}

size_t pattern_candidate(Pattern *p, const char *text, size_t n, size_t from)
{
	size_t at = from < n ? from : n, window = p->has_needle ? 0 : WINDOW_MIN;

	while ((at = find_start(p, text, n, at)) < n && p->code && (p->in_lines || p->set.count)) {
		size_t end = pattern_text_line_end(text, n, at + window);
		size_t found = find_in_window(p, text, at, end);
		if (found < end)
			return found;
		at = end;
		window = window < WINDOW_MAX ? 2 * window + WINDOW_MIN : window;
	}
	return at;
}

/* Lines whose matches are being counted, in the `n` bytes of `text`. */
struct counting {
	const char *text;
	size_t n, line; /* where a line begins */
	size_t lines; /* before that */
	uint16_t *counts; /* of each */
	size_t room;
};

/* Goes on to the line that holds byte `at`, or as far as there is room. */
static void count_up_to(struct counting *c, size_t at)
{
	while (c->lines < c->room && c->line < c->n) {
		size_t end = pattern_text_line_end(c->text, c->n, c->line);

		if (end >= at)
			return;
		c->counts[c->lines++] = 0;
		c->line = end + 1;
	}
}

/* Finds the next match behind a match that ended at `from`, in a line that ends at `end`: it may
 * be in another one. */
static size_t find_behind(Pattern *p, const pcre2_code *code, const struct counting *c, size_t from,
			  size_t end, size_t *length)
{
	if (!p->has_needle)
		return find_by(p, code, c->text, from, c->n, length);
	if (find_needle(p, c->text, end, from) == end)
		return end;
	return find_by(p, code, c->text, from, end, length);
}

/* Counts in the line whose first match of `*length` bytes begins at `*found`, which goes on to the
 * next one behind it. False if the line has to be looked at alone. */
static bool count_in_line(Pattern *p, const pcre2_code *code, struct counting *c, size_t *found,
			  size_t *length)
{
	size_t end = pattern_text_line_end(c->text, c->n, c->line), hits = 0;
	uint64_t work = p->work;

	if (end - c->line >= COUNT_LINE || c->text[end - 1] == ' ')
		return false;
	while (*found < end) {
		hits++;
		p->work += p->looks_ahead ? (end - *found) / WORK_AHEAD : 0;
		if (!*length || p->work - work > COUNT_WORK)
			return false;
		*found = find_behind(p, code, c, *found + *length, end, length);
	}
	if (*found == SIZE_MAX)
		return false;
	c->counts[c->lines++] = (uint16_t)hits;
	c->line = end + 1;
	return true;
}

/* Finds the next match from the line on, and its length; `n` if there is none. */
static size_t find_ahead(Pattern *p, const pcre2_code *code, const struct counting *c,
			 size_t *length)
{
	size_t at = c->line;

	while ((at = find_start(p, c->text, c->n, at)) < c->n) {
		size_t end = p->has_needle ? pattern_text_line_end(c->text, c->n, at) : c->n;
		size_t found = find_by(p, code, c->text, at, end, length);

		if (found != end)
			return found;
		at = end;
	}
	return at;
}

/* Counts by what finds lines, where there is such. */
static void count_by_regex(Pattern *p, struct counting *c)
{
	const pcre2_code *code = code_for_lines(p, c->text, c->line, c->n);
	size_t found = 0, length = 0;

	while (code && c->lines < c->room && c->line < c->n) {
		if (found <= c->line)
			found = find_ahead(p, code, c, &length);
		if (found == SIZE_MAX)
			return;
		count_up_to(c, found);
		if (c->lines == c->room || c->line >= c->n ||
		    !count_in_line(p, code, c, &found, &length))
			return;
	}
}

size_t pattern_count_lines(Pattern *p, const char *text, size_t n, uint16_t *counts, size_t room,
			   size_t *used)
{
	struct counting c = { .text = text, .n = n, .counts = counts, .room = room };

	if (set_suffices(p, text, n)) {
		size_t lines = needles_count(&p->set, text, n, COUNT_LINE, counts, room, used);

		p->work += lines * WORK_NEEDLE + *used / 8;
		return lines;
	}
	count_by_regex(p, &c);
	*used = c.line < n ? c.line : n;
	return c.lines;
}

/* One call of PCRE2 within `limits`; a JIT stack that is too small is no limit of ours. What finds
 * lines of ASCII finds the same in one of them, and sooner. */
static int match_once(Pattern *p, const char *text, size_t n, size_t from, uint32_t options,
		      pcre2_match_context *limits)
{
	bool ascii = p->in_ascii && n <= SHORT && pattern_text_is_ascii(text, n);
	const pcre2_code *code = ascii ? p->in_ascii : p->code;
	int got = PCRE2_ERROR_JIT_STACKLIMIT;

	if (p->jit)
		got = pcre2_jit_match(code, (PCRE2_SPTR)text, n, from, options, p->data, limits);
	if (got == PCRE2_ERROR_JIT_STACKLIMIT)
		got = pcre2_match(p->code, (PCRE2_SPTR)text, n, from, options | PCRE2_NO_JIT,
				  p->data, limits);
	return got;
}

static enum pattern_result match(Pattern *p, const char *text, size_t n, size_t from,
				 uint32_t options, struct pattern_match *match)
{
	int got = match_once(p, text, n, from, options, p->few);

	p->work += WORK_CALL + (p->looks_ahead ? (n - from) / WORK_AHEAD : 0);
	if (got == PCRE2_ERROR_MATCHLIMIT || got == PCRE2_ERROR_DEPTHLIMIT) {
		p->work += STEPS_MANY;
		got = match_once(p, text, n, from, options, p->many);
	}
	if (got < 0)
		p->work += n - from;
	if (got == PCRE2_ERROR_NOMATCH)
		return PATTERN_NONE;
	if (got < 0)
		return PATTERN_OVER_LIMIT;
	const size_t *place = pcre2_get_ovector_pointer(p->data);
	/* With \K in a lookaround a match may end before it begins. */
	match->start = place[0] < place[1] ? place[0] : place[1];
	match->length = place[1] - match->start;
	p->work += place[1] - (place[1] < from ? place[1] : from);
	return PATTERN_FOUND;
}

enum pattern_result pattern_find(Pattern *p, const char *text, size_t n, size_t from,
				 struct pattern_match *found)
{
	enum pattern_result result;

	assert(from <= n);
	if (p->has_needle) {
		size_t at = find_needle(p, text, n, from);

		p->work += (at - from) / 8 + WORK_NEEDLE;
		if (at == n)
			return PATTERN_NONE;
		if (!p->code) {
			*found = (struct pattern_match){ at, p->needle.length };
			return PATTERN_FOUND;
		}
	}
	result = match(p, text, n, from, PCRE2_NOTEMPTY, found);
	if (result == PATTERN_NONE && !from && p->may_be_empty)
		result = match(p, text, n, from, 0, found);
	return result;
}

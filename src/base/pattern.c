#include "base/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/line-regex.h"
#include "base/mem.h"
#include "base/needle.h"
#include "base/required-text.h"
#include "base/text-forms.h"
#include "base/utf8.h"

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
};

struct Pattern {
	bool has_needle; /* what every match holds, or is */
	struct needle needle;
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

/* Whether smart case means that case is ignored: no capital letter, escapes such as \W aside. */
static bool all_small(const char *text, size_t n, bool escapes)
{
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t used = utf8_decode(text + i, n - i, &cp);

		if (escapes && text[i] == '\\' && i + 1 < n) {
			i += 2;
			continue;
		}
		if (utf8_lower(cp) != cp)
			return false;
		i += used ? used : n - i;
	}
	return true;
}

/* Whether a letter beyond ASCII has another case. */
static bool has_foreign_case(const char *text, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t used = utf8_decode(text + i, n - i, &cp);

		if (cp >= 0x80 && (utf8_lower(cp) != cp || utf8_upper(cp) != cp))
			return true;
		i += used ? used : n - i;
	}
	return false;
}

static size_t count_characters(const char *text, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

static bool fail_compile(const char *text, int code, size_t offset, struct err *err)
{
	PCRE2_UCHAR message[256];

	if (pcre2_get_error_message(code, message, sizeof(message)) < 0)
		message[0] = '\0';
	return err_set(err, ERR_USAGE, "the pattern is wrong at character %zu: %s",
		       count_characters(text, offset) + 1, (const char *)message);
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

static bool is_ascii(const char *text, size_t n)
{
	uint64_t all = 0, word;
	size_t at = 0;

	for (; n - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, text + at, sizeof(word));
		all |= word;
	}
	for (; at < n; at++)
		all |= (unsigned char)text[at] & 0x80;
	return !(all & 0x8080808080808080u);
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
		if (p->in_lines && is_ascii(text, n))
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

/* Whether the regular expression has what may look far ahead, and then match little: lookaheads,
 * possessive quantifiers, atomic groups, alternatives, verbs. */
static bool may_look_ahead(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '|' || (i && strchr("?*+}", text[i - 1]) && text[i] == '+') ||
		    (i && text[i - 1] == '(' && (text[i] == '?' || text[i] == '*')))
			return true;
	}
	return false;
}

/* Finds what every match of the regular expression holds, if there is something. */
static void find_required(Pattern *p, const char *text, size_t n, bool ignore_case)
{
	struct str required;

	str_init(&required);
	required_text(text, n, ignore_case, &required);
	if (required.length) {
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

	if (is_ascii(text, n))
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
			   (how == PATTERN_CASE_SMART && all_small(text, n, regex));
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
	if (!regex && !(ignore_case && has_foreign_case(text, n))) {
		needle_init(&p->needle, text, n, ignore_case);
		p->has_needle = true;
		return p;
	}
	if (!compile(p, text, n, !regex, ignore_case, err)) {
		pattern_free(p);
		return NULL;
	}
	p->looks_ahead = regex && may_look_ahead(text, n);
	if (regex) {
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
	pcre2_code_free(p->code);
	pcre2_code_free(p->in_ascii);
	pcre2_code_free(p->in_lines);
	pcre2_match_data_free(p->data);
	pcre2_match_context_free(p->few);
	pcre2_match_context_free(p->many);
	free(p);
}

bool pattern_is_literal(const Pattern *p)
{
	return !p->code;
}

uint64_t pattern_work(const Pattern *p)
{
	return p->work;
}

bool pattern_passes_over(const Pattern *p)
{
	return p->has_needle || p->in_lines;
}

/* Where the needle stands; `n` if it doesn't, `from` if there is none. */
static size_t find_needle(const Pattern *p, const char *text, size_t n, size_t from)
{
	size_t at = p->has_needle ? needle_find(&p->needle, text, n, from) : from;

	return at < n ? at : n;
}

/* Where a match may begin among the lines from `from` to `end`; `end` if nowhere. What is too
 * costly so is looked for line by line from then on. */
static size_t find_in_window(Pattern *p, const char *text, size_t from, size_t end)
{
	bool line_start = !from || text[from - 1] == '\n';
	bool ascii = p->in_ascii && line_start && is_ascii(text + from, end - from);
	int got = pcre2_jit_match(ascii ? p->in_ascii : p->in_lines, (PCRE2_SPTR)text, end, from, 0,
				  p->data, p->few);

	size_t found = got < 0 ? end : pcre2_get_ovector_pointer(p->data)[0];
	p->work += WORK_CALL + (found - from) / WORK_WINDOW;
	if (got >= 0 || got == PCRE2_ERROR_NOMATCH)
		return found;
	pcre2_code_free(p->in_ascii);
	pcre2_code_free(p->in_lines);
	p->in_ascii = p->in_lines = NULL;
	return from;
}

/* The end of the line that holds byte `at`. */
static size_t line_end(const char *text, size_t n, size_t at)
{
	const char *end = at < n ? memchr(text + at, '\n', n - at) : NULL;

	return end ? (size_t)(end - text) : n;
}

size_t pattern_candidate(Pattern *p, const char *text, size_t n, size_t from)
{
	size_t at = from < n ? from : n, window = WINDOW_MIN;

	while ((at = find_needle(p, text, n, at)) < n && p->in_lines) {
		while (at > from && text[at - 1] != '\n')
			at--;
		size_t end = line_end(text, n, at + window);
		size_t found = find_in_window(p, text, at, end);
		if (found < end)
			return found;
		at = end;
		window = window < WINDOW_MAX ? 2 * window : window;
	}
	return at;
}

size_t pattern_count(Pattern *p, const char *text, size_t n)
{
	p->work += n / 8 + WORK_NEEDLE;
	return needle_count(&p->needle, text, n);
}

/* One call of PCRE2 within `limits`; a JIT stack that is too small is no limit of ours. What finds
 * lines of ASCII finds the same in one of them, and sooner. */
static int match_once(Pattern *p, const char *text, size_t n, size_t from, uint32_t options,
		      pcre2_match_context *limits)
{
	bool ascii = p->in_ascii && n <= SHORT && is_ascii(text, n);
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

#include "base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#include "base/poison.h"

/* Bounds of one match. */
enum { STEPS = 100000, HEAP_KIB = 4096 };

struct Regex {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *limits;
	bool jit; /* it is compiled to machine code */
	uint32_t count;
	const char **names; /* of each group, in the code's table */
};

static bool fail_at(size_t place, size_t *at, struct err *e, const char *why)
{
	if (at)
		*at = place;
	return err_set(e, ERR_USAGE, "the pattern is wrong: %s", why);
}

static bool compile(Regex *r, const char *text, size_t n, bool caseless, size_t *at, struct err *e)
{
	uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_UCP |
			   PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY |
			   (caseless ? PCRE2_CASELESS : 0);
	PCRE2_UCHAR message[256] = "";
	size_t offset = 0;
	int code = 0;

	if (n > REGEX_LENGTH_MAX)
		return fail_at(REGEX_LENGTH_MAX, at, e, "it is too long");
	r->code = pcre2_compile((PCRE2_SPTR)text, n, options, &code, &offset, NULL);
	if (!r->code) {
		pcre2_get_error_message(code, message, sizeof(message));
		return fail_at(offset < n ? offset : n, at, e, (const char *)message);
	}
	pcre2_pattern_info(r->code, PCRE2_INFO_CAPTURECOUNT, &r->count);
	if (++r->count > REGEX_GROUPS_MAX)
		return fail_at(0, at, e, "it has too many groups");
	/* Without JIT the interpreter does the same. */
	r->jit = pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE) == 0;
	return true;
}

static void find_names(Regex *r)
{
	PCRE2_SPTR entry;
	uint32_t count = 0, size = 0;

	r->names = mem_calloc(r->count, sizeof(*r->names));
	pcre2_pattern_info(r->code, PCRE2_INFO_NAMECOUNT, &count);
	if (!count)
		return;
	pcre2_pattern_info(r->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(r->code, PCRE2_INFO_NAMETABLE, &entry);
	for (uint32_t i = 0; i < count; i++, entry += size)
		r->names[entry[0] << 8 | entry[1]] = (const char *)entry + 2;
}

Regex *regex_new(const char *text, size_t n, bool caseless, size_t *at, struct err *e)
{
	Regex *r = mem_alloc(sizeof(*r));

	if (!compile(r, text, n, caseless, at, e)) {
		regex_free(r);
		return NULL;
	}
	find_names(r);
	r->data = pcre2_match_data_create(r->count, NULL);
	r->limits = pcre2_match_context_create(NULL);
	if (!r->data || !r->limits)
		mem_die();
	pcre2_set_match_limit(r->limits, STEPS);
	pcre2_set_depth_limit(r->limits, STEPS);
	pcre2_set_heap_limit(r->limits, HEAP_KIB);
	return r;
}

Regex *regex_new_lines(const char *text, size_t n, struct err *e)
{
	struct str lines;
	Regex *r;

	str_init(&lines);
	str_append_string(&lines, "(*ANYCRLF)(?m)");
	str_append(&lines, text, n);
	r = regex_new(lines.text, lines.length, false, NULL, e);
	str_fini(&lines);
	return r;
}

void regex_free(Regex *r)
{
	if (!r)
		return;
	pcre2_code_free(r->code);
	pcre2_match_data_free(r->data);
	pcre2_match_context_free(r->limits);
	free(r->names);
	free(r);
}

unsigned regex_count(const Regex *r)
{
	return r->count;
}

size_t regex_size(const Regex *r)
{
	size_t code = 0, machine_code = 0;

	pcre2_pattern_info(r->code, PCRE2_INFO_SIZE, &code);
	pcre2_pattern_info(r->code, PCRE2_INFO_JITSIZE, &machine_code);
	return sizeof(*r) + code + machine_code + r->count * 3 * sizeof(size_t);
}

const char *regex_name(const Regex *r, unsigned i)
{
	return r->names[i];
}

/* Matches by the machine code where there is some. What needs more than its small stack the
 * interpreter looks at, which has a heap. */
static int match(const Regex *r, const char *text, size_t n, size_t from)
{
	PCRE2_SPTR subject = (PCRE2_SPTR)text;
	int got = PCRE2_ERROR_JIT_STACKLIMIT;

	if (r->jit)
		got = pcre2_jit_match(r->code, subject, n, from, 0, r->data, r->limits);
	if (got != PCRE2_ERROR_JIT_STACKLIMIT)
		return got;
	return pcre2_match(r->code, subject, n, from, PCRE2_NO_JIT, r->data, r->limits);
}

enum regex_result regex_match(Regex *r, const char *text, size_t n, size_t from,
			      struct regex_group *groups, unsigned room)
{
	int got = match(r, text, n, from);
	const size_t *place = pcre2_get_ovector_pointer(r->data);

	if (got < 0)
		return got == PCRE2_ERROR_NOMATCH ? REGEX_NONE : REGEX_OVER_LIMIT;
	for (unsigned i = 0; i < room && i < r->count; i++) {
		bool took = i < (unsigned)got && place[2 * i] != PCRE2_UNSET;

		groups[i].start = took ? place[2 * i] : SIZE_MAX;
		/* \K in a lookaround may put the start behind the end. */
		groups[i].length = took && place[2 * i + 1] > place[2 * i] ?
					   place[2 * i + 1] - place[2 * i] :
					   0;
	}
	return REGEX_FOUND;
}

size_t regex_match_open(Regex *r, const char *text, size_t n)
{
	const size_t *place = pcre2_get_ovector_pointer(r->data);
	size_t from = 0;

	while (from < n) {
		int got = pcre2_match(r->code, (PCRE2_SPTR)text, n, from, PCRE2_PARTIAL_HARD,
				      r->data, r->limits);

		if (got == PCRE2_ERROR_PARTIAL)
			return place[0];
		if (got == PCRE2_ERROR_NOMATCH)
			return n;
		if (got < 0)
			return from; /* it gave up: nothing is decided */
		from = place[1] > from ? place[1] : from + 1;
	}
	return n;
}

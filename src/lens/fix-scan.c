#include "lens/fix-scan.h"

#include <string.h>

#include "lens/fix-table.h"

#include "base/poison.h"

enum { TAG_BODY_LENGTH = 9, TAG_CHECK_SUM = 10, TAG_DIGITS = 9, VERSION_MAX = 32 };

static const char begin[FIX_BEGIN_LENGTH + 1] = "8=FIX";

bool fix_begins(const char *bytes, size_t n)
{
	return memcmp(bytes, begin, n < FIX_BEGIN_LENGTH ? n : FIX_BEGIN_LENGTH) == 0;
}

uint64_t fix_number(const char *s, size_t n)
{
	uint64_t number = 0;

	if (!n || n > 18)
		return UINT64_MAX;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return UINT64_MAX;
		number = number * 10 + (uint64_t)(s[i] - '0');
	}
	return number;
}

bool fix_find_separator(struct fix_reader *r, const char *bytes, size_t n, bool *more)
{
	size_t i = r->searched > 2 ? r->searched : 2;

	while (i < n && i < VERSION_MAX &&
	       (bytes[i] == '.' || (bytes[i] >= '0' && bytes[i] <= '9') ||
		((bytes[i] | 32) >= 'a' && (bytes[i] | 32) <= 'z')))
		i++;
	r->searched = i;
	*more = i == n || (bytes[i] == '^' && i + 1 == n);
	if (*more)
		return false;
	if (bytes[i] == '\x01')
		r->separator = FIX_SOH;
	else if (bytes[i] == '|')
		r->separator = FIX_BAR;
	else if (bytes[i] == '^' && bytes[i + 1] == 'A')
		r->separator = FIX_CARET;
	return r->separator != FIX_UNKNOWN;
}

/* The length of the separator at `i`; 0 if none stands there. */
static size_t separator_at(const struct fix_reader *r, const char *bytes, size_t i, size_t n)
{
	if (r->separator == FIX_CARET)
		return n - i >= 2 && bytes[i] == '^' && bytes[i + 1] == 'A' ? 2 : 0;
	return i < n && bytes[i] == (r->separator == FIX_SOH ? '\x01' : '|');
}

/* Reads the tag of the field at `at`, once; false if not all of it has come. */
static bool read_tag(struct fix_reader *r, const char *bytes, size_t n, bool ended)
{
	const char *s = bytes + r->at;
	size_t i = 0, left = n - r->at;
	uint64_t tag = 0;

	if (r->known)
		return true;
	while (i < left && i < TAG_DIGITS && s[i] >= '0' && s[i] <= '9')
		tag = tag * 10 + (uint64_t)(s[i++] - '0');
	if (i == left && !ended)
		return false;
	r->known = true;
	r->head = i && i < left && s[i] == '=' ? i + 1 : 0;
	r->tag = r->head ? tag : 0;
	return true;
}

/* Where the field that begins at `at` ends, before its separator or, `*line`, the line's end; `n`
 * if neither has come. */
static size_t field_end(struct fix_reader *r, const char *bytes, size_t n, bool *line)
{
	size_t i = r->searched > r->at ? r->searched : r->at;
	bool lines = r->separator != FIX_SOH || r->tag == TAG_CHECK_SUM;

	while (i < n && !separator_at(r, bytes, i, n) && !(lines && bytes[i] == '\n'))
		i++;
	*line = i < n && !separator_at(r, bytes, i, n);
	r->searched = i && r->separator == FIX_CARET ? i - 1 : i;
	return i;
}

/* Takes over what a field says of the message and the field behind it. */
static void learn(struct fix_reader *r, const struct fix_field *f)
{
	uint64_t number = fix_number(f->value, f->length), left;

	if (f->tag == TAG_BODY_LENGTH && !r->body) {
		r->body = f->end;
		r->body_length = number;
		r->body_counted = 0;
	}
	left = r->body && r->body_length > r->body_counted ? r->body_length - r->body_counted : 0;
	r->data = number < left ? fix_data_tag(f->tag) : 0;
	r->data_length = number;
}

static void count(struct fix_reader *r, const char *bytes, size_t end, bool separator)
{
	for (size_t i = r->at; i < end; i++)
		r->sum += (unsigned char)bytes[i];
	r->sum += separator;
	r->body_counted += end - r->at + separator;
}

/* Whether no field stands at `at`, but another message or the end of a line. */
static bool is_cut(const struct fix_reader *r, const char *bytes)
{
	return r->at && ((r->tag == 8 && r->head == 2) ||
			 (!r->tag && (bytes[r->at] == '\n' || bytes[r->at] == '\r')));
}

/* Where the field ends, as field_end. */
static size_t find_end(struct fix_reader *r, const char *bytes, size_t n, bool *line)
{
	if (r->data && r->tag == r->data) {
		size_t end = r->at + r->head + r->data_length;

		if (end >= n || separator_at(r, bytes, end, n))
			return end;
	}
	return field_end(r, bytes, n, line);
}

enum fix_step fix_next(struct fix_reader *r, const char *bytes, size_t n, bool ended,
		       struct fix_field *out)
{
	size_t end, separator;
	bool line = false;

	if (r->at == n || !read_tag(r, bytes, n, ended))
		return FIX_MORE;
	if (is_cut(r, bytes))
		return FIX_CUT;
	end = find_end(r, bytes, n, &line);
	separator = line || end >= n ? 0 : separator_at(r, bytes, end, n);
	if (!line && !separator && !ended)
		return FIX_MORE;
	end = end < n ? end : n;
	out->tag = (unsigned long)r->tag;
	out->value = bytes + r->at + r->head;
	out->length = end - r->at - r->head;
	out->end = end + (line ? 1 : separator);
	if (line && out->length && out->value[out->length - 1] == '\r')
		out->length--;
	out->body_counted = r->body_counted;
	out->sum = r->sum;
	count(r, bytes, end, separator);
	learn(r, out);
	r->at = out->end;
	r->known = false;
	return line || !separator || out->tag == TAG_CHECK_SUM ? FIX_LAST : FIX_FIELD;
}

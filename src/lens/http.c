#include <string.h>

#include "lens/http-head.h"
#include "lens/lens-table.h"

#include "base/poison.h"

/*
 * HTTP/1 (RFC 9112), requests and responses one behind another. A head is a message; so is a body,
 * or each part of a long one, and each chunk. That a response answers HEAD can't be seen: where
 * another response begins in place of a body, there was none.
 */

enum { KEPT_NEXT, KEPT_LEFT }; /* words of lens_scan.kept; KEPT_LEFT: bytes of the body */

/* Words of lens_scan.state: where a line begins; where a part of a body may end; what the head says
 * so far. */
enum { STATE_BEGUN, STATE_KIND, STATE_LINE, STATE_END, STATE_STATUS, STATE_FRAMING };

enum kind {
	KIND_HEAD,
	KIND_BODY,
	KIND_CHUNK,
	KIND_OTHER, /* what is no HTTP any more */
	KIND_WRONG, /* a line that is none */
};

enum { PART_MAX = 64 * 1024, FIELD_MAX = 64, BEGIN_LENGTH = 7, STATUS_LENGTH = 12 };

/* --- Where a message ends. */

/* How many bytes of `HTTP/1.` stand at the beginning. */
static size_t begin_length(const char *bytes, size_t n)
{
	static const char begin[BEGIN_LENGTH + 1] = "HTTP/1.";
	size_t i = 0;

	while (i < n && i < BEGIN_LENGTH && bytes[i] == begin[i])
		i++;
	return i;
}

/* The status that a response begins with; 0: it is none. */
static unsigned begin_status(const char *bytes, size_t n)
{
	struct http_start start;

	if (n < STATUS_LENGTH || !http_read_start((struct slice){ bytes, STATUS_LENGTH }, &start))
		return 0;
	return http_status(&start);
}

/* Whether the first line of a message, which ends before `end`, is one of HTTP. Of a long one only
 * the end is looked at. */
static bool is_start(const struct lens_scan *scan, const char *bytes, size_t end)
{
	struct slice line = slice_line(bytes, end);
	struct http_start start;
	char short_line[FIELD_MAX];

	if (scan->state[STATE_STATUS])
		return true;
	if (line.n <= FIELD_MAX)
		return http_read_start(line, &start);
	memcpy(short_line, "X /", 3);
	memcpy(short_line + 3, line.s + line.n - 16, 16);
	return http_read_start((struct slice){ short_line, 19 }, &start);
}

static struct http_framing load_framing(const struct lens_scan *scan)
{
	struct http_framing f;

	_Static_assert(sizeof(f) <= sizeof(scan->state) - STATE_FRAMING * sizeof(scan->state[0]),
		       "the state has room for it");
	memcpy(&f, &scan->state[STATE_FRAMING], sizeof(f));
	return f;
}

static void note_line(struct lens_scan *scan, const char *line, size_t n)
{
	struct slice rest = { line, n }, name, value;
	struct http_framing f = load_framing(scan);

	if (n > FIELD_MAX || !http_next_field(&rest, &name, &value))
		return;
	http_note_field(&f, name, value);
	memcpy(&scan->state[STATE_FRAMING], &f, sizeof(f));
}

/* A head ends: what comes behind it. */
static void end_head(struct lens_scan *scan)
{
	struct http_framing f = load_framing(scan);
	enum http_body body = http_body_of(&f, (unsigned)scan->state[STATE_STATUS]);

	scan->kept[KEPT_LEFT] = body == HTTP_LENGTH ? f.length : UINT64_MAX;
	scan->kept[KEPT_NEXT] = body == HTTP_NO_BODY ? KIND_HEAD :
				body == HTTP_CHUNKED ? KIND_CHUNK :
				body == HTTP_OTHER   ? KIND_OTHER :
						       KIND_BODY;
}

/* Finds the next line, from STATE_LINE to `*end`; false if its end hasn't come. */
static bool find_line(struct lens_scan *scan, const char *bytes, size_t n, size_t *end)
{
	size_t from = scan->at > scan->state[STATE_LINE] ? scan->at : scan->state[STATE_LINE];
	const char *newline = from < n ? memchr(bytes + from, '\n', n - from) : NULL;

	scan->at = newline ? (size_t)(newline + 1 - bytes) : n;
	*end = scan->at;
	return newline;
}

static bool is_empty(const char *line, size_t n)
{
	return n == 1 || (n == 2 && *line == '\r');
}

static size_t frame_head(struct lens_scan *scan, const char *bytes, size_t n)
{
	size_t end;

	if (!scan->state[STATE_LINE] && n >= STATUS_LENGTH && !scan->state[STATE_STATUS] &&
	    scan->at < STATUS_LENGTH)
		scan->state[STATE_STATUS] = begin_status(bytes, n);
	while (find_line(scan, bytes, n, &end)) {
		size_t line = scan->state[STATE_LINE], length = end - line;

		scan->state[STATE_LINE] = end;
		if (!line && is_empty(bytes, length)) {
			scan->between = true;
			return end;
		}
		if (!line && !is_start(scan, bytes, length)) {
			scan->state[STATE_KIND] = KIND_WRONG;
			return end;
		}
		if (line && is_empty(bytes + line, length)) {
			end_head(scan);
			return end;
		}
		if (line)
			note_line(scan, bytes + line, length);
	}
	return 0;
}

/* A body, or so much of it as one message takes: up to a line's end if possible. */
static size_t frame_body(struct lens_scan *scan, const char *bytes, size_t n)
{
	uint64_t left = scan->kept[KEPT_LEFT];
	size_t end = n < PART_MAX ? n : PART_MAX, length;
	const char *newline = NULL;

	if (left <= PART_MAX) {
		scan->length = left;
		if (left > n)
			return 0;
		scan->kept[KEPT_NEXT] = KIND_HEAD;
		return (size_t)left;
	}
	if (scan->at < end)
		newline = memrchr(bytes + scan->at, '\n', end - scan->at);
	if (newline)
		scan->state[STATE_END] = (uint64_t)(newline + 1 - bytes);
	scan->at = end;
	if (n < PART_MAX)
		return 0;
	length = scan->state[STATE_END] ? (size_t)scan->state[STATE_END] : PART_MAX;
	if (left != UINT64_MAX)
		scan->kept[KEPT_LEFT] -= length;
	return length;
}

static size_t frame_chunk(struct lens_scan *scan, const char *bytes, size_t n)
{
	uint64_t size;
	size_t end;

	if (scan->length)
		return scan->length <= n ? (size_t)scan->length : 0;
	while (find_line(scan, bytes, n, &end)) {
		size_t line = scan->state[STATE_LINE];
		struct slice text = slice_line(bytes + line, end - line);

		scan->state[STATE_LINE] = end;
		if (line && !is_empty(bytes + line, end - line))
			continue; /* a field behind the last chunk */
		if (!line && (text.n > FIELD_MAX || !http_chunk_size(text, &size)))
			scan->state[STATE_KIND] = KIND_WRONG;
		if (line || scan->state[STATE_KIND] == KIND_WRONG) {
			scan->kept[KEPT_NEXT] = KIND_HEAD;
			return end;
		}
		if (!size)
			continue;
		scan->length = end + size + 2;
		return scan->length <= n ? (size_t)scan->length : 0;
	}
	return 0;
}

/* Of what kind the message is that begins. */
static bool begin_message(struct lens_scan *scan, const char *bytes, size_t n, bool ended)
{
	enum kind kind = (enum kind)scan->kept[KEPT_NEXT];
	size_t same = kind == KIND_BODY ? begin_length(bytes, n) : 0;

	if (same == n && same < BEGIN_LENGTH && !ended)
		return false;
	if (same == BEGIN_LENGTH) {
		kind = KIND_HEAD;
		scan->kept[KEPT_NEXT] = KIND_HEAD;
	}
	scan->state[STATE_BEGUN] = true;
	scan->state[STATE_KIND] = kind;
	return true;
}

static size_t frame(struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		    const char *bytes, size_t n, bool ended)
{
	(void)o;
	(void)d;
	if (!scan->state[STATE_BEGUN] && !begin_message(scan, bytes, n, ended))
		return 0;
	switch ((enum kind)scan->state[STATE_KIND]) {
	case KIND_HEAD: return frame_head(scan, bytes, n);
	case KIND_BODY: return frame_body(scan, bytes, n);
	case KIND_CHUNK: return frame_chunk(scan, bytes, n);
	case KIND_OTHER:
	case KIND_WRONG: break;
	}
	return slice_frame_line(scan, bytes, n);
}

/* --- Lines. */

/* Whether people can read it. */
static bool is_text(struct slice body)
{
	for (size_t i = 0; i < body.n; i++)
		if ((unsigned char)body.s[i] < ' ' && body.s[i] != '\t' && body.s[i] != '\n' &&
		    body.s[i] != '\r' && body.s[i] != '\f' && body.s[i] != '\x1b')
			return false;
	return true;
}

static void show_body(struct slice body, struct lens_text *out)
{
	if (!is_text(body)) {
		lens_format(out, LENS_DIM, "(%zu bytes that are no text)", body.n);
		lens_newline(out);
		return;
	}
	while (body.n) {
		struct slice line = slice_until(&body, '\n'), cell;

		line = slice_line(line.s, line.n);
		while (line.n) {
			bool tab = memchr(line.s, '\t', line.n);

			cell = slice_until(&line, '\t');
			slice_show(out, LENS_PLAIN, cell);
			if (tab)
				lens_put(out, LENS_PLAIN, "\t", 1);
		}
		lens_newline(out);
	}
}

static void show_start(const struct http_start *start, struct lens_text *out)
{
	bool failed = slice_begins(start->status, "4") || slice_begins(start->status, "5");

	if (start->status.n) {
		slice_show(out, LENS_DIM, start->version);
		lens_put_string(out, LENS_PLAIN, " ");
		slice_show(out, failed ? LENS_ERROR : LENS_NUMBER, start->status);
		if (start->reason.n)
			lens_put_string(out, LENS_PLAIN, " ");
		slice_show(out, LENS_PLAIN, start->reason);
	} else {
		slice_show(out, LENS_WORD, start->method);
		lens_put_string(out, LENS_PLAIN, " ");
		slice_show(out, LENS_STRING, start->target);
		lens_put_string(out, LENS_PLAIN, " ");
		slice_show(out, LENS_DIM, start->version);
	}
	lens_newline(out);
}

static void show_framing(const struct http_framing *f, unsigned status, struct lens_text *out)
{
	if (f->wrong) {
		lens_format(out, LENS_ERROR, "error: %s", f->wrong);
		lens_newline(out);
	}
	switch (http_body_of(f, status)) {
	case HTTP_NO_BODY: return;
	case HTTP_LENGTH:
		lens_format(out, LENS_DIM, "(body: %llu bytes)", (unsigned long long)f->length);
		break;
	case HTTP_CHUNKED: lens_put_string(out, LENS_DIM, "(body: in chunks)"); break;
	case HTTP_UNTIL_END: lens_put_string(out, LENS_DIM, "(body: up to the end)"); break;
	case HTTP_OTHER: lens_put_string(out, LENS_DIM, "(another protocol follows)"); break;
	}
	lens_newline(out);
}

static void show_fields(struct slice rest, struct http_framing *f, struct lens_text *out)
{
	struct slice name, value;

	while (http_next_field(&rest, &name, &value)) {
		http_note_field(f, name, value);
		slice_show(out, LENS_NAME, name);
		lens_put_string(out, name.n ? LENS_DIM : LENS_ERROR,
				name.n ? ": " : "error: no field: ");
		slice_show(out, name.n ? LENS_STRING : LENS_ERROR, value);
		lens_newline(out);
	}
}

static void show_head(struct slice rest, struct lens_text *out)
{
	struct slice line = slice_until(&rest, '\n');
	struct http_framing f = { .length = 0 };
	struct http_start start;

	if (!http_read_start(slice_line(line.s, line.n), &start)) {
		lens_put_string(out, LENS_ERROR, "error: no HTTP: ");
		line = slice_line(line.s, line.n);
		slice_show(out, LENS_ERROR, line);
		lens_newline(out);
		return;
	}
	show_start(&start, out);
	show_fields(rest, &f, out);
	show_framing(&f, http_status(&start), out);
}

static void show_chunk(struct slice rest, struct lens_text *out)
{
	struct slice line = slice_until(&rest, '\n'), data;
	struct http_framing f = { .length = 0 };
	uint64_t size;

	http_chunk_size(slice_line(line.s, line.n), &size);
	if (size)
		lens_format(out, LENS_DIM, "(chunk: %llu bytes)", (unsigned long long)size);
	else
		lens_put_string(out, LENS_DIM, "(the last chunk)");
	lens_newline(out);
	if (!size) {
		show_fields(rest, &f, out);
		return;
	}
	data = slice_take(&rest, size);
	show_body(data, out);
	if (!rest.n || slice_is(rest, "\r\n"))
		return;
	lens_put_string(out, LENS_ERROR, "error: no CR LF stands behind the chunk");
	lens_newline(out);
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	struct slice all = { bytes, n }, line = slice_line(bytes, n);

	(void)o;
	(void)d;
	switch ((enum kind)scan->state[STATE_KIND]) {
	case KIND_HEAD: show_head(all, out); break;
	case KIND_CHUNK: show_chunk(all, out); break;
	case KIND_BODY:
	case KIND_OTHER: show_body(all, out); break;
	case KIND_WRONG:
		lens_put_string(out, LENS_ERROR, "error: no HTTP: ");
		slice_show(out, LENS_ERROR, line);
		lens_newline(out);
		break;
	}
}

/* --- The tree. */

static Json *fields_tree(struct slice rest, bool *wrong)
{
	Json *fields = json_new_array(), *field;
	struct slice name, value;

	while (http_next_field(&rest, &name, &value)) {
		field = json_new_object();
		json_put(field, name.n ? "name" : "error", slice_json(name.n ? name : value));
		if (name.n)
			json_put(field, "value", slice_json(value));
		else
			*wrong = true;
		json_append(fields, field);
	}
	return fields;
}

static Json *head_tree(struct slice rest, bool *wrong)
{
	struct slice line = slice_until(&rest, '\n');
	struct http_start start;
	Json *head;

	if (!http_read_start(slice_line(line.s, line.n), &start))
		return NULL;
	head = json_new_object();
	if (start.status.n) {
		json_put(head, "version", slice_json(start.version));
		json_put(head, "status", json_new_integer(http_status(&start)));
		json_put(head, "reason", slice_json(start.reason));
	} else {
		json_put(head, "method", slice_json(start.method));
		json_put(head, "target", slice_json(start.target));
		json_put(head, "version", slice_json(start.version));
	}
	json_put(head, "headers", fields_tree(rest, wrong));
	return head;
}

static Json *body_tree(struct slice body)
{
	Json *tree = json_new_object();

	json_put(tree, "length", json_new_integer((long long)body.n));
	if (is_text(body))
		json_put(tree, "body", slice_json(body));
	return tree;
}

static Json *chunk_tree(struct slice rest, bool *wrong)
{
	struct slice line = slice_until(&rest, '\n');
	uint64_t size;
	Json *tree;

	http_chunk_size(slice_line(line.s, line.n), &size);
	tree = body_tree(slice_take(&rest, size));
	json_put(tree, "chunk", json_new_boolean(true));
	if (!size)
		json_put(tree, "trailers", fields_tree(rest, wrong));
	return tree;
}

static Json *tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		  const char *bytes, size_t n, bool *wrong)
{
	struct slice all = { bytes, n };

	(void)o;
	(void)d;
	switch ((enum kind)scan->state[STATE_KIND]) {
	case KIND_HEAD: return head_tree(all, wrong);
	case KIND_CHUNK: return chunk_tree(all, wrong);
	case KIND_BODY:
	case KIND_OTHER: return body_tree(all);
	case KIND_WRONG: break;
	}
	return NULL;
}

static unsigned guess(const char *bytes, size_t n)
{
	const char *newline = n ? memchr(bytes, '\n', n) : NULL;
	struct http_start start;

	return newline && http_read_start(slice_line(bytes, (size_t)(newline + 1 - bytes)),
					  &start) ?
		       98 :
		       0;
}

const struct lens_row lens_http = {
	.name = "http",
	.summary = "HTTP/1: heads, bodies, chunks",
	.frame = frame,
	.show = show,
	.tree = tree,
	.guess = guess,
};

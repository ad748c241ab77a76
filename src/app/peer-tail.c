#include "app/peer-tail.h"

#include "base/poison.h"

void peer_tail_append(struct peer_tail *t, const char *bytes, size_t n)
{
	buf_append(&t->bytes, bytes, n);
}

/* Forgets what lies too far back. */
static void cut(struct peer_tail *t)
{
	size_t n = buf_length(&t->bytes);

	if (n <= PEER_TAIL_MAX)
		return;
	n -= PEER_TAIL_MAX;
	buf_consume(&t->bytes, n);
	t->read = t->read > n ? t->read - n : 0;
}

bool peer_tail_find(struct peer_tail *t, Regex *re)
{
	size_t n = buf_length(&t->bytes);
	struct regex_group whole;
	bool found = regex_match(re, n ? buf_data(&t->bytes) : "", n, t->read, &whole, 1) ==
		     REGEX_FOUND;

	if (found)
		t->read = whole.start + whole.length;
	else
		cut(t);
	return found;
}

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

const char *peer_tail_line(const struct peer_tail *t, bool open, size_t *n)
{
	const char *bytes = buf_data(&t->bytes);
	size_t end = buf_length(&t->bytes), start;

	while (!open && end && ends_line(bytes[end - 1]))
		end--;
	for (start = end; start && !ends_line(bytes[start - 1]);)
		start--;
	*n = end - start;
	return bytes ? bytes + start : "";
}

void peer_tail_fini(struct peer_tail *t)
{
	buf_fini(&t->bytes);
	t->read = 0;
}

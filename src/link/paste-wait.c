#include <ctype.h>
#include <string.h>

#include "link/link-pager.h"
#include "link/paste-internal.h"
#include "base/poison.h"

enum {
	WAIT_BEGIN_MS = 400, /* for a prompt that stands to be known as one */
	WAIT_PAGED_MS = 2000, /* likewise behind pages that were asked for here, and a pager that
				 is answered here */
	WAIT_ASKED_MS = 250, /* what looks like a question stands so long */
	WAIT_SIGN_MS = 300, /* likewise a sign that may be a prompt */
	WAIT_SIGN_MAX = 6, /* its bytes */
	WAIT_TEXT_MS = 3000, /* behind a line: the peer takes a text without prompts, or is slow */
	WAIT_MORE_TEXT_MS = 300, /* the line behind that has come back: it is a text */
	WAIT_LEARN_MS = 400, /* behind the first lines: their prompt may not be known yet */
	WAIT_LEARN_LINES = 3,
	WAIT_ECHO_MS = 3000,
	WAIT_STRANGE_MS = 10000, /* something stands that is no prompt that we know */
	WAIT_SILENCE_MS = 60000,
};

static const Pack *generic_pack(const Link *l)
{
	struct err e;

	return packs_get(dialer_packs(l->dialer), "generic", &e);
}

bool paste_line_fails(Link *l, const char *text, size_t n)
{
	const Pack *pack = device_pack(l->device);

	pack = pack ? pack : generic_pack(l);
	return pack && pack_match(pack, PACK_FAILURE, text, n, NULL);
}

static bool is_question(const Link *l, const char *text, size_t n)
{
	const Pack *pack = n ? generic_pack(l) : NULL;

	return pack && pack_match(pack, PACK_CONFIRM, text, n, NULL);
}

bool paste_pager_stands(const Link *l)
{
	struct str open;
	bool stands;

	str_init(&open);
	link_open_line(l, &open);
	stands = link_pager_is(l, open.text, open.length);
	str_fini(&open);
	return stands;
}

/* `...` and the like: a sign alone may be a prompt that nobody described. */
static bool is_sign(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (isalnum((unsigned char)text[i]))
			return false;
	}
	return n && n <= WAIT_SIGN_MAX;
}

/* Whether the last line stands there as it came back: the peer works on it. */
static bool is_echo(const Paste *p, const char *open, size_t n)
{
	size_t length;
	const char *line = paste_lines_get(&p->lines, p->next - 1, &length);

	while (length && line[length - 1] == ' ')
		length--;
	return length && length <= n && memcmp(open + n - length, line, length) == 0;
}

/* Behind a line that no prompt has come behind, in a connection that has had one. */
static struct paste_wait wait_of_prompted(const Paste *p, int64_t quiet, size_t n, bool echo)
{
	if (!p->heard || echo)
		return (struct paste_wait){ PASTE_WAIT_SILENCE, quiet + WAIT_SILENCE_MS };
	if (n)
		return (struct paste_wait){ PASTE_WAIT_SILENCE, quiet + WAIT_STRANGE_MS };
	return (struct paste_wait){ PASTE_WAIT_OVER,
				    quiet + (p->unprompted ? WAIT_MORE_TEXT_MS : WAIT_TEXT_MS) };
}

/* Of a peer that has shown no prompt: by its echo, if it has any, and time. */
static struct paste_wait wait_of_unprompted(const Link *l, int64_t quiet)
{
	const Paste *p = l->paste;
	int64_t delay = options_number(l->own, OPTIONS_PASTE_DELAY);

	if (p->unprompted < WAIT_LEARN_LINES)
		delay = WAIT_LEARN_MS;
	else if (p->echoed && !p->heard && session_mode(l->session).character)
		delay = WAIT_ECHO_MS;
	return (struct paste_wait){ PASTE_WAIT_OVER, quiet + delay };
}

/* At the beginning: a prompt may come. */
static struct paste_wait wait_to_begin(const Link *l, int64_t quiet)
{
	if (options_paste(l->own) == OPTIONS_PASTE_BY_PROMPT)
		return (struct paste_wait){ PASTE_WAIT_OVER, -1 };
	return (struct paste_wait){ PASTE_WAIT_OVER,
				    quiet + (link_pager_pages(l) ? WAIT_PAGED_MS : WAIT_BEGIN_MS) };
}

struct paste_wait paste_wait(const Link *l, const char *open, size_t n)
{
	const Paste *p = l->paste;
	enum options_paste manner = options_paste(l->own);
	int64_t quiet = p->heard ? p->heard_at : p->sent_at;
	bool echo = !p->begins && is_echo(p, open, n);

	if (manner == OPTIONS_PASTE_BY_TIME)
		return (struct paste_wait){
			PASTE_WAIT_OVER, p->sent_at + options_number(l->own, OPTIONS_PASTE_DELAY)
		};
	if ((p->begins || (p->heard && !echo)) && link_pager_is(l, open, n))
		return (struct paste_wait){ PASTE_WAIT_ASKED,
					    quiet + (options_pager(l->own) == OPTIONS_PAGER_ON ?
							     WAIT_PAGED_MS :
							     WAIT_ASKED_MS) };
	if (p->begins)
		return wait_to_begin(l, quiet);
	if (p->heard && !echo && is_question(l, open, n))
		return (struct paste_wait){ PASTE_WAIT_ASKED, quiet + WAIT_ASKED_MS };
	if (manner == OPTIONS_PASTE_BY_PROMPT)
		return (struct paste_wait){ PASTE_WAIT_OVER, -1 };
	if (p->heard && !echo && is_sign(open, n))
		return (struct paste_wait){ PASTE_WAIT_OVER, quiet + WAIT_SIGN_MS };
	if (p->prompted)
		return wait_of_prompted(p, quiet, n, echo);
	return wait_of_unprompted(l, quiet);
}

#include "telnet/charset-option.h"

#include <stdlib.h>
#include <string.h>

#include "base/charset.h"
#include "base/mem.h"
#include "telnet/environ.h"
#include "telnet/module.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

enum { REQUEST = 1, ACCEPTED = 2, REJECTED = 3 };

enum {
	CHARSET_NAME_MAX = 40, /* characters of a name (RFC 2978 2.3) */
	CHARSET_NAMES_MAX = 64, /* of a list that are looked at: each costs looking for it */
	CHARSET_QUESTIONS_MAX = 20, /* of CHARSET_WINDOW that are */
	CHARSET_WINDOW = 60000, /* ms */
};

static const char table_offer[] = "[TTABLE]"; /* followed by a version: tables of the peer's own */

void charset_option_use(Telnet *t, const char *name)
{
	unsigned mtts = telnet_mtts(t);
	char *before = t->charset;

	if (charset_is_same(name, before))
		return;
	t->charset_option.agreed = false;
	t->charset = mem_strdup(name);
	free(before);
	environ_inform(t, telnet_mtts(t) != mtts);
}

/* Whether both are taken for one set; `wanted` NULL is any. */
static bool is_wanted(const char *wanted, const char *name)
{
	return !wanted || charset_is_same(wanted, name);
}

/* What can't say more than every set can is taken in want of another, and changes nothing. */
static bool try_name(Telnet *t, const char *name, const char *wanted, bool ascii)
{
	if (charset_is_ascii(name) || ascii)
		return charset_is_ascii(name) && ascii;
	return is_wanted(wanted, name) && t->events.charset(t->user, name);
}

/* Uses the first name of the list that works and is `wanted`, or is `ascii`; its spelling goes to
 * `chosen`. */
static bool choose(Telnet *t, const char *list, size_t n, char separator, const char *wanted,
		   bool ascii, char chosen[CHARSET_NAME_MAX + 1])
{
	const char *end = list + n;

	for (unsigned i = 0; list < end && i < CHARSET_NAMES_MAX; i++) {
		const char *next = memchr(list, separator, (size_t)(end - list));
		size_t length = (size_t)((next ? next : end) - list);

		if (length && length <= CHARSET_NAME_MAX && !memchr(list, '\0', length)) {
			memcpy(chosen, list, length);
			chosen[length] = '\0';
			if (try_name(t, chosen, wanted, ascii))
				return true;
		}
		list = next ? next + 1 : end;
	}
	return false;
}

static bool choose_from(Telnet *t, const char *list, size_t n, char separator,
			char chosen[CHARSET_NAME_MAX + 1])
{
	if (!t->events.charset)
		return false;
	if (t->charset_wanted && choose(t, list, n, separator, t->charset_wanted, false, chosen))
		return true;
	if (!t->charset_forced && choose(t, list, n, separator, NULL, false, chosen))
		return true;
	return choose(t, list, n, separator, NULL, true, chosen);
}

static void accept(Telnet *t, const char *name)
{
	struct str answer;

	str_init(&answer);
	str_append_char(&answer, ACCEPTED);
	str_append_string(&answer, name);
	telnet_send_payload(t, OPTION_CHARSET, answer.text, answer.length);
	str_fini(&answer);
	t->charset_option.ascii = charset_is_ascii(name);
	if (!t->charset_option.ascii)
		charset_option_use(t, name);
	t->charset_option.agreed = true;
}

/* Looking for sets costs more than bytes: who asks without end is refused without a look. */
static bool may_look(Telnet *t)
{
	struct charset_option *c = &t->charset_option;

	if (t->now - c->since >= CHARSET_WINDOW)
		*c = (struct charset_option){ .since = t->now,
					      .agreed = c->agreed,
					      .ascii = c->ascii };
	return c->asked++ < CHARSET_QUESTIONS_MAX;
}

static bool on_payload(Telnet *t, const char *bytes, size_t n)
{
	char chosen[CHARSET_NAME_MAX + 1];
	size_t offer = sizeof table_offer - 1;
	bool table;

	if (!n || bytes[0] != REQUEST)
		return false;
	if (!telnet_may_reply(t))
		return true;
	table = n > offer && memcmp(bytes + 1, table_offer, offer) == 0;
	if (n > 1 && !table && may_look(t) && choose_from(t, bytes + 2, n - 2, bytes[1], chosen))
		accept(t, chosen);
	else
		telnet_send_payload(t, OPTION_CHARSET, (char[]){ REJECTED }, 1);
	return true;
}

static void describe(const Telnet *t, enum telnet_side side, struct str *out)
{
	(void)side;
	if (t->charset_option.agreed)
		str_append_format(out, "agreed on %s%s",
				  t->charset_option.ascii ? "US-ASCII, which is part of " : "",
				  t->charset);
}

const struct option_module charset_option_module = {
	.payload = on_payload,
	.describe = describe,
};

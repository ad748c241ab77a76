/*
 * ZMP (option 93): commands of words, each ended by NUL. The core package is answered; any other
 * command goes up as a value, its arguments as an array.
 */
#include <string.h>

#include "base/json.h"
#include "base/str.h"
#include "telnet/module.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

enum {
	ARGUMENT_MAX = 128, /* bytes of a name that is sent back */
	DAY = 86400, /* seconds */
};

static const char *const core_commands[] = {
	"zmp.", "zmp.check", "zmp.ident", "zmp.ping", "zmp.time", "zmp.support", "zmp.no-support",
};

enum { CORE_COMMANDS = sizeof core_commands / sizeof core_commands[0] };

/* Sends words that end in a NULL, unless too much was sent. */
static void reply(Telnet *t, const char *const *words)
{
	struct str payload;

	if (!telnet_may_reply(t))
		return;
	str_init(&payload);
	for (; *words; words++)
		str_append(&payload, *words, strlen(*words) + 1);
	telnet_send_payload(t, OPTION_ZMP, payload.text, payload.length);
	str_fini(&payload);
}

static void on_changed(Telnet *t, enum telnet_side side, bool on)
{
	const char *const ident[] = { "zmp.ident", t->client, t->version, "terminal client", NULL };

	(void)side;
	if (on)
		reply(t, ident);
}

/* Appends the date (UTC) of a day counted from 1970-01-01, by eras of 400 years from a March. */
static void append_date(int64_t days, struct str *out)
{
	int64_t from_march = days + 719468;
	unsigned era = (unsigned)(from_march / 146097), day = (unsigned)(from_march % 146097);
	unsigned year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	unsigned of_year = day - (365 * year + year / 4 - year / 100);
	unsigned month = (5 * of_year + 2) / 153; /* 0: March */

	str_append_format(out, "%04u-%02u-%02u", era * 400 + year + (month > 9),
			  month > 9 ? month - 9 : month + 3, of_year - (153 * month + 2) / 5 + 1);
}

static void reply_time(Telnet *t)
{
	int64_t now = (t->wall + t->now - t->started) / 1000;
	unsigned second = (unsigned)(now % DAY);
	struct str text;

	str_init(&text);
	append_date(now / DAY, &text);
	str_append_format(&text, " %02u:%02u:%02u", second / 3600, second / 60 % 60, second % 60);
	reply(t, (const char *const[]){ "zmp.time", text.text, NULL });
	str_fini(&text);
}

static bool is_core(const char *name)
{
	for (size_t i = 0; i < CORE_COMMANDS; i++) {
		if (strcmp(name, core_commands[i]) == 0)
			return true;
	}
	return false;
}

static bool reply_check(Telnet *t, const char *name)
{
	const char *const words[] = { is_core(name) ? "zmp.support" : "zmp.no-support", name,
				      NULL };

	if (!*name || strlen(name) > ARGUMENT_MAX)
		return false;
	reply(t, words);
	return true;
}

static void tell_command(Telnet *t, const char *bytes, size_t n)
{
	size_t head = strlen(bytes) + 1;
	struct str json;

	str_init(&json);
	for (size_t i = head; i < n; i += strlen(bytes + i) + 1) {
		str_append_char(&json, i == head ? '[' : ',');
		json_quote(bytes + i, strlen(bytes + i), &json);
	}
	if (json.length)
		str_append_char(&json, ']');
	telnet_tell_named(t, TELNET_SOURCE_ZMP, bytes, head - 1, json.length ? json.text : NULL,
			  json.length);
	str_fini(&json);
}

static bool on_payload(Telnet *t, const char *bytes, size_t n)
{
	size_t head;

	if (!n || bytes[n - 1] || !bytes[0])
		return false;
	head = strlen(bytes) + 1;
	if (strcmp(bytes, "zmp.ping") == 0)
		reply_time(t);
	else if (strcmp(bytes, "zmp.check") == 0)
		return head < n && reply_check(t, bytes + head);
	else
		tell_command(t, bytes, n);
	return true;
}

const struct option_module zmp_module = { .changed = on_changed, .payload = on_payload };

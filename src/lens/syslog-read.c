#include "lens/syslog-read.h"

#include <string.h>

#include "base/poison.h"

static const char *const facilities[] = {
	"kern",   "user",   "mail",     "daemon", "auth",   "syslog", "lpr",    "news",
	"uucp",   "cron",   "authpriv", "ftp",    "ntp",    "audit",  "alert",  "clock",
	"local0", "local1", "local2",   "local3", "local4", "local5", "local6", "local7",
};

static const char *const severities[] = {
	"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug",
};

const char *syslog_facility(unsigned priority)
{
	return priority <= SYSLOG_PRIORITY_MAX ? facilities[priority / 8] : "?";
}

const char *syslog_severity(unsigned priority)
{
	return severities[priority % 8];
}

/* --- The head. */

static bool take_priority(struct slice *rest, unsigned *out)
{
	struct slice inside = *rest;
	size_t digits;

	if (!inside.n || *inside.s != '<')
		return false;
	slice_take(&inside, 1);
	digits = slice_digits(inside);
	if (!digits || digits > 3 || digits == inside.n || inside.s[digits] != '>')
		return false;
	*out = 0;
	for (size_t i = 0; i < digits; i++)
		*out = *out * 10 + (unsigned)(inside.s[i] - '0');
	slice_take(rest, digits + 2);
	return true;
}

/* Whether `text` has this form: 9 a digit, _ a digit or a blank, A a letter, else itself. */
static bool has_form(struct slice text, const char *form)
{
	size_t i;

	for (i = 0; form[i]; i++) {
		char c = i < text.n ? text.s[i] : '\0';
		bool digit = c >= '0' && c <= '9', letter = (c | 32) >= 'a' && (c | 32) <= 'z';

		if (form[i] == '9' ? !digit :
		    form[i] == '_' ? !digit && c != ' ' :
		    form[i] == 'A' ? !letter :
				     c != form[i])
			return false;
	}
	return true;
}

/* The length of a zone in capitals at `i`, and of the blank before it, if a colon ends it. */
static size_t zone_length(struct slice text, size_t i)
{
	size_t zone = i + 1;

	if (i >= text.n || text.s[i] != ' ')
		return 0;
	while (zone < text.n && text.s[zone] >= 'A' && text.s[zone] <= 'Z')
		zone++;
	return zone > i + 1 && zone < text.n && text.s[zone] == ':' ? zone - i : 0;
}

/* The length of the time that `text` begins with; 0 if it is none. */
static size_t time_length(struct slice text)
{
	size_t n = has_form(text, "AAA _9 99:99:99")      ? 15 :
		   has_form(text, "AAA _9 9999 99:99:99") ? 20 :
							    0;
	const char *blank;

	if (!n && has_form(text, "9999-99-99T99:99")) {
		blank = memchr(text.s, ' ', text.n);
		return blank ? (size_t)(blank - text.s) : text.n;
	}
	if (n && n < text.n && text.s[n] == '.')
		n += 1 + slice_digits((struct slice){ text.s + n + 1, text.n - n - 1 });
	return n ? n + zone_length(text, n) : 0;
}

/* Takes what stands before the next blank, empty for a dash. */
static struct slice take_word(struct slice *rest)
{
	struct slice word = slice_until(rest, ' ');

	return slice_is(word, "-") ? (struct slice){ word.s, 0 } : word;
}

/* --- RFC 5424. */

/* The length of structured data at the beginning, quotes and escapes in mind. */
static size_t data_length(struct slice text)
{
	bool quoted = false, inside = false;
	size_t i;

	for (i = 0; i < text.n && (inside || text.s[i] == '['); i++) {
		char c = text.s[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '[' || c == ']'))
			inside = c == '[';
	}
	return i < text.n ? i : text.n;
}

static void read_5424(struct slice rest, struct syslog_message *out)
{
	out->time = take_word(&rest);
	out->host = take_word(&rest);
	out->app = take_word(&rest);
	out->pid = take_word(&rest);
	out->id = take_word(&rest);
	if (slice_begins(rest, "-"))
		slice_take(&rest, 1);
	else
		out->data = slice_take(&rest, data_length(rest));
	if (slice_begins(rest, " "))
		slice_take(&rest, 1);
	if (slice_begins(rest, "\xef\xbb\xbf"))
		slice_take(&rest, 3);
	out->text = rest;
}

/* --- RFC 3164. */

/* Takes a number with a colon and a blank, and a star or dot before the time, as Cisco's devices
 * write. */
static void take_number(struct slice *rest, struct syslog_message *out)
{
	size_t digits = slice_digits(*rest);

	if (digits && digits + 1 < rest->n && rest->s[digits] == ':' &&
	    rest->s[digits + 1] == ' ') {
		out->number = slice_take(rest, digits);
		slice_take(rest, 2);
	}
	if (rest->n > 1 && (*rest->s == '*' || *rest->s == '.') &&
	    time_length((struct slice){ rest->s + 1, rest->n - 1 }))
		slice_take(rest, 1);
}

/* Takes the name of a program, its number in brackets, and the colon. */
static void take_tag(struct slice *rest, struct syslog_message *out)
{
	struct slice inside = *rest;
	size_t i = 0;

	while (i < inside.n && (unsigned char)inside.s[i] > ' ' && inside.s[i] != ':' &&
	       inside.s[i] != '[')
		i++;
	out->app = slice_take(&inside, i);
	if (slice_begins(inside, "[")) {
		slice_take(&inside, 1);
		out->pid = slice_until(&inside, ']');
	}
	if (!i || !slice_begins(inside, ":")) {
		out->app = out->pid = (struct slice){ rest->s, 0 };
		return;
	}
	slice_take(&inside, 1);
	slice_skip_blanks(&inside);
	*rest = inside;
}

static void read_3164(struct slice rest, struct syslog_message *out)
{
	struct slice word, behind;

	take_number(&rest, out);
	out->time = slice_take(&rest, time_length(rest));
	if (out->time.n && slice_begins(rest, ":"))
		slice_take(&rest, 1); /* no host */
	else if (out->time.n && slice_begins(rest, " ")) {
		slice_take(&rest, 1);
		behind = rest;
		word = slice_until(&behind, ' ');
		if (word.n && !memchr(word.s, ':', word.n) && !memchr(word.s, '[', word.n)) {
			out->host = word;
			rest = behind;
		}
	}
	slice_skip_blanks(&rest);
	take_tag(&rest, out);
	out->text = rest;
}

void syslog_read(struct slice text, struct syslog_message *out)
{
	size_t digits;

	*out = (struct syslog_message){ .priority = 0 };
	out->has_priority = take_priority(&text, &out->priority);
	digits = slice_digits(text);
	if (out->has_priority && digits && digits < 3 && digits < text.n && text.s[digits] == ' ') {
		out->version = (unsigned)(*text.s - '0');
		slice_take(&text, digits + 1);
		read_5424(text, out);
	} else {
		read_3164(text, out);
	}
}

/* --- Structured data. */

static size_t name_length(struct slice text)
{
	size_t i = 0;

	while (i < text.n && (unsigned char)text.s[i] > ' ' && !strchr("=]\"[", text.s[i]))
		i++;
	return i;
}

static bool take_value(struct slice *rest, struct slice *value)
{
	size_t i = 2;

	if (!slice_begins(*rest, "=\""))
		return false;
	while (i < rest->n && rest->s[i] != '"')
		i += rest->s[i] == '\\' ? 2 : 1;
	if (i >= rest->n)
		return false;
	*value = (struct slice){ rest->s + 2, i - 2 };
	slice_take(rest, i + 1);
	return true;
}

bool syslog_next_param(struct slice *rest, struct syslog_param *out)
{
	struct slice at = *rest;

	*out = (struct syslog_param){ .name = { rest->s, 0 } };
	if (slice_begins(at, "]"))
		slice_take(&at, 1);
	*rest = at;
	if (!at.n)
		return false;
	if (slice_begins(at, "[")) {
		slice_take(&at, 1);
		out->element = slice_take(&at, name_length(at));
	}
	if (!slice_begins(at, " ")) {
		*rest = out->element.n ? at : *rest;
		return out->element.n && slice_begins(at, "]");
	}
	slice_skip_blanks(&at);
	out->name = slice_take(&at, name_length(at));
	if (!out->name.n || !take_value(&at, &out->value))
		return false;
	*rest = at;
	return true;
}

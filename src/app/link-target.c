#include "app/link-target.h"

#include <string.h>
#include <strings.h>

#include "base/deceptive.h"
#include "base/url.h"
#include "base/utf8.h"
#include "net/idn.h"
#include "base/poison.h"

/* Whatever is in no URI (RFC 3986 section 2), for programs read it in different ways. */
static void append_encoded(const char *text, size_t n, struct str *out)
{
	url_encode(text, n, "\"<>\\^`{|}", out);
}

static bool is_ascii(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)text[i] >= 0x80)
			return false;
	}
	return true;
}

/* Whether `host` is made of what names and addresses are made of. */
static bool is_plain_host(const char *host, size_t n)
{
	static const char others[] = "-._~[]:";

	for (size_t i = 0; i < n; i++) {
		char c = host[i], letter = (char)(c | 0x20);

		if ((c < '0' || c > '9') && (letter < 'a' || letter > 'z') && !strchr(others, c))
			return false;
	}
	return true;
}

static void append_host(const char *host, size_t n, struct str *out, struct str *notes)
{
	struct str name, label;
	struct err e;

	if (is_ascii(host, n)) {
		append_encoded(host, n, out);
		if (!n)
			str_append_string(notes, "It names no host.\n");
		else if (!is_plain_host(host, n))
			str_append_string(notes, "The host is no name that there can be.\n");
		return;
	}
	str_init(&name);
	str_init(&label);
	str_append(&name, host, n);
	if (idn_encode(name.text, &label, &e)) {
		str_append(out, label.text, label.length);
		str_append_format(notes, "The host has other letters than ASCII: %s\n", label.text);
	} else {
		append_encoded(host, n, out);
		str_append_string(notes, "The host is no name that there can be.\n");
	}
	str_fini(&name);
	str_fini(&label);
}

/* Name and password, host and port: what stands between `//` and the path. */
static void append_authority(const char *text, size_t n, struct str *out, struct str *notes)
{
	size_t name = 0, port = n;

	for (size_t i = 0; i < n; i++)
		name = text[i] == '@' ? i + 1 : name;
	for (size_t i = n; i > name && text[i - 1] != ']'; i--)
		port = text[i - 1] == ':' ? i - 1 : port;
	append_encoded(text, name, out);
	append_host(text + name, port - name, out, notes);
	append_encoded(text + port, n - port, out);
	if (name)
		str_append_format(notes, "What stands before the @ is no host; the host is %.*s\n",
				  (int)(n - name), out->text + out->length - (n - name));
}

static void note_unseen(const char *url, struct str *notes)
{
	size_t n = strlen(url);
	char name[DECEPTIVE_NAME_MAX];
	bool any = false;

	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t used = utf8_decode(url + i, n - i, &cp);

		if (deceptive_class(cp) & (DECEPTIVE_UNSEEN | DECEPTIVE_BLANK)) {
			deceptive_name(cp, name);
			str_append_format(notes, "%s%s",
					  any ? " " : "It has hidden characters: ", name);
			any = true;
		}
		i += used ? used : 1;
	}
	if (any)
		str_append_char(notes, '\n');
}

void link_target(const char *url, struct str *out, struct str *notes)
{
	const char *slashes = strstr(url, "://");
	const char *rest = url;

	if (slashes && slashes == url + strcspn(url, ":")) {
		const char *authority = slashes + 3;
		size_t n = strcspn(authority, "/?#");

		append_encoded(url, (size_t)(authority - url), out);
		append_authority(authority, n, out, notes);
		rest = authority + n;
	}
	append_encoded(rest, strlen(rest), out);
	note_unseen(url, notes);
}

/* --- What the text of a link says. */

/* Appends the host that the address leads to, as names are compared; nothing if it has none. */
static void append_compared(const char *url, size_t n, struct str *out)
{
	const char *end = url + n, *at = url, *slashes = memmem(url, n, "://", 3);
	struct str name;
	struct err e;

	if (slashes)
		url = slashes + 3;
	for (at = url; at < end && !strchr("/?#\\", *at);)
		at++;
	end = at;
	for (at = url; at < end; at++)
		url = *at == '@' ? at + 1 : url;
	for (at = end; at > url && at[-1] != ']'; at--)
		end = at[-1] == ':' ? at - 1 : end;
	if (end - url > 4 && strncasecmp(url, "www.", 4) == 0)
		url += 4;
	end -= end > url && end[-1] == '.';
	str_init(&name);
	str_append(&name, url, (size_t)(end - url));
	if (is_ascii(name.text, name.length) || !idn_encode(name.text, out, &e))
		str_append(out, name.text, name.length);
	str_fini(&name);
}

/* Whether a word could be read as the name of a host: labels with dots between, the last one of
 * letters. */
static bool is_host_name(const char *word, size_t n)
{
	size_t label = 0;

	for (size_t i = 0; i < n; i++) {
		if (word[i] == '.' && i == label)
			return false;
		label = word[i] == '.' ? i + 1 : label;
	}
	for (size_t i = label; i < n && strncasecmp(word + label, "xn--", 4) != 0; i++) {
		if (word[i] >= '0' && word[i] <= '9')
			return false;
	}
	return label && n >= label + 2;
}

static bool is_other_host(const char *named, size_t n, const char *url, struct str *out)
{
	struct str a, b, address, notes;
	bool other;

	str_init(&a);
	str_init(&b);
	str_init(&address);
	str_init(&notes);
	append_compared(named, n, &a);
	append_compared(url, strlen(url), &b);
	other = a.length && strcasecmp(a.text, b.text) != 0;
	str_append(&address, named, n);
	if (other && (is_ascii(named, n) || strstr(address.text, "://")))
		link_target(address.text, out, &notes);
	else if (other)
		append_encoded(a.text, a.length, out);
	str_fini(&a);
	str_fini(&b);
	str_fini(&address);
	str_fini(&notes);
	return other;
}

/* Of a text without an address: its word, or any that begins as names of the web do. */
static bool word_names_other_host(const char *text, const char *url, struct str *named)
{
	bool found = false;

	for (const char *word = text; *word && !found;) {
		size_t head = strspn(word, " \t(<[\"'"), n;
		bool alone = word == text;

		word += head;
		n = strcspn(word, " \t)>]\"',;!/?#\\:");
		alone = alone && !strchr(word + n, ' ');
		n -= n && word[n - 1] == '.';
		if ((alone || strncasecmp(word, "www.", 4) == 0) && is_host_name(word, n))
			found = is_other_host(word, n, url, named);
		word += strcspn(word, " \t");
	}
	return found;
}

bool link_names_other_host(const char *text, const char *url, struct str *named)
{
	size_t n = strlen(text), from = 0, start, length;

	for (; url_find(text, n, from, &start, &length); from = start + length) {
		if (is_other_host(text + start, length, url, named))
			return true;
	}
	/* What leads to a file has the file's name. */
	return !from && strncasecmp(url, "file:", 5) != 0 &&
	       word_names_other_host(text, url, named);
}

/* HTTP CONNECT: RFC 9110 section 9.3.6, RFC 9112, basic authentication RFC 7617. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "base/mem.h"
#include "base/str.h"
#include "net/address-text.h"
#include "net/proxy-dialogue.h"
#include "base/poison.h"

enum { STATUS_SHOWN_MAX = 80 };

enum stage { STAGE_START, STAGE_HEAD };

static const char version_start[] = "HTTP/";

/* The proxy's own words for a cause, where there are any, say more than its status. */
static const struct hint {
	const char *header;
	const char *word;
	enum err_kind kind;
} hints[] = {
	{ "Proxy-Status", "dns_error", ERR_NAME }, /* RFC 9209 section 2.3 */
	{ "Proxy-Status", "dns_timeout", ERR_NAME },
	{ "Proxy-Status", "destination_not_found", ERR_NAME },
	{ "Proxy-Status", "connection_timeout", ERR_TIMEOUT },
	{ "Proxy-Status", "connection_refused", ERR_REFUSED },
	{ "Proxy-Status", "destination_ip_unroutable", ERR_REFUSED },
	{ "X-Squid-Error", "ERR_DNS_FAIL", ERR_NAME },
	{ "X-Squid-Error", "ERR_CONNECT_FAIL", ERR_REFUSED },
};

static const struct verdict {
	int status;
	enum err_kind kind;
	const char *advice;
} verdicts[] = {
	{ 400, ERR_OTHER, "check the host and the port" },
	{ 403, ERR_REFUSED, "its rules may not allow this host or port: ask whoever runs it" },
	{ 404, ERR_OTHER, "check that an HTTP proxy listens there, not a web server" },
	{ 405, ERR_OTHER, "check that an HTTP proxy listens there, not a web server" },
	{ 500, ERR_OTHER, "check the host and the port" },
	{ 502, ERR_REFUSED, "check the host and the port" },
	{ 503, ERR_REFUSED, "check the host and the port" },
	{ 504, ERR_TIMEOUT, "check that the host is up and that no firewall is in the way" },
};

static void put_text(struct proxy_dialogue *t, const char *text)
{
	buf_append(&t->out, text, strlen(text));
}

/* Base64 of RFC 4648 section 4, with padding. */
static void put_base64(struct proxy_dialogue *t, const struct buf *bytes)
{
	size_t n = BASE64_LENGTH(buf_length(bytes));

	base64_encode(buf_data(bytes), buf_length(bytes), (char *)buf_reserve(&t->out, n));
	buf_commit(&t->out, n);
}

static void put_login(struct proxy_dialogue *t)
{
	const char *password = t->proxy.password ? t->proxy.password : "";
	struct buf login;

	buf_init(&login);
	login.secret = true;
	buf_append(&login, t->proxy.user, strlen(t->proxy.user));
	buf_append_byte(&login, ':');
	buf_append(&login, password, strlen(password));
	put_text(t, "Proxy-Authorization: Basic ");
	put_base64(t, &login);
	put_text(t, "\r\n");
	buf_fini(&login);
}

static enum handshake_state request(struct proxy_dialogue *t)
{
	bool ipv6 = strchr(t->host, ':');
	struct str head;

	str_init(&head);
	str_append_format(&head, "%s%s%s:%u", ipv6 ? "[" : "", t->host, ipv6 ? "]" : "", t->port);
	put_text(t, "CONNECT ");
	put_text(t, head.text);
	put_text(t, " HTTP/1.1\r\nHost: ");
	put_text(t, head.text);
	put_text(t, "\r\n");
	str_fini(&head);
	if (t->proxy.user)
		put_login(t);
	put_text(t, "\r\n");
	proxy_dialogue_expect(t, STAGE_HEAD, 1);
	return HANDSHAKE_BUSY;
}

/* The length of the line at `line`, its end not counted. */
static size_t line_length(const char *line)
{
	return strcspn(line, "\r\n");
}

/* Finds the next header `name` from `line` on, another than `line` itself: its value, or NULL. */
static const char *find_header(const char *line, const char *name)
{
	size_t n = strlen(name);

	while ((line = strchr(line, '\n'))) {
		line++;
		if (!strncasecmp(line, name, n) && line[n] == ':')
			return line + n + 1;
	}
	return NULL;
}

static bool has_word(const char *line, const char *word)
{
	size_t n = strlen(word), length = line_length(line);

	for (; length >= n; line++, length--)
		if (!strncasecmp(line, word, n))
			return true;
	return false;
}

/* Whether a header `name` has `word` in it. */
static bool header_has(const char *head, const char *name, const char *word)
{
	while ((head = find_header(head, name)))
		if (has_word(head, word))
			return true;
	return false;
}

static enum handshake_state on_login_wanted(struct proxy_dialogue *t, const char *head,
					    struct err *e)
{
	if (find_header(head, "Proxy-Authenticate") &&
	    !header_has(head, "Proxy-Authenticate", "Basic"))
		return proxy_dialogue_fail(t, e, ERR_OTHER,
					   "it wants a kind of login that is not known here",
					   "only basic authentication is");
	if (t->proxy.user)
		return proxy_dialogue_fail(t, e, ERR_OTHER, "it refused the user or the password",
					   "check both");
	return proxy_dialogue_fail(t, e, ERR_OTHER, "it wants a user and a password",
				   "write http://USER:PASSWORD@HOST");
}

/* Quotes the status line: only plain characters, and no words of it if it repeats the password. */
static void quote_status(const struct proxy_dialogue *t, const char *head, int status,
			 struct str *out)
{
	const char *password = t->proxy.password;
	size_t n = line_length(head);

	if (password && *password && has_word(head, password)) {
		str_append_format(out, "it answered with status %d", status);
		return;
	}
	str_append_string(out, "it answered \"");
	for (size_t i = 0; i < n && i < STATUS_SHOWN_MAX; i++)
		str_append_char(out,
				head[i] >= ' ' && head[i] < 0x7f && head[i] != '"' ? head[i] : '?');
	str_append_string(out, n > STATUS_SHOWN_MAX ? "...\"" : "\"");
}

static enum handshake_state on_refusal(struct proxy_dialogue *t, const char *head, int status,
				       struct err *e)
{
	struct verdict verdict = { status, ERR_OTHER, NULL };
	struct str cause;

	for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++)
		if (verdicts[i].status == status)
			verdict = verdicts[i];
	for (size_t i = 0; i < sizeof(hints) / sizeof(*hints); i++) {
		if (header_has(head, hints[i].header, hints[i].word)) {
			verdict.kind = hints[i].kind;
			verdict.advice = "check the host and the port";
		}
	}
	str_init(&cause);
	quote_status(t, head, status, &cause);
	if (verdict.kind == ERR_NAME)
		str_append_string(&cause, ", meaning that the name could not be looked up");
	proxy_dialogue_fail(t, e, verdict.kind, cause.text, verdict.advice);
	str_fini(&cause);
	return HANDSHAKE_FAILED;
}

/* `HTTP/1.1 200 OK`: the status, or -1. */
static int parse_status(const char *head)
{
	const char *at = head + sizeof(version_start) - 1;

	at += strspn(at, "0123456789.");
	if (*at != ' ')
		return -1;
	at += strspn(at, " ");
	for (int i = 0; i < 3; i++)
		if (!address_text_is_digit(at[i]))
			return -1;
	if (address_text_is_digit(at[3]) || *at == '0')
		return -1;
	return (at[0] - '0') * 100 + (at[1] - '0') * 10 + at[2] - '0';
}

static enum handshake_state on_head(struct proxy_dialogue *t, const char *head, struct err *e)
{
	int status = parse_status(head);

	if (status < 0)
		return proxy_dialogue_stranger(t, "its answer is not HTTP", e);
	if (status / 100 == 2)
		return HANDSHAKE_DONE;
	/* 407 by the letter; some refuse a login with 401. */
	if (status == 407 || status == 401)
		return on_login_wanted(t, head, e);
	if (status / 100 != 1 || status == 101)
		return on_refusal(t, head, status, e);
	/* An interim answer (RFC 9110 section 15.2): the real one follows. */
	proxy_dialogue_expect(t, STAGE_HEAD, 1);
	return HANDSHAKE_BUSY;
}

/* Whether the bytes end with an empty line; a bare LF ends a line too (RFC 9112 section 2.2). */
static bool is_complete(const char *bytes, size_t n)
{
	if (bytes[n - 1] != '\n')
		return false;
	if (n > 1 && bytes[n - 2] == '\r')
		n--;
	return n > 1 && bytes[n - 2] == '\n';
}

/* One more byte of the head has come. */
static enum handshake_state on_byte(struct proxy_dialogue *t, struct err *e)
{
	const char *bytes = buf_data(&t->in);
	size_t n = buf_length(&t->in);
	enum handshake_state state;
	char *head;

	if (n < sizeof(version_start) && bytes[n - 1] != version_start[n - 1])
		return bytes[0] == 5 || bytes[0] == 4 || !bytes[0] ?
			       proxy_dialogue_fail(t, e, ERR_OTHER, "it seems to be a SOCKS proxy",
						   "write socks5:// instead of http://") :
			       proxy_dialogue_stranger(t, "its answer is not HTTP", e);
	if (!bytes[n - 1])
		return proxy_dialogue_stranger(t, "its answer has a NUL in it", e);
	if (is_complete(bytes, n)) {
		head = mem_strndup(bytes, n);
		state = on_head(t, head, e);
		free(head);
		return state;
	}
	if (t->received >= PROXY_DIALOGUE_HEADER_MAX)
		return proxy_dialogue_stranger(t, "its answer is longer than 16 KiB", e);
	t->want++;
	return HANDSHAKE_BUSY;
}

enum handshake_state proxy_http_step(struct proxy_dialogue *t, struct err *e)
{
	return t->stage == STAGE_START ? request(t) : on_byte(t, e);
}

#include "tls/tls-explain.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "net/peer-text.h"
#include "base/poison.h"

enum {
	IAC = 0xff,
	RECORD_TYPE_FIRST = 20,
	RECORD_TYPE_LAST = 24,
	RECORD_VERSION_MAJOR = 3,
	WORDS_SHOWN = 48,
};

/* RFC 8446 section 6 and RFC 5246 section 7.2; `means` says what a user can make of it. */
static const struct alert {
	int number;
	const char *name;
	const char *means;
} alerts[] = {
	{ 0, "close notify", NULL },
	{ 10, "unexpected message", NULL },
	{ 20, "bad record MAC", NULL },
	{ 22, "record overflow", NULL },
	{ 30, "decompression failure", NULL },
	{ 40, "handshake failure",
	  "it shares no cipher or key type with us, or asks for a client certificate (--cert)" },
	{ 42, "bad certificate", "it does not accept our client certificate" },
	{ 43, "unsupported certificate", "it does not accept our kind of client certificate" },
	{ 44, "certificate revoked", "it holds our client certificate for revoked" },
	{ 45, "certificate expired", "it holds our client certificate for expired" },
	{ 46, "certificate unknown", "it does not accept our client certificate" },
	{ 47, "illegal parameter", NULL },
	{ 48, "unknown CA", "it does not know who signed our client certificate" },
	{ 49, "access denied", "it does not let us in" },
	{ 50, "decode error", NULL },
	{ 51, "decrypt error", NULL },
	{ 70, "protocol version",
	  "it speaks no version of TLS that is safe: we need 1.2 or newer" },
	{ 71, "insufficient security", "it wants stronger ciphers than we share" },
	{ 80, "internal error", "something is wrong on its side" },
	{ 86, "inappropriate fallback", NULL },
	{ 90, "user canceled", NULL },
	{ 100, "no renegotiation", NULL },
	{ 109, "missing extension", NULL },
	{ 110, "unsupported extension", NULL },
	{ 112, "unrecognized name", "it does not serve this host name" },
	{ 113, "bad certificate status response", NULL },
	{ 115, "unknown PSK identity", NULL },
	{ 116, "certificate required",
	  "it wants a client certificate: give one with --cert and --key" },
	{ 120, "no application protocol", "it speaks none of the protocols we offered (ALPN)" },
};

static const struct alert *find_alert(int number)
{
	for (size_t i = 0; i < sizeof(alerts) / sizeof(alerts[0]); i++)
		if (alerts[i].number == number)
			return &alerts[i];
	return NULL;
}

bool tls_explain_is_record(const char *bytes, size_t n)
{
	unsigned char type = (unsigned char)bytes[0];

	return type >= RECORD_TYPE_FIRST && type <= RECORD_TYPE_LAST &&
	       (n < 2 || bytes[1] == RECORD_VERSION_MAJOR);
}

void tls_explain_not_tls(const char *bytes, size_t n, struct tls_failure *f)
{
	size_t line = 0;
	struct str words;

	f->kind = TLS_FAILURE_NOT_TLS;
	if ((unsigned char)bytes[0] == IAC) {
		snprintf(f->detail, sizeof(f->detail), "it speaks telnet");
		return;
	}
	while (line < n && bytes[line] != '\r' && bytes[line] != '\n')
		line++;
	str_init(&words);
	peer_text_append(&words, bytes, line, WORDS_SHOWN);
	snprintf(f->detail, sizeof(f->detail), "it began with \"%s\"", words.text);
	str_fini(&words);
}

static void explain_refusal(const struct tls_failure *f, const char *what, struct err *e)
{
	const struct alert *a = find_alert(f->alert);

	if (a && a->means)
		err_set(e, ERR_TLS, "%s: %s (TLS alert \"%s\")", what, a->means, a->name);
	else if (a)
		err_set(e, ERR_TLS, "%s: the server refused with the TLS alert \"%s\"", what,
			a->name);
	else
		err_set(e, ERR_TLS, "%s: the server refused with TLS alert %d", what, f->alert);
}

static void explain_late_alert(const struct tls_failure *f, struct err *e)
{
	const struct alert *a = find_alert(f->alert);

	if (a)
		err_set(e, ERR_LOST, "the server ended TLS with the alert \"%s\"", a->name);
	else
		err_set(e, ERR_LOST, "the server ended TLS with alert %d", f->alert);
}

void tls_explain_handshake(const struct tls_failure *f, struct err *e)
{
	static const char what[] = "the TLS handshake failed";

	switch (f->kind) {
	case TLS_FAILURE_ALERT: explain_refusal(f, what, e); break;
	case TLS_FAILURE_NOT_TLS:
		err_set(e, ERR_TLS, "%s: the server does not speak TLS here, %s", what, f->detail);
		break;
	case TLS_FAILURE_OLD_VERSION:
		err_set(e, ERR_TLS, "%s: the server wants a version older than TLS 1.2", what);
		break;
	case TLS_FAILURE_LEGACY:
		err_set(e, ERR_TLS, "%s: the server lacks secure renegotiation (RFC 5746)", what);
		break;
	case TLS_FAILURE_WEAK:
		err_set(e, ERR_TLS, "%s: the server's keys are too weak (%s)", what, f->detail);
		break;
	case TLS_FAILURE_CLOSED:
		err_set(e, ERR_TLS, "%s: the server closed the connection%s", what,
			f->heard ? " in the middle of it" : "; it may not speak TLS on this port");
		break;
	case TLS_FAILURE_CORRUPT:
	case TLS_FAILURE_LOST:
	case TLS_FAILURE_LIBRARY: err_set(e, ERR_TLS, "%s: %s", what, f->detail); break;
	}
}

void tls_explain_session(const struct tls_failure *f, bool early, struct err *e)
{
	switch (f->kind) {
	case TLS_FAILURE_ALERT:
		if (early)
			explain_refusal(f, "the server ended TLS", e);
		else
			explain_late_alert(f, e);
		break;
	case TLS_FAILURE_CLOSED: err_set(e, ERR_LOST, "the server closed the connection"); break;
	case TLS_FAILURE_LOST: err_set(e, ERR_LOST, "%s", f->detail); break;
	case TLS_FAILURE_CORRUPT:
		err_set(e, ERR_LOST, "what came can't be decrypted: damaged or tampered with (%s)",
			f->detail);
		break;
	case TLS_FAILURE_NOT_TLS:
	case TLS_FAILURE_OLD_VERSION:
	case TLS_FAILURE_LEGACY:
	case TLS_FAILURE_WEAK:
	case TLS_FAILURE_LIBRARY: err_set(e, ERR_LOST, "TLS broke: %s", f->detail); break;
	}
}

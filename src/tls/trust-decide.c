#include "tls/trust.h"

#include "net/idn.h"
#include "base/poison.h"

/* Never a way to accept the key that was met: it may be an impostor's. */
#define ADVICE "ask the server's administrator which key is its own"

static void stop(struct trust_decision *out, const char *host, const char *service,
		 const struct fingerprint *now)
{
	char was[FINGERPRINT_BASE64], is[FINGERPRINT_BASE64], shown[IDN_SHOWN];

	out->verdict = TRUST_STOP;
	host = idn_shown(host, shown);
	fingerprint_base64(now, is);
	if (out->old.damaged) {
		err_set(&out->why, ERR_TLS,
			"the pin for %.128s port %.16s in line %u of the pins "
			"file can't be read, and the key is now sha256//%s; " ADVICE
			" before you mend or remove that line",
			host, service, out->old.line, is);
		return;
	}
	fingerprint_base64(&out->old.key, was);
	err_set(&out->why, ERR_TLS,
		"the key of %.128s port %.16s has changed since it was pinned%s%s: "
		"it was sha256//%s and is now sha256//%s; " ADVICE,
		host, service, out->old.date[0] ? " on " : "", out->old.date, was, is);
}

/* The one key the user asked for. */
static void decide_wanted(const struct fingerprint *wanted, const struct fingerprint *now,
			  const char *host, const char *service, struct trust_decision *out)
{
	char asked[FINGERPRINT_BASE64], is[FINGERPRINT_BASE64], shown[IDN_SHOWN];

	out->pinned = fingerprint_equal(wanted, now);
	if (out->pinned)
		return;
	out->verdict = TRUST_STOP;
	fingerprint_base64(wanted, asked);
	fingerprint_base64(now, is);
	err_set(&out->why, ERR_TLS,
		"the key of %.128s port %.16s is sha256//%s, not the one asked "
		"for, sha256//%s; " ADVICE,
		idn_shown(host, shown), service, is, asked);
}

void trust_decide(const Trust *t, const char *host, const char *service,
		  const struct tls_report *report, const struct fingerprint *wanted,
		  struct trust_decision *out)
{
	const struct fingerprint *now = report->chain_length ? &report->chain[0].spki : NULL;

	*out = (struct trust_decision){ .verdict = TRUST_ACCEPT };
	if (now && wanted) {
		decide_wanted(wanted, now, host, service, out);
		return;
	}
	switch (now ? trust_lookup(t, host, service, now, &out->old) : TRUST_NONE) {
	case TRUST_MATCH: out->pinned = true; return;
	case TRUST_MISMATCH: stop(out, host, service, now); return;
	case TRUST_NONE: break;
	}
	if (report->verified && !wanted)
		return;
	out->verdict = now ? TRUST_ASK : TRUST_STOP;
	err_set(&out->why, ERR_TLS, "%s", report->reason.text);
}

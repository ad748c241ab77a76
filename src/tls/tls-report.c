#include "tls/tls-report.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "net/peer-text.h"
#include "base/poison.h"

enum { HOST_SHOWN = 128 };

void tls_report_init(struct tls_report *r)
{
	*r = (struct tls_report){ .chain_length = 0 };
	str_init(&r->reason);
}

void tls_report_fini(struct tls_report *r)
{
	for (size_t i = 0; i < r->chain_length; i++)
		certificate_fini(&r->chain[i]);
	str_fini(&r->reason);
	tls_report_init(r);
}

static unsigned judge_certificate(const struct certificate *c, bool own, int64_t wall)
{
	unsigned problems = 0;
	int64_t now = wall / 1000;

	if (c->not_after == CERTIFICATE_NO_TIME || now > c->not_after)
		problems |= own ? TLS_PROBLEM_EXPIRED : TLS_PROBLEM_CA_DATES;
	if (c->not_before == CERTIFICATE_NO_TIME || now < c->not_before)
		problems |= own ? TLS_PROBLEM_NOT_YET_VALID : TLS_PROBLEM_CA_DATES;
	if (certificate_weak_key(c))
		problems |= TLS_PROBLEM_WEAK_KEY;
	if (certificate_weak_signature(c))
		problems |= TLS_PROBLEM_WEAK_SIGNATURE;
	return problems;
}

static bool has_name(const struct certificate *c, const char *host)
{
	for (size_t i = 0; i < c->name_count; i++)
		if (strcasecmp(c->names[i], host) == 0)
			return true;
	return false;
}

static void say_names(const struct tls_report *r, const char *host, struct str *out)
{
	const struct certificate *c = &r->chain[0];

	if (has_name(c, host)) {
		str_append_string(out, "it has ");
		peer_text_append(out, host, strlen(host), HOST_SHOWN);
		str_append_string(out, " as a host name, but not as an address");
		return;
	}
	if (!c->name_count) {
		str_append_format(out, "it names no host: a subject alone (%s) doesn't count",
				  c->subject[0] ? c->subject : "empty");
		return;
	}
	str_append_format(out, "it is for %s", c->names[0]);
	if (c->name_count + c->names_left_out > 1)
		str_append_format(out, " and %zu more", c->name_count + c->names_left_out - 1);
	str_append_string(out, ", not for ");
	peer_text_append(out, host, strlen(host), HOST_SHOWN);
}

static void say_dates(const struct certificate *c, bool expired, int64_t wall, struct str *out)
{
	int64_t date = expired ? c->not_after : c->not_before;
	int64_t days = expired ? -certificate_days_left(c, wall) : 0;
	char text[CERTIFICATE_DATE];

	if (date == CERTIFICATE_NO_TIME) {
		str_append_string(out, "its dates can't be read");
		return;
	}
	certificate_date(date, text);
	str_append_format(out, expired ? "it expired on %s" : "it is not valid before %s", text);
	if (expired && days > 0)
		str_append_format(out, " (%" PRId64 " day%s ago)", days, days == 1 ? "" : "s");
}

static void say_signer(const struct tls_report *r, struct str *out)
{
	const struct certificate *top = &r->chain[r->chain_length - 1];

	str_append_format(out, "its signer \"%s\" is not a known authority here", top->issuer);
}

static void say_weak_key(const struct tls_report *r, struct str *out)
{
	for (size_t i = 0; i < r->chain_length; i++) {
		const struct certificate *c = &r->chain[i];

		if (certificate_weak_key(c)) {
			str_append_format(out, "%s key is too weak (%s, %u bits)",
					  i ? "a signer's" : "its", c->key_type, c->key_bits);
			return;
		}
	}
	str_append_string(out, "a key is too weak");
}

static void say_weak_signature(const struct tls_report *r, struct str *out)
{
	for (size_t i = 0; i < r->chain_length; i++)
		if (certificate_weak_signature(&r->chain[i])) {
			str_append_format(out, "it is signed with a weak algorithm (%s)",
					  r->chain[i].signature);
			return;
		}
	str_append_string(out, "it is signed with a weak algorithm");
}

static void say(const struct tls_report *r, enum tls_problem problem, const char *host,
		int64_t wall, struct str *out)
{
	switch (problem) {
	case TLS_PROBLEM_NO_CERTIFICATE: break;
	case TLS_PROBLEM_WRONG_NAME: say_names(r, host, out); break;
	case TLS_PROBLEM_EXPIRED:
	case TLS_PROBLEM_NOT_YET_VALID:
		say_dates(&r->chain[0], problem == TLS_PROBLEM_EXPIRED, wall, out);
		break;
	case TLS_PROBLEM_SELF_SIGNED:
		str_append_string(out, "it is self-signed: no authority vouches for it");
		break;
	case TLS_PROBLEM_UNKNOWN_CA: say_signer(r, out); break;
	case TLS_PROBLEM_CA_DATES:
		str_append_string(out, "the certificate of a signer is expired or not yet valid");
		break;
	case TLS_PROBLEM_WEAK_KEY: say_weak_key(r, out); break;
	case TLS_PROBLEM_WEAK_SIGNATURE: say_weak_signature(r, out); break;
	case TLS_PROBLEM_BAD_SIGNATURE:
		str_append_string(out, "a signature on it is wrong: it may be forged");
		break;
	case TLS_PROBLEM_REVOKED: str_append_string(out, "its signer has revoked it"); break;
	case TLS_PROBLEM_WRONG_USE:
		str_append_string(out, "it, or a signer's certificate, is not meant for this use");
		break;
	case TLS_PROBLEM_OTHER: str_append_format(out, "the check says: %s", r->other); break;
	}
}

void tls_report_judge(struct tls_report *r, const char *host, int64_t wall)
{
	bool first = true;

	str_clear(&r->reason);
	if (!r->chain_length)
		r->problems = TLS_PROBLEM_NO_CERTIFICATE;
	for (size_t i = 0; i < r->chain_length; i++)
		r->problems |= judge_certificate(&r->chain[i], i == 0, wall);
	r->verified = !r->problems;
	if (r->verified)
		return;
	if (!r->chain_length) {
		str_append_string(&r->reason, "the server showed no certificate");
		return;
	}
	str_append_string(&r->reason, "the server's certificate is not trusted: ");
	for (unsigned bit = TLS_PROBLEM_NO_CERTIFICATE; bit <= TLS_PROBLEM_OTHER; bit <<= 1) {
		if (!(r->problems & bit))
			continue;
		if (!first)
			str_append_string(&r->reason, "; ");
		first = false;
		say(r, (enum tls_problem)bit, host, wall, &r->reason);
	}
}

void tls_report_format(const struct tls_report *r, int64_t wall, struct str *out)
{
	str_append_format(out, "trust:     %s\n", r->verified ? "verified" : r->reason.text);
	str_append_format(out, "protocol:  %s, %s%s\n", r->version, r->cipher,
			  r->resumed ? ", resumed" : "");
	if (r->alpn[0])
		str_append_format(out, "ALPN:      %s\n", r->alpn);
	if (r->chain_length)
		certificate_format(&r->chain[0], wall, out);
	for (size_t i = 0; i < r->chain_length; i++)
		str_append_format(out, "chain %zu:   %s\n           signed by %s\n", i,
				  r->chain[i].subject, r->chain[i].issuer);
}

#include "tls/certificate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/poison.h"

enum { DAY = 86400, NAMES_SHOWN = 12 };

void certificate_fini(struct certificate *c)
{
	free(c->subject);
	free(c->issuer);
	for (size_t i = 0; i < c->name_count; i++)
		free(c->names[i]);
	*c = (struct certificate){ .name_count = 0 };
}

int64_t certificate_days_left(const struct certificate *c, int64_t wall)
{
	int64_t seconds;

	if (c->not_after == CERTIFICATE_NO_TIME)
		return 0;
	seconds = c->not_after - wall / 1000;
	return seconds >= 0 ? seconds / DAY : (seconds - (DAY - 1)) / DAY;
}

bool certificate_weak_key(const struct certificate *c)
{
	return c->key_security >= 0 && c->key_security < CERTIFICATE_WEAK_BELOW;
}

bool certificate_weak_signature(const struct certificate *c)
{
	return !c->self_issued && c->signature_security >= 0 &&
	       c->signature_security < CERTIFICATE_WEAK_BELOW;
}

void certificate_date(int64_t seconds, char out[CERTIFICATE_DATE])
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (seconds == CERTIFICATE_NO_TIME || !gmtime_r(&t, &tm) ||
	    !strftime(out, CERTIFICATE_DATE, "%Y-%m-%d", &tm))
		snprintf(out, CERTIFICATE_DATE, "unknown");
}

static void format_names(const struct certificate *c, struct str *out)
{
	size_t shown = c->name_count < NAMES_SHOWN ? c->name_count : NAMES_SHOWN;
	size_t left = c->name_count - shown + c->names_left_out;

	str_append_string(out, "names:     ");
	for (size_t i = 0; i < shown; i++)
		str_append_format(out, "%s%s", i ? ", " : "", c->names[i]);
	if (!shown)
		str_append_string(out, "none");
	if (left)
		str_append_format(out, " and %zu more", left);
	str_append_char(out, '\n');
}

static void format_validity(const struct certificate *c, int64_t wall, struct str *out)
{
	int64_t days = certificate_days_left(c, wall);
	char from[CERTIFICATE_DATE], to[CERTIFICATE_DATE];

	certificate_date(c->not_before, from);
	certificate_date(c->not_after, to);
	str_append_format(out, "valid:     %s to %s", from, to);
	if (c->not_after == CERTIFICATE_NO_TIME)
		;
	else if (days < 0)
		str_append_format(out, " (ended %" PRId64 " day%s ago)", -days,
				  days == -1 ? "" : "s");
	else if (c->not_before != CERTIFICATE_NO_TIME && c->not_before > wall / 1000)
		str_append_string(out, " (not begun yet)");
	else
		str_append_format(out, " (%" PRId64 " day%s left)", days, days == 1 ? "" : "s");
	str_append_char(out, '\n');
}

void certificate_format(const struct certificate *c, int64_t wall, struct str *out)
{
	char hex[FINGERPRINT_HEX], base64[FINGERPRINT_BASE64];

	str_append_format(out, "subject:   %s\n", c->subject ? c->subject : "");
	format_names(c, out);
	str_append_format(out, "issuer:    %s\n", c->issuer ? c->issuer : "");
	format_validity(c, wall, out);
	str_append_format(out, "key:       %s, %u bits%s\n", c->key_type, c->key_bits,
			  certificate_weak_key(c) ? " (weak)" : "");
	str_append_format(out, "signed by: %s%s\n", c->signature,
			  certificate_weak_signature(c) ? " (weak)" : "");
	fingerprint_hex(&c->spki, hex);
	fingerprint_base64(&c->spki, base64);
	str_append_format(out, "key SHA-256: %s\n", hex);
	str_append_format(out, "pin:       sha256//%s\n", base64);
	fingerprint_hex(&c->sha256, hex);
	str_append_format(out, "certificate SHA-256: %s\n", hex);
}

/* Any bytes as a certificate: what is shown of it is printable, bounded and the same every time. */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "tls/tls-report.h"
#include "tls/tls-x509.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SHOWN_MAX = 16384 };

static void check_printable(const struct str *text)
{
	size_t n = text->length;

	assert(n < SHOWN_MAX);
	for (const char *s = text->text; n;) {
		uint32_t cp;
		size_t used = utf8_decode(s, n, &cp);

		assert(used > 0);
		assert(cp == '\n' || (cp >= 0x20 && cp < 0x7f) || cp >= 0xa0);
		assert(cp < 0x200b || cp > 0x200f);
		assert(cp < 0x2028 || cp > 0x202e);
		assert(cp < 0x2066 || cp > 0x2069);
		s += used;
		n -= used;
	}
}

static size_t lines_of(const struct str *text)
{
	size_t count = 0;

	for (size_t i = 0; i < text->length; i++)
		count += text->text[i] == '\n';
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tls_report r;
	struct str text;

	tls_report_init(&r);
	str_init(&text);
	if (tls_x509_decode(data, size, &r.chain[0])) {
		assert(r.chain[0].name_count <= CERTIFICATE_NAMES_MAX);
		r.chain_length = 1;
		r.problems = TLS_PROBLEM_WRONG_NAME | TLS_PROBLEM_UNKNOWN_CA;
		tls_report_judge(&r, "a.example", INT64_C(1789993600000));
		assert(!r.verified);
		check_printable(&r.reason);
		assert(lines_of(&r.reason) == 0);
		tls_report_format(&r, INT64_C(1789993600000), &text);
		check_printable(&text);
		assert(lines_of(&text) == 13);
	}
	str_fini(&text);
	tls_report_fini(&r);
	return 0;
}

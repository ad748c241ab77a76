#include "telnet/nvt.h"

#include <stdint.h>
#include <string.h>

#include "telnet/command.h"

#include "base/poison.h"

static const char nvt_cr = '\r';
static const char nvt_iac = (char)COMMAND_IAC;

/* Whether LF CR is a newline. */
static bool joins_lf_cr(unsigned rules)
{
	return (rules & NVT_NEWLINES) && (rules & NVT_CR_NUL);
}

/* How many of the `n` bytes, taken by eights, come before one that is NUL or CR. */
static size_t skip_plain(const char *bytes, size_t n)
{
	const uint64_t ones = UINT64_MAX / 0xff, highs = ones * 0x80;
	size_t i = 0;

	for (; n - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
		uint64_t nul, cr;

		memcpy(&nul, bytes + i, sizeof(nul));
		cr = nul ^ ones * '\r';
		if (((nul - ones) & ~nul & highs) | ((cr - ones) & ~cr & highs))
			break;
	}
	return i;
}

/*
 * The bytes from the start that pass as they are, and how many after them are left out: a CR whose
 * fate isn't clear, or a NUL.
 */
static size_t run_length(unsigned rules, bool lf, const char *bytes, size_t n)
{
	size_t i = skip_plain(bytes, n);

	while (i < n) {
		if (bytes[i] == '\0' && (rules & NVT_DROP_NUL))
			break;
		if (bytes[i] == '\r') {
			if (i + 1 == n || bytes[i + 1] == '\r' || bytes[i + 1] == '\0')
				break;
			if ((rules & NVT_NEWLINES) &&
			    (bytes[i + 1] == '\n' || (i ? bytes[i - 1] == '\n' : lf)))
				break;
		}
		i++;
		if ((i & 7) == 0)
			i += skip_plain(bytes + i, n - i);
	}
	return i;
}

/* After a held CR: returns how many of the next bytes, which begin with `next`, are used up. */
static size_t decode_after_cr(struct nvt_decoder *d, unsigned rules, char next,
			      void (*each)(void *user, const char *bytes, size_t n), void *user)
{
	bool newline = (rules & NVT_NEWLINES) && next == '\n';
	bool behind = d->lf && next != '\0' && joins_lf_cr(rules);

	d->cr = d->lf = false;
	if (newline || behind)
		return 0; /* the LF passes, or has passed, by itself */
	each(user, &nvt_cr, 1);
	return next == '\0' && (rules & NVT_CR_NUL);
}

void nvt_decode(struct nvt_decoder *d, unsigned rules, const char *bytes, size_t n,
		void (*each)(void *user, const char *bytes, size_t n), void *user)
{
	size_t i = 0;

	while (i < n) {
		size_t run;

		if (d->cr) {
			i += decode_after_cr(d, rules, bytes[i], each, user);
			continue;
		}
		run = rules ? run_length(rules, d->lf, bytes + i, n - i) : n - i;
		if (run) {
			d->lf = joins_lf_cr(rules) && bytes[i + run - 1] == '\n';
			each(user, bytes + i, run);
		}
		i += run;
		if (i < n) {
			d->cr = bytes[i] == '\r';
			i++;
		}
	}
}

void nvt_flush(struct nvt_decoder *d, void (*each)(void *user, const char *bytes, size_t n),
	       void *user)
{
	if (d->cr && !d->lf)
		each(user, &nvt_cr, 1);
	d->cr = d->lf = false;
}

bool nvt_needs_encoding(unsigned rules, const char *bytes, size_t n)
{
	if ((rules & NVT_DOUBLE_IAC) && memchr(bytes, COMMAND_IAC, n))
		return true;
	return (rules & NVT_STUFF_CR) && memchr(bytes, '\r', n);
}

static void encode_byte(unsigned rules, char byte, struct buf *out)
{
	buf_append(out, &byte, 1);
	if (byte == nvt_iac && (rules & NVT_DOUBLE_IAC))
		buf_append(out, &byte, 1);
}

void nvt_encode(unsigned rules, const char *bytes, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		encode_byte(rules, bytes[i], out);
		if (bytes[i] == '\r' && (rules & NVT_STUFF_CR) &&
		    (i + 1 == n || bytes[i + 1] != '\n'))
			buf_append_byte(out, '\0');
	}
}

void nvt_encode_text(bool *cr, unsigned rules, const char *bytes, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		bool newline = bytes[i] == '\n';

		if (newline && !*cr)
			buf_append(out, &nvt_cr, 1);
		if (!newline && *cr && (rules & NVT_STUFF_CR))
			buf_append_byte(out, '\0');
		encode_byte(rules, bytes[i], out);
		*cr = bytes[i] == '\r';
	}
}

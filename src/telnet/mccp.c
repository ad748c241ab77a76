/*
 * MUD Client Compression Protocol: versions 2 and 4, by which the peer compresses what it sends,
 * and 3, by which we do. Version 4 (a draft) agrees on the encoding: ours are told in one list, the
 * peer begins one.
 */
#include <assert.h>
#include <string.h>

#include "telnet/module.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

enum { MCCP4_ACCEPT_ENCODING = 1, MCCP4_BEGIN_ENCODING = 2 };

/* `IAC SB MCCP2 IAC SE`: what is behind it is compressed. */
static bool on_mccp2(Telnet *t, const char *bytes, size_t n)
{
	(void)bytes;
	return n == 0 && telnet_begin_inflate(t, OPTION_MCCP2, INFLATE_DEFLATE, "MCCP2");
}

static void on_mccp3_changed(Telnet *t, enum telnet_side side, bool on)
{
	if (side == TELNET_PEER && on)
		telnet_begin_deflate(t);
	else if (side == TELNET_PEER)
		telnet_end_deflate(t);
}

static void on_mccp4_changed(Telnet *t, enum telnet_side side, bool on)
{
	static const char accepted[] = "\1zstd,deflate";

	static_assert(MCCP4_ACCEPT_ENCODING == 1, "the list begins with it");
	if (side == TELNET_PEER && on && telnet_may_reply(t))
		telnet_send_payload(t, OPTION_MCCP4, accepted, sizeof(accepted) - 1);
}

static bool is_word(const char *word, const char *bytes, size_t n)
{
	return n == strlen(word) && memcmp(bytes, word, n) == 0;
}

static bool begin_mccp4(Telnet *t, enum inflate_encoding encoding, const char *name)
{
	return telnet_begin_inflate(t, OPTION_MCCP4, encoding, name);
}

/* Without an encoding, as MCCP2 begins, some servers mean zstd. */
static bool on_mccp4(Telnet *t, const char *bytes, size_t n)
{
	if (n == 0)
		return begin_mccp4(t, INFLATE_ZSTD, "MCCP4 zstd");
	if (bytes[0] != MCCP4_BEGIN_ENCODING)
		return false;
	if (is_word("zstd", bytes + 1, n - 1))
		return begin_mccp4(t, INFLATE_ZSTD, "MCCP4 zstd");
	if (is_word("deflate", bytes + 1, n - 1))
		return begin_mccp4(t, INFLATE_DEFLATE, "MCCP4 deflate");
	telnet_break(t, "the peer compresses (MCCP4) in a way that is not known here");
	return true;
}

/* `456 bytes came as 123, ratio 3.7`: of the whole connection. */
static void describe(const Telnet *t, uint8_t option, struct str *out)
{
	const struct expansion *x = &t->expansion;

	if (x->option != option)
		return;
	if (!x->stream)
		str_append_string(out, "ended; ");
	str_append_format(out, "%llu bytes came as %llu", (unsigned long long)x->plain,
			  (unsigned long long)x->wire);
	if (x->wire)
		str_append_format(out, ", ratio %.1f", (double)x->plain / (double)x->wire);
}

static void describe_mccp2(const Telnet *t, enum telnet_side side, struct str *out)
{
	(void)side;
	describe(t, OPTION_MCCP2, out);
}

static void describe_mccp4(const Telnet *t, enum telnet_side side, struct str *out)
{
	(void)side;
	describe(t, OPTION_MCCP4, out);
}

const struct option_module mccp2_module = { .payload = on_mccp2, .describe = describe_mccp2 };
const struct option_module mccp3_module = { .changed = on_mccp3_changed };
const struct option_module mccp4_module = { .changed = on_mccp4_changed,
					    .payload = on_mccp4,
					    .describe = describe_mccp4 };

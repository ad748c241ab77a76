/*
 * Compression in both directions. What is inflated, alone or in the telnet layer, doesn't depend on
 * how the bytes are cut or how much may come out at a time, but where damage lies: then one has
 * more of the same. What is deflated is read back by zlib. The first byte chooses which and how,
 * the second the cuts.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "compressed.h"
#include "telnet/deflate.h"
#include "telnet/inflate.h"
#include "telnet/telnet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PLAIN_MAX = 300000 }; /* of what comes out: the rest is left */

static void check(bool good)
{
	if (!good)
		abort();
}

static bool is_prefix(const struct buf *a, const struct buf *b)
{
	size_t n = buf_length(a) < buf_length(b) ? buf_length(a) : buf_length(b);

	return !n || memcmp(buf_data(a), buf_data(b), n) == 0;
}

/* --- Inflating alone. */

struct inflated {
	struct buf plain;
	size_t used;
	enum inflate_status status;
	bool left; /* more than PLAIN_MAX */
};

static void inflate_all(struct inflated *x, enum inflate_encoding encoding, const char *bytes,
			size_t n, size_t cut, size_t room)
{
	Inflate *z = inflate_new(encoding);

	*x = (struct inflated){ .status = INFLATE_GOES_ON };
	while ((x->used < n || inflate_has_more(z)) && x->status == INFLATE_GOES_ON && !x->left) {
		size_t piece = n - x->used < cut ? n - x->used : cut, used, made;
		char *out = buf_reserve(&x->plain, room);

		x->status = inflate_take(z, bytes + x->used, piece, &used, out, room, &made);
		check(used <= piece && made <= room);
		check(used || made || !inflate_has_more(z) || !piece);
		buf_commit(&x->plain, made);
		x->used += used;
		x->left = buf_length(&x->plain) > PLAIN_MAX;
	}
	inflate_is_settled(z);
	inflate_free(z);
}

static void fuzz_inflate(uint8_t how, uint8_t cuts, const char *bytes, size_t n)
{
	enum inflate_encoding encoding = how & 1 ? INFLATE_ZSTD : INFLATE_DEFLATE;
	struct inflated whole, cut;

	inflate_all(&whole, encoding, bytes, n, n + 1, 65536);
	inflate_all(&cut, encoding, bytes, n, cuts % 16u + 1, cuts / 16u * 20 + 1);
	check(is_prefix(&whole.plain, &cut.plain));
	if (!whole.left && !cut.left) {
		check(whole.status == cut.status);
		check(whole.status == INFLATE_BROKEN || whole.used == cut.used);
		check(whole.status == INFLATE_BROKEN ||
		      buf_length(&whole.plain) == buf_length(&cut.plain));
	}
	buf_fini(&whole.plain);
	buf_fini(&cut.plain);
}

/* --- In the telnet layer. */

struct record {
	Telnet *telnet;
	struct buf log; /* data and events */
	struct buf received;
	bool broken;
};

static void on_data(void *user, const char *bytes, size_t n)
{
	struct record *r = user;

	buf_append(&r->log, bytes, n);
}

static void on_send(void *user, const char *bytes, size_t n)
{
	(void)user;
	(void)bytes;
	check(n > 0);
}

static void on_send_urgent(void *user, char byte)
{
	on_send(user, &byte, 1);
}

static void on_prompt(void *user)
{
	on_data(user, "{prompt}", 8);
}

static void on_changed(void *user)
{
	on_data(user, "{changed}", 9);
}

static void on_notice(void *user, const char *text)
{
	on_data(user, text, strlen(text));
}

static void on_received(void *user, const char *bytes, size_t n)
{
	struct record *r = user;

	buf_append(&r->received, bytes, n);
}

static void on_broken(void *user, const char *text)
{
	struct record *r = user;

	check(text && !r->broken);
	r->broken = true;
}

static void on_expands(void *user)
{
	(void)user;
	abort(); /* PLAIN_MAX is less */
}

static bool on_begin_deflate(void *user, const char *bytes, size_t n)
{
	on_send(user, bytes, n);
	return true;
}

static void on_end_deflate(void *user)
{
	(void)user;
}

static Telnet *new_telnet(struct record *r)
{
	static const struct telnet_events events = {
		.data = on_data,
		.send = on_send,
		.send_urgent = on_send_urgent,
		.prompt = on_prompt,
		.changed = on_changed,
		.notice = on_notice,
		.received = on_received,
		.broken = on_broken,
		.expands = on_expands,
		.begin_deflate = on_begin_deflate,
		.end_deflate = on_end_deflate,
	};
	static const struct telnet_config config = {
		.protocol = TELNET_PROTOCOL_TELNET,
		.columns = 80,
		.rows = 24,
		.term = "xterm-256color",
		.client = "HAIL",
		.version = "1.0",
		.charset = { .name = "UTF-8" },
		.permits = TELNET_PERMIT_INFLATE | TELNET_PERMIT_DEFLATE,
	};

	*r = (struct record){ .broken = false };
	return telnet_new(&config, &events, r);
}

/* True if there was more to come. */
static bool receive_all(struct record *r, const char *bytes, size_t n, size_t cut, size_t budget)
{
	size_t used = 0, i = 0;

	while (i < n || telnet_has_more(r->telnet)) {
		size_t piece = n - i < cut ? n - i : cut;
		size_t before = buf_length(&r->received);

		used = telnet_receive(r->telnet, bytes + i, piece, budget, 1000);
		check(used <= piece);
		check(buf_length(&r->received) - before <= (budget > piece ? budget : piece));
		i += used;
		if (buf_length(&r->received) > PLAIN_MAX)
			return true;
	}
	telnet_is_cut(r->telnet);
	telnet_finish(r->telnet);
	return false;
}

static void play(struct record *r, uint8_t how, const char *bytes, size_t n, size_t cut,
		 size_t budget, bool *left)
{
	static const char mccp2[] = "\xff\xfb\x56\xff\xfa\x56\xff\xf0";
	static const char mccp4[] = "\xff\xfb\x58\xff\xfa\x58\x02zstd\xff\xf0";

	r->telnet = new_telnet(r);
	telnet_start(r->telnet, 0);
	if (how & 1)
		receive_all(r, mccp2, sizeof(mccp2) - 1, 100, 100);
	else if (how & 2)
		receive_all(r, mccp4, sizeof(mccp4) - 1, 100, 100);
	*left = receive_all(r, bytes, n, cut, budget);
}

static void fini(struct record *r)
{
	telnet_free(r->telnet);
	buf_fini(&r->log);
	buf_fini(&r->received);
}

static void fuzz_telnet(uint8_t how, uint8_t cuts, const char *bytes, size_t n)
{
	struct record whole, cut;
	bool whole_left, cut_left;

	play(&whole, how, bytes, n, n + 1, PLAIN_MAX, &whole_left);
	play(&cut, how, bytes, n, cuts % 16u + 1, cuts / 16u * 20 + 1, &cut_left);
	check(is_prefix(&whole.log, &cut.log));
	check(is_prefix(&whole.received, &cut.received));
	if (!whole_left && !cut_left) {
		check(whole.broken == cut.broken);
		check(whole.broken || buf_length(&whole.log) == buf_length(&cut.log));
	}
	fini(&whole);
	fini(&cut);
}

/* --- Deflating: pieces, the length and the secrecy of each before it. */

static void fuzz_deflate(const char *bytes, size_t n)
{
	struct buf plain = { 0 }, stream = { 0 }, back = { 0 };
	Deflate *z = deflate_new();
	bool ended = false;

	while (n) {
		size_t piece = (uint8_t)bytes[0] / 2u;
		bool secret = bytes[0] & 1;

		bytes++;
		n--;
		piece = piece < n ? piece : n;
		deflate_put(z, bytes, piece, secret, &stream);
		buf_append(&plain, bytes, piece);
		bytes += piece;
		n -= piece;
	}
	deflate_end(z, &stream);
	deflate_free(z);
	check(compressed_read(&back, buf_data(&stream), buf_length(&stream), &ended) ==
	      buf_length(&stream));
	check(ended && buf_length(&back) == buf_length(&plain) && is_prefix(&back, &plain));
	buf_fini(&plain);
	buf_fini(&stream);
	buf_fini(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data + 2;

	if (size < 3)
		return 0;
	switch (data[0] / 4 % 3) {
	case 0: fuzz_inflate(data[0], data[1], bytes, size - 2); break;
	case 1: fuzz_telnet(data[0], data[1], bytes, size - 2); break;
	default: fuzz_deflate(bytes, size - 2); break;
	}
	return 0;
}

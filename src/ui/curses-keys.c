#include "ui/curses-internal.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

enum { ESCAPE_DELAY_MAX = 10000 }; /* ms */

void curses_keys_delay(KeyDecoder *d)
{
	const char *text = getenv("ESCDELAY");
	long long ms;

	if (text && str_to_number(text, 0, ESCAPE_DELAY_MAX, &ms))
		key_decoder_set_escape_delay(d, (int)ms);
}

static void feed(Charset *charset, KeyDecoder *d, const char *bytes, size_t n, int64_t now)
{
	struct buf utf8 = { .secret = true };

	if (!charset) {
		key_decoder_feed(d, bytes, n, now);
		return;
	}
	charset_decode(charset, bytes, n, &utf8);
	key_decoder_feed(d, buf_data(&utf8), buf_length(&utf8), now);
	buf_fini(&utf8);
}

bool curses_keys_read(int fd, Charset *charset, KeyDecoder *d, int64_t now)
{
	char bytes[4096];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n <= 0)
		return false;
	feed(charset, d, bytes, (size_t)n, now);
	mem_wipe(bytes, (size_t)n);
	return true;
}

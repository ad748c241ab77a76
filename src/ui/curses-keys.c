#include "ui/curses-internal.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

enum {
	ESCAPE_DELAY_MAX = 10000, /* ms */
	FAILURES_MAX = 1000,
};

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

/* A terminal that is gone fails each time; one that somebody else reads too has nothing at times.
 */
static bool may_come_back(int error, unsigned *failures)
{
	*failures += error == EINTR || error == EAGAIN ? 1 : FAILURES_MAX / 3;
	return *failures < FAILURES_MAX;
}

bool curses_keys_read(int fd, Charset *charset, KeyDecoder *d, int64_t now, unsigned *failures)
{
	char bytes[4096];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n <= 0)
		return n < 0 && may_come_back(errno, failures);
	*failures = 0;
	feed(charset, d, bytes, (size_t)n, now);
	mem_wipe(bytes, (size_t)n);
	return true;
}

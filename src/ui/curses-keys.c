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

static void set_delay(KeyDecoder *d)
{
	const char *text = getenv("ESCDELAY");
	long long ms;

	if (text && str_to_number(text, 0, ESCAPE_DELAY_MAX, &ms))
		key_decoder_set_escape_delay(d, (int)ms);
}

void curses_keys_describe(KeyDecoder *d, const char *(*capability)(const char *name))
{
	static const struct {
		const char *capability;
		enum keysym sym;
	} keys[] = {
		{ "kcuu1", KEYSYM_UP },      { "kcud1", KEYSYM_DOWN },   { "kcuf1", KEYSYM_RIGHT },
		{ "kcub1", KEYSYM_LEFT },    { "khome", KEYSYM_HOME },   { "kend", KEYSYM_END },
		{ "kich1", KEYSYM_INSERT },  { "kdch1", KEYSYM_DELETE }, { "kpp", KEYSYM_PAGE_UP },
		{ "knp", KEYSYM_PAGE_DOWN }, { "kf1", KEYSYM_F1 },       { "kf2", KEYSYM_F1 + 1 },
		{ "kf3", KEYSYM_F1 + 2 },    { "kf4", KEYSYM_F1 + 3 },   { "kf5", KEYSYM_F1 + 4 },
		{ "kf6", KEYSYM_F1 + 5 },    { "kf7", KEYSYM_F1 + 6 },   { "kf8", KEYSYM_F1 + 7 },
		{ "kf9", KEYSYM_F1 + 8 },    { "kf10", KEYSYM_F1 + 9 },  { "kf11", KEYSYM_F1 + 10 },
		{ "kf12", KEYSYM_F1 + 11 },
	};

	set_delay(d);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *text = capability(keys[i].capability);

		if (text)
			key_decoder_add(d, text, (struct key){ .sym = keys[i].sym });
	}
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

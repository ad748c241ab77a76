/*
 * Finds out whether a peer speaks telnet: looks for the first complete command in what is
 * otherwise data. Plain value.
 */
#ifndef HAIL_TELNET_DETECT_H
#define HAIL_TELNET_DETECT_H

#include <stddef.h>
#include <stdint.h>

enum {
	DETECT_WINDOW = 64 << 10, /* bytes after which it is raw for good */
	DETECT_HELD_MAX = 3,
	DETECT_PASSED_MAX = 16,
};

enum detect_verdict { DETECT_UNDECIDED, DETECT_TELNET, DETECT_RAW };

/* Zero-initialised. */
struct detect {
	size_t seen; /* bytes looked at */
	char held[DETECT_HELD_MAX]; /* the beginning of what may be a command */
	size_t held_length;
	/* What could be a WILL or DO of an option that proves nothing, and passed as data: the
	 * first ones, each once, for who answers them if this is telnet after all. */
	struct detect_passed {
		uint8_t command, option;
	} passed[DETECT_PASSED_MAX];
	size_t passed_count;
};

/*
 * Looks at `n` bytes; what is data is given to `each`, unchanged and in order. *used tells how
 * many bytes were taken: all unless it was decided. TELNET: the command that says so is in
 * `held`, for the tokenizer; nothing of it was delivered. RAW: nothing is held any more.
 */
enum detect_verdict detect_feed(struct detect *d, const char *bytes, size_t n, size_t *used,
				void (*each)(void *user, const char *bytes, size_t n), void *user);

/* Delivers what is held as data. */
void detect_flush(struct detect *d, void (*each)(void *user, const char *bytes, size_t n),
		  void *user);

#endif

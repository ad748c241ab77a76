#include <string.h>

#include "telnet/command.h"
#include "telnet/option.h"
#include "telnet/words.h"
#include "telnet/words-private.h"

#include "base/poison.h"

/*
 * Payloads of the options of games. Each function takes what it understands; what is left is shown
 * in hex. Depth is only written down here, never followed.
 */

#define COUNT(names) (sizeof(names) / sizeof((names)[0]))

/* The text before the next of the `marks` first byte values. */
static void take_until_mark(struct words *w, uint8_t marks, bool always)
{
	size_t n = 0;

	while (n < w->left && w->at[n] >= marks)
		n++;
	if (n || always)
		words_take_text(w, n);
}

/* VAR and VAL, tables in {}, arrays in []. A value that is a table or an array has no text. */
static void take_msdp(struct words *w)
{
	static const char *const marks[] = { NULL, "VAR", "VAL", "{", "}", "[", "]" };
	int mark;

	while (!w->full && (mark = words_take_name(w, marks, COUNT(marks))) >= 0) {
		bool opens = w->left && (*w->at == 3 || *w->at == 5);

		take_until_mark(w, COUNT(marks), mark <= 2 && !opens);
	}
}

static void take_mssp(struct words *w)
{
	static const char *const marks[] = { NULL, "VAR", "VAL" };

	while (!w->full && words_take_name(w, marks, COUNT(marks)) >= 0)
		take_until_mark(w, COUNT(marks), true);
}

/* Words that end with a NUL. */
static void take_zmp(struct words *w)
{
	while (w->left && !w->full) {
		const uint8_t *nul = memchr(w->at, 0, w->left);

		words_take_text(w, nul ? (size_t)(nul - w->at) : w->left);
		if (w->left)
			words_take(w);
	}
}

static void take_aard102(struct words *w)
{
	static const char *const states[] = { NULL, "ON", "OFF" };

	if (w->left < 2)
		return;
	words_add_number(w, words_take(w));
	words_take_name(w, states, COUNT(states));
}

static void take_mccp1(struct words *w)
{
	if (w->left && *w->at == COMMAND_WILL)
		words_add(w, words_command(words_take(w)));
}

static void take_mccp4(struct words *w)
{
	static const char *const verbs[] = { NULL, "ACCEPT_ENCODING", "BEGIN_ENCODING", "WONT" };

	if (words_take_name(w, verbs, COUNT(verbs)) >= 0 && w->left)
		words_take_text(w, w->left);
}

bool words_mud_payload(uint8_t option, struct words *w)
{
	switch (option) {
	case OPTION_MSDP: take_msdp(w); return true;
	case OPTION_MSSP: take_mssp(w); return true;
	case OPTION_ZMP: take_zmp(w); return true;
	case OPTION_AARD102: take_aard102(w); return true;
	case OPTION_ATCP:
	case OPTION_GMCP: words_take_plain(w); return true;
	case OPTION_MSP:
	case OPTION_MXP:
		if (w->left)
			words_take_text(w, w->left);
		return true;
	case OPTION_MCCP1: take_mccp1(w); return true;
	case OPTION_MCCP4: take_mccp4(w); return true;
	default: return false;
	}
}

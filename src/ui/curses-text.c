#include "ui/curses-internal.h"

#include <iconv.h>
#include <langinfo.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "base/charset.h"
#include "base/deceptive.h"
#include "base/utf8.h"
#include "base/poison.h"

enum { MARKS_MAX = 4 }; /* CCHARW_MAX - 1 */

/* Set once at the start from the locale, read only afterwards. */
static bool locale_is_utf8;
static iconv_t transliterate = (iconv_t)-1;

void curses_text_start(void)
{
	const char *codeset = nl_langinfo(CODESET);
	char target[64];

	locale_is_utf8 = charset_is_utf8(codeset);
	if (locale_is_utf8 || transliterate != (iconv_t)-1)
		return;
	snprintf(target, sizeof(target), "%s//TRANSLIT", codeset);
	transliterate = iconv_open(target, "UTF-8");
}

/* Box drawing in its simplest form, for character sets that have none. */
static wchar_t plain_line(uint32_t cp)
{
	switch (cp) {
	case 0x2500:
	case 0x2501:
	case 0x2550:
	case 0x2504:
	case 0x2508: return L'-';
	case 0x2502:
	case 0x2503:
	case 0x2551:
	case 0x2506:
	case 0x250a: return L'|';
	case 0x2588:
	case 0x2593:
	case 0x2592:
	case 0x2591: return L'#';
	case 0x2022: return L'*';
	case 0x2191: return L'^';
	case 0x1f512: return L'#'; /* locks: closed, open */
	case 0x1f513: return L'-';
	default: return cp >= 0x2500 && cp <= 0x257f ? L'+' : 0;
	}
}

/* The nearest character of the locale's own set that takes one cell, or `?`. */
static wchar_t nearest(uint32_t cp)
{
	char utf8[UTF8_MAX];
	char bytes[16];
	char *in = utf8;
	char *out = bytes;
	size_t left = utf8_encode(cp, utf8);
	size_t room = sizeof(bytes);
	wchar_t wide;

	if (plain_line(cp))
		return plain_line(cp);
	if (transliterate == (iconv_t)-1 ||
	    iconv(transliterate, &in, &left, &out, &room) == (size_t)-1) {
		if (transliterate != (iconv_t)-1)
			iconv(transliterate, NULL, NULL, NULL, NULL);
		return L'?';
	}
	if (mbrtowc(&wide, bytes, sizeof(bytes) - room, &(mbstate_t){ 0 }) > sizeof(bytes) ||
	    wcwidth(wide) != 1)
		return L'?';
	return wide;
}

/*
 * Marks that would move what stands around them, in the terminal's eyes or the reader's: joiners,
 * variation selectors, bidirectional and other format controls.
 */
static bool is_unsafe_mark(uint32_t cp)
{
	return deceptive_class(cp) & (DECEPTIVE_UNSEEN & ~(unsigned)DECEPTIVE_FILLER);
}

/* The syllable of Hangul that the letters `cps` begin with make; *used of them. */
static wchar_t syllable(const uint32_t *cps, size_t count, size_t *used)
{
	uint32_t first = cps[0] - 0x1100, vowel, last;

	*used = 1;
	if (first >= 19 || count < 2 || (vowel = cps[1] - 0x1161) >= 21)
		return (wchar_t)cps[0];
	last = count > 2 ? cps[2] - 0x11a7 : 0;
	*used = last >= 1 && last < 28 ? 3 : 2;
	return (wchar_t)(0xac00 + (first * 21 + vowel) * 28 + (*used == 3 ? last : 0));
}

size_t curses_text(const uint32_t *cps, size_t count, unsigned width, wchar_t out[6])
{
	size_t n = 1, i = 1;

	wmemset(out, 0, 6);
	out[0] = L' ';
	if (!count)
		return 0;
	if (!locale_is_utf8) {
		out[0] = cps[0] < 0x80 ? (wchar_t)cps[0] : nearest(cps[0]);
		return count;
	}
	out[0] = cps[0] == 0xad ? L'-' : syllable(cps, count, &i);
	int taken = wcwidth(out[0]);
	if (taken < 1 || (unsigned)taken > width || taken != utf8_width((uint32_t)out[0])) {
		out[0] = wcwidth(0xfffd) == 1 ? 0xfffd : L'?';
		return count;
	}
	for (; i < count && wcwidth((wchar_t)cps[i]) <= 0; i++) {
		if (n <= MARKS_MAX && !wcwidth((wchar_t)cps[i]) && !is_unsafe_mark(cps[i]))
			out[n++] = (wchar_t)cps[i];
	}
	return i;
}

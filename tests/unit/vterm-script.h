/*
 * Random scripts of what a peer may send, from the subset that libvterm 0.1.4 and the terminal both
 * have and mean the same by. The same seed makes the same script for ever.
 *
 * What is left out, and who is right. Nothing else is left out:
 *
 *  - A pending wrap (the last column was written). libvterm ends it only if the cursor moves; DEC
 *    STD 070 (Last Column Flag) and xterm end it by every control that moves or addresses the
 *    cursor, erases or edits, wherever that goes. A step that isn't text begins with CR.
 *  - CUU, CUD, CNL, CPL, VPR within margins. libvterm passes the margins; DEC STD 070 and VT510
 *    stop there. They come with full margins, or in origin mode, where libvterm stops, too.
 *  - IL and DL. libvterm leaves the cursor's column; VT510 puts it in the first. CR follows.
 *  - Half of a wide character. libvterm leaves a half when the other is overwritten, erased or
 *    moved apart; xterm blanks both. Wide text is written on blank rows, which move as a whole.
 *  - A combining mark behind the last column. libvterm begins a row with it; Unicode 3.6 joins it
 *    to what stands before it. It comes at the start of a line.
 *  - A wide character in insert mode. libvterm makes room for one column; ECMA-48 7.2.10 for it.
 *  - A wide character in the last column without DECAWM: libvterm wraps; VT510 doesn't.
 *  - DECSC, DECRC. libvterm keeps no character sets, origin mode and pending wrap, and one place
 *    for both screens; VT510 and xterm keep all, one for each screen. Those are as they were when
 *    it comes back.
 *  - DECALN. libvterm keeps pen, cursor and margins; DEC STD 070 resets margins and cursor. They
 *    are reset before.
 *  - DECSTR and other character sets: libvterm lacks them.
 *  - SM and RM. libvterm takes the first parameter only; ECMA-48 8.3.125 all. One at a time.
 *  - SGR. libvterm lacks 2, 6, 8, 28, 53, 55, 58, 59, 4:4, 4:5, takes 38:2:0:R:G:B for three
 *    colours from the first, and a colour of more than 255 modulo 256. Those don't come.
 *  - Margins at the sides. libvterm wraps text at the edge of the screen, sends CR to the first
 *    column and moves the cursor past them; VT510 and xterm do all of that at the margins. What
 *    edits and scrolls between them comes.
 *  - DECSTBM and DECSLRM with the first not below the second. libvterm takes the whole screen;
 *    VT510 and xterm ignore it.
 *  - REP, more than 16 parameters, a width of one column, more than 4 KiB at once, a change of
 *    size: libvterm isn't safe.
 *  - Lines of double width and height: they aren't in the terminal.
 */
#ifndef HAIL_TESTS_VTERM_SCRIPT_H
#define HAIL_TESTS_VTERM_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { VTERM_SCRIPT_STEPS = 40 };

/* A script and where its steps end. After each of them both must show the same. */
struct vterm_script {
	unsigned width, height; /* of the terminal that it is for */
	struct str bytes;
	size_t end[VTERM_SCRIPT_STEPS];
	uint64_t random;
	bool alternate;
};

/* The kinds of script, by number from 0; NULL beyond. */
const char *vterm_script_kind(unsigned kind);

/* The script of `kind` for `seed`. */
void vterm_script_init(struct vterm_script *s, unsigned kind, uint64_t seed);

/* The script of `kind` for `seed` that begins with a clear screen in a terminal of that size. */
void vterm_script_init_size(struct vterm_script *s, unsigned kind, uint64_t seed, unsigned width,
			    unsigned height);
void vterm_script_fini(struct vterm_script *s);

#endif

/*
 * What control sequences do to the terminal: the part of terminal-private.h, which includes it,
 * that their tables call. Not for others. Rows and columns count from 0.
 */
#ifndef HAIL_TERM_SEQUENCES_H
#define HAIL_TERM_SEQUENCES_H

#include "term/grid.h"
#include "term/parser.h"
#include "term/terminal.h"

/* --- edit.c --- */

/* ICH and DCH within the margins; nothing outside. */
void term_insert_cells(Terminal *t, unsigned n);
void term_delete_cells(Terminal *t, unsigned n);

/* IL and DL; SL and SR; DECIC and DECDC. */
void term_insert_lines(Terminal *t, unsigned n);
void term_delete_lines(Terminal *t, unsigned n);
void term_shift_left(Terminal *t, unsigned n);
void term_shift_right(Terminal *t, unsigned n);
void term_insert_columns(Terminal *t, unsigned n);
void term_delete_columns(Terminal *t, unsigned n);

/* DECBI and DECFI: one column, scrolling sideways at the margin. */
void term_back_index(Terminal *t);
void term_forward_index(Terminal *t);

/* --- rectangle.c: the area that parameters from `first` on say, and what is done to it. --- */

/* Top, left, bottom, right from 1, relative to the origin; false if there is nothing in it. */
bool term_rectangle(const Terminal *t, const struct parser_sequence *s, unsigned first,
		    struct cell_box *out);

bool term_fill_rectangle(Terminal *t, const struct parser_sequence *s); /* DECFRA */
bool term_erase_rectangle(Terminal *t, const struct parser_sequence *s); /* DECERA */
bool term_wipe_rectangle(Terminal *t, const struct parser_sequence *s); /* DECSERA */
bool term_copy_rectangle(Terminal *t, const struct parser_sequence *s); /* DECCRA */
bool term_mark_rectangle(Terminal *t, const struct parser_sequence *s); /* DECCARA, DECRARA */

/* --- csi.c, escape.c, osc.c --- */

void term_csi(Terminal *t, const struct parser_sequence *s);
void term_escape(Terminal *t, const struct parser_sequence *s);
void term_control(Terminal *t, unsigned char byte);
void term_string(Terminal *t, enum parser_string kind, const char *bytes, size_t n, bool complete);

/* --- link.c --- */

/* The pen has the colour of underlines and the link that are on. */
void term_set_extra(Terminal *t);

/* OSC 8: a link begins, or ends if its address is empty; `bytes` are what follows the number.
 * False if it isn't taken. */
bool term_set_link(Terminal *t, const char *bytes, size_t n);

/* OSC 68 of MSLP: the next underline is a link that says a line for the peer. False if that isn't
 * so, or not allowed. */
bool term_announce_command(Terminal *t, const char *bytes, size_t n);

/* SGR 4 alone begins a link of MSLP, which says its own text if none was announced; SGR 24 ends it.
 */
void term_follow_underline(Terminal *t, const struct parser_sequence *s);

/* --- mode.c --- */

/* Sets or resets an ANSI or (`private`) DEC mode; whether it is known. */
bool term_set_mode(Terminal *t, unsigned mode, bool private, bool on);

/* What DECRQM answers: 0 not known, 1 set, 2 reset, 3 always set, 4 always reset. */
unsigned term_mode_state(const Terminal *t, unsigned mode, bool private);

/* XTSAVE and XTRESTORE of a DEC mode; whether it is known. */
bool term_save_mode(Terminal *t, unsigned mode);
bool term_restore_mode(Terminal *t, unsigned mode);

/* Tells of changed modes. */
void term_tell_modes(Terminal *t);

/* --- screen.c --- */

/* DECSC and DECRC. */
void term_save_cursor(Terminal *t);
void term_restore_cursor(Terminal *t);

/* The alternate screens of xterm: 47, 1047 and 1049. */
void term_show_alternate(Terminal *t, bool on);
void term_switch_alternate(Terminal *t, bool on);
void term_switch_saving(Terminal *t, bool on);

/* Frees the alternate screen unless it shows. */
void term_drop_alternate(Terminal *t);

/* DECSTBM and DECSLRM, rows and columns from 1, 0 for the default; whether they were obeyed. */
bool term_set_rows(Terminal *t, unsigned top, unsigned bottom);
bool term_set_columns(Terminal *t, unsigned left, unsigned right);

/* All that the peer has set goes back; the primary screen shows, the cursor is at its top. */
void term_reset_peer(Terminal *t);

/* RIS and DECSTR. */
void term_reset(Terminal *t);
void term_soft_reset(Terminal *t);

/* DECALN: the screen full of E, margins and cursor reset. */
void term_align(Terminal *t);

/* --- report.c: answers what the whitelist allows, counts the rest as blocked. --- */

bool term_device_attributes(Terminal *t, const struct parser_sequence *s); /* DA1 */
bool term_secondary_attributes(Terminal *t, const struct parser_sequence *s); /* DA2 */
bool term_tertiary_attributes(Terminal *t, const struct parser_sequence *s); /* DA3 */
bool term_device_status(Terminal *t, const struct parser_sequence *s); /* DSR, DECDSR */
bool term_report_mode(Terminal *t, const struct parser_sequence *s); /* DECRQM */
bool term_report_parameters(Terminal *t, const struct parser_sequence *s); /* DECREQTPARM */
bool term_report_size(Terminal *t, const struct parser_sequence *s); /* xterm's window sizes */
bool term_report_checksum(Terminal *t, const struct parser_sequence *s); /* DECRQCRA */

/* DECRQSS for the control function whose intermediate and final bytes are given. */
void term_report_setting(Terminal *t, const char *function, size_t n);

/* Sends a fixed text in answer, in char mode and within the bound; else it is counted. Returns
 * true: the question is known. */
bool term_reply(Terminal *t, const char *text);

/* --- keyboard.c: what the peer wants of keys; each false if it is none of that --- */

bool term_modify_keys(Terminal *t, const struct parser_sequence *s); /* XTMODKEYS */
bool term_stop_modifying_keys(Terminal *t, const struct parser_sequence *s); /* CSI > Ps n */
bool term_report_modified_keys(Terminal *t, const struct parser_sequence *s); /* XTQMODKEYS */
bool term_push_keyboard(Terminal *t, const struct parser_sequence *s); /* kitty: CSI > flags u */
bool term_pop_keyboard(Terminal *t, const struct parser_sequence *s); /* CSI < number u */
bool term_set_keyboard(Terminal *t, const struct parser_sequence *s); /* CSI = flags ; how u */
bool term_report_keyboard(Terminal *t, const struct parser_sequence *s); /* CSI ? u */

/* Whether Esc and keys with Ctrl and Alt are told by their numbers (kitty's flag 1). */
bool term_disambiguates(const Terminal *t);

/* --- keys-table.c --- */

/* The bytes of `key` without modifyOtherKeys or kitty's protocol. */
size_t term_encode_plain(const Terminal *t, struct key key, char out[32]);

/* --- charset-table.c --- */

/* The picture that CP437 has for a control, or 0 for one that a terminal executes. */
uint32_t term_control_picture(unsigned char byte);

/* SCS by its bytes; false if `intermediate` is none of it. */
bool term_designate(Terminal *t, char intermediate, char second, char final);

/* What byte 0x20–0x7e means in a set as `charset` holds it. */
uint32_t term_charset_map(const Terminal *t, char set, unsigned char byte);

#endif

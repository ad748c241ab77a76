/*
 * The input line: an emacs-style editor over UTF-8 with grapheme clusters, kill ring, undo and a
 * masked state for passwords. Pure: keys are decoded elsewhere, nothing is painted here.
 */
#ifndef HAIL_EDIT_LINE_H
#define HAIL_EDIT_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/key.h"
#include "base/str.h"
#include "edit/history.h"

typedef struct Line Line;

/* One row each in the table of line-keys-table.c, from which help is derived. */
enum line_action {
	LINE_NONE,
	LINE_LEFT,
	LINE_RIGHT,
	LINE_WORD_LEFT,
	LINE_WORD_RIGHT,
	LINE_HOME,
	LINE_END,
	LINE_DELETE_LEFT,
	LINE_DELETE_RIGHT,
	LINE_KILL_WORD_LEFT,
	LINE_KILL_WORD_RIGHT,
	LINE_KILL_BLANK_WORD_LEFT,
	LINE_KILL_TO_END,
	LINE_KILL_TO_HOME,
	LINE_YANK,
	LINE_YANK_POP,
	LINE_TRANSPOSE,
	LINE_UPCASE_WORD,
	LINE_DOWNCASE_WORD,
	LINE_CAPITALIZE_WORD,
	LINE_UNDO,
	LINE_CLEAR, /* LINE_CLEAR: Ctrl-C, the text goes to the kill ring */
	LINE_HISTORY_PREVIOUS,
	LINE_HISTORY_NEXT,
	LINE_SEARCH,
	LINE_SEARCH_CANCEL,
	LINE_COMPLETE,
	LINE_QUOTE,
	LINE_ASIDE, /* LINE_ASIDE: Alt-p */
	LINE_ACCEPT, /* Enter */
	LINE_TRANSPOSE_WORDS,
	LINE_SEARCH_NEWER,
};

/* A row of the key table. */
struct line_key {
	const char *key; /* as key_parse reads it */
	enum line_action action;
	const char *name; /* "kill-word-left" */
	const char *summary;
};

enum line_result {
	LINE_IGNORED, /* not a key of the editor */
	LINE_CHANGED, /* text, cursor or search state changed (or nothing was to be done) */
	LINE_ACCEPTED, /* Enter: the owner reads line_text, then calls line_reset */
	LINE_WANT_COMPLETION, /* Tab: the owner completes */
};

enum { LINE_TEXT_MAX = 65536 }; /* bytes; more is refused, not cut silently */

/* Makes an empty line; `history` (may be NULL) is borrowed for its life. */
Line *line_new(History *history);

/* Wipes and frees. */
void line_free(Line *l);

/*
 * The text, NUL-terminated; borrowed until the next change. Its length; the cursor in bytes. It is
 * UTF-8 but for bytes that were typed as such (KEYSYM_BYTE) or came by line_paste.
 */
const char *line_text(const Line *l);
size_t line_length(const Line *l);
size_t line_cursor(const Line *l);

/*
 * Does what `k` means by the key table; a printable key is inserted. In the Ctrl-R search printable
 * keys, Backspace, Ctrl-R and Ctrl-S go to the search, Ctrl-G, Esc and Ctrl-C end it, other keys of
 * the editor take the line found and act on it. LINE_IGNORED also for Ctrl-C, Ctrl-D and End on an
 * empty line, Ctrl-G and Esc outside the search, Alt-p on a line that isn't masked, and history,
 * search and completion on one that is.
 */
enum line_result line_key(Line *l, struct key k);

/*
 * A sentence (static) if the last key, or what was done since, was refused for LINE_TEXT_MAX; NULL
 * if not, or if the key before it was refused too, so that a run of keys is told of once.
 */
const char *line_refusal(const Line *l);

/* Does one action, as its key does. */
enum line_result line_do(Line *l, enum line_action action);

/*
 * Inserts `n` bytes of UTF-8 at the cursor as one undo step; false (nothing inserted) if the line
 * would be too long or the bytes are not valid UTF-8.
 */
bool line_insert(Line *l, const char *text, size_t n);

/*
 * The same for bytes that need not be UTF-8 and are not the user's words: a paste, or what a peer's
 * link types. They stay known as such however they are edited, killed and brought back.
 */
bool line_paste(Line *l, const char *bytes, size_t n);

/*
 * Whether the text's first character was pasted, or may have been: what was before it is deleted.
 * A line of the history counts as typed.
 */
bool line_is_pasted(const Line *l);

/* Whether any of the text was. */
bool line_has_pasted(const Line *l);

/* Replaces the whole text, cursor at the end, as one undo step; nothing if it is refused as by
 * line_insert. */
void line_set(Line *l, const char *text, size_t n);

/* The same with the text of `from`, and what is known of where that came from. */
void line_copy(Line *l, const Line *from);

/*
 * The same for a text that could not be used, to be mended: the next key that edits or moves takes
 * it as it stands, but what is typed or inserted instead takes its place, so that nothing is
 * joined to it. Masked, it is not what Alt-p uses. `pasted` as line_has_pasted said of it before.
 */
void line_set_rejected(Line *l, const char *text, size_t n, bool pasted);

/* Whether the text is one that was rejected and nothing was done with since. */
bool line_is_rejected(const Line *l);

/* Empties such a line: before something that would be joined to it. */
void line_drop_rejected(Line *l);

/* Replaces `cut` bytes at `at` by the text, cursor after it: for completion. */
void line_replace(Line *l, size_t at, size_t cut, const char *text, size_t n);

/* Adds `before` and the text to the history, unless masked. */
void line_remember(Line *l, const char *before);

/*
 * Empties the line after it was sent. `remember` adds the text to the history first (never when
 * masked). A masked text is wiped. Undo is forgotten.
 */
void line_reset(Line *l, bool remember);

/* Whether the line is masked. */
bool line_masked(const Line *l);

/*
 * Masking begins: text, undo and kills are set aside in memory that is wiped, the line is empty.
 * Nothing if masked already.
 */
void line_mask(Line *l);

/*
 * Masking ends: what was typed and not sent is wiped (returns true if there was any), and what was
 * set aside returns into the empty line with its undo and kills. After Alt-p nothing returns: text,
 * undo and kills were secret from then on.
 */
bool line_unmask(Line *l);

/* Whether there is text set aside that Alt-p would bring into the masked line. */
bool line_has_aside(const Line *l);

/* Whether the next key isn't for editing: the one behind Ctrl-V, or one of a search. */
bool line_is_asking(const Line *l);

/* The Ctrl-R search under way: the pattern, or NULL. */
const char *line_search_pattern(const Line *l);

/* Whether the pattern of the search under way was found (the text shown is the match). */
bool line_search_found(const Line *l);

/*
 * What to draw in `width` cells: appends the visible part of the text to `out` (a `•` a cluster
 * when masked and `reveal` is false, controls as ^X, C1 and
 * bytes that are no character as <9b>, newline as ␊, a zero-width cluster
 * on ◌, scrolled so that the cursor shows) and returns the cursor's column (< width). A cell is one
 * of utf8_text_width; a cluster that doesn't fit is left out. When masked and revealed the owner
 * wipes `out`.
 */
unsigned line_view(const Line *l, unsigned width, bool reveal, struct str *out);

/* The key table, `*count` rows. */
const struct line_key *line_keys(size_t *count);

#endif

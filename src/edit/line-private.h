/*
 * Inside of the input line, shared by the line-*.c files only. Every buffer here may hold a
 * password, so every one is wiped when it is emptied or freed, masked or not.
 */
#ifndef HAIL_EDIT_LINE_PRIVATE_H
#define HAIL_EDIT_LINE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/key.h"
#include "base/str.h"
#include "edit/history.h"
#include "edit/line.h"

enum {
	LINE_KILLS = 32, /* entries of the kill ring */
	LINE_UNDO_MAX = 4096, /* steps; beyond, the older half is forgotten */
	LINE_UNDO_BYTES = 1 << 20, /* bytes of removed text in all steps */
	LINE_RUN_MAX = 20, /* characters of a typed run that one undo takes back */
};

/* What kind of change a step is: runs of typing and of browsing are one step. */
enum line_step_kind { LINE_STEP_PLAIN, LINE_STEP_TYPED, LINE_STEP_BROWSE };

/* Whose text it is: what others could choose, by a paste or a link, must never run as a command. */
struct line_origin {
	bool pasted; /* some of it was not typed */
	bool pasted_head; /* nor, as far as is known, its first character */
};

/* One change of the text and how to take it back. */
struct line_step {
	enum line_step_kind kind;
	struct line_origin origin; /* of the text before */
	size_t at; /* where */
	size_t inserted; /* bytes to take out again */
	size_t cursor; /* where the cursor was before */
	unsigned run; /* characters typed so far in this step */
	bool browsing; /* whether a history line was shown before, and which */
	size_t index;
	struct str removed; /* what to put back */
};

struct line_undo {
	struct line_step *step;
	size_t count, size;
	size_t bytes; /* of removed text */
};

struct line_kills {
	struct str text[LINE_KILLS]; /* oldest first */
	struct line_origin origin[LINE_KILLS];
	size_t count;
};

/* Going through the history with Up and Down. */
struct line_browse {
	bool active;
	size_t index; /* the history line shown */
	struct str unsent; /* what was on the line before */
	struct line_origin origin; /* of that */
	size_t cursor;
};

/* All that is set aside while another text is on the line. */
struct line_draft {
	struct str text;
	struct line_origin origin;
	size_t cursor;
	struct line_undo undo;
	struct line_kills kills;
	struct line_browse browse;
	bool rejected; /* the text was refused: what is typed takes its place */
};

/* The Ctrl-R search: meanwhile the draft's text is the match, put in without an undo step. */
struct line_search {
	bool active;
	bool found;
	struct str pattern;
	struct str last; /* the pattern of the search before, for Ctrl-R Ctrl-R */
	struct str saved; /* the text and cursor before the search */
	size_t cursor;
	size_t index; /* the history line shown; the count of lines: none yet */
};

/* What the action before was, where the next one depends on it. */
enum line_last {
	LINE_LAST_OTHER,
	LINE_LAST_TYPED,
	LINE_LAST_KILL,
	LINE_LAST_YANK,
	LINE_LAST_BROWSE
};

struct Line {
	History *history; /* borrowed; may be NULL */
	struct key *keys; /* the key table's keys, parsed */
	struct line_draft draft;
	struct line_draft aside; /* while masked */
	bool masked;
	bool refused, refused_before; /* too long: what the last key did, and the one before it */
	bool quoting; /* Ctrl-V: the next key is text */
	struct line_search search;
	enum line_last last, before; /* of the action under way, of the one before it */
	struct {
		size_t at, length, index;
	} yank; /* the last yank, for Alt-y */
};

/* line-draft.c */

/* Makes `d` an empty draft; wipes and frees what it holds and makes it empty. */
void line_draft_init(struct line_draft *d);
void line_draft_fini(struct line_draft *d);

/* Wipes `s` and frees it; `s` is then the empty string. */
void line_wipe(struct str *s);

/*
 * The one way the text changes: replaces `cut` bytes at `at` by `n` bytes (not inside the draft's
 * text), records how to undo it and sets the cursor after them. What is neither typed nor of the
 * history counts as made of the draft's own text. False and no change if the line would be too
 * long.
 */
bool line_change(Line *l, size_t at, size_t cut, const char *text, size_t n,
		 enum line_step_kind kind);

/* The same for a text of `origin` that comes from elsewhere. */
bool line_bring(Line *l, size_t at, size_t cut, const char *text, size_t n,
		struct line_origin origin);

/* Where text that is entered goes, `*cut` bytes of which it replaces: to the cursor, or in the
 * place of what was rejected. */
size_t line_place(Line *l, size_t *cut);

/* Takes the last step back. */
void line_undo(Line *l);

/* Drops the last step if it is one of browsing that came back to where it began. */
void line_undo_drop_void(struct line_draft *d);

/* Forgets all steps. */
void line_undo_clear(struct line_undo *u);

/* line-kill.c */
void line_kill(Line *l, size_t from, size_t to); /* from..to, joined with a kill just before */
void line_kill_push(Line *l, const char *text, size_t n, struct line_origin origin);
void line_yank(Line *l);
void line_yank_pop(Line *l);

/* line-word.c: positions in bytes of words around `at`. */
size_t line_word_right(const struct str *s, size_t at);
size_t line_word_left(const struct str *s, size_t at);
size_t line_blank_word_left(const struct str *s, size_t at);
void line_change_case(Line *l, enum line_action action);
void line_transpose(Line *l);
void line_transpose_words(Line *l);

/* line-browse.c */
void line_browse_previous(Line *l);
void line_browse_next(Line *l);
void line_browse_stop(struct line_draft *d);
void line_browse_show(Line *l, size_t index, const char *text, size_t n);

/* line-search.c */
enum line_result line_search_do(Line *l, enum line_action action); /* while active, or to begin */
void line_search_type(Line *l, const char *text, size_t n);
void line_search_accept(Line *l);
void line_search_cancel(Line *l);
void line_search_fini(struct line_search *s);

/* line-keys-table.c: the action of the key with all its modifiers, or LINE_NONE. */
struct key *line_keys_parse(void);
enum line_action line_keys_find(const struct key *keys, struct key k);

#endif

#include "edit/line.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "edit/line-private.h"
#include "base/poison.h"

Line *line_new(History *history)
{
	Line *l = mem_alloc(sizeof(*l));

	l->history = history;
	l->keys = line_keys_parse();
	line_draft_init(&l->draft);
	line_draft_init(&l->aside);
	str_init_secret(&l->search.pattern);
	str_init_secret(&l->search.last);
	str_init_secret(&l->search.saved);
	return l;
}

void line_free(Line *l)
{
	if (!l)
		return;
	line_search_fini(&l->search);
	line_draft_fini(&l->draft);
	line_draft_fini(&l->aside);
	free(l->keys);
	free(l);
}

const char *line_text(const Line *l)
{
	return l->draft.text.text;
}

size_t line_length(const Line *l)
{
	return l->draft.text.length;
}

size_t line_cursor(const Line *l)
{
	return l->draft.cursor;
}

bool line_masked(const Line *l)
{
	return l->masked;
}

bool line_has_aside(const Line *l)
{
	return l->masked && l->aside.text.length > 0 && !l->aside.rejected;
}

bool line_is_rejected(const Line *l)
{
	return l->draft.rejected;
}

/* Every change from outside first ends what keys had begun. */
static void settle(Line *l)
{
	l->quoting = false;
	if (l->search.active)
		line_search_accept(l);
	l->before = l->last = LINE_LAST_OTHER;
}

size_t line_place(Line *l, size_t *cut)
{
	struct line_draft *d = &l->draft;

	*cut = d->rejected ? d->text.length : 0;
	if (!d->rejected)
		return d->cursor;
	line_browse_stop(d);
	return 0;
}

static bool insert(Line *l, const char *bytes, size_t n, bool pasted)
{
	size_t at, cut;

	settle(l);
	at = line_place(l, &cut);
	return line_bring(l, at, cut, bytes, n, (struct line_origin){ pasted, pasted });
}

bool line_paste(Line *l, const char *bytes, size_t n)
{
	return insert(l, bytes, n, true);
}

bool line_insert(Line *l, const char *text, size_t n)
{
	settle(l);
	return utf8_valid(text, n) && insert(l, text, n, false);
}

static bool replace_all(Line *l, const char *text, size_t n, struct line_origin origin)
{
	settle(l);
	if (!line_bring(l, 0, l->draft.text.length, text, n, origin))
		return false;
	line_browse_stop(&l->draft);
	return true;
}

void line_set(Line *l, const char *text, size_t n)
{
	settle(l);
	if (utf8_valid(text, n))
		replace_all(l, text, n, (struct line_origin){ 0 });
}

void line_copy(Line *l, const Line *from)
{
	const struct line_draft *d = &from->draft;

	replace_all(l, d->text.text, d->text.length, d->origin);
}

void line_set_rejected(Line *l, const char *text, size_t n, bool pasted)
{
	line_set(l, text, n);
	l->draft.rejected = l->draft.text.length > 0;
	l->draft.origin.pasted = pasted && l->draft.rejected;
}

bool line_is_pasted(const Line *l)
{
	return l->draft.origin.pasted_head;
}

bool line_has_pasted(const Line *l)
{
	return l->draft.origin.pasted;
}

void line_drop_rejected(Line *l)
{
	if (l->draft.rejected)
		line_set(l, "", 0);
}

void line_replace(Line *l, size_t at, size_t cut, const char *text, size_t n)
{
	settle(l);
	if (utf8_valid(text, n))
		line_change(l, at, cut, text, n, LINE_STEP_PLAIN);
}

void line_remember(Line *l, const char *before)
{
	struct str text;

	settle(l);
	if (l->masked || !l->history)
		return;
	str_init_secret(&text);
	str_append_string(&text, before);
	str_append(&text, l->draft.text.text, l->draft.text.length);
	history_add(l->history, text.text, text.length);
	line_wipe(&text);
}

void line_reset(Line *l, bool remember)
{
	struct line_draft *d = &l->draft;

	settle(l);
	if (remember)
		line_remember(l, "");
	if (l->masked) {
		line_draft_fini(d);
		return;
	}
	line_wipe(&d->text);
	d->origin = (struct line_origin){ 0 };
	d->cursor = 0;
	d->rejected = false;
	line_undo_clear(&d->undo);
	line_browse_stop(d);
}

void line_mask(Line *l)
{
	if (l->masked)
		return;
	line_search_cancel(l);
	line_search_fini(&l->search);
	settle(l);
	l->aside = l->draft;
	line_draft_init(&l->draft);
	l->masked = true;
}

bool line_unmask(Line *l)
{
	bool lost = l->draft.text.length > 0;

	if (!l->masked)
		return false;
	settle(l);
	line_draft_fini(&l->draft);
	l->draft = l->aside;
	line_draft_init(&l->aside);
	l->masked = false;
	return lost;
}

/* Alt-p: what was typed before becomes part of the secret, with the undo and kills it was made of.
 */
static enum line_result use_aside(Line *l)
{
	const struct line_draft *aside = &l->aside;

	if (!l->masked)
		return LINE_IGNORED;
	if (line_has_aside(l) &&
	    line_bring(l, l->draft.cursor, 0, aside->text.text, aside->text.length, aside->origin))
		line_draft_fini(&l->aside);
	return LINE_CHANGED;
}

static enum line_result clear(Line *l)
{
	struct line_draft *d = &l->draft;

	if (!d->text.length)
		return LINE_IGNORED;
	if (d->browse.active && d->browse.unsent.length)
		line_kill_push(l, d->browse.unsent.text, d->browse.unsent.length, d->browse.origin);
	line_kill_push(l, d->text.text, d->text.length, d->origin);
	line_change(l, 0, d->text.length, NULL, 0, LINE_STEP_PLAIN);
	line_browse_stop(d);
	return LINE_CHANGED;
}

static void move_cursor(Line *l, enum line_action action)
{
	struct line_draft *d = &l->draft;
	const struct str *s = &d->text;

	if (action == LINE_HOME)
		d->cursor = 0;
	else if (action == LINE_END)
		d->cursor = s->length;
	else if (action == LINE_LEFT && d->cursor > 0)
		d->cursor = utf8_cluster_before(s->text, d->cursor);
	else if (action == LINE_RIGHT && d->cursor < s->length)
		d->cursor += utf8_cluster_length(s->text + d->cursor, s->length - d->cursor);
	else if (action == LINE_WORD_LEFT)
		d->cursor = line_word_left(s, d->cursor);
	else if (action == LINE_WORD_RIGHT)
		d->cursor = line_word_right(s, d->cursor);
}

static void delete_cluster(Line *l, enum line_action action)
{
	size_t from = l->draft.cursor;
	size_t to;

	move_cursor(l, action == LINE_DELETE_LEFT ? LINE_LEFT : LINE_RIGHT);
	to = l->draft.cursor;
	l->draft.cursor = from; /* the undo step puts the cursor where it was */
	if (from < to)
		line_change(l, from, to - from, NULL, 0, LINE_STEP_PLAIN);
	else if (to < from)
		line_change(l, to, from - to, NULL, 0, LINE_STEP_PLAIN);
}

static void kill_text(Line *l, enum line_action action)
{
	const struct str *s = &l->draft.text;
	size_t cursor = l->draft.cursor;

	if (action == LINE_KILL_TO_END)
		line_kill(l, cursor, s->length);
	else if (action == LINE_KILL_WORD_RIGHT)
		line_kill(l, cursor, line_word_right(s, cursor));
	else if (action == LINE_KILL_TO_HOME)
		line_kill(l, 0, cursor);
	else if (action == LINE_KILL_WORD_LEFT)
		line_kill(l, line_word_left(s, cursor), cursor);
	else
		line_kill(l, line_blank_word_left(s, cursor), cursor);
}

/* Actions that change text or cursor and never more. */
static void edit(Line *l, enum line_action action)
{
	switch (action) {
	case LINE_LEFT:
	case LINE_RIGHT:
	case LINE_WORD_LEFT:
	case LINE_WORD_RIGHT:
	case LINE_HOME:
	case LINE_END: move_cursor(l, action); break;
	case LINE_DELETE_LEFT:
	case LINE_DELETE_RIGHT: delete_cluster(l, action); break;
	case LINE_KILL_WORD_LEFT:
	case LINE_KILL_WORD_RIGHT:
	case LINE_KILL_BLANK_WORD_LEFT:
	case LINE_KILL_TO_END:
	case LINE_KILL_TO_HOME: kill_text(l, action); break;
	case LINE_YANK: line_yank(l); break;
	case LINE_YANK_POP: line_yank_pop(l); break;
	case LINE_TRANSPOSE: line_transpose(l); break;
	case LINE_TRANSPOSE_WORDS: line_transpose_words(l); break;
	case LINE_UPCASE_WORD:
	case LINE_DOWNCASE_WORD:
	case LINE_CAPITALIZE_WORD: line_change_case(l, action); break;
	case LINE_UNDO: line_undo(l); break;
	case LINE_HISTORY_PREVIOUS: line_browse_previous(l); break;
	case LINE_HISTORY_NEXT: line_browse_next(l); break;
	default: assert(action == LINE_NONE);
	}
}

/* Whether the search under way takes `action` itself; any other ends it first. */
static bool search_takes(enum line_action action)
{
	return action == LINE_SEARCH || action == LINE_SEARCH_NEWER ||
	       action == LINE_SEARCH_CANCEL || action == LINE_CLEAR || action == LINE_DELETE_LEFT;
}

enum line_result line_do(Line *l, enum line_action action)
{
	l->quoting = false;
	if (l->search.active && !search_takes(action))
		line_search_accept(l);
	l->before = l->last;
	l->last = LINE_LAST_OTHER;
	if (action != LINE_NONE && action != LINE_QUOTE && action != LINE_YANK)
		l->draft.rejected = false;
	if (l->search.active)
		return line_search_do(l, action);
	switch (action) {
	case LINE_NONE: return LINE_IGNORED;
	case LINE_SEARCH:
	case LINE_SEARCH_NEWER:
	case LINE_SEARCH_CANCEL: return line_search_do(l, action);
	case LINE_HISTORY_PREVIOUS:
	case LINE_HISTORY_NEXT:
		if (l->masked)
			return LINE_IGNORED;
		break;
	case LINE_COMPLETE: return l->masked ? LINE_IGNORED : LINE_WANT_COMPLETION;
	case LINE_CLEAR: return clear(l);
	case LINE_ASIDE: return use_aside(l);
	case LINE_QUOTE: l->quoting = true; return LINE_CHANGED;
	case LINE_ACCEPT: return LINE_ACCEPTED;
	default: break;
	}
	edit(l, action);
	return LINE_CHANGED;
}

/* Types one character: into the search, or into the text as part of a run. */
static enum line_result type_bytes(Line *l, const char *bytes, size_t n)
{
	size_t at, cut;

	l->before = l->last;
	l->last = LINE_LAST_OTHER;
	if (l->search.active) {
		line_search_type(l, bytes, n);
		return LINE_CHANGED;
	}
	at = line_place(l, &cut);
	if (line_change(l, at, cut, bytes, n, LINE_STEP_TYPED))
		l->last = LINE_LAST_TYPED;
	return LINE_CHANGED;
}

static enum line_result type(Line *l, uint32_t cp)
{
	char bytes[UTF8_MAX];

	type_bytes(l, bytes, utf8_encode(cp, bytes));
	mem_wipe(bytes, sizeof(bytes));
	return LINE_CHANGED;
}

/* A byte that is no character: no line of the history has it, so it isn't searched for. */
static enum line_result type_byte(Line *l, struct key k)
{
	char byte = (char)k.cp;

	if (k.mods || k.cp < 0x80 || k.cp > 0xff || l->search.active)
		return LINE_IGNORED;
	type_bytes(l, &byte, 1);
	mem_wipe(&byte, sizeof(byte));
	return LINE_CHANGED;
}

/* After Ctrl-V: the character that the key sends (ECMA-48 5.2: Ctrl clears bits 6 and 7). */
static bool literal(struct key k, uint32_t *cp)
{
	bool ctrl = k.mods & KEYMOD_CTRL;

	*cp = k.cp;
	switch (k.sym) {
	case KEYSYM_CHAR:
		if (ctrl && k.cp == '?')
			*cp = 0x7f;
		else if (ctrl)
			*cp = k.cp == ' ' ? 0 : k.cp == '/' ? 0x1f : k.cp & 0x1f;
		return !(k.mods & KEYMOD_ALT) && (!ctrl || k.cp < 0x80);
	case KEYSYM_ENTER: *cp = '\r'; return true;
	case KEYSYM_TAB: *cp = '\t'; return true;
	case KEYSYM_BACKSPACE: *cp = ctrl ? 0x08 : 0x7f; return true;
	case KEYSYM_ESCAPE: *cp = 0x1b; return true;
	default: return false;
	}
}

bool line_is_asking(const Line *l)
{
	return l->quoting || line_search_pattern(l);
}

static enum line_result quote(Line *l, struct key k)
{
	uint32_t cp;

	l->quoting = false;
	if (k.sym == KEYSYM_BYTE)
		return type_byte(l, k);
	return literal(k, &cp) ? type(l, cp) : LINE_CHANGED;
}

/* On an empty line these are not ours: Ctrl-D may end an ended session, End goes to the tail. */
static bool is_owners(const Line *l, struct key k, enum line_action action)
{
	if (l->draft.text.length || l->search.active)
		return false;
	return (action == LINE_DELETE_RIGHT && k.sym == KEYSYM_CHAR) ||
	       (action == LINE_END && k.sym == KEYSYM_END);
}

enum line_result line_key(Line *l, struct key k)
{
	enum line_action action;

	l->refused_before = l->refused;
	l->refused = false;
	if (l->quoting)
		return quote(l, k);
	if (k.sym == KEYSYM_BYTE)
		return type_byte(l, k);
	action = line_keys_find(l->keys, k);
	if (action == LINE_NONE)
		return key_text(k) ? type(l, key_text(k)) : LINE_IGNORED;
	if (is_owners(l, k, action))
		return LINE_IGNORED;
	return line_do(l, action);
}

const char *line_refusal(const Line *l)
{
	static_assert(LINE_TEXT_MAX == 64 << 10, "the sentence has the number");
	return l->refused && !l->refused_before ?
		       "an input line holds 64 KiB: what goes beyond was not taken" :
		       NULL;
}

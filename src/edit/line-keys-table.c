#include "edit/line-private.h"

#include <assert.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "base/poison.h"

/* Shared by several keys. */
#define KILL_WORD_LEFT LINE_KILL_WORD_LEFT, "kill-word-left", "cut the word before the cursor"
#define KILL_WORD_RIGHT LINE_KILL_WORD_RIGHT, "kill-word-right", "cut the word after the cursor"
#define WORD_LEFT LINE_WORD_LEFT, "word-left", "to the start of the word"
#define WORD_RIGHT LINE_WORD_RIGHT, "word-right", "to the end of the word"
#define DELETE_LEFT LINE_DELETE_LEFT, "delete-left", "delete the character before the cursor"
#define DELETE_RIGHT LINE_DELETE_RIGHT, "delete-right", "delete the character at the cursor"
#define UNDO LINE_UNDO, "undo", "take the last change back"
#define PREVIOUS LINE_HISTORY_PREVIOUS, "history-previous", "the line sent before"
#define NEXT LINE_HISTORY_NEXT, "history-next", "the line sent after; at the end the unsent one"
#define SEARCH_CANCEL LINE_SEARCH_CANCEL, "search-cancel", "end the search, the text as it was"
#define COMPLETE LINE_COMPLETE, "complete", "complete the word before the cursor"
#define ACCEPT LINE_ACCEPT, "accept", "send the line"

static const struct line_key rows[] = {
	{ "Left", LINE_LEFT, "left", "one character left" },
	{ "Ctrl-b", LINE_LEFT, "left", "one character left" },
	{ "Right", LINE_RIGHT, "right", "one character right" },
	{ "Ctrl-f", LINE_RIGHT, "right", "one character right" },
	{ "Ctrl-Left", WORD_LEFT },
	{ "Alt-Left", WORD_LEFT },
	{ "Alt-b", WORD_LEFT },
	{ "Ctrl-Right", WORD_RIGHT },
	{ "Alt-Right", WORD_RIGHT },
	{ "Alt-f", WORD_RIGHT },
	{ "Home", LINE_HOME, "home", "to the start of the line" },
	{ "Ctrl-a", LINE_HOME, "home", "to the start of the line" },
	{ "End", LINE_END, "end", "to the end of the line" },
	{ "Ctrl-e", LINE_END, "end", "to the end of the line" },
	{ "Backspace", DELETE_LEFT },
	{ "Ctrl-h", DELETE_LEFT },
	{ "Del", DELETE_RIGHT },
	{ "Ctrl-d", DELETE_RIGHT },
	{ "Alt-Backspace", KILL_WORD_LEFT },
	{ "Ctrl-Backspace", KILL_WORD_LEFT },
	{ "Ctrl-Alt-h", KILL_WORD_LEFT },
	{ "Alt-d", KILL_WORD_RIGHT },
	{ "Ctrl-Del", KILL_WORD_RIGHT },
	{ "Ctrl-w", LINE_KILL_BLANK_WORD_LEFT, "kill-blank-word-left",
	  "cut back to the blank before the cursor" },
	{ "Ctrl-k", LINE_KILL_TO_END, "kill-to-end", "cut to the end of the line" },
	{ "Ctrl-u", LINE_KILL_TO_HOME, "kill-to-home", "cut to the start of the line" },
	{ "Ctrl-y", LINE_YANK, "yank", "insert what was cut last" },
	{ "Alt-y", LINE_YANK_POP, "yank-pop",
	  "after yank: insert what was cut before that instead" },
	{ "Ctrl-t", LINE_TRANSPOSE, "transpose", "exchange two characters" },
	{ "Alt-t", LINE_TRANSPOSE_WORDS, "transpose-words", "exchange two words" },
	{ "Alt-u", LINE_UPCASE_WORD, "upcase-word", "the word in capitals" },
	{ "Alt-l", LINE_DOWNCASE_WORD, "downcase-word", "the word in small letters" },
	{ "Alt-c", LINE_CAPITALIZE_WORD, "capitalize-word", "the word with a capital" },
	{ "Ctrl-_", UNDO },
	{ "Ctrl-/", UNDO },
	{ "Ctrl-c", LINE_CLEAR, "clear", "empty the line (Ctrl-Y brings it back)" },
	{ "Up", PREVIOUS },
	{ "Ctrl-p", PREVIOUS },
	{ "Down", NEXT },
	{ "Ctrl-n", NEXT },
	{ "Ctrl-r", LINE_SEARCH, "search", "search the lines sent; again: an older one" },
	{ "Ctrl-s", LINE_SEARCH_NEWER, "search-newer", "in the search: a newer one" },
	{ "Ctrl-g", SEARCH_CANCEL },
	{ "Esc", SEARCH_CANCEL },
	{ "Tab", COMPLETE },
	{ "Ctrl-i", COMPLETE },
	{ "Ctrl-v", LINE_QUOTE, "quote", "insert the next key as it is" },
	{ "Alt-p", LINE_ASIDE, "aside", "while hidden: use what was typed before" },
	{ "Enter", ACCEPT },
	{ "Ctrl-m", ACCEPT },
	{ "Ctrl-j", ACCEPT },
};

enum { ROW_COUNT = sizeof(rows) / sizeof(rows[0]) };

const struct line_key *line_keys(size_t *count)
{
	*count = ROW_COUNT;
	return rows;
}

struct key *line_keys_parse(void)
{
	struct key *keys = mem_calloc(ROW_COUNT, sizeof(*keys));

	for (size_t i = 0; i < ROW_COUNT; i++) {
		bool known = key_parse(rows[i].key, &keys[i]);

		assert(known);
		(void)known;
	}
	return keys;
}

enum line_action line_keys_find(const struct key *keys, struct key k)
{
	if (k.sym == KEYSYM_CHAR || k.sym == KEYSYM_BACKSPACE)
		k.mods &= ~(unsigned)KEYMOD_SHIFT;
	if (k.sym == KEYSYM_CHAR && k.mods)
		k.cp = utf8_lower(k.cp);
	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (key_equal(keys[i], k))
			return rows[i].action;
	}
	return LINE_NONE;
}

#include "net/exec-words.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "net/address-text.h"
#include "base/poison.h"

static const char blanks[] = " \t\r\n";

static void add_word(struct exec_words *w, struct str *word)
{
	w->words = mem_resize(w->words, w->count + 2, sizeof(*w->words));
	w->words[w->count++] = str_take(word);
	w->words[w->count] = NULL;
}

/* Appends what stands between quotes, from after the first on; returns after the last, or NULL. */
static const char *read_quoted(const char *at, char quote, struct str *word)
{
	for (; *at && *at != quote; at++) {
		if (quote == '"' && *at == '\\' && at[1] && strchr("\"\\$`", at[1]))
			at++;
		str_append_char(word, *at);
	}
	return *at ? at + 1 : NULL;
}

/* Appends the word that begins at `at` and returns what follows it, or NULL. */
static const char *read_word(const char *at, struct str *word, struct err *e)
{
	while (at && *at && !strchr(blanks, *at)) {
		char c = *at++;

		if (c == '\\' && !*at) {
			err_set(e, ERR_USAGE, "the command ends with a backslash");
			return NULL;
		}
		if (c == '\'' || c == '"') {
			at = read_quoted(at, c, word);
			if (!at)
				err_set(e, ERR_USAGE, "a quote (%c) in the command is not closed",
					c);
			continue;
		}
		str_append_char(word, c == '\\' ? *at++ : c);
	}
	return at;
}

bool exec_words_split(const char *command, struct exec_words *out, struct err *e)
{
	*out = (struct exec_words){ 0 };
	while (*(command += strspn(command, blanks))) {
		struct str word;

		str_init(&word);
		command = read_word(command, &word, e);
		if (!command) {
			str_fini(&word);
			exec_words_fini(out);
			return false;
		}
		add_word(out, &word);
	}
	if (!out->count || !*out->words[0]) {
		exec_words_fini(out);
		return err_set(e, ERR_USAGE, "the command is missing: exec:COMMAND");
	}
	return true;
}

static bool check(const char *text, const char *what, struct err *e)
{
	if (*text == '-')
		return err_set(e, ERR_USAGE, "a %s for a command can't begin with \"-\"", what);
	if (address_text_has_control(text))
		return err_set(e, ERR_USAGE, "the %s has a control character in it", what);
	return true;
}

static char *expand(const char *word, const char *host, const char *port)
{
	struct str out;

	str_init(&out);
	for (; *word; word++) {
		char kind = *word == '%' ? word[1] : '\0';

		if (kind == 'h')
			str_append_string(&out, host);
		else if (kind == 'p')
			str_append_string(&out, port);
		else
			str_append_char(&out, *word);
		if (kind == 'h' || kind == 'p' || kind == '%')
			word++;
	}
	return str_take(&out);
}

bool exec_words_expand(struct exec_words *w, const char *host, const char *port, struct err *e)
{
	if (!check(host, "host", e) || !check(port, "port", e))
		return false;
	for (size_t i = 0; i < w->count; i++) {
		char *word = expand(w->words[i], host, port);

		free(w->words[i]);
		w->words[i] = word;
	}
	return true;
}

void exec_words_fini(struct exec_words *w)
{
	for (size_t i = 0; i < w->count; i++)
		free(w->words[i]);
	free(w->words);
	*w = (struct exec_words){ 0 };
}

void exec_words_program(const char *command, struct str *out)
{
	struct exec_words words = { 0 };
	struct err e;

	str_append_string(out, "exec:");
	if (exec_words_split(command, &words, &e))
		str_append_string(out, words.words[0]);
	exec_words_fini(&words);
}

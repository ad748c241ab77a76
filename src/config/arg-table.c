#include "config/arg-table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "config/options.h"
#include "base/poison.h"

/* The word being read, and those behind it. */
struct reader {
	const struct arg_table *table;
	const struct arg_words *words;
	char **argv; /* the originals */
	size_t at;
	const struct arg_taker *taker;
	void *user;
	struct err *e;
};

/* --- Faults. The option is named as it was typed, without a value, which may be a secret. */

static bool unknown(const struct reader *r, const char *dashes, const char *name, size_t n)
{
	struct nearest near;

	nearest_begin(&near, name, n);
	for (size_t i = 0; dashes[1] && i < r->table->count; i++) {
		if (r->table->rows[i].name)
			nearest_offer(&near, r->table->rows[i].name,
				      strlen(r->table->rows[i].name));
	}
	if (near.word)
		return err_set(r->e, ERR_USAGE,
			       "unknown option %s%.*s: did you mean --%.*s? (see %s)", dashes,
			       (int)n, name, near.length, near.word, r->table->help);
	return err_set(r->e, ERR_USAGE, "unknown option %s%.*s (see %s)", dashes, (int)n, name,
		       r->table->help);
}

static bool is_to_come(const struct reader *r, const struct arg_row *row)
{
	char letter[2] = { row->letter, '\0' };

	return err_set(r->e, ERR_USAGE, "%s%s is not built into this version yet (it is for %s)",
		       row->name ? "--" : "-", row->name ? row->name : letter, row->text);
}

/* --- Values. */

static bool is_secret(const struct arg_row *row, const char *value)
{
	char *name;
	int option;

	if (row->kind != ARG_ASSIGNMENT)
		return row->kind == ARG_SECRET;
	name = mem_strndup(value, strcspn(value, "= \t"));
	option = options_find(name, NULL);
	free(name);
	return option >= 0 && options_row((enum option)option)->secret;
}

/* Overwrites a value, the end of a word of the process. */
static void hide(char *value)
{
	static const char shown[] = "***";
	size_t n = strlen(value);

	mem_wipe(value, n);
	memcpy(value, shown, n < sizeof(shown) ? n : sizeof(shown) - 1);
}

/* The next word, which belongs to an option that was typed as `n` bytes at `name` behind `dashes`.
 * NULL with the error set if there is none. */
static const char *next_word(struct reader *r, const char *what, const char *dashes,
			     const char *name, size_t n)
{
	if (r->at + 1 < r->words->count)
		return r->words->items[++r->at];
	err_set(r->e, ERR_USAGE, "%s%.*s needs %s (see %s)", dashes, (int)n, name, what,
		r->table->help);
	return NULL;
}

/* `value` stands in the word itself; NULL: it is the next word. The option was typed as `n` bytes
 * at `name` behind `dashes`. */
static bool take(struct reader *r, const struct arg_row *row, const char *value, const char *dashes,
		 const char *name, size_t n)
{
	if (row->kind == ARG_TO_COME)
		return is_to_come(r, row);
	if (!row->value && value)
		return err_set(r->e, ERR_USAGE, "%s%.*s takes no value", dashes, (int)n, name);
	if (row->value && !value && !(value = next_word(r, "a value", dashes, name, n)))
		return false;
	if (value && is_secret(row, value))
		hide(r->argv[r->at] + (value - r->words->items[r->at]));
	if (!r->taker->option(r->user, row, value, r->e))
		return false;
	if (row->kind != ARG_TWO)
		return true;
	value = next_word(r, "two values", dashes, name, n);
	return value && r->taker->option(r->user, row, value, r->e);
}

/* --- Words. */

static bool read_long(struct reader *r)
{
	const char *name = r->words->items[r->at] + 2;
	size_t n = strcspn(name, "=");

	for (size_t i = 0; i < r->table->count; i++) {
		const struct arg_row *row = &r->table->rows[i];

		if (row->name && strlen(row->name) == n && strncmp(row->name, name, n) == 0)
			return take(r, row, name[n] ? name + n + 1 : NULL, "--", name, n);
	}
	return unknown(r, "--", name, n);
}

static const struct arg_row *find_letter(const struct arg_table *table, char letter)
{
	for (size_t i = 0; i < table->count; i++) {
		if (table->rows[i].letter == letter)
			return &table->rows[i];
	}
	return NULL;
}

static bool read_short(struct reader *r)
{
	for (const char *p = r->words->items[r->at] + 1; *p; p++) {
		const struct arg_row *row = find_letter(r->table, *p);

		if (!row)
			return unknown(r, "-", p, 1);
		if (row->value)
			return take(r, row, p[1] ? p + 1 : NULL, "-", p, 1);
		if (!take(r, row, NULL, "-", p, 1))
			return false;
	}
	return true;
}

static bool read_words(struct reader *r)
{
	bool options_ended = false, good = true;

	for (; good && r->at < r->words->count; r->at++) {
		const char *word = r->words->items[r->at];

		if (options_ended || word[0] != '-' || !word[1])
			good = r->taker->word(r->user, word, r->e);
		else if (strcmp(word, "--") == 0)
			options_ended = true;
		else
			good = word[1] == '-' ? read_long(r) : read_short(r);
	}
	return good;
}

bool arg_table_read(const struct arg_table *table, int argc, char **argv, struct arg_words *words,
		    const struct arg_taker *taker, void *user, struct err *e)
{
	struct reader r = { table, words, argv, 1, taker, user, e };

	words->count = argc > 0 ? (size_t)argc : 0;
	words->items = mem_calloc(words->count, sizeof(*words->items));
	for (size_t i = 0; i < words->count; i++)
		words->items[i] = mem_strdup(argv[i]);
	return read_words(&r);
}

void arg_words_fini(struct arg_words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		mem_wipe(words->items[i], strlen(words->items[i]));
		free(words->items[i]);
	}
	free(words->items);
	*words = (struct arg_words){ 0 };
}

void arg_table_help(const struct arg_table *table, struct str *out)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct arg_row *row = &table->rows[i];
		struct str left;

		if (row->kind == ARG_TO_COME)
			continue;
		str_init(&left);
		if (row->letter)
			str_append_format(&left, "-%c%s", row->letter, row->name ? ", " : " ");
		if (row->name)
			str_append_format(&left, "--%s ", row->name);
		if (row->value)
			str_append_string(&left, row->value);
		str_append_format(out, "  %-22s %s\n", left.text, row->text);
		str_fini(&left);
	}
}

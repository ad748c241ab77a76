#include "config/choice.h"

#include <string.h>
#include <strings.h>

#include "base/nearest.h"
#include "base/str.h"
#include "base/poison.h"

enum { CHOICE_SHOWN = 60 }; /* bytes of a wrong word that a sentence quotes */

static const char separators[] = " |";

/* Looks through `words`, which `list` gets with blanks between them. True if it is one of them. */
static bool find(struct nearest *nearest, const char *typed, size_t n, const char *words,
		 struct str *list)
{
	bool found = false;

	nearest_begin(nearest, typed, n);
	for (const char *word = words; *word;) {
		size_t length = strcspn(word, separators);

		found |= length == n && !strncasecmp(word, typed, n);
		nearest_offer(nearest, word, length);
		str_append_format(list, "%s%.*s", list->length ? " " : "", (int)length, word);
		word += length;
		word += strspn(word, separators);
	}
	return found;
}

static void refuse(const char *name, const char *typed, size_t n, const struct nearest *nearest,
		   const char *words, struct err *e)
{
	int shown = n < CHOICE_SHOWN ? (int)n : CHOICE_SHOWN;

	if (nearest->word)
		err_set(e, ERR_USAGE,
			"%s can't be \"%.*s\": did you mean \"%.*s\"? (choose from: %s)", name,
			shown, typed, nearest->length, nearest->word, words);
	else
		err_set(e, ERR_USAGE, "%s can't be \"%.*s\" (choose from: %s)", name, shown, typed,
			words);
}

bool choice_check(const char *name, const char *typed, size_t n, const char *words, struct err *e)
{
	struct nearest nearest;
	struct str list;
	bool good;

	str_init(&list);
	good = find(&nearest, typed, n, words, &list);
	if (!good)
		refuse(name, typed, n, &nearest, list.text, e);
	str_fini(&list);
	return good;
}

bool choice_is_near(const char *name, const char *typed, size_t n, const char *words, struct err *e)
{
	struct nearest nearest;
	struct str list;
	bool near;

	str_init(&list);
	near = !find(&nearest, typed, n, words, &list) && nearest.word;
	if (near)
		refuse(name, typed, n, &nearest, list.text, e);
	str_fini(&list);
	return near;
}

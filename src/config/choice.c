#include "config/choice.h"

#include <string.h>
#include <strings.h>

#include "base/nearest.h"
#include "base/str.h"
#include "base/poison.h"

enum { CHOICE_SHOWN = 60 }; /* bytes of a wrong word that a sentence quotes */

static const char separators[] = " |";

static bool refuse(const char *name, const char *typed, size_t n, const struct nearest *nearest,
		   const char *words, struct err *e)
{
	int shown = n < CHOICE_SHOWN ? (int)n : CHOICE_SHOWN;

	if (nearest->word)
		return err_set(e, ERR_USAGE,
			       "%s can't be \"%.*s\": did you mean \"%.*s\"? (choose from: %s)",
			       name, shown, typed, nearest->length, nearest->word, words);
	return err_set(e, ERR_USAGE, "%s can't be \"%.*s\" (choose from: %s)", name, shown, typed,
		       words);
}

bool choice_check(const char *name, const char *typed, size_t n, const char *words, struct err *e)
{
	struct nearest nearest;
	struct str list;

	nearest_begin(&nearest, typed, n);
	str_init(&list);
	for (const char *word = words; *word;) {
		size_t length = strcspn(word, separators);

		if (length == n && !strncasecmp(word, typed, n)) {
			str_fini(&list);
			return true;
		}
		nearest_offer(&nearest, word, length);
		str_append_format(&list, "%s%.*s", list.length ? " " : "", (int)length, word);
		word += length;
		word += strspn(word, separators);
	}
	refuse(name, typed, n, &nearest, list.text, e);
	str_fini(&list);
	return false;
}

#include "bench/rules-text.h"

#include <stdio.h>
#include <string.h>

static const char *const names[] = { "Ann", "Bo", "Cyr", "Dora", "Emil", "Fay", "Gus", "Hilda" };
static const char *const things[] = { "sword",  "lantern", "rope",   "loaf of bread",
				      "shield", "wolf",    "dragon", "merchant" };
static const char *const said[] = {
	"You are standing in a wide hall of grey stone. Exits lead north, east and down.",
	"%s says, 'Has anybody seen the %s? I left it by the fountain.'",
	"%s arrives from the south, carrying a %s.",
	"%s and the %s look at you and growl.",
	"You hit %s with your %s; 12 points of damage.",
	"<120/180hp 44/60mv> ",
	"[chat] %s: selling a %s, 300 gold, tell me",
	"A cold wind blows from the mountains, and it begins to rain.",
};

static unsigned seed = 1;

static unsigned next(unsigned below)
{
	seed = seed * 1103515245 + 12345;
	return seed / 65536 % below;
}

void rules_text_fill(char *text, size_t n, const char *end)
{
	size_t at = 0;

	while (at + 256 < n) {
		int wrote = next(100) ? snprintf(text + at, 200, said[next(8)], names[next(8)],
						 things[next(8)]) :
					snprintf(text + at, 200, "%s tells you 'word%u is up'",
						 names[next(8)], next(RULES_TEXT_MOST));

		at += (size_t)wrote;
		at += (size_t)snprintf(text + at, 3, "%s", end);
	}
	memset(text + at, '\n', n - at);
}

void rules_text_expression(char *out, unsigned i)
{
	static const char *const forms[] = {
		"^(\\w+) tells you 'word%u (.*)'$",  "^Your spell of kind%u (fades|wears off)\\.",
		"(\\w+) has been slain by mob%u",    "\\bquest%u\\b",
		"^\\[news%u\\] (.+): (.+)$",         "(arrives|leaves) on ship%u",
		"You (see|find|lose) (a|an) item%u", "^\\*+ alarm%u",
		"level %u(st|nd|rd|th) mage",        "(?i)error%u in",
	};

	snprintf(out, RULES_TEXT_EXPRESSION, forms[i % 10], i);
}

#include "lens/place.h"

#include "base/poison.h"

/* In `state`: what the message has; where it began. In `kept`: where the next one begins. */
enum { BREAKS = PLACE_STATE, WIDTH, LINES_BEFORE, WIDTH_BEFORE };
enum { LINES = PLACE_KEPT, COLUMNS };

static bool is_character(char c)
{
	return (c & 0xc0) != 0x80;
}

bool place_pass(struct lens_scan *scan, char c)
{
	if (c != '\n') {
		scan->state[WIDTH] += is_character(c);
		return false;
	}
	scan->state[BREAKS]++;
	scan->state[WIDTH] = 0;
	return true;
}

uint64_t place_lines(const struct lens_scan *scan)
{
	return scan->state[BREAKS];
}

void place_end(struct lens_scan *scan)
{
	scan->state[LINES_BEFORE] = scan->kept[LINES];
	scan->state[WIDTH_BEFORE] = scan->kept[COLUMNS];
	scan->kept[LINES] += scan->state[BREAKS];
	if (scan->state[BREAKS])
		scan->kept[COLUMNS] = 0;
	scan->kept[COLUMNS] += scan->state[WIDTH];
}

struct place place_begin(const struct lens_scan *scan)
{
	return (struct place){ .line = scan->state[LINES_BEFORE] + 1,
			       .column = scan->state[WIDTH_BEFORE] + 1 };
}

void place_move(struct place *p, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		p->column += is_character(bytes[i]);
		if (bytes[i] != '\n')
			continue;
		p->line++;
		p->column = 1;
	}
}

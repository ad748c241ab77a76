#include "ui/key-report.h"

#include "base/key.h"
#include "base/poison.h"

enum {
	NUMBER_MAX = 99999,
	/* Bits of the first number (xterm, "Mouse Tracking"). */
	CODE_BUTTON = 3,
	CODE_SHIFT = 4,
	CODE_ALT = 8,
	CODE_CTRL = 16,
	CODE_MOVE = 32,
	CODE_WHEEL = 64,
	CODE_FURTHER = 128,
	CODE_NONE = 3, /* of CODE_BUTTON */
};

/* Reads exactly `count` numbers with semicolons between them. */
static bool read_numbers(const char *s, size_t n, unsigned *numbers, size_t count)
{
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		size_t begin = at;

		for (numbers[i] = 0; at < n && s[at] >= '0' && s[at] <= '9'; at++) {
			numbers[i] = numbers[i] * 10 + (unsigned)(s[at] - '0');
			if (numbers[i] > NUMBER_MAX)
				return false;
		}
		if (at == begin || (i + 1 < count && (at == n || s[at++] != ';')))
			return false;
	}
	return at == n;
}

static enum mouse_button button_of(unsigned code)
{
	unsigned low = code & CODE_BUTTON;

	if (code & CODE_FURTHER)
		return (enum mouse_button)(MOUSE_BUTTON_8 + low);
	if (code & CODE_WHEEL)
		return (enum mouse_button)(MOUSE_WHEEL_UP + low);
	return low == CODE_NONE ? MOUSE_NONE : (enum mouse_button)(MOUSE_LEFT + low);
}

static enum mouse_kind kind_of(unsigned code, char final)
{
	if (code & CODE_WHEEL)
		return MOUSE_WHEEL;
	if (code & CODE_MOVE)
		return MOUSE_MOVE;
	return final == 'm' || button_of(code) == MOUSE_NONE ? MOUSE_RELEASE : MOUSE_PRESS;
}

bool key_report_mouse(const char *body, size_t n, struct mouse_event *out)
{
	unsigned numbers[3];
	unsigned code;

	if (n < 2 || body[0] != '<' || (body[n - 1] != 'M' && body[n - 1] != 'm') ||
	    !read_numbers(body + 1, n - 2, numbers, 3))
		return false;
	code = numbers[0];
	*out = (struct mouse_event){
		.kind = kind_of(code, body[n - 1]),
		.button = button_of(code),
		.row = numbers[2] ? numbers[2] - 1 : 0,
		.column = numbers[1] ? numbers[1] - 1 : 0,
		.mods = (code & CODE_SHIFT ? KEYMOD_SHIFT : 0) |
			(code & CODE_ALT ? KEYMOD_ALT : 0) | (code & CODE_CTRL ? KEYMOD_CTRL : 0),
	};
	return true;
}

bool key_report_place(const char *body, size_t n, unsigned *row, unsigned *column)
{
	unsigned numbers[2];

	if (!n || body[n - 1] != 'R' || !read_numbers(body, n - 1, numbers, 2) || !numbers[0] ||
	    !numbers[1])
		return false;
	*row = numbers[0] - 1;
	*column = numbers[1] - 1;
	return true;
}

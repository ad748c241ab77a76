/* What the keys of an xterm send, with the cursor keys in application mode as curses asks for. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "e2e/tap.h"
#include "e2e/tty.h"
#include "servers/pump.h"

/* Only time tells Esc from the beginning of another key, in ms. */
enum { ESCAPE_PAUSE = 100 };

static const struct {
	const char *name, *bytes;
} keys[] = {
	{ "Enter", "\r" },
	{ "Tab", "\t" },
	{ "Backspace", "\177" },
	{ "Esc", "\033" },
	{ "Space", " " },
	{ "Up", "\033OA" },
	{ "Down", "\033OB" },
	{ "Right", "\033OC" },
	{ "Left", "\033OD" },
	{ "Home", "\033OH" },
	{ "End", "\033OF" },
	{ "Insert", "\033[2~" },
	{ "Delete", "\033[3~" },
	{ "PgUp", "\033[5~" },
	{ "PgDn", "\033[6~" },
	{ "Shift-PgUp", "\033[5;2~" },
	{ "Shift-PgDn", "\033[6;2~" },
	{ "Ctrl-Home", "\033[1;5H" },
	{ "Ctrl-End", "\033[1;5F" },
	{ "F1", "\033OP" },
	{ "F5", "\033[15~" },
	{ "F12", "\033[24~" },
	{ "Ctrl-Space", "" },
};

static void press(Tty *t, const char *name)
{
	char bytes[8];

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].name, name) == 0) {
			tty_type_bytes(t, keys[i].bytes,
				       keys[i].bytes[0] ? strlen(keys[i].bytes) : 1);
			if (strcmp(name, "Esc") == 0)
				pump_for(ESCAPE_PAUSE);
			return;
		}
	}
	if (strncmp(name, "Ctrl-", 5) == 0 && name[5] && !name[6]) {
		bytes[0] = (char)(toupper((unsigned char)name[5]) & 0x1f);
		tty_type_bytes(t, bytes, 1);
	} else if (strncmp(name, "Alt-", 4) == 0 && name[4] && !name[5]) {
		snprintf(bytes, sizeof(bytes), "\033%c", name[4]);
		tty_type(t, bytes);
	} else if (name[0] && ((unsigned char)name[0] >= 0x80 || !name[1])) {
		tty_type(t, name);
	} else {
		FAIL("no key \"%s\"", name);
	}
}

void tty_keys(Tty *t, const char *names)
{
	char name[32];

	while (*names) {
		size_t n = strcspn(names, " ");

		snprintf(name, sizeof(name), "%.*s", (int)n, names);
		press(t, name);
		names += n;
		names += strspn(names, " ");
	}
}

void tty_paste(Tty *t, const char *text)
{
	tty_type(t, "\033[200~");
	tty_type(t, text);
	tty_type(t, "\033[201~");
}

#include "demo/typed-line.h"

#include <string.h>

#include "base/utf8.h"
#include "demo/service.h"

#include "base/poison.h"

enum {
	KEY_CTRL_C = 0x03,
	KEY_BACKSPACE = 0x08,
	KEY_CTRL_U = 0x15,
	KEY_DELETE = 0x7f,
};

void typed_line_init(struct typed_line *l)
{
	str_init(&l->text);
	l->cut = false;
}

void typed_line_fini(struct typed_line *l)
{
	str_wipe(&l->text);
	str_fini(&l->text);
}

void typed_line_clear(struct typed_line *l)
{
	str_wipe(&l->text);
	l->cut = false;
}

bool typed_line_byte(struct typed_line *l, unsigned char byte)
{
	struct str *text = &l->text;

	switch (byte) {
	case '\r': return true;
	case KEY_CTRL_C:
	case KEY_CTRL_U: typed_line_clear(l); break;
	case KEY_BACKSPACE:
	case KEY_DELETE:
		if (text->length)
			str_truncate(text, utf8_cluster_before(text->text, text->length));
		break;
	default:
		if (text->length < SERVICE_LINE_MAX)
			str_append_char(text, (char)byte);
		else
			l->cut = true;
		break;
	}
	return false;
}

static bool is_text(uint32_t cp, size_t used)
{
	return cp >= 0x20 && !(cp >= 0x7f && cp < 0xa0) && !(used == 1 && cp == UTF8_REPLACEMENT);
}

void typed_line_clean(struct typed_line *l)
{
	struct str *line = &l->text;
	size_t kept = 0, used;

	for (size_t at = 0; at < line->length; at += used) {
		uint32_t cp;

		if (line->text[at] == '\t')
			line->text[at] = ' ';
		used = utf8_decode(line->text + at, line->length - at, &cp);
		if (!used)
			break;
		if (!is_text(cp, used))
			continue;
		memmove(line->text + kept, line->text + at, used);
		kept += used;
	}
	str_truncate(line, kept);
}

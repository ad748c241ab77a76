#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "base/poison.h"

void err_clear(struct err *e)
{
	e->kind = ERR_NONE;
	e->text[0] = '\0';
}

bool err_set(struct err *e, enum err_kind kind, const char *format, ...)
{
	static const char ellipsis[] = "…";
	va_list args;
	int length;

	if (!e)
		return false;
	e->kind = kind;
	va_start(args, format);
	length = vsnprintf(e->text, sizeof(e->text), format, args);
	va_end(args);
	if (length >= ERR_TEXT_MAX) {
		size_t room = ERR_TEXT_MAX - sizeof(ellipsis);

		memcpy(e->text + utf8_cut(e->text, room + 1, room), ellipsis, sizeof(ellipsis));
	}
	return false;
}

#include "app/exit-status.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "net/peer-text.h"
#include "base/poison.h"

int exit_status(enum err_kind kind)
{
	switch (kind) {
	case ERR_NONE: return 0;
	case ERR_OTHER: return 1;
	case ERR_USAGE: return 2;
	case ERR_NAME: return 3;
	case ERR_REFUSED: return 4;
	case ERR_TIMEOUT: return 5;
	case ERR_TLS: return 6;
	case ERR_LOST: return 7;
	case ERR_EXPECT: return 8;
	}
	return 1;
}

void error_lines_write(const char *before, const char *lines)
{
	struct str out;

	str_init(&out);
	while (*lines) {
		size_t n = strcspn(lines, "\n");

		str_append_string(&out, before);
		peer_text_append(&out, lines, n, SIZE_MAX);
		str_append_char(&out, '\n');
		lines += n + (lines[n] == '\n');
	}
	fputs(out.text, stderr);
	str_fini(&out);
}

int exit_with(const struct err *e)
{
	error_lines_write("hail: ", e->text);
	return exit_status(e->kind);
}

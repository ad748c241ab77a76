#include "app/exit-status.h"

#include <stdio.h>

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
	}
	return 1;
}

int exit_with(const struct err *e)
{
	fprintf(stderr, "hail: %s\n", e->text);
	return exit_status(e->kind);
}

#include "ui/theme.h"

#include "base/poison.h"

struct cell_style theme_style(enum theme_part part)
{
	switch (part) {
	case THEME_TEXT: return (struct cell_style){ 0 };
	case THEME_STATUS: return (struct cell_style){ .attrs = CELL_REVERSE };
	case THEME_STATUS_BAD: return (struct cell_style){ .attrs = CELL_REVERSE | CELL_BOLD };
	case THEME_HINT: return (struct cell_style){ .attrs = CELL_DIM };
	case THEME_MESSAGE:
		return (struct cell_style){ .fg = CELL_INDEXED | 3, .attrs = CELL_BOLD };
	case THEME_POPUP: return (struct cell_style){ .attrs = CELL_REVERSE };
	case THEME_POPUP_KEY: return (struct cell_style){ .attrs = CELL_REVERSE | CELL_BOLD };
	case THEME_SEPARATOR: return (struct cell_style){ .fg = CELL_INDEXED | 6 };
	case THEME_SENT: return (struct cell_style){ .fg = CELL_INDEXED | 6 };
	}
	return (struct cell_style){ 0 };
}

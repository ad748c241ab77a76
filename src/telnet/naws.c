#include "telnet/naws.h"

#include <assert.h>

#include "telnet/command.h"
#include "telnet/nvt.h"
#include "telnet/option.h"

#include "base/poison.h"

enum { NAWS_MAX = 65535 };

static unsigned clamp(unsigned cells)
{
	return cells < NAWS_MAX ? cells : NAWS_MAX;
}

void naws_init(struct naws *w, unsigned columns, unsigned rows)
{
	*w = (struct naws){ .columns = clamp(columns), .rows = clamp(rows), .due = -1 };
}

bool naws_is_known(const struct naws *w)
{
	return w->columns && w->rows;
}

void naws_resize(struct naws *w, unsigned columns, unsigned rows, bool on, int64_t now)
{
	if (!columns || !rows)
		return;
	columns = clamp(columns);
	rows = clamp(rows);
	if (columns == w->columns && rows == w->rows)
		return;
	w->columns = columns;
	w->rows = rows;
	w->due = on && (columns != w->sent_columns || rows != w->sent_rows) ? now + NAWS_DELAY : -1;
}

void naws_tell(struct naws *w, struct buf *out)
{
	static const char head[] = { (char)COMMAND_IAC, (char)COMMAND_SB, OPTION_NAWS };
	static const char tail[] = { (char)COMMAND_IAC, (char)COMMAND_SE };
	const char size[] = {
		(char)(w->columns >> 8),
		(char)(w->columns & 0xff),
		(char)(w->rows >> 8),
		(char)(w->rows & 0xff),
	};

	assert(naws_is_known(w));
	buf_append(out, head, sizeof head);
	nvt_encode(NVT_DOUBLE_IAC, size, sizeof size, out);
	buf_append(out, tail, sizeof tail);
	w->sent_columns = w->columns;
	w->sent_rows = w->rows;
	w->due = -1;
}

void naws_forget(struct naws *w)
{
	w->sent_columns = w->sent_rows = 0;
	w->due = -1;
}

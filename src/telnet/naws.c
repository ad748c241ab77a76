#include "telnet/naws.h"

#include <assert.h>

#include "telnet/module.h"
#include "telnet/telnet-private.h"

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

void naws_tell(Telnet *t)
{
	struct naws *w = &t->naws;
	const char size[] = {
		(char)(w->columns >> 8),
		(char)(w->columns & 0xff),
		(char)(w->rows >> 8),
		(char)(w->rows & 0xff),
	};

	assert(naws_is_known(w));
	w->sent_columns = w->columns;
	w->sent_rows = w->rows;
	w->due = -1;
	telnet_send_payload(t, OPTION_NAWS, size, sizeof size);
}

static void on_changed(Telnet *t, enum telnet_side side, bool on)
{
	if (side != TELNET_US)
		return;
	t->naws.sent_columns = t->naws.sent_rows = 0;
	t->naws.due = -1;
	if (on && naws_is_known(&t->naws))
		naws_tell(t);
}

static void describe(const Telnet *t, enum telnet_side side, struct str *out)
{
	const struct naws *w = &t->naws;

	if (side == TELNET_US && w->sent_columns)
		str_append_format(out, "told %ux%u", w->sent_columns, w->sent_rows);
}

const struct option_module naws_module = { .changed = on_changed, .describe = describe };

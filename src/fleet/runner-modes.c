#include "fleet/runner-internal.h"

#include <string.h>

#include "base/poison.h"

const char *runner_mode_name(const Runner *r, int mode)
{
	const struct pack_row *row = mode < 0 ? NULL : pack_row(r->pack, PACK_MODE, (size_t)mode);

	return row ? row->name : "one that the pack doesn't describe";
}

int runner_work_mode(const Runner *r, enum pack_key key)
{
	const struct pack_row *row = r->pack ? pack_row(r->pack, key, 0) : NULL;
	int mode = device_mode(r->device), first = row ? row->to : -1;

	for (size_t i = 0; row && mode >= 0; row = pack_row(r->pack, key, ++i)) {
		if (row->to == mode || pack_next_way(r->pack, mode, row->to))
			return row->to;
	}
	return first;
}

/* Whether `text` is also how the pack leaves: a way back that ends the connection where nobody came
 * that way. */
static bool may_leave(const Runner *r, const char *text)
{
	const struct pack_row *row;

	for (size_t i = 0; (row = pack_row(r->pack, PACK_LEAVE, i)) != NULL; i++) {
		if (strcmp(row->text, text) == 0)
			return true;
	}
	return false;
}

bool runner_may_rise(const Runner *r)
{
	int mode = device_mode(r->device), work = runner_work_mode(r, PACK_WORK);
	const struct pack_row *way = mode < 0 || work < 0 ? NULL :
							    pack_next_way(r->pack, mode, work);
	enum option secret = way && way->secret == PACK_SECRET_ENABLE ? OPTIONS_ENABLE_COMMAND :
									OPTIONS_PASSWORD_COMMAND;

	return way && !may_leave(r, way->text) &&
	       (!way->regex || way->secret == PACK_SECRET_NONE ||
		options_given(link_options(r->link), secret));
}

const struct pack_row *runner_next_settling(Runner *r, enum pack_key key)
{
	const struct pack_row *row;

	do
		row = r->pack ? pack_row(r->pack, key, r->settled++) : NULL;
	while (row && !device_is_for_prompt(r->device, row));
	return row;
}

/* Whether one of the lines begins with the command's word. */
static bool is_among_lines(const Runner *r, const char *command)
{
	size_t n = strcspn(command, " ");

	for (size_t i = 0; i < r->line_count; i++) {
		const char *line = r->lines[i] + strspn(r->lines[i], " \t");

		if (strncmp(line, command, n) == 0 && (!line[n] || line[n] == ' '))
			return true;
	}
	return false;
}

bool runner_lines_commit(const Runner *r)
{
	const struct pack_row *row, *last = NULL;

	for (size_t i = 0; r->pack && (row = pack_row(r->pack, PACK_COMMIT, i)); i++) {
		if (device_is_for_prompt(r->device, row))
			last = row;
	}
	return last && is_among_lines(r, last->text);
}

#include "lens/lens-table.h"

#include <string.h>

#include "base/str.h"
#include "base/poison.h"

static const struct lens_row *const rows[] = {
	&lens_cbor,     &lens_escapes, &lens_fix,    &lens_frames, &lens_hex,     &lens_http,
	&lens_json,     &lens_logfmt,  &lens_modbus, &lens_mqtt,   &lens_msgpack, &lens_nmea,
	&lens_protobuf, &lens_resp,    &lens_syslog, &lens_telnet, &lens_text,    &lens_xml,
};

enum { ROW_COUNT = sizeof(rows) / sizeof(rows[0]) };

const struct lens_row *const *lens_table(size_t *count)
{
	*count = ROW_COUNT;
	return rows;
}

const struct lens_row *lens_find(const char *name, struct err *e)
{
	struct str names;

	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (strcmp(rows[i]->name, name) == 0)
			return rows[i];
	}
	str_init(&names);
	for (size_t i = 0; i < ROW_COUNT; i++)
		str_append_format(&names, "%s%s", i ? " " : "", rows[i]->name);
	err_set(e, ERR_USAGE, "there is no lens \"%s\"; there are: %s", name, names.text);
	str_fini(&names);
	return NULL;
}

bool lens_check(const struct lens_row *row, const struct lens_options *o, struct err *e)
{
	if (!row->needs_frame || o->frame.kind != FRAME_NONE)
		return true;
	return err_set(e, ERR_USAGE,
		       "the lens %s needs to know how long a frame is: set the option frame, e.g. "
		       "frame=u16be",
		       row->name);
}

#include "fleet/last-output.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/private-file.h"
#include "fleet/diff.h"
#include "base/poison.h"

bool last_output_prepare(const char *folder, struct err *e)
{
	struct stat st;

	if (mkdir(folder, 0700) == 0)
		return true;
	if (errno == EEXIST && stat(folder, &st) == 0 && S_ISDIR(st.st_mode))
		return true;
	return err_set(e, ERR_USAGE, "cannot use the folder %s (--diff): %s", folder,
		       errno == EEXIST ? "it is a file" : strerror(errno));
}

/* A name may be a path or a URL: what isn't plain is written as its hex, so that no two meet. */
static void append_name(struct str *out, const char *name)
{
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (isalnum(c) || c >= 0x80 || strchr("-_@:[]", c) ||
		    (c == '.' && out->text[out->length - 1] != '/'))
			str_append_char(out, (char)c);
		else
			str_append_format(out, "%%%02X", c);
	}
	str_append_string(out, ".txt");
}

static bool replace(const char *path, const struct str *outputs, struct err *e)
{
	struct buf before = { 0 };
	PrivateFile *f = private_file_lock(path, "last output", &before, e);
	bool good = f && private_file_replace(f, outputs->text, outputs->length, e);

	if (f)
		private_file_unlock(f);
	buf_fini(&before);
	return good;
}

bool last_output_compare(const char *folder, struct record *r, struct err *e)
{
	struct str path, outputs;
	struct buf before = { 0 };
	struct stat st;
	bool good;

	str_init(&path);
	str_init(&outputs);
	str_append_format(&path, "%s/", folder);
	append_name(&path, r->name);
	record_print_outputs(r, &outputs);
	r->compared = stat(path.text, &st) == 0;
	good = private_file_read(path.text, "last output", &before, e);
	if (good && r->compared) {
		buf_append_byte(&before, '\0');
		diff_unified(path.text, buf_data(&before), r->name, outputs.text, &r->diff);
	}
	good = good && replace(path.text, &outputs, e);
	buf_fini(&before);
	str_fini(&path);
	str_fini(&outputs);
	return good;
}

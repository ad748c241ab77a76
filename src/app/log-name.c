#include "app/log-name.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/private-file.h"
#include "base/str.h"
#include "config/paths.h"
#include "base/poison.h"

enum { LOG_NAME_MAX = 60 }; /* bytes of the session's name that are taken */

/* Appends `name` as a part of a file's name: what means something to a shell or a path is `_`. */
static void append_safe(struct str *out, const char *name)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	size_t n = strnlen(name, LOG_NAME_MAX);

	for (size_t i = 0; i < n; i++) {
		bool inner = i && strchr(".-", name[i]);

		str_append_char(out, strchr(safe, name[i]) || inner ? name[i] : '_');
	}
	if (!n)
		str_append_string(out, "session");
}

char *log_name_default(const char *name, int64_t wall, struct err *e)
{
	time_t seconds = (time_t)(wall / 1000);
	char day[20];
	struct str file;
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(day, sizeof(day), "%Y-%m-%d", &tm);
	str_init(&file);
	str_append_string(&file, "logs/");
	append_safe(&file, name);
	str_append_format(&file, "-%s.log", day);
	char *path = paths_state(file.text);
	str_fini(&file);
	if (!path) {
		err_set(e, ERR_OTHER, "there is no home to log in: name a file (/log FILE)");
		return NULL;
	}
	size_t folder = private_file_make_folders(path);
	if (folder) {
		err_set(e, ERR_OTHER, "cannot make the folder %.*s: %s", (int)folder, path,
			strerror(errno));
		free(path);
		return NULL;
	}
	return path;
}

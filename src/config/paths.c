#include "config/paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

/*
 * The file `name` in our folder, or the folder if it is NULL. A relative XDG path is invalid and
 * ignored (XDG Base Directory Specification).
 */
static char *place(const char *variable, const char *below_home, const char *name)
{
	const char *base = getenv(variable);
	const char *home = getenv("HOME");
	struct str path;

	str_init(&path);
	if (base && base[0] == '/')
		str_append_format(&path, "%s/hail", base);
	else if (home && home[0] == '/')
		str_append_format(&path, "%s/%s/hail", home, below_home);
	else
		return NULL;
	if (name)
		str_append_format(&path, "/%s", name);
	return str_take(&path);
}

char *paths_config(const char *name)
{
	return place("XDG_CONFIG_HOME", ".config", name);
}

char *paths_state(const char *name)
{
	return place("XDG_STATE_HOME", ".local/state", name);
}

/* False if `path` can't be a folder of ours; one that isn't there is made when it is needed. */
static bool is_usable(const char *path, struct stat *st, struct err *e)
{
	bool there = stat(path, st) == 0;

	if (!there)
		*st = (struct stat){ .st_uid = geteuid() };
	if (!there && errno != ENOENT)
		return err_set(e, ERR_OTHER, "%s can't be used: %s", path, strerror(errno));
	if (there && !S_ISDIR(st->st_mode))
		return err_set(e, ERR_OTHER,
			       "%s is not a folder, so nothing can be kept there: move it away",
			       path);
	return true;
}

static bool check_folder(char *path, struct str *problems, struct err *e)
{
	struct stat st;
	bool usable = !path || is_usable(path, &st, e);

	if (path && usable && st.st_uid != geteuid())
		str_append_format(
			problems,
			"%s belongs to another user (uid %u), who can change what is kept "
			"there: chown it, or set another HOME\n",
			path, (unsigned)st.st_uid);
	else if (path && usable && (st.st_mode & (S_IWGRP | S_IWOTH)))
		str_append_format(problems, "%s: others may write to this folder: chmod go-w\n",
				  path);
	free(path);
	return usable;
}

bool paths_check(struct str *problems, struct err *e)
{
	if (!check_folder(place("XDG_CONFIG_HOME", ".config", NULL), problems, e))
		str_append_format(problems, "%s\n", e->text);
	return check_folder(place("XDG_STATE_HOME", ".local/state", NULL), problems, e);
}

char *paths_pins(const char *given)
{
	return given ? paths_expand(given) : paths_state("pins");
}

char *paths_expand(const char *path)
{
	const char *home = getenv("HOME");
	struct str full;

	if (path[0] != '~' || path[1] != '/' || !home)
		return mem_strdup(path);
	str_init(&full);
	str_append_format(&full, "%s%s", home, path + 1);
	return str_take(&full);
}

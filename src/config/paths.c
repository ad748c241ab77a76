#include "config/paths.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

/* A relative XDG path is invalid and ignored (XDG Base Directory Specification). */
static char *place(const char *variable, const char *below_home, const char *name)
{
	const char *base = getenv(variable);
	const char *home = getenv("HOME");
	struct str path;

	str_init(&path);
	if (base && base[0] == '/')
		str_append_format(&path, "%s/hail/%s", base, name);
	else if (home && home[0] == '/')
		str_append_format(&path, "%s/%s/hail/%s", home, below_home, name);
	else
		return NULL;
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

static void check_folder(char *path, struct str *problems)
{
	struct stat st;

	if (path && stat(path, &st) == 0 && (st.st_mode & (S_IWGRP | S_IWOTH)))
		str_append_format(problems, "%s: others may write to this folder: chmod go-w\n",
				  path);
	free(path);
}

void paths_check(struct str *problems)
{
	check_folder(paths_config("."), problems);
	check_folder(paths_state("."), problems);
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

#include "config/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config/paths.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/poison.h"

enum { CONFIG_LINE_MAX = 16384 };

char *config_default_path(void)
{
	return paths_config("hail.conf");
}

void config_collect_problem(void *user, const char *text)
{
	struct str *problems = user;

	str_append_string(problems, text);
	str_append_char(problems, '\n');
}

static void tell(struct command_context *c, const char *path, unsigned line, size_t column,
		 const char *what)
{
	struct str text;

	str_init(&text);
	str_append_format(&text, "%s:%u:%zu: %s", path, line, column, what);
	c->problem(c->user, text.text);
	str_fini(&text);
}

/* Runs one line; true if it was good. */
static bool run_line(struct command_context *c, const char *path, unsigned number, char *line,
		     size_t length)
{
	struct err e = { .kind = ERR_NONE };
	struct err *outer = c->e;
	const char *start = line + strspn(line, " \t");
	const char *command_char = options_value(settings_global(c->settings),
						 OPTIONS_COMMAND_CHAR);
	bool good;

	if (strlen(line) != length || !utf8_valid(line, length) || length > CONFIG_LINE_MAX) {
		tell(c, path, number, 1, "the line is not text (a NUL, not UTF-8, or too long)");
		return false;
	}
	if (!*start || *start == '#')
		return true;
	if (*start == *command_char)
		start++;
	c->e = &e;
	good = command_run(c, start);
	if (!good)
		tell(c, path, number, (size_t)((c->at ? c->at : start) - line) + 1, e.text);
	c->e = outer;
	return good;
}

/* Editors that write a byte-order mark count columns after it. */
static size_t mark_length(const char *line)
{
	static const char mark[] = "\xef\xbb\xbf";

	return strncmp(line, mark, sizeof(mark) - 1) ? 0 : sizeof(mark) - 1;
}

static int run_lines(struct command_context *c, const char *path, FILE *file)
{
	char *line = NULL;
	size_t size = 0;
	unsigned number = 0;
	int bad = 0;
	ssize_t n;

	while ((n = getline(&line, &size, file)) >= 0) {
		size_t skip = number ? 0 : mark_length(line);

		while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			line[--n] = '\0';
		bad += !run_line(c, path, ++number, line + skip, (size_t)n - skip);
	}
	free(line);
	return bad;
}

/* The part of `path` before its last slash, owned; NULL if there is none. */
static char *path_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? mem_strndup(path, slash > path ? (size_t)(slash - path) : 1) : NULL;
}

int config_read(struct command_context *c, const char *path, bool optional)
{
	const char *outer = c->folder;
	FILE *file = fopen(path, "re");
	char *folder;
	struct stat st;
	int bad;

	if (!file && optional && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (file && fstat(fileno(file), &st) == 0 && S_ISDIR(st.st_mode)) {
		fclose(file);
		file = NULL;
		errno = EISDIR;
	}
	if (!file) {
		err_set(c->e, ERR_USAGE, "cannot read the configuration %s: %s", path,
			strerror(errno));
		return -1;
	}
	/* A device or a pipe has the modes that it needs. */
	if (S_ISREG(st.st_mode) && (st.st_mode & (S_IWGRP | S_IWOTH)))
		tell(c, path, 0, 0,
		     "others may write this file, and it can name commands to run: chmod go-w");
	folder = path_folder(path);
	c->folder = folder;
	bad = run_lines(c, path, file);
	c->folder = outer;
	free(folder);
	fclose(file);
	return bad;
}

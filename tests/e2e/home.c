#include "e2e/home.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/str.h"
#include "e2e/tap.h"

enum { ENVIRONMENT_MAX = 40, PATHS_KEPT = 8, FOLDERS_OPEN = 16 };

const char *home_program(void)
{
	const char *program = getenv("HAIL");

	return program ? program : "build/src/hail";
}

void home_init(struct home *h)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(h->path, sizeof(h->path), "%s/hail-home.XXXXXX", tmp ? tmp : "/tmp");
	CHECK(mkdtemp(h->path), "cannot make %s: %s", h->path, strerror(errno));
}

const char *home_path(const struct home *h, const char *name)
{
	static char paths[PATHS_KEPT][1024];
	static size_t next;
	char *path = paths[next++ % PATHS_KEPT];

	snprintf(path, sizeof(paths[0]), "%s/%s", h->path, name);
	return path;
}

static void make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			FAIL("cannot make %s: %s", path, strerror(errno));
		*slash = '/';
	}
}

void home_write(const struct home *h, const char *name, const char *text)
{
	char path[1024];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", h->path, name);
	make_folders(path);
	f = fopen(path, "w");
	CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0, "cannot write %s: %s", path,
	      strerror(errno));
	chmod(path, 0600);
}

void home_write_config(const struct home *h, const char *text)
{
	home_write(h, ".config/hail/hail.conf", text);
}

char *home_read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	struct str text;
	char chunk[65536];
	size_t got;

	if (!f)
		return NULL;
	str_init(&text);
	while ((got = fread(chunk, 1, sizeof(chunk), f)) > 0)
		str_append(&text, chunk, got);
	fclose(f);
	if (n)
		*n = text.length;
	return text.length ? str_take(&text) : mem_strdup("");
}

static struct {
	const char *secret;
	size_t files;
	bool found;
} hunt;

static int look_into(const char *path, const struct stat *st, int type, struct FTW *where)
{
	size_t n = 0;
	char *text;

	(void)st;
	(void)where;
	if (strstr(strrchr(path, '/'), hunt.secret)) {
		tap_note("%s is the name of a file", path);
		hunt.found = true;
	}
	if (type != FTW_F || !(text = home_read_file(path, &n)))
		return 0;
	hunt.files++;
	if (memmem(text, n, hunt.secret, strlen(hunt.secret))) {
		tap_note_bytes(path, text, n);
		hunt.found = true;
	}
	free(text);
	return 0;
}

bool home_contains(const struct home *h, const char *secret, size_t *files)
{
	hunt.secret = secret;
	hunt.files = 0;
	hunt.found = false;
	nftw(h->path, look_into, FOLDERS_OPEN, FTW_PHYS);
	if (files)
		*files = hunt.files;
	return hunt.found;
}

struct environment {
	char *entries[ENVIRONMENT_MAX + 1];
	size_t count;
};

static size_t name_length(const char *entry)
{
	return strcspn(entry, "=");
}

/* Sets NAME=value, or removes NAME if there is no "=". */
static void set_entry(struct environment *e, const char *entry)
{
	size_t n = name_length(entry), i = 0;

	while (i < e->count &&
	       (name_length(e->entries[i]) != n || strncmp(e->entries[i], entry, n) != 0))
		i++;
	if (entry[n] == '\0') {
		if (i < e->count)
			e->entries[i] = e->entries[--e->count];
		e->entries[e->count] = NULL;
		return;
	}
	CHECK(i < ENVIRONMENT_MAX, "more than %d variables", ENVIRONMENT_MAX);
	e->entries[i] = mem_strdup(entry);
	if (i == e->count)
		e->entries[++e->count] = NULL;
}

static void set_pair(struct environment *e, const char *name, const char *value, const char *suffix)
{
	char entry[4096];

	if (!value)
		return;
	snprintf(entry, sizeof(entry), "%s=%s%s", name, value, suffix);
	set_entry(e, entry);
}

char **home_environment(const struct home *h, const char *term, const char *const *extra)
{
	static const char *const passed[] = { "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
					      "TMPDIR" };
	struct environment *e = mem_alloc(sizeof(*e));

	set_entry(e, "PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin");
	set_entry(e, "LC_ALL=C.UTF-8");
	set_entry(e, "TZ=UTC");
	set_pair(e, "HOME", h->path, "");
	set_pair(e, "XDG_CONFIG_HOME", h->path, "/.config");
	set_pair(e, "XDG_STATE_HOME", h->path, "/.local/state");
	set_pair(e, "XDG_DATA_HOME", h->path, "/.local/share");
	set_pair(e, "XDG_CACHE_HOME", h->path, "/.cache");
	set_pair(e, "TERM", term, "");
	for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++)
		set_pair(e, passed[i], getenv(passed[i]), "");
	for (; extra && *extra; extra++)
		set_entry(e, *extra);
	return e->entries;
}

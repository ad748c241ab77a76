#include "golden/golden.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "unit/unit.h"

enum { FILES_MAX = 256, PATH_SIZE = 1024 };

static const struct golden_player *player;

void golden_say(struct str *out, const char *format, ...)
{
	va_list args;

	str_append(out, "  ", 2);
	va_start(args, format);
	str_append_vformat(out, format, args);
	va_end(args);
	str_append_char(out, '\n');
}

static void read_file(const char *path, struct str *text)
{
	char chunk[4096];
	size_t n;
	FILE *f = fopen(path, "rb");

	if (!f)
		fail_msg("cannot read %s", path);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		str_append(text, chunk, n);
	fclose(f);
}

static void write_file(const char *path, const struct str *text)
{
	FILE *f = fopen(path, "wb");

	if (!f || fwrite(text->text, 1, text->length, f) != text->length || fclose(f) != 0)
		fail_msg("cannot write %s", path);
}

/* Plays the lines of `golden` that are no output; `out` becomes the whole file as it should be. */
static void play(const struct str *golden, unsigned variant, struct str *out)
{
	void *self = player->open(variant);
	char *lines = mem_strdup(golden->text), *rest = lines, *line;

	while ((line = strsep(&rest, "\n"))) {
		if (strncmp(line, "  ", 2) == 0 || (!rest && !*line))
			continue;
		str_append_format(out, "%s\n", line);
		if (*line && *line != '#')
			player->play(self, line, out);
	}
	player->close(self);
	free(lines);
}

static void show_difference(const char *path, unsigned variant, const struct str *saw)
{
	const char *tmp = getenv("TMPDIR");
	char other[PATH_SIZE], command[3 * PATH_SIZE];

	snprintf(other, sizeof(other), "%s/golden-saw.%u", tmp ? tmp : "/tmp", variant);
	write_file(other, saw);
	snprintf(command, sizeof(command), "diff -u '%s' '%s'", path, other);
	printf("%s, played in way %u, differs (make golden-update writes what was seen):\n", path,
	       variant);
	fflush(stdout);
	if (system(command) < 0)
		perror("diff");
	remove(other);
	fail();
}

static void run_file(void **state)
{
	const char *path = *state;
	struct str golden, saw;

	str_init(&golden);
	str_init(&saw);
	read_file(path, &golden);
	for (unsigned variant = 0; variant < player->variants; variant++) {
		str_clear(&saw);
		play(&golden, variant, &saw);
		if (strcmp(saw.text, golden.text) == 0)
			continue;
		if (variant || !getenv("HAIL_GOLDEN_UPDATE"))
			show_difference(path, variant, &saw);
		write_file(path, &saw);
		str_clear(&golden);
		str_append(&golden, saw.text, saw.length);
	}
	str_fini(&golden);
	str_fini(&saw);
}

/* The name of a test: the file's. */
static struct CMUnitTest test_of(const char *folder, const char *name)
{
	char path[PATH_SIZE + NAME_MAX + 1];

	snprintf(path, sizeof(path), "%.*s/%.*s", PATH_SIZE, folder, NAME_MAX, name);
	return (struct CMUnitTest){
		.name = mem_strdup(name),
		.test_func = run_file,
		.initial_state = mem_strdup(path),
	};
}

int golden_main(const char *folder, const struct golden_player *with)
{
	const char *top = getenv("HAIL_SRCDIR");
	char path[PATH_SIZE];
	struct CMUnitTest tests[FILES_MAX];
	struct dirent **entries;
	size_t count = 0;
	int found, failed;

	player = with;
	snprintf(path, sizeof(path), "%s/tests/golden/%s", top ? top : ".", folder);
	found = scandir(path, &entries, NULL, alphasort);
	for (int i = 0; i < found; i++) {
		if (entries[i]->d_name[0] != '.' && count++ < FILES_MAX)
			tests[count - 1] = test_of(path, entries[i]->d_name);
		free(entries[i]);
	}
	if (count == 0 || count > FILES_MAX) {
		fprintf(stderr, "%zu golden files in %s: expected 1 to %d\n", count, path,
			FILES_MAX);
		return 1;
	}
	free(entries);
	failed = _cmocka_run_group_tests(folder, tests, count, NULL, NULL);
	for (size_t i = 0; i < count; i++) {
		free((void *)(uintptr_t)tests[i].name);
		free(tests[i].initial_state);
	}
	return failed;
}

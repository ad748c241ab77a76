/*
 * Lenses: tests/golden/lens/NAME.CASE.in through the lens NAME, however it is cut, is
 * NAME.CASE.txt, and its trees, where the lens has them, are NAME.CASE.json. The options that
 * NAME.CASE.options gives, a line each as -o takes them, hold; in `proto=FILE TYPE` the file stands
 * beside it. HAIL_GOLDEN_UPDATE writes what came.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lens-reading.h"
#include "lens/lens-table.h"
#include "lens/schema.h"
#include "unit/unit.h"

enum { CASES_MAX = 256, PATH_SIZE = 2048, RANDOM_CUTS = 6 };

struct lens_case {
	char *stem; /* the path without its ending */
	const struct lens_row *row;
	struct lens_options options;
	Schema *schema; /* NULL: none */
};

static struct lens_case cases[CASES_MAX];
static size_t case_count;

static const char *top_folder(void)
{
	const char *top = getenv("HAIL_SRCDIR");

	return top ? top : ".";
}

static bool read_file(const char *stem, const char *ending, struct str *out)
{
	char path[PATH_SIZE], chunk[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s%s", stem, ending);
	f = fopen(path, "rb");
	if (!f)
		return false;
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		str_append(out, chunk, n);
	fclose(f);
	return true;
}

static void write_file(const char *stem, const char *ending, const struct str *text)
{
	char path[PATH_SIZE];
	FILE *f;

	snprintf(path, sizeof(path), "%s%s", stem, ending);
	f = fopen(path, "wb");
	if (!f || fwrite(text->text, 1, text->length, f) != text->length || fclose(f) != 0)
		fail_msg("cannot write %s", path);
}

static void show_difference(const char *stem, const char *ending, const struct str *saw)
{
	char command[2 * PATH_SIZE];
	FILE *diff;

	snprintf(command, sizeof(command), "diff -u '%s%s' - >&2", stem, ending);
	diff = popen(command, "w");
	if (diff) {
		fwrite(saw->text, 1, saw->length, diff);
		pclose(diff);
	}
	fail_msg("%s%s differs (make golden-update writes what was seen)", stem, ending);
}

/* Compares with the file, or writes it. */
static void compare(const char *stem, const char *ending, const struct str *saw)
{
	struct str golden;

	str_init(&golden);
	if (!read_file(stem, ending, &golden) || golden.length != saw->length ||
	    memcmp(golden.text, saw->text, saw->length) != 0) {
		if (!getenv("HAIL_GOLDEN_UPDATE"))
			show_difference(stem, ending, saw);
		write_file(stem, ending, saw);
	}
	str_fini(&golden);
}

static void same(const struct str *whole, const struct str *cut, unsigned way)
{
	size_t at = 0;

	while (at < whole->length && at < cut->length && whole->text[at] == cut->text[at])
		at++;
	if (at < whole->length || at < cut->length)
		fail_msg("cut in way %u, what is told differs at byte %zu: \"%.60s\", not "
			 "\"%.60s\"",
			 way, at, cut->text + at, whole->text + at);
}

static void test_case(void **state)
{
	const struct lens_case *c = *state;
	struct lens_reading whole, cut;
	struct str input;

	str_init(&input);
	assert_true(read_file(c->stem, ".in", &input));
	lens_read(c->row, &c->options, input.text, input.length, LENS_WHOLE, &whole);
	for (unsigned way = LENS_BYTES; way < LENS_CUTS + RANDOM_CUTS; way++) {
		lens_read(c->row, &c->options, input.text, input.length, way, &cut);
		same(&whole.text, &cut.text, way);
		if (!c->row->stream)
			same(&whole.trees, &cut.trees, way);
		lens_reading_fini(&cut);
	}
	compare(c->stem, ".txt", &whole.text);
	if (c->row->tree)
		compare(c->stem, ".json", &whole.trees);
	lens_reading_fini(&whole);
	str_fini(&input);
}

/* Each lens stands in the manual's list of them. */
static void test_manual(void **state)
{
	const struct lens_row *const *rows;
	const char *section;
	struct str manual;
	size_t count;

	(void)state;
	str_init(&manual);
	assert_true(read_file(top_folder(), "/doc/hail.1", &manual));
	section = strstr(manual.text, "\n.Sh LENSES\n");
	assert_non_null(section);
	rows = lens_table(&count);
	for (size_t i = 0; i < count; i++) {
		char item[100];

		snprintf(item, sizeof(item), "\n.It Cm %s\n", rows[i]->name);
		if (!strstr(section, item))
			fail_msg("hail.1 doesn't have the lens %s", rows[i]->name);
	}
	str_fini(&manual);
}

/* Each format has a case. */
static void test_all_have_one(void **state)
{
	const struct lens_row *const *rows;
	size_t count;

	(void)state;
	rows = lens_table(&count);
	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (size_t c = 0; c < case_count; c++)
			found = found || cases[c].row == rows[i];
		if (!found)
			fail_msg("the lens %s has no golden file", rows[i]->name);
		if (i && strcmp(rows[i - 1]->name, rows[i]->name) >= 0)
			fail_msg("the table has %s behind %s", rows[i]->name, rows[i - 1]->name);
	}
}

/* --- The list of cases. */

static bool read_schema(struct lens_case *c, const char *line, struct err *e)
{
	const char *slash = strrchr(c->stem, '/'), *type = strchr(line, ' ');
	char path[PATH_SIZE];
	struct str bytes;

	snprintf(path, sizeof(path), "%.*s/%.*s", (int)(slash - c->stem), c->stem,
		 (int)(type - line), line);
	str_init(&bytes);
	if (read_file(path, "", &bytes))
		c->schema = schema_read(bytes.text, bytes.length, type + 1, e);
	else
		err_set(e, ERR_OTHER, "%s cannot be read", path);
	c->options.schema = c->schema;
	str_fini(&bytes);
	return c->schema != NULL;
}

static bool set_option(struct lens_case *c, const char *line, struct err *e)
{
	if (strncmp(line, "frame=", 6) == 0)
		return frame_rule_parse(line + 6, &c->options.frame, e);
	if (strncmp(line, "proto=", 6) == 0)
		return read_schema(c, line + 6, e);
	return err_set(e, ERR_USAGE, "unknown option: %s", line);
}

static bool read_options(struct lens_case *c, struct err *e)
{
	struct str text;
	bool good = true;
	char *rest, *line;

	str_init(&text);
	read_file(c->stem, ".options", &text);
	for (rest = text.text; good && (line = strsep(&rest, "\n"));)
		good = !*line || set_option(c, line, e);
	str_fini(&text);
	return good;
}

static bool add_case(const char *folder, const char *file, struct err *e)
{
	size_t n = strlen(file);
	struct lens_case *c = &cases[case_count];
	char *name, path[PATH_SIZE];

	if (n < 4 || strcmp(file + n - 3, ".in") != 0)
		return true;
	snprintf(path, sizeof(path), "%s/%.*s", folder, (int)n - 3, file);
	name = mem_strndup(file, strcspn(file, "."));
	c->row = lens_find(name, e);
	c->stem = mem_strdup(path);
	free(name);
	case_count++;
	return c->row && read_options(c, e);
}

int main(void)
{
	struct CMUnitTest tests[CASES_MAX + 2] = { cmocka_unit_test(test_all_have_one),
						   cmocka_unit_test(test_manual) };
	struct dirent **entries;
	char folder[PATH_SIZE / 2];
	struct err e = { .kind = ERR_NONE };
	int found, failed;

	snprintf(folder, sizeof(folder), "%s/tests/golden/lens", top_folder());
	found = scandir(folder, &entries, NULL, alphasort);
	for (int i = 0; i < found; i++) {
		if (case_count < CASES_MAX && e.kind == ERR_NONE)
			add_case(folder, entries[i]->d_name, &e);
		free(entries[i]);
	}
	if (found < 0 || e.kind != ERR_NONE) {
		fprintf(stderr, "%s: %s\n", folder, found < 0 ? "cannot be read" : e.text);
		return 1;
	}
	free(entries);
	for (size_t i = 0; i < case_count; i++)
		tests[i + 2] = (struct CMUnitTest){ .name = strrchr(cases[i].stem, '/') + 1,
						    .test_func = test_case,
						    .initial_state = &cases[i] };
	failed = _cmocka_run_group_tests("lens", tests, case_count + 2, NULL, NULL);
	for (size_t i = 0; i < case_count; i++) {
		schema_free(cases[i].schema);
		free(cases[i].stem);
	}
	return failed;
}

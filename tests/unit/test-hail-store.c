/* What scripts keep for hosts: files, changes of several runs, damage. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "script/hail-store.h"

static char folder[] = "/tmp/test-hail-store.XXXXXX";

static const char *path_of(const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static Json *of(HailStore *s, const char *host)
{
	struct err e = { 0 };
	Json *j = hail_store_of(s, host, &e);

	if (e.kind)
		fail_msg("%s", e.text);
	return j;
}

static void put(HailStore *s, const char *host, const char *name, int value)
{
	json_put(of(s, host), name, json_new_integer(value));
	hail_store_change(s, host);
}

static void save(HailStore *s)
{
	struct err e;

	if (!hail_store_save(s, &e))
		fail_msg("%s", e.text);
	assert_false(hail_store_is_changed(s));
}

static void check(const Json *j, const char *expected)
{
	struct str out;

	str_init(&out);
	json_print(j, &out);
	assert_string_equal(out.text, expected);
	str_fini(&out);
}

static void test_kept(void **state)
{
	HailStore *s = hail_store_new(folder);
	struct stat st;

	(void)state;
	assert_false(hail_store_is_changed(s));
	put(s, "mud.example.org", "kills", 3);
	put(s, "[::1]", "x", 1);
	assert_true(hail_store_is_changed(s));
	save(s);
	hail_store_free(s);
	assert_int_equal(stat(path_of("mud.example.org.json"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	s = hail_store_new(folder);
	check(of(s, "mud.example.org"), "{\"kills\":3}");
	check(of(s, "[::1]"), "{\"x\":1}");
	check(of(s, "other"), "{}");
	hail_store_free(s);
}

/* Two runs change different names, and one takes a name away. */
static void test_two_runs(void **state)
{
	HailStore *a = hail_store_new(folder), *b = hail_store_new(folder);

	(void)state;
	put(a, "two", "gone", 0);
	put(a, "two", "a", 1);
	save(a);
	put(b, "two", "b", 2);
	put(b, "two", "a", 7);
	json_remove(of(b, "two"), "gone");
	put(a, "two", "c", 3);
	save(b);
	save(a);
	check(of(a, "two"), "{\"a\":7,\"b\":2,\"c\":3}");
	put(b, "two", "d", 4);
	save(b);
	check(of(b, "two"), "{\"a\":7,\"b\":2,\"c\":3,\"d\":4}");
	hail_store_free(a);
	hail_store_free(b);
}

/* What two runs keep together may be more than can be read again. */
static void test_full(void **state)
{
	HailStore *a = hail_store_new(folder), *b = hail_store_new(folder);
	size_t n = 600 << 10;
	char *text = test_calloc(n, 1);
	struct err e = { 0 };

	(void)state;
	memset(text, 'x', n);
	put(a, "full", "small", 1);
	save(a);
	json_put(of(b, "full"), "b", json_new_string(text, n));
	hail_store_change(b, "full");
	save(b);
	json_put(of(a, "full"), "a", json_new_string(text, n));
	hail_store_change(a, "full");
	assert_false(hail_store_save(a, &e));
	assert_non_null(strstr(e.text, "for full is full (1 MiB)"));
	hail_store_free(a);
	hail_store_free(b);
	a = hail_store_new(folder);
	assert_int_equal(json_count(of(a, "full")), 2);
	hail_store_free(a);
	test_free(text);
}

static void test_damage(void **state)
{
	HailStore *s = hail_store_new(folder);
	FILE *file = fopen(path_of("bad.json"), "w");
	struct err e = { 0 };
	char text[10] = "";

	(void)state;
	assert_non_null(file);
	fputs("[1", file);
	fclose(file);
	json_put(hail_store_of(s, "bad", &e), "x", json_new_null());
	assert_non_null(strstr(e.text, "bad.json can't be read: no JSON: it ends too early"));
	hail_store_change(s, "bad");
	save(s);
	file = fopen(path_of("bad.json"), "r");
	assert_non_null(fgets(text, sizeof(text), file));
	assert_string_equal(text, "[1");
	fclose(file);
	hail_store_free(s);

	s = hail_store_new("/dev/null/store");
	put(s, "x", "y", 1);
	assert_false(hail_store_save(s, &e));
	check(of(s, "x"), "{\"y\":1}");
	hail_store_free(s);

	s = hail_store_new(NULL);
	put(s, "x", "y", 1);
	save(s);
	check(of(s, "x"), "{\"y\":1}");
	hail_store_free(s);
}

static int set_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int clear_folder(void **state)
{
	char command[100];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_two_runs),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests(tests, set_folder, clear_folder);
}

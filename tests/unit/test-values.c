/* The tree of what games tell: what is kept, replaced, merged and refused, looked up and completed.
 */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "session/values.h"

static void put(Values *v, enum telnet_source source, const char *name, const char *json)
{
	struct telnet_value value = { source, name, json, json ? strlen(json) : 0, NULL };

	values_put(v, &value);
}

static Values *make(void)
{
	Values *v = values_new();

	put(v, TELNET_SOURCE_GMCP, "Char.Vitals",
	    "{\"hp\":12,\"name\":\"Ann\",\"list\":[1,{\"a.b\":2}]}");
	put(v, TELNET_SOURCE_GMCP, "Char.Status", "{\"level\":3,\"class\":\"Monk\"}");
	put(v, TELNET_SOURCE_GMCP, "Char-x", "1");
	put(v, TELNET_SOURCE_GMCP, "Room.Info", "{\"num\":123456789012345678901234567890}");
	put(v, TELNET_SOURCE_GMCP, "Core.Goodbye", NULL);
	put(v, TELNET_SOURCE_MSDP, "HEALTH", "\"12\"");
	put(v, TELNET_SOURCE_MSSP, "CRAWL DELAY", "\"-1\"");
	return v;
}

static void check_read(const Values *v, const char *path, const char *want)
{
	struct str out;
	bool found;

	str_init(&out);
	found = values_read(v, path, &out);
	if (found != (want != NULL))
		fail_msg("%s: found %s", path, out.text);
	assert_string_equal(out.text, want ? want : "");
	str_fini(&out);
}

static void test_read(void **state)
{
	Values *v = make();

	(void)state;
	check_read(v, "gmcp.Char.Vitals.hp", "12");
	check_read(v, "GMCP.char.vitals.HP", "12");
	check_read(v, "gmcp.Char.Vitals.name", "Ann");
	check_read(v, "gmcp.Char.Vitals.list", "[1,{\"a.b\":2}]");
	check_read(v, "gmcp.Char.Vitals.list.1.a.b", "2");
	check_read(v, "gmcp.Room.Info.num", "123456789012345678901234567890");
	check_read(v, "msdp.HEALTH", "12");
	check_read(v, "mssp.CRAWL DELAY", "-1");
	check_read(v, "gmcp.Char.Vitals.mp", NULL);
	check_read(v, "gmcp.Char", NULL);
	check_read(v, "gmcp.Core.Goodbye", NULL);
	check_read(v, "gmcp.Char.Vitals.hp.", NULL);
	check_read(v, "gmcp.", NULL);
	check_read(v, "gmcp", NULL);
	check_read(v, "nothing.HEALTH", NULL);
	check_read(v, "", NULL);
	values_free(v);
}

static void check_tree(const Values *v, const char *path, const char *want)
{
	Json *tree = values_tree(v, TELNET_SOURCE_GMCP, path);
	struct str out;

	str_init(&out);
	if (tree)
		json_print(tree, &out);
	if (!tree != !want)
		fail_msg("%s: found %s", path, out.text);
	assert_string_equal(out.text, want ? want : "");
	json_free(tree);
	str_fini(&out);
}

static void test_tree(void **state)
{
	Values *v = make();

	(void)state;
	check_tree(v, "Char.Vitals.hp", "12");
	check_tree(v, "char.vitals.list.1", "{\"a.b\":2}");
	check_tree(v, "Room", "{\"Info\":{\"num\":123456789012345678901234567890}}");
	check_tree(v, "Char",
		   "{\"Status\":{\"level\":3,\"class\":\"Monk\"},"
		   "\"Vitals\":{\"hp\":12,\"name\":\"Ann\",\"list\":[1,{\"a.b\":2}]}}");
	check_tree(v, "Core.Goodbye", "null");
	check_tree(v, "Nothing", NULL);
	check_tree(v, "Char.Vitals.hp.", NULL);
	put(v, TELNET_SOURCE_GMCP, "Room", "{\"id\":1,\"Info\":{\"x\":2}}");
	put(v, TELNET_SOURCE_GMCP, "Core", "no json");
	check_tree(v, "Room",
		   "{\"id\":1,\"Info\":{\"x\":2,\"num\":123456789012345678901234567890}}");
	check_tree(v, "Core", "{\"Goodbye\":null}");
	check_tree(
		v, "",
		"{\"Char-x\":1,\"Char\":{\"Status\":{\"level\":3,\"class\":\"Monk\"},"
		"\"Vitals\":{\"hp\":12,\"name\":\"Ann\",\"list\":[1,{\"a.b\":2}]}},"
		"\"Core\":{\"Goodbye\":null},"
		"\"Room\":{\"id\":1,\"Info\":{\"x\":2,\"num\":123456789012345678901234567890}}}");
	values_free(v);
}

/* A message replaces the one before; Char.Status tells what has changed. */
static void test_put(void **state)
{
	Values *v = make();

	(void)state;
	put(v, TELNET_SOURCE_GMCP, "char.vitals", "{\"mp\":5}");
	check_read(v, "gmcp.Char.Vitals.hp", NULL);
	check_read(v, "gmcp.Char.Vitals.mp", "5");
	put(v, TELNET_SOURCE_GMCP, "Char.Status", "{\"level\":4}");
	check_read(v, "gmcp.Char.Status.level", "4");
	check_read(v, "gmcp.Char.Status.class", "Monk");
	put(v, TELNET_SOURCE_GMCP, "Char.Status", "[]");
	check_read(v, "gmcp.Char.Status", "[]");
	values_clear(v);
	check_read(v, "gmcp.Char.Status", NULL);
	values_free(v);
}

static void check_show(const Values *v, const char *path, const char *want)
{
	struct str out;

	str_init(&out);
	assert_true(values_show(v, TELNET_SOURCE_GMCP, path, 30, &out) == (want != NULL));
	assert_string_equal(out.text, want ? want : "");
	str_fini(&out);
}

static void test_show(void **state)
{
	Values *v = make();

	(void)state;
	check_show(v, "Char.Status", "Char.Status: {\n  \"level\": 3,\n  \"class\": \"Monk\"\n}\n");
	check_show(v, "char.vitals.list", "[1, {\"a.b\": 2}]\n");
	check_show(v, "Core", "Core.Goodbye\n");
	check_show(v, "Char.Vitals.none", NULL);
	check_show(v, "Cha", NULL);
	put(v, TELNET_SOURCE_GMCP, "Bad", "\"\\u001b[31m\"");
	check_show(v, "Bad", "Bad: \"\\u001b[31m\"\n");
	values_clear(v);
	check_show(v, "", NULL);
	put(v, TELNET_SOURCE_GMCP, "B", "2");
	put(v, TELNET_SOURCE_GMCP, "a", "1");
	put(v, TELNET_SOURCE_MSDP, "A", "3");
	check_show(v, "", "a: 1\nB: 2\n");
	values_free(v);
}

/* JSON beyond a bound says so, wherever it is looked at. */
static void test_beyond(void **state)
{
	struct telnet_value big = { TELNET_SOURCE_GMCP, "Big", "\"[1,2]\"", 7,
				    "holds too many values" };
	Values *v = values_new();

	(void)state;
	values_put(v, &big);
	check_show(v, "", "Big: JSON that holds too many values to be looked into, 7 bytes\n");
	check_show(v, "Big",
		   "Big: JSON that holds too many values to be looked into, 7 bytes:\n\"[1,2]\"\n");
	check_show(v, "Big.k0", "JSON that holds too many values to be looked into, 7 bytes\n");
	put(v, TELNET_SOURCE_GMCP, "Big", "3");
	check_show(v, "Big", "Big: 3\n");
	values_free(v);
}

/* So does JSON that is too long even as the text that it became. */
static void test_too_long(void **state)
{
	struct telnet_value big = { TELNET_SOURCE_GMCP, "Big", NULL, 0, "is too long" };
	Values *v = values_new();
	struct str text;

	(void)state;
	str_init(&text);
	str_append_char(&text, '"');
	while (text.length <= JSON_LENGTH_MAX)
		str_append_string(&text, "\\u001b");
	str_append_char(&text, '"');
	big.json = text.text;
	big.length = text.length;
	values_put(v, &big);
	check_show(v, "", "Big: JSON that is too long to be looked into, 1048580 bytes\n");
	check_show(v, "Big.x", "JSON that is too long to be looked into, 1048580 bytes\n");
	str_splice(&text, 0, 0, "Big: JSON that is too long to be looked into, 1048580 bytes:\n",
		   61);
	str_append_char(&text, '\n');
	check_show(v, "Big", text.text);
	str_fini(&text);
	values_free(v);
}

static void add(void *user, const char *path)
{
	str_append_format(user, "%s;", path);
}

static void check_complete(const Values *v, const char *typed, const char *want)
{
	struct str out;

	str_init(&out);
	values_complete(v, TELNET_SOURCE_GMCP, typed, add, &out);
	assert_string_equal(out.text, want);
	str_fini(&out);
}

static void test_complete(void **state)
{
	Values *v = make();

	(void)state;
	check_complete(v, "", "Char-x;Char.Status;Char.Vitals;Core.Goodbye;Room.Info;");
	check_complete(v, "char.", "Char.Status;Char.Vitals;");
	check_complete(v, "Char.Vitals.", "Char.Vitals.hp;Char.Vitals.name;Char.Vitals.list;");
	check_complete(v, "char.vitals.N", "char.vitals.name;");
	check_complete(v, "Char.Vitals.list.1.", "Char.Vitals.list.1.a.b;");
	check_complete(v, "x", "");
	values_free(v);
}

/* A peer that tells without end: names and bytes have a bound, and what is known stays. */
static void test_bounds(void **state)
{
	Values *v = values_new();
	char name[32];
	char *big = mem_alloc(1 << 20);

	(void)state;
	for (int i = 0; i < 1000000; i++) {
		snprintf(name, sizeof(name), "N%d", i);
		put(v, TELNET_SOURCE_MSDP, name, "\"x\"");
	}
	assert_true(values_refused(v, TELNET_SOURCE_MSDP) == 1000000 - VALUES_MAX);
	assert_true(values_refused(v, TELNET_SOURCE_GMCP) == 0);
	check_read(v, "msdp.N0", "x");
	put(v, TELNET_SOURCE_GMCP, "N0", "1");
	check_read(v, "gmcp.N0", "1");
	put(v, TELNET_SOURCE_MSDP, "N0", "\"y\"");
	check_read(v, "msdp.N0", "y");
	values_clear(v);
	assert_true(values_refused(v, TELNET_SOURCE_MSDP) == 0);
	memset(big, '1', (1 << 20) - 8);
	big[(1 << 20) - 8] = '\0';
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "N%d", i);
		put(v, TELNET_SOURCE_MSDP, name, big);
	}
	assert_true(values_refused(v, TELNET_SOURCE_MSDP) == 1);
	check_read(v, "msdp.N0", NULL);
	put(v, TELNET_SOURCE_MSDP, "N0", "1");
	put(v, TELNET_SOURCE_MSDP, "N2", big);
	assert_true(values_refused(v, TELNET_SOURCE_MSDP) == 1);
	free(big);
	values_free(v);
}

/* An object with a string of `n` characters. */
static void fill(char *to, size_t n)
{
	memcpy(to, "{\"a\":\"", 6);
	memset(to + 6, 'x', n);
	memcpy(to + 6 + n, "\"}", 3);
}

/* What merging costs is counted, and a long value isn't merged into. */
static void test_work(void **state)
{
	Values *v = values_new();
	char *big = mem_alloc(40000);
	uint64_t work;

	(void)state;
	fill(big, 30000);
	put(v, TELNET_SOURCE_GMCP, "Char.Status", big);
	put(v, TELNET_SOURCE_GMCP, "Char.Status", "{\"b\":1}");
	check_read(v, "gmcp.Char.Status.a", NULL);
	fill(big, 10000);
	put(v, TELNET_SOURCE_GMCP, "Char.Status", big);
	work = values_work(v);
	put(v, TELNET_SOURCE_GMCP, "Char.Status", "{\"b\":1}");
	assert_true(values_work(v) > work + 100000);
	check_read(v, "gmcp.Char.Status.b", "1");
	free(big);
	values_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),     cmocka_unit_test(test_tree),
		cmocka_unit_test(test_put),      cmocka_unit_test(test_show),
		cmocka_unit_test(test_complete), cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_work),     cmocka_unit_test(test_beyond),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* JSON: what is taken and refused, numbers as their text, paths, merging, printing. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static Json *parse(const char *text)
{
	struct err e;
	Json *j = json_parse(text, strlen(text), &e);

	if (!j)
		fail_msg("%s: %s", text, e.text);
	return j;
}

static const struct {
	const char *text, *printed;
} takes[] = {
	{ "null", "null" },
	{ " true ", "true" },
	{ "false", "false" },
	{ "\"\"", "\"\"" },
	{ "[]", "[]" },
	{ "{}", "{}" },
	{ "{ \"a\" : 1 , \"b\" : [ 1, \"2\", null ] }", "{\"a\":1,\"b\":[1,\"2\",null]}" },
	/* Numbers stay what they were. */
	{ "123456789012345678901234567890", "123456789012345678901234567890" },
	{ "[-0,0.10,1E+05,-1.5e-300,1e999]", "[-0,0.10,1E+05,-1.5e-300,1e999]" },
	/* The mark of numbers is a character like any other. */
	{ "\"\\u0001\"", "\"\\u0001\"" },
	{ "[\"\\u00011\",\"\\u0001\\u0001\",1]", "[\"\\u00011\",\"\\u0001\\u0001\",1]" },
	{ "{\"\\u00011\":1}", "{\"\\u00011\":1}" },
	{ "\"a\\u0000b\\\"\\\\\\/\"", "\"a\\u0000b\\\"\\\\/\"" },
	{ "\"\\u001b[1m\xc3\xa9\\ud83d\\ude00\"", "\"\\u001b[1m\xc3\xa9\xf0\x9f\x98\x80\"" },
	{ "{\"a\":1,\"a\":2}", "{\"a\":2}" },
	{ "\"1]2}3[4{\"", "\"1]2}3[4{\"" },
};

static void test_takes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(takes) / sizeof(takes[0]); i++) {
		Json *j = parse(takes[i].text);
		struct str out;

		str_init(&out);
		json_print(j, &out);
		assert_string_equal(out.text, takes[i].printed);
		str_fini(&out);
		json_free(j);
	}
}

static const struct {
	const char *text, *says;
} refuses[] = {
	{ "", "no JSON: it ends too early (at byte 0)" },
	{ "{\"a\":1", "no JSON: it ends too early (at byte 6)" },
	{ "\"abc", "no JSON: it ends too early (at byte 1)" },
	{ "{\"a\":1} x", "no JSON: something follows its end (at byte 9)" },
	{ "[1 2]", "no JSON: it is malformed (at byte 4)" },
	{ "{1:2}", "no JSON: it is malformed (at byte 2)" },
	{ "[01]", NULL },
	{ "[1.]", NULL },
	{ "[.5]", NULL },
	{ "[+1]", NULL },
	{ "[-]", NULL },
	{ "[1e]", NULL },
	{ "[1.5.2]", NULL },
	{ "[0x10]", NULL },
	{ "[1,]", NULL },
	{ "{\"a\" 1}", NULL },
	{ "'a'", NULL },
	{ "nil", NULL },
	{ "\"a\x1b\"", NULL },
	{ "\"\x01\"", NULL },
	{ "\"\\ud800\"", NULL },
	{ "\"caf\xe9\"", NULL },
	{ "{\"a\\u0000b\":1}", NULL },
	{ "]", NULL },
};

static void test_refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refuses) / sizeof(refuses[0]); i++) {
		struct err e = { 0 };
		Json *j = json_parse(refuses[i].text, strlen(refuses[i].text), &e);

		if (j)
			fail_msg("%s was taken", refuses[i].text);
		if (refuses[i].says)
			assert_string_equal(e.text, refuses[i].says);
		assert_memory_equal(e.text, "no JSON: ", 9);
	}
}

/* The place of a fault is that in what was written, whatever numbers stand before it. */
static void test_place(void **state)
{
	const char *text = "[1,22,\"\\u0001\",333, nope]";
	struct err e;

	(void)state;
	assert_null(json_parse(text, strlen(text), &e));
	assert_string_equal(e.text, "no JSON: it is malformed (at byte 21)");
}

static char *repeat(const char *head, const char *unit, size_t count, const char *tail)
{
	struct str s;

	str_init(&s);
	str_append_string(&s, head);
	while (count--)
		str_append_string(&s, unit);
	str_append_string(&s, tail);
	return str_take(&s);
}

static void check_bound(char *text, const char *says)
{
	struct err e = { 0 };
	Json *j = json_parse(text, strlen(text), &e);

	assert_true((j != NULL) == (says == NULL));
	if (says)
		assert_non_null(strstr(e.text, says));
	json_free(j);
	free(text);
}

static void test_bounds(void **state)
{
	(void)state;
	check_bound(repeat("", "[", 32, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"), NULL);
	check_bound(repeat("", "[", 33, ""), "nested too deep (at byte 33)");
	check_bound(repeat("", "{\"a\":", 1000, ""), "nested too deep");
	check_bound(repeat("[", "1,", JSON_VALUES_MAX - 1, "1]"), NULL);
	check_bound(repeat("[", "1,", JSON_VALUES_MAX, "1]"), "holds too much");
	check_bound(repeat("\"", "a", JSON_LENGTH_MAX - 2, "\""), NULL);
	check_bound(repeat("\"", "a", JSON_LENGTH_MAX - 1, "\""), "too long");
}

static const struct {
	const char *path, *found;
} paths[] = {
	{ "", "{\"Char\":{\"hp\":12,\"Hp\":13},\"a.b\":{\"c\":true},\"a\":[\"x\",{\"y\":null}]}" },
	{ "Char", "{\"hp\":12,\"Hp\":13}" },
	{ "Char.hp", "12" },
	{ "Char.Hp", "13" },
	{ "CHAR.HP", "12" },
	{ "a.b.c", "true" },
	{ "a.0", "\"x\"" },
	{ "a.1.y", "null" },
	{ "a.2", NULL },
	{ "a.b.d", NULL },
	{ "a.-1", NULL },
	{ "a.99999999999999999999", NULL },
	{ "Char.", NULL },
	{ "Char.hp.x", NULL },
	{ "Cha", NULL },
	{ ".", NULL },
};

static void test_paths(void **state)
{
	Json *j = parse(paths[0].found);

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const Json *found = json_at(j, paths[i].path);
		struct str out;

		str_init(&out);
		if (found)
			json_print(found, &out);
		if (!found != !paths[i].found)
			fail_msg("%s: found %s", paths[i].path, out.text);
		assert_string_equal(out.text, paths[i].found ? paths[i].found : "");
		str_fini(&out);
	}
	json_free(j);
}

static void test_merge(void **state)
{
	Json *into = parse("{\"hp\":1,\"mp\":2}"), *from = parse("{\"mp\":3,\"xp\":[4]}");
	Json *scalar = parse("5");
	struct str out;

	(void)state;
	str_init(&out);
	assert_true(json_merge(into, from));
	assert_false(json_merge(into, scalar));
	assert_false(json_merge(scalar, from));
	json_free(from);
	json_print(into, &out);
	assert_string_equal(out.text, "{\"hp\":1,\"mp\":3,\"xp\":[4]}");
	str_fini(&out);
	json_free(into);
	json_free(scalar);
}

static void test_pretty(void **state)
{
	Json *j = parse("{\"name\":\"Ann\",\"list\":[1,2,3],\"empty\":[],"
			"\"long\":[\"aaaaaaaaaaaa\",\"bbbbbbbbbbbb\"]}");
	struct str out;

	(void)state;
	str_init(&out);
	json_print_pretty(j, 24, 0, &out);
	assert_string_equal(out.text, "{\n"
				      "  \"name\": \"Ann\",\n"
				      "  \"list\": [1, 2, 3],\n"
				      "  \"empty\": [],\n"
				      "  \"long\": [\n"
				      "    \"aaaaaaaaaaaa\",\n"
				      "    \"bbbbbbbbbbbb\"\n"
				      "  ]\n"
				      "}");
	str_clear(&out);
	json_print_pretty(j, 200, 0, &out);
	assert_null(strchr(out.text, '\n'));
	str_clear(&out);
	json_print_pretty(j, 24, 2, &out);
	assert_string_equal(out.text, "{\n"
				      "  \"name\": \"Ann\",\n"
				      "  \"list\": [1, 2, 3]\n"
				      "  ... 2 more\n"
				      "}");
	str_fini(&out);
	json_free(j);
}

static void test_quote(void **state)
{
	struct str out;

	(void)state;
	str_init(&out);
	json_quote("a\"\\\n\0\x7f\xc3\xa9\xe9\xc3", 10, &out);
	assert_string_equal(out.text, "\"a\\\"\\\\\\n\\u0000\\u007f\xc3\xa9\xc3\xa9\xc3\x83\"");
	str_clear(&out);
	json_quote("\xe2\x80\xae\xc2\x9b\xf3\xa0\x81\x81\t", 10, &out);
	assert_string_equal(out.text, "\"\\u202e\\u009b\\udb40\\udc41\\t\"");
	json_free(parse(out.text));
	str_fini(&out);
}

static const struct {
	const char *text;
	size_t n; /* 0: as long as it is */
	const char *repaired;
} repairs[] = {
	{ "{\"a\":[1,\"b\",null]} ", 0, "{\"a\":[1,\"b\",null]} " },
	{ "\"\x1b[1m\t\n\f\x07\x01x\x7f\"", 0,
	  "\"\\u001b[1m\\u0009\\u000a\\u000c\\u0007\\u0001x\x7f\"" },
	{ "{\"a\x1b\":\t1\n}", 0, "{\"a\\u001b\":\t1\n}" },
	{ "\"a\0b\"\0", 6, "\"a\\u0000b\" " },
	{ "\xef\xbb\xbf{\"a\":1}\0\0", 12, "{\"a\":1}  " },
	{ "\xef\xbb\xbf\xef\xbb\xbf\0[1]", 10, " [1]" },
	{ "\xef\0\xbb\xbf[", 5, "\xef \xbb\xbf[" },
	{ "\"\xef\xbb\xbf\"", 0, "\"\xef\xbb\xbf\"" },
	{ "\"\\ud83d\"", 0, "\"\\ufffd\"" },
	{ "\"\\uDE00\"", 0, "\"\\ufffd\"" },
	{ "\"\\ude00\\ud83d\"", 0, "\"\\ufffd\\ufffd\"" },
	{ "\"\\ud83d\\ud83d\\ude00x\"", 0, "\"\\ufffd\\ud83d\\ude00x\"" },
	{ "\"\\\\ud83d\\\"\x1b\"", 0, "\"\\\\ud83d\\\"\\u001b\"" },
	{ "\"\\ud83", 0, "\"\\ud83" },
	{ "\"\\", 0, "\"\\" },
	{ "", 0, "" },
};

static void test_repair(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(repairs) / sizeof(repairs[0]); i++) {
		size_t n = repairs[i].n ? repairs[i].n : strlen(repairs[i].text);
		struct str out, again;

		str_init(&out);
		str_init(&again);
		assert_int_equal(json_repair(repairs[i].text, n, &out),
				 n != strlen(repairs[i].repaired) ||
					 strcmp(repairs[i].text, repairs[i].repaired) != 0);
		assert_string_equal(out.text, repairs[i].repaired);
		assert_false(json_repair(out.text, out.length, &again));
		assert_string_equal(again.text, out.text);
		str_fini(&again);
		str_fini(&out);
	}
}

/* What grows by repairing stops growing when it is too long to be taken. */
static void test_repair_bound(void **state)
{
	char *text = repeat("\"", "\x01", JSON_LENGTH_MAX, "\"");
	struct str out;

	(void)state;
	str_init(&out);
	assert_true(json_repair(text, strlen(text), &out));
	assert_true(out.length > JSON_LENGTH_MAX && out.length < JSON_LENGTH_MAX + 100);
	assert_string_equal(json_bound(out.text, out.length), "is too long");
	str_fini(&out);
	free(text);
}

static void check_which(char *text, const char *says)
{
	const char *bound = json_bound(text, strlen(text));

	if (!says)
		assert_null(bound);
	else
		assert_string_equal(bound, says);
	free(text);
}

static void test_which_bound(void **state)
{
	(void)state;
	check_which(repeat("", "nonsense ", 3, ""), NULL);
	check_which(repeat("", "[", 33, ""), "is nested too deep");
	check_which(repeat("[", "1,", JSON_VALUES_MAX, "1]"), "holds too many values");
	check_which(repeat("\"", "a", JSON_LENGTH_MAX - 1, "\""), "is too long");
}

static void check_built(Json *j, const char *says)
{
	struct str out;
	Json *again = json_clone(j);

	str_init(&out);
	json_print(again, &out);
	assert_string_equal(out.text, says);
	json_free(parse(out.text));
	str_fini(&out);
	json_free(again);
	json_free(j);
}

static void test_build(void **state)
{
	Json *array = json_new_array(), *object = json_new_object();

	(void)state;
	json_append(array, json_new_null());
	json_append(array, json_new_boolean(true));
	json_append(array, json_new_integer(-9223372036854775807LL));
	json_append(array, json_new_real(0.1));
	json_append(array, json_new_real(1e300));
	json_append(array, json_new_real(0.1 + 0.2));
	json_append(array, json_new_real(1.0 / 0.0));
	json_append(array, json_new_string("\x01 1", 3));
	json_append(array, json_new_string("a\0\xe9", 3));
	assert_int_equal(json_count(array), 9);
	assert_int_equal(json_kind(json_item(array, 2)), JSON_KIND_NUMBER);
	assert_int_equal(json_kind(json_item(array, 7)), JSON_KIND_STRING);
	assert_null(json_item(array, 9));
	json_put(object, "\x01", json_new_boolean(false));
	json_put(object, "\xe9", json_new_string("", 0));
	json_put(object, "a", json_new_null());
	json_put(object, "a", array);
	assert_int_equal(json_count(object), 3);
	assert_int_equal(json_count(json_item(array, 0)), 0);
	assert_null(json_item(object, 0));
	check_built(object, "{\"\\u0001\":false,\"\xc3\xa9\":\"\",\"a\":[null,true,"
			    "-9223372036854775807,0.1,1e+300,0.30000000000000004,null,"
			    "\"\\u0001 1\",\"a\\u0000\xc3\xa9\"]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_takes),       cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_place),       cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_paths),       cmocka_unit_test(test_merge),
		cmocka_unit_test(test_pretty),      cmocka_unit_test(test_quote),
		cmocka_unit_test(test_repair),      cmocka_unit_test(test_repair_bound),
		cmocka_unit_test(test_which_bound), cmocka_unit_test(test_build),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

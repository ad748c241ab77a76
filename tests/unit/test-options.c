#include "unit/unit.h"

#include <string.h>

#include "config/options-table.h"
#include "config/options.h"

static void test_initial_values_are_valid(void **state)
{
	Options *o = options_new(NULL);

	(void)state;
	for (int i = 0; i < OPTIONS_COUNT; i++) {
		const struct option_row *row = options_row((enum option)i);
		struct err e;

		assert_non_null(row->name);
		assert_non_null(row->text);
		if (row->topic == OPTIONS_ABOUT_NOTHING)
			fail_msg("%s has no topic", row->name);
		if (!options_set(o, (enum option)i, row->initial, &e))
			fail_msg("%s: %s", row->name, e.text);
		assert_int_equal(options_find(row->name, &e), i);
	}
	options_free(o);
}

static void test_scopes(void **state)
{
	Options *global = options_new(NULL);
	Options *host = options_new(global);
	Options *own = options_new(host);

	(void)state;
	assert_int_equal(options_number(own, OPTIONS_SCROLLBACK), 100000);
	assert_true(options_set(global, OPTIONS_SCROLLBACK, "500", NULL));
	assert_int_equal(options_number(own, OPTIONS_SCROLLBACK), 500);
	assert_true(options_set(host, OPTIONS_SCROLLBACK, "600", NULL));
	assert_int_equal(options_number(own, OPTIONS_SCROLLBACK), 600);
	assert_int_equal(options_number(global, OPTIONS_SCROLLBACK), 500);
	options_free(own);
	options_free(host);
	options_free(global);
}

static void test_bad_values(void **state)
{
	static const char *const bad[] = {
		"eol=lfcr",
		"eol=",
		"eol",
		"nosuch=1",
		"s=1",
		"scrollback=0",
		"scrollback=1e9",
		"scrollback=99999999999999999999",
		"scrollback=-5",
		"size=0x25",
		"size=80",
		"size=80x25x",
		"size=501x25",
		"charset=nosuch",
		"fallback-charset=UTF-8",
		"term=x y",
		"term=",
		"command-char=//",
		"command-char= ",
		"escape-keys=a",
		"escape-keys=",
		"=1",
		"",
	};
	Options *o = options_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err e = { .kind = ERR_NONE };

		if (options_assign(o, bad[i], &e))
			fail_msg("\"%s\" was accepted", bad[i]);
		assert_int_equal(e.kind, ERR_USAGE);
		assert_true(strlen(e.text) > 10);
	}
	options_free(o);
}

static void test_assign(void **state)
{
	Options *o = options_new(NULL);
	unsigned width, height;

	(void)state;
	assert_false(options_size(o, &width, &height));
	assert_true(options_assign(o, "size=80x25", NULL));
	assert_true(options_size(o, &width, &height));
	assert_int_equal(width, 80);
	assert_int_equal(height, 25);
	assert_true(options_assign(o, "eol crnul", NULL));
	assert_string_equal(options_value(o, OPTIONS_EOL), "crnul");
	assert_int_equal(options_eol(o), TELNET_EOL_CRNUL);
	assert_true(options_assign(o, "escape-keys=Ctrl-] F12", NULL));
	assert_true(options_assign(o, "ini=on", NULL));
	assert_int_equal(options_initiate(o), TRI_ON);
	options_free(o);
}

static void test_list(void **state)
{
	Options *o = options_new(NULL);
	struct str list;

	(void)state;
	assert_true(options_assign(o, "proxy=http://me:s3cr3t@gate", NULL));
	str_init(&list);
	options_list(o, &list);
	assert_ptr_equal(strstr(list.text, "Connecting\n  bind"), list.text);
	assert_non_null(strstr(list.text, "\n\nTLS\n  alpn "));
	assert_non_null(strstr(list.text, " http://me:***@gate "));
	assert_null(strstr(list.text, "s3cr3t"));
	for (int i = 0; i < OPTIONS_COUNT; i++)
		assert_non_null(strstr(list.text, options_row((enum option)i)->text));
	str_fini(&list);
	options_free(o);
}

static void test_near(void **state)
{
	static const struct {
		const char *assignment, *part;
	} cases[] = {
		{ "porxy=none", "\"porxy\": did you mean \"proxy\"?" },
		{ "eol=clrf", "did you mean \"crlf\"?" },
		{ "starttls=stmp", "did you mean \"smtp\"?" },
	};
	Options *o = options_new(NULL);
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_false(options_assign(o, cases[i].assignment, &e));
		if (!strstr(e.text, cases[i].part))
			fail_msg("%s: expected \"%s\", saw \"%s\"", cases[i].assignment,
				 cases[i].part, e.text);
	}
	assert_true(options_assign(o, "tls=ON", &e));
	assert_string_equal(options_value(o, OPTIONS_TLS), "on");
	options_free(o);
}

/* A pack's values are there where nothing else was set, in any scope. */
static void test_pack(void **state)
{
	Options *global = options_new(NULL), *host = options_new(global);
	unsigned width, height;

	(void)state;
	assert_string_equal(options_value(host, OPTIONS_CHARSET), "UTF-8");
	assert_true(options_assign(host, "pack=bbs", NULL));
	assert_string_equal(options_value(host, OPTIONS_CHARSET), "CP437");
	assert_string_equal(options_value(host, OPTIONS_TERM), "ansi");
	assert_int_equal(options_mode(host), MODE_CHAR);
	assert_int_equal(options_backspace(host), OPTIONS_BACKSPACE_BS);
	assert_true(options_size(host, &width, &height));
	assert_true(width == 80 && height == 25);
	assert_false(options_is_chosen(host, OPTIONS_SIZE));
	assert_string_equal(options_value(global, OPTIONS_CHARSET), "UTF-8");
	assert_true(options_assign(global, "charset=CP866", NULL));
	assert_string_equal(options_value(host, OPTIONS_CHARSET), "CP866");
	assert_true(options_assign(host, "size=auto", NULL));
	assert_true(options_is_chosen(host, OPTIONS_SIZE));
	assert_false(options_size(host, &width, &height));
	for (int i = 0; i < OPTIONS_COUNT; i++) {
		const char *value = options_packed(OPTIONS_PACK_BBS, (enum option)i);
		struct err e = { ERR_NONE, "" };

		if (value && !options_set(global, (enum option)i, value, &e))
			fail_msg("the pack's %s: %s", options_row((enum option)i)->name, e.text);
	}
	options_free(host);
	options_free(global);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pack),   cmocka_unit_test(test_initial_values_are_valid),
		cmocka_unit_test(test_scopes), cmocka_unit_test(test_bad_values),
		cmocka_unit_test(test_assign), cmocka_unit_test(test_near),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

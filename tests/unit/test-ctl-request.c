/* Requests to the control socket (ctl/ctl-request.h). */
#include "unit/unit.h"

#include <string.h>

#include "ctl/ctl-request.h"

static bool parse(const char *line, struct ctl_request *r, struct err *e)
{
	return ctl_request_parse(line, strlen(line), r, e);
}

static void test_good(void **state)
{
	struct ctl_request r;
	struct err e;

	(void)state;
	assert_true(
		parse("{\"verb\":\"send\",\"id\":7,\"session\":2,\"text\":\"a \\u00e9\"}", &r, &e));
	assert_int_equal(r.verb, CTL_SEND);
	assert_string_equal(r.id.text, "7");
	assert_string_equal(r.session.text, "2");
	assert_string_equal(r.text.text, "a \303\251");
	assert_true(r.enter);
	ctl_request_fini(&r);
	assert_true(parse("{\"verb\":\"send\",\"text\":\"\",\"enter\":false,\"session\":null}", &r,
			  &e));
	assert_false(r.enter);
	assert_string_equal(r.session.text, "");
	ctl_request_fini(&r);
	assert_true(parse("{\"verb\":\"keys\",\"keys\":\"Ctrl-c\",\"session\":\"sw 1\"}", &r, &e));
	assert_int_equal(r.key_count, 1);
	assert_int_equal(r.keys[0].cp, 'c');
	assert_int_equal(r.keys[0].mods, KEYMOD_CTRL);
	ctl_request_fini(&r);
	assert_true(parse("{\"verb\":\"keys\",\"keys\":[\"Up\",\"x\"]}", &r, &e));
	assert_int_equal(r.key_count, 2);
	ctl_request_fini(&r);
	assert_true(parse("{\"verb\":\"wait\",\"pattern\":\"x$\",\"timeout\":5}", &r, &e));
	assert_non_null(r.pattern);
	assert_int_equal(r.timeout_ms, 5000);
	ctl_request_fini(&r);
	assert_true(parse("{\"verb\":\"lines\"}", &r, &e));
	assert_int_equal(r.lines, 100);
	ctl_request_fini(&r);
	for (int verb = 0; verb < CTL_VERBS; verb++)
		assert_int_equal(ctl_verb_acts((enum ctl_verb)verb),
				 verb >= CTL_SEND && verb <= CTL_COMMAND);
}

static void test_bad(void **state)
{
	static const char *const bad[] = {
		"",
		"null",
		"{}",
		"{\"verb\":null}",
		"{\"verb\":\"Send\",\"text\":\"x\"}",
		"{\"verb\":\"send\"}",
		"{\"verb\":\"send\",\"text\":null}",
		"{\"verb\":\"send\",\"text\":\"x\",\"enter\":1}",
		"{\"verb\":\"send\",\"text\":\"x\",\"session\":[]}",
		"{\"verb\":\"send\",\"text\":\"x\",\"session\":\"\"}",
		"{\"verb\":\"send\",\"text\":\"x\",\"keys\":\"x\"}",
		"{\"verb\":\"send\",\"text\":\"x\",\"\":1}",
		"{\"verb\":\"screen\",\"text enter\":1}",
		"{\"verb\":\"keys\",\"keys\":{}}",
		"{\"verb\":\"keys\",\"keys\":[[\"x\"]]}",
		"{\"verb\":\"wait\"}",
		"{\"verb\":\"wait\",\"pattern\":\"(\"}",
		"{\"verb\":\"wait\",\"pattern\":\"x\",\"timeout\":\"5\"}",
		"{\"verb\":\"lines\",\"count\":0}",
		"{\"verb\":\"lines\",\"count\":2001}",
		"{\"verb\":\"sessions\"} x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct ctl_request r;
		struct err e = { .kind = ERR_NONE };

		if (parse(bad[i], &r, &e) || e.kind == ERR_NONE)
			fail_msg("taken: %s", bad[i]);
		ctl_request_fini(&r);
	}
}

/* An error is told with the id that it belongs to. */
static void test_id(void **state)
{
	struct ctl_request r;
	struct err e;

	(void)state;
	assert_false(parse("{\"id\":{\"a\": [1, null]},\"verb\":\"x\"}", &r, &e));
	assert_string_equal(r.id.text, "{\"a\":[1,null]}");
	ctl_request_fini(&r);
	assert_false(parse("{\"verb\":\"x\"}", &r, &e));
	assert_int_equal(r.id.length, 0);
	ctl_request_fini(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

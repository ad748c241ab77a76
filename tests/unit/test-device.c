/* The engine of device command lines: floods, long lines, deadlines, a new connection. What devices
 * say in order is in tests/golden/packs. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "device/device.h"

struct fixture {
	Pack *pack;
	Device *device;
	size_t prompts, outputs, bytes, logs, done, failed;
	const char *next; /* sent from inside `done` */
};

static void on_prompt(void *user, const struct device_prompt *p)
{
	struct fixture *f = user;

	(void)p;
	f->prompts++;
}

static void on_output(void *user, const char *text, size_t n, bool continued)
{
	struct fixture *f = user;

	(void)text;
	(void)continued;
	f->outputs++;
	f->bytes += n;
}

static void on_log(void *user, const char *text, size_t n)
{
	struct fixture *f = user;

	(void)text;
	(void)n;
	f->logs++;
}

static void on_done(void *user, const struct device_result *r)
{
	struct fixture *f = user;

	f->done++;
	f->failed += !r->ok;
	if (f->next)
		device_begin_command(f->device, f->next, strlen(f->next));
	f->next = NULL;
}

static const char text[] = "mode work /^(?<host>[\\w.+*()-]+)#$/\nfailure \"% Bad\"\n"
			   "log /^%[A-Z]+: /\nabove /^\\[.*\\]$/\n";

static int set_up(void **state)
{
	static const struct device_events events = {
		.prompt = on_prompt, .output = on_output, .log = on_log, .done = on_done
	};
	struct fixture *f = calloc(1, sizeof(*f));

	if (!f)
		return -1;
	f->pack = pack_parse("test", text, strlen(text), PACK_WHOLE, NULL);
	f->device = device_new(f->pack, &events, f);
	*state = f;
	return f->pack ? 0 : -1;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	device_free(f->device);
	pack_free(f->pack);
	free(f);
	return 0;
}

static void hear_bytes(struct fixture *f, const char *line, size_t n, bool continued)
{
	device_line(f->device,
		    &(struct terminal_line){
			    .text = line, .length = n, .sent_start = n, .continued = continued });
}

static void hear(struct fixture *f, const char *line)
{
	hear_bytes(f, line, strlen(line), false);
}

static void stand(struct fixture *f, const char *open, int64_t now)
{
	device_open(f->device, open, strlen(open), now);
}

static void begin(struct fixture *f, const char *command)
{
	device_begin_command(f->device, command, strlen(command));
}

/* A line of 64 KiB is told in its pieces, and only its beginning is looked at. */
static void test_long_line(void **state)
{
	struct fixture *f = *state;
	size_t n = TEXT_LINE_LIMIT;
	char *line = malloc(n);

	assert_non_null(line);
	memset(line, '[', n);
	stand(f, "box#", 0);
	begin(f, "show");
	hear(f, "box#show");
	hear_bytes(f, line, n, true);
	hear_bytes(f, line, n, true);
	hear_bytes(f, "% Bad", 5, false);
	stand(f, "box#", 1);
	assert_int_equal(f->outputs, 3);
	assert_int_equal(f->bytes, 2 * n + 5);
	assert_int_equal(f->done, 1);
	assert_int_equal(f->failed, 0);
	/* An open line of that length is no prompt. */
	device_open(f->device, line, n, 2);
	assert_int_equal(device_deadline(f->device), -1);
	free(line);
}

/* What is held back is bounded, and comes in order. */
static void test_flood(void **state)
{
	struct fixture *f = *state;
	int64_t start = clock_mono_ms();

	stand(f, "box#", 0);
	begin(f, "show");
	hear(f, "box#show");
	hear(f, "first");
	for (int i = 0; i < 100000; i++)
		hear(f, i % 3 ? "" : i % 2 ? "box#" : "[edit]");
	for (int i = 0; i < 100000; i++) {
		hear(f, "%LINK: up");
		stand(f, i % 2 ? "x" : "", i);
	}
	hear(f, "last");
	stand(f, "box#", 1);
	assert_int_equal(f->outputs, 100002);
	assert_int_equal(f->logs, 100000);
	assert_int_equal(f->done, 1);
	assert_true(clock_mono_ms() - start < 5000);
}

/* A failure counts among the first lines and the last ones, not in the midst of much output. */
static void test_failure(void **state)
{
	static const struct {
		int at, lines;
		bool fails;
	} cases[] = { { 0, 1, true },     { 9, 100, true },  { 10, 100, false }, { 50, 100, false },
		      { 94, 100, false }, { 95, 100, true }, { 99, 100, true } };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		f->failed = 0;
		stand(f, "box#", 0);
		begin(f, "show");
		hear(f, "box#show");
		for (int k = 0; k < cases[i].lines; k++)
			hear(f, k == cases[i].at ? "% Bad thing" : "a line");
		stand(f, "box#", 1);
		if ((f->failed == 1) != cases[i].fails)
			fail_msg("line %d of %d: failed %zu", cases[i].at, cases[i].lines,
				 f->failed);
	}
}

/* The characters of a host's name are no pattern. */
static void test_host(void **state)
{
	struct fixture *f = *state;

	stand(f, "a.b+(c)*#", 0);
	assert_int_equal(f->prompts, 1);
	begin(f, "show");
	hear(f, "a.b+(c)*#show");
	hear(f, "axb+(c)*#");
	stand(f, "axbb(c)*#", 1);
	assert_int_equal(f->done, 0);
	stand(f, "a.b+(c)*#", 2);
	assert_int_equal(f->done, 1);
	assert_int_equal(f->outputs, 1);
}

/* A stranger's prompt has to stand for a quarter of a second. */
static void test_deadline(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(device_deadline(f->device), -1);
	stand(f, "box#", 1000);
	begin(f, "show");
	hear(f, "box#show");
	stand(f, "other#", 2000);
	assert_int_equal(device_deadline(f->device), 2250);
	device_tick(f->device, 2249);
	assert_int_equal(f->done, 0);
	stand(f, "other#", 2249);
	device_tick(f->device, 2250);
	assert_int_equal(f->done, 1);
	assert_int_equal(device_deadline(f->device), -1);
	assert_int_equal(device_mode(f->device), 0);
}

/* A prompt that a newline follows is output, however long nothing comes behind it; but not where
 * a line of the device's own does. */
static void test_quoted_prompt(void **state)
{
	struct fixture *f = *state;

	stand(f, "box#", 0);
	begin(f, "show");
	hear(f, "box#show");
	hear(f, "box#");
	stand(f, "", 1);
	device_tick(f->device, 100000);
	assert_int_equal(f->done, 0);
	hear(f, "more");
	assert_int_equal(f->outputs, 2);
	hear(f, "%LINK: up");
	hear(f, "box#");
	stand(f, "", 100001);
	device_tick(f->device, 200000);
	assert_int_equal(f->done, 0);
	hear(f, "%LINK: down");
	stand(f, "", 200001);
	device_tick(f->device, 200251);
	assert_int_equal(f->done, 1);
	assert_int_equal(f->outputs, 2);
	assert_int_equal(f->logs, 2);
}

/* Our own echo and the peer's, which wraps it, or scrolls it sideways behind its prompt. */
static void test_two_echoes(void **state)
{
	static const char command[] = "show 123456789012345678901234567890123456789012345678";
	static const char *const echoes[][3] = {
		{ "show 12345678901234567890123456789012345", "6789012345678", NULL },
		{ "show 123456789012345678901234567890123456789012345678", NULL, NULL },
		{ "box#$5678901234567890123456789012345678", NULL, NULL },
		{ NULL, NULL, NULL },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(echoes) / sizeof(echoes[0]); i++) {
		char sent[100];

		stand(f, "box#", 0);
		f->outputs = f->done = 0;
		begin(f, command);
		snprintf(sent, sizeof(sent), "box#%s", command);
		device_line(f->device, &(struct terminal_line){ .text = sent,
								.length = strlen(sent),
								.sent = true,
								.sent_start = 4 });
		for (size_t k = 0; k < 3 && echoes[i][k]; k++)
			hear(f, echoes[i][k]);
		hear(f, "show 123");
		stand(f, "box#", 1);
		assert_int_equal(f->done, 1);
		assert_int_equal(f->outputs, 1);
		hear(f, "box#");
	}
}

static void test_begin(void **state)
{
	struct fixture *f = *state;

	stand(f, "box#", 0);
	begin(f, "show");
	hear(f, "box#show");
	device_begin(f->device, NULL);
	assert_int_equal(device_mode(f->device), -1);
	hear(f, "text");
	assert_int_equal(f->outputs, 0);
	stand(f, "box#", 5);
	assert_int_equal(device_deadline(f->device), 255);
	device_tick(f->device, 255);
	assert_int_equal(f->prompts, 2);
}

/* The next command is begun from inside `done`. */
static void test_next_command(void **state)
{
	struct fixture *f = *state;

	stand(f, "box#", 0);
	begin(f, "one");
	f->next = "two";
	hear(f, "box#one");
	stand(f, "box#", 1);
	assert_int_equal(f->done, 1);
	stand(f, "box#two", 1);
	hear(f, "box#two");
	hear(f, "text");
	stand(f, "box#", 2);
	assert_int_equal(f->done, 2);
	assert_int_equal(f->outputs, 1);
	assert_int_equal(f->prompts, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_long_line, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_flood, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_failure, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_host, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_deadline, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_quoted_prompt, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_two_echoes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_begin, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_next_command, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

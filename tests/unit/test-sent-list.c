/* What the user has sent, from the pieces of the wire. */
#include "link/sent-list.h"

#include <string.h>

#include "unit.h"

static SentList *list;
static int64_t now = 1000;

static void piece(enum wire_origin origin, const char *bytes, size_t n, bool telnet, bool keys)
{
	sent_list_piece(list,
			&(struct wire_piece){ .direction = WIRE_SENT,
					      .origin = origin,
					      .bytes = bytes,
					      .length = n,
					      .time = now },
			telnet, keys);
}

#define LINE(bytes) piece(WIRE_TYPED, bytes, sizeof(bytes) - 1, false, false)
#define TELNET(bytes) piece(WIRE_TYPED, bytes, sizeof(bytes) - 1, true, false)
#define KEY(bytes) piece(WIRE_TYPED, bytes, sizeof(bytes) - 1, true, true)

static void assert_entry(size_t i, const char *bytes, size_t n, bool line)
{
	struct sent_entry e = sent_list_get(list, i);

	assert_int_equal(e.length, n);
	assert_memory_equal(e.bytes, bytes, n);
	assert_int_equal(e.line, line);
}

#define ENTRY(i, bytes, line) assert_entry(i, bytes, sizeof(bytes) - 1, line)

static int set_up(void **state)
{
	(void)state;
	list = sent_list_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	sent_list_free(list);
	return 0;
}

static void test_lines(void **state)
{
	(void)state;
	LINE("look\r\n");
	LINE("north\n");
	LINE("\r\n");
	LINE("\1\2\3");
	assert_int_equal(sent_list_count(list), 3);
	ENTRY(0, "\1\2\3", false);
	ENTRY(1, "north", true);
	ENTRY(2, "look", true);
}

static void test_telnet(void **state)
{
	(void)state;
	TELNET("a\377\377b\r\0");
	TELNET("\377\377\377\377\r\0z");
	assert_int_equal(sent_list_count(list), 2);
	ENTRY(1, "a\377b", true);
	ENTRY(0, "\377\377\rz", false);
}

/* Keys make one entry up to Enter, or until nothing was typed for a while. */
static void test_keys(void **state)
{
	(void)state;
	KEY("l");
	KEY("s");
	KEY("\r\0");
	KEY("x");
	now += SENT_LIST_KEYS_MS + 1;
	KEY("y");
	assert_int_equal(sent_list_count(list), 3);
	ENTRY(2, "ls", true);
	ENTRY(1, "x", false);
	ENTRY(0, "y", false);
}

/* A piece that was written in parts is one entry. */
static void test_parts(void **state)
{
	struct wire_piece p = {
		.direction = WIRE_SENT, .bytes = "sho", .length = 3, .more = true, .time = now
	};

	(void)state;
	sent_list_piece(list, &p, false, false);
	LINE("w\r\n");
	assert_int_equal(sent_list_count(list), 1);
	ENTRY(0, "show", true);
}

/* What nobody is to see, what isn't the user's, and what was received. */
static void test_left_out(void **state)
{
	struct wire_piece secret = {
		.direction = WIRE_SENT, .secret = true, .length = 8, .time = now
	};
	struct wire_piece received = {
		.direction = WIRE_RECEIVED, .bytes = "x", .length = 1, .time = now
	};

	(void)state;
	sent_list_piece(list, &secret, false, false);
	sent_list_piece(list, &received, false, false);
	piece(WIRE_RULE, "rule\n", 5, false, false);
	piece(WIRE_LOGIN, "joe\n", 4, false, false);
	piece(WIRE_REPLY, "\033[0n", 4, false, false);
	assert_int_equal(sent_list_count(list), 0);
	/* Keys before a secret don't go on behind it. */
	KEY("a");
	sent_list_piece(list, &secret, false, true);
	KEY("b");
	assert_int_equal(sent_list_count(list), 2);
}

static void test_bounds(void **state)
{
	static char huge[SENT_LIST_ENTRY + 2];

	(void)state;
	for (int i = 0; i < SENT_LIST_MAX + 10; i++)
		LINE("line\n");
	assert_int_equal(sent_list_count(list), SENT_LIST_MAX);
	LINE("last\n");
	memset(huge, 'x', sizeof(huge));
	piece(WIRE_PASTED, huge, sizeof(huge), false, false);
	LINE("behind\n");
	ENTRY(0, "behind", true);
	ENTRY(1, "last", true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lines, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_telnet, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_keys, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_parts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_left_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_bounds, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

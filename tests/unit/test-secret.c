#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "base/buf.h"
#include "base/secret.h"
#include "base/str.h"

enum { BLOCKS = 200, ROUNDS = 20000 };

static bool is_inside(const void *p)
{
	size_t size;
	const char *region = secret_region(&size);

	return region && (const char *)p >= region && (const char *)p < region + size;
}

/* Blocks don't overlap, are given back, and are found wiped. */
static void test_blocks(void **state)
{
	unsigned char *block[BLOCKS] = { NULL };
	size_t size[BLOCKS] = { 0 };
	unsigned seed = 4711;

	(void)state;
	for (unsigned round = 0; round < ROUNDS; round++) {
		unsigned i = (seed = seed * 1103515245 + 12345) / 65536 % BLOCKS;

		for (size_t k = 0; k < size[i]; k++) {
			if (block[i][k] != (unsigned char)i)
				fail_msg("round %u: block %u was written by another", round, i);
		}
		secret_free(block[i], size[i]);
		size[i] = (seed = seed * 1103515245 + 12345) / 65536 % 3000;
		block[i] = secret_alloc(size[i]);
		memset(block[i], (int)i, size[i]);
	}
	for (unsigned i = 0; i < BLOCKS; i++)
		secret_free(block[i], size[i]);
	/* All came back, and joined: nearly the whole region is one block again. */
	block[0] = secret_alloc(SECRET_REGION - 64);
	if (secret_region(&size[0]))
		assert_true(is_inside(block[0]));
	secret_free(block[0], SECRET_REGION - 64);
}

static void test_wiped(void **state)
{
	size_t size;
	const char *region;
	char *p = secret_alloc(64);

	(void)state;
	memcpy(p, "hunter2-hunter2", 15);
	secret_free(p, 64);
	region = secret_region(&size);
	assert_true(!region || !memmem(region, size, "hunter2", 7));
}

/* What does not fit comes from the heap. */
static void test_larger_than_the_region(void **state)
{
	char *p = secret_alloc(2 * SECRET_REGION);

	(void)state;
	assert_false(is_inside(p));
	memset(p, 'x', 2 * SECRET_REGION);
	secret_free(p, 2 * SECRET_REGION);
}

static void test_users(void **state)
{
	struct buf b = { .secret = true };
	struct str s;
	size_t size;

	(void)state;
	buf_append(&b, "queue", 5);
	str_init_secret(&s);
	str_append_string(&s, "password");
	if (secret_region(&size)) {
		assert_true(is_inside(b.bytes));
		assert_true(is_inside(s.text));
	}
	str_fini(&s);
	str_append_string(&s, "again");
	assert_string_equal(s.text, "again");
	assert_true(!secret_region(&size) || is_inside(s.text));
	str_fini(&s);
	buf_fini(&b);
}

/* Kept out of the swap, where this process may. */
static void test_locked(void **state)
{
	struct rlimit limit;
	size_t size;
	char line[200];
	long locked = -1;
	FILE *file = fopen("/proc/self/status", "r");

	(void)state;
	if (!file || !secret_region(&size) || getrlimit(RLIMIT_MEMLOCK, &limit) < 0 ||
	    limit.rlim_cur < SECRET_REGION)
		skip();
	while (fgets(line, sizeof(line), file))
		sscanf(line, "VmLck: %ld kB", &locked);
	fclose(file);
	if (locked * 1024 < SECRET_REGION)
		fail_msg("expected %d bytes locked, saw %ld kB", SECRET_REGION, locked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_wiped),
		cmocka_unit_test(test_larger_than_the_region),
		cmocka_unit_test(test_users),
		cmocka_unit_test(test_locked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What is typed while masked is in no memory once it was sent or masking ended. The allocator is
 * wrapped at link time: freed blocks are searched when they are freed, live ones and the stack of
 * the thread that did the editing afterwards.
 */
#include "unit/unit.h"

#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/secret.h"
#include "base/str.h"
#include "edit/line.h"

static const char secret[] = "hunTer2-Swordfish_9";

enum {
	PIECE = 4, /* bytes of the secret in a row that count as a leak */
	LIVE_MAX = 4096,
	STACK_SIZE = 1 << 20,
};

static void *live[LIVE_MAX];
static size_t live_count;
static unsigned leaks_freed;
static bool watching;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t size);
void __wrap_free(void *p);

/* How many places in the `n` bytes at `p` hold a piece of the secret. */
static unsigned search(const char *p, size_t n)
{
	unsigned found = 0;

	for (size_t i = 0; i + PIECE <= n; i++) {
		for (size_t j = 0; j + PIECE < sizeof(secret); j++)
			found += memcmp(p + i, secret + j, PIECE) == 0;
	}
	return found;
}

static void *born(void *p)
{
	if (watching && p) {
		assert_true(live_count < LIVE_MAX);
		live[live_count++] = p;
	}
	return p;
}

static void gone(void *p)
{
	for (size_t i = live_count; p && i > 0; i--) {
		if (live[i - 1] != p)
			continue;
		leaks_freed += search(p, malloc_usable_size(p));
		live[i - 1] = live[--live_count];
		return;
	}
}

void *__wrap_malloc(size_t size)
{
	return born(__real_malloc(size));
}

/* Zeroed, so that what an earlier test freed isn't found in it. */
void *__wrap_calloc(size_t count, size_t size)
{
	return born(__real_calloc(count, size));
}

/* Always moves, as realloc may: what it leaves behind is searched. */
void *__wrap_realloc(void *p, size_t size)
{
	void *moved = __real_calloc(1, size);
	size_t old = p ? malloc_usable_size(p) : 0;

	if (!moved)
		abort();
	if (p)
		memcpy(moved, p, old < size ? old : size);
	gone(p);
	__real_free(p);
	return born(moved);
}

void __wrap_free(void *p)
{
	gone(p);
	__real_free(p);
}

static unsigned search_live(void)
{
	size_t size;
	const char *region = secret_region(&size);
	unsigned found = region ? search(region, size) : 0;

	for (size_t i = 0; i < live_count; i++)
		found += search(live[i], malloc_usable_size(live[i]));
	return found;
}

static void press(Line *l, const char *name)
{
	struct key k;

	assert_true(key_parse(name, &k));
	line_key(l, k);
}

/* One key a character, as a password is typed; never as a whole in memory of ours. */
static void type_secret(Line *l)
{
	for (size_t i = 0; secret[i]; i++)
		line_key(l, (struct key){ KEYSYM_CHAR, (unsigned char)secret[i], 0 });
}

/* All that can be done to a text. */
static void work_on(Line *l)
{
	static const char *const keys[] = {
		"Ctrl-w", "Ctrl-y", "Ctrl-a",        "Alt-d",  "Alt-d",  "Ctrl-y", "Ctrl-u",
		"Ctrl-y", "Alt-y",  "Alt-Backspace", "Ctrl-_", "Ctrl-_", "Alt-b",  "Alt-t",
		"Ctrl-_", "Ctrl-t", "Backspace",     "Home",   "Alt-u",  "Ctrl-_", "Ctrl-k",
		"Ctrl-_", "Ctrl-c", "Ctrl-y",        "Ctrl-r", "Up",     "Down",   "Tab",
		"Ctrl-v", "Tab",    "End",           "Ctrl-d",
	};
	static const char filler[] =
		"0123456789012345678901234567890123456789012345678901234567890123456789";
	struct str out;

	str_init(&out);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		press(l, keys[i]);
		line_view(l, 30, false, &out);
	}
	line_view(l, 80, true, &out);
	str_wipe(&out);
	str_fini(&out);
	press(l, "Ctrl-u");
	line_insert(l, filler, sizeof(filler) - 1); /* the buffer grows while it is nearly empty */
	for (int i = 0; i < 200; i++)
		press(l, "x");
	type_secret(l);
	line_replace(l, 0, 0, "-", 1);
}

struct plan {
	void (*run)(Line *l);
	Line *line;
};

static void sent(Line *l)
{
	line_mask(l);
	type_secret(l);
	work_on(l);
	line_reset(l, true);
	type_secret(l);
	line_reset(l, true);
}

static void not_sent(Line *l)
{
	line_mask(l);
	type_secret(l);
	work_on(l);
	line_unmask(l);
}

/* The peer hides what is typed too late: half of the secret is on the line already. */
static void moved_in(Line *l)
{
	type_secret(l);
	press(l, "Ctrl-u");
	type_secret(l);
	line_mask(l);
	press(l, "Alt-p");
	work_on(l);
	line_reset(l, true);
	line_unmask(l);
}

static void freed(Line *l)
{
	line_mask(l);
	type_secret(l);
	work_on(l);
	line_free(l);
}

static void freed_unmasked(Line *l)
{
	type_secret(l);
	work_on(l);
	press(l, "Ctrl-r");
	type_secret(l);
	line_mask(l);
	line_free(l);
}

static void *run_plan(void *arg)
{
	struct plan *plan = arg;

	plan->run(plan->line);
	return NULL;
}

/* Runs `run` on a thread whose stack is ours to search. */
static void run_on(char *stack, struct plan *plan)
{
	pthread_attr_t attr;
	pthread_t thread;

	memset(stack, 0, STACK_SIZE);
	assert_int_equal(pthread_attr_init(&attr), 0);
	assert_int_equal(pthread_attr_setstack(&attr, stack, STACK_SIZE), 0);
	assert_int_equal(pthread_create(&thread, &attr, run_plan, plan), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	pthread_attr_destroy(&attr);
}

/* Twice: at a library function's first call the dynamic linker saves vector registers on the stack.
 */
static void check(void (*run)(Line *), bool frees)
{
	char *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			   -1, 0);
	History *h = history_new(10);
	struct plan plan = { run, NULL };

	assert_true(stack != MAP_FAILED);
	watching = true;
	for (int turn = 0; turn < 2; turn++) {
		live_count = leaks_freed = 0;
		plan.line = line_new(h);
		run_on(stack, &plan);
		unsigned in_live = search_live();
		unsigned in_stack = turn ? search(stack, STACK_SIZE) : 0;
		if (leaks_freed || in_live || in_stack)
			fail_msg("pieces of the secret: %u in freed memory, %u in live memory, "
				 "%u on the stack",
				 leaks_freed, in_live, in_stack);
		if (!frees)
			line_free(plan.line);
	}
	watching = false;
	assert_int_equal(history_count(h), 0);
	history_free(h);
	munmap(stack, STACK_SIZE);
}

static void test_sent(void **state)
{
	(void)state;
	check(sent, false);
}

static void test_not_sent(void **state)
{
	(void)state;
	check(not_sent, false);
}

static void test_moved_into_the_masked_line(void **state)
{
	(void)state;
	check(moved_in, false);
}

static void test_freed(void **state)
{
	(void)state;
	check(freed, true);
	check(freed_unmasked, true);
}

/* The search itself: what is on a line that isn't masked is found in live memory. */
static void test_the_search_finds(void **state)
{
	Line *l;
	char *p;

	(void)state;
	live_count = leaks_freed = 0;
	watching = true;
	l = line_new(NULL);
	type_secret(l);
	assert_true(search_live() > 0);
	p = __wrap_calloc(1, sizeof(secret));
	memcpy(p, secret, sizeof(secret));
	__wrap_free(p);
	assert_true(leaks_freed > 0);
	line_free(l);
	watching = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_search_finds),
		cmocka_unit_test(test_sent),
		cmocka_unit_test(test_not_sent),
		cmocka_unit_test(test_moved_into_the_masked_line),
		cmocka_unit_test(test_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

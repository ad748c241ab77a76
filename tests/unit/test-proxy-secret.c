/*
 * A proxy's password is in no memory that was given back, plain or as base64. free and realloc are
 * wrapped at link time.
 */
#include "unit/unit.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/proxy-dialogue.h"

/* 21 bytes after "me:", so that the base64 of both ends with whole groups. */
static const char *const secrets[] = { "hunTer2-Swordfish_901", "aHVuVGVyMi1Td29yZGZpc2hfOTAx" };

/* Volatile: the compiler knows free() and thinks that it looks at none of these. */
static volatile bool watching;
static volatile unsigned leaks, searched;

void *__real_realloc(void *p, size_t size);
void __real_free(void *p);
void *__wrap_realloc(void *p, size_t size);
void __wrap_free(void *p);

static void search(void *p)
{
	size_t n = p && watching ? malloc_usable_size(p) : 0;

	searched += n > 0;
	for (size_t i = 0; i < 2; i++)
		leaks += n && memmem(p, n, secrets[i], 8);
}

/* What is moved might leave its old place behind. */
void *__wrap_realloc(void *p, size_t size)
{
	if (watching && p)
		search(p);
	return __real_realloc(p, size);
}

void __wrap_free(void *p)
{
	search(p);
	__real_free(p);
}

static void go_through(const char *url, const char *answer, size_t n)
{
	struct proxy_chain chain;
	struct proxy_dialogue t;
	struct err e = { 0 };

	if (!proxy_url_parse(url, &chain, &e)) {
		assert_null(strstr(e.text, "hunTer2"));
		return;
	}
	proxy_dialogue_init(&t, &chain.hops[0], "host.example", 23);
	proxy_chain_fini(&chain);
	while (proxy_dialogue_step(&t, &e) == HANDSHAKE_BUSY && n) {
		buf_consume(&t.out, buf_length(&t.out) / 2);
		proxy_dialogue_receive(&t, answer, 1);
		answer++;
		n--;
	}
	proxy_dialogue_fini(&t);
	assert_null(strstr(e.text, "hunTer2"));
}

static void test_wiped(void **state)
{
	static const char socks5[] = "\5\2\1\0\5\0\0\1\1\2\3\4\5\6";
	static const char http[] = "HTTP/1.1 200 OK\r\n\r\n";
	static const char refused[] = "HTTP/1.1 407 No\r\n\r\n";

	(void)state;
	watching = true;
	go_through("socks5://me:hunTer2-Swordfish_901@gw", socks5, sizeof(socks5) - 1);
	go_through("socks5://me:hunTer2-Swordfish_901@gw", socks5, 3);
	go_through("socks5://me:hunTer2-Swordfish_901@gw", "\5\2\1\1", 4);
	go_through("http://me:hunTer2-Swordfish_901@gw", http, sizeof(http) - 1);
	go_through("http://me:hunTer2-Swordfish_901@gw", refused, sizeof(refused) - 1);
	go_through("http://a,socks5://me:hunTer2-Swordfish_901@gw", http, 3);
	go_through("http://me:hunTer2-Swordfish_901%zz@gw", http, 0);
	go_through("http://me:hunTer2-Swordfish_901@gw:70000", http, 0);
	go_through("socks4a://me:hunTer2-Swordfish_901@gw", http, 0);
	go_through("hunTer2-Swordfish_901@gw", http, 0);
	watching = false;
	assert_true(searched > 50);
	assert_int_equal(leaks, 0);
}

/* The search finds what is there. */
static void test_search(void **state)
{
	char *block = mem_strdup(secrets[1]);

	(void)state;
	leaks = 0;
	watching = true;
	free(block);
	watching = false;
	assert_int_equal(leaks, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wiped),
		cmocka_unit_test(test_search),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

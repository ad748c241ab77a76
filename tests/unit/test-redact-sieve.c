/* The sieve before the rules of redaction, beside a search that is as simple as can be. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "log/redact-sieve.h"
#include "log/redact-table.h"

/* Whether `word` stands at `text`, of `n` bytes, its letters of any size. */
static bool stands(const char *word, const char *text, size_t n)
{
	for (; *word; word++, text++, n--) {
		if (!n || str_lower(*text) != *word)
			return false;
	}
	return true;
}

static struct redact_hit expected(const char *text, size_t n, size_t from)
{
	struct redact_hit hit = { 0 };

	for (size_t at = from; at < n && !hit.length; at++) {
		for (size_t i = 0; i < redact_table_count * REDACT_WORDS; i++) {
			const char *word = redact_table[i / REDACT_WORDS].words[i % REDACT_WORDS];

			if (!word || !stands(word, text + at, n - at))
				continue;
			hit.start = at;
			hit.length = strlen(word) > hit.length ? strlen(word) : hit.length;
			hit.rules |= (uint64_t)1 << i / REDACT_WORDS;
		}
	}
	return hit;
}

/* Searches from each place of the text, which stands in memory of its own size. */
static void check(const RedactSieve *s, const char *text, size_t n)
{
	char *exact = malloc(n ? n : 1);

	assert_non_null(exact);
	memcpy(exact, text, n);
	for (size_t from = 0; from <= n; from++) {
		struct redact_hit want = expected(exact, n, from);
		struct redact_hit got = redact_sieve_find(s, exact, n, from);

		if (want.length != got.length || want.rules != got.rules ||
		    (want.length && want.start != got.start))
			fail_msg("\"%.*s\" from %zu: %zu bytes at %zu, not %zu at %zu", (int)n,
				 text, from, got.length, got.start, want.length, want.start);
	}
	free(exact);
}

/* Each word at each place of texts of each length, small and capital. */
static void test_words(void **state)
{
	RedactSieve *s = redact_sieve_new();

	(void)state;
	for (size_t i = 0; i < redact_table_count * REDACT_WORDS; i++) {
		const char *word = redact_table[i / REDACT_WORDS].words[i % REDACT_WORDS];

		for (size_t before = 0; word && before < 20; before++) {
			char text[80];
			size_t end = before + strlen(word);

			memset(text, '.', sizeof(text));
			memcpy(text + before, word, strlen(word));
			for (size_t n = end - 1; n < end + 20; n++)
				check(s, text, n);
			for (size_t at = before; at < end; at += 2)
				text[at] = text[at] >= 'a' && text[at] <= 'z' ?
						   (char)(text[at] - 'a' + 'A') :
						   text[at];
			check(s, text, end + 1);
		}
	}
	redact_sieve_free(s);
}

/* Texts of pieces of words, of bytes that differ from them in a bit, of any bytes. */
static void test_mixtures(void **state)
{
	RedactSieve *s = redact_sieve_new();

	(void)state;
	srand(1);
	for (int run = 0; run < 3000; run++) {
		char text[160];
		size_t n = 0, most = (size_t)rand() % 120;

		while (n < most) {
			size_t i = (size_t)rand() % (redact_table_count * REDACT_WORDS);
			const char *word = redact_table[i / REDACT_WORDS].words[i % REDACT_WORDS];
			size_t length = word ? (size_t)rand() % (strlen(word) + 1) : 0;

			memcpy(text + n, word ? word : "", length);
			n += length;
			if (n && rand() % 4 == 0)
				text[n - 1] = (char)(text[n - 1] ^ 1 << rand() % 8);
			if (rand() % 4 == 0)
				text[n++] = (char)rand();
		}
		check(s, text, n);
	}
	redact_sieve_free(s);
}

static void test_shared(void **state)
{
	RedactSieve *a = redact_sieve_new(), *b = redact_sieve_new();

	(void)state;
	redact_sieve_free(a);
	check(b, "a password 7", 12);
	redact_sieve_free(b);
	a = redact_sieve_new();
	check(a, "a password 7", 12);
	redact_sieve_free(a);
	redact_sieve_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_mixtures),
		cmocka_unit_test(test_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What rules cost: 200 and 2,000 of them over 50 MB of a game's text, of which few lines match,
 * beside a plain loop of PCRE2 with JIT over the same expressions. Prints ns for a line and a rule;
 * no verdict, since the machine decides on them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "bench/rules-text.h"
#include "rules/rules.h"

enum {
	TEXT = 50 << 20, /* bytes */
	PLAIN_TEXT = 1 << 20, /* as much of it as the plain loop looks at */
};

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* ns a line. */
static double run_rules(const char *text, size_t n, unsigned count, size_t *hits)
{
	char expression[RULES_TEXT_EXPRESSION], line[RULES_TEXT_EXPRESSION + 32];
	const struct rules_config config = { .line_mode = true };
	const struct rules_events events = { 0 };
	RuleBook *book = rulebook_new();
	struct text_line replacement;
	size_t lines = 0;

	for (unsigned i = 0; i < count; i++) {
		rules_text_expression(expression, i);
		snprintf(line, sizeof(line), "highlight /%s/ red", expression);
		if (!rulebook_add_line(book, line, NULL, NULL))
			exit(1);
	}
	Rules *rules = rules_new(book, &config, &events, NULL);
	text_line_init(&replacement);
	*hits = 0;
	double start = now();
	for (size_t at = 0; at < n;) {
		const char *end = memchr(text + at, '\n', n - at);
		const size_t length = (size_t)(end - text) - at;
		const struct terminal_run run = { .length = length };
		const struct terminal_line l = { .number = lines++,
						 .text = text + at,
						 .length = length,
						 .runs = &run,
						 .run_count = length > 0 };

		text_line_clear(&replacement);
		*hits += rules_line(rules, &l, &replacement, 0) == TERMINAL_REPLACE;
		at += length + 1;
	}
	double spent = now() - start;
	text_line_fini(&replacement);
	rules_free(rules);
	rulebook_free(book);
	return spent * 1e9 / (double)lines;
}

static double run_plain(const char *text, size_t n, unsigned count, size_t *hits)
{
	static pcre2_code *codes[RULES_TEXT_MOST];
	pcre2_match_data *data = pcre2_match_data_create(10, NULL);
	char expression[RULES_TEXT_EXPRESSION];
	size_t lines = 0, offset;
	int error;

	for (unsigned i = 0; i < count; i++) {
		rules_text_expression(expression, i);
		codes[i] = pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED,
					 PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_UCP, &error,
					 &offset, NULL);
		if (!codes[i] || pcre2_jit_compile(codes[i], PCRE2_JIT_COMPLETE))
			exit(1);
	}
	*hits = 0;
	double start = now();
	for (size_t at = 0; at < n; lines++) {
		const char *end = memchr(text + at, '\n', n - at);
		const size_t length = (size_t)(end - text) - at;
		size_t before = *hits;

		for (unsigned i = 0; i < count && *hits == before; i++)
			*hits += pcre2_jit_match(codes[i], (PCRE2_SPTR)text + at, length, 0, 0,
						 data, NULL) > 0;
		at += length + 1;
	}
	double spent = now() - start;
	for (unsigned i = 0; i < count; i++)
		pcre2_code_free(codes[i]);
	pcre2_match_data_free(data);
	return spent * 1e9 / (double)lines;
}

int main(void)
{
	static const unsigned counts[] = { 200, 2000 };
	char *text = malloc(TEXT);
	double first = 0;

	if (!text)
		return 1;
	rules_text_fill(text, TEXT, "\n");
	text[PLAIN_TEXT - 1] = '\n';
	printf("%-12s %10s %12s %16s %16s %10s\n", "rules", "lines hit", "ns a line",
	       "ns a line, rule", "PCRE2 alone", "of 200");
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		size_t hits, plain_hits;
		double ns = run_rules(text, TEXT, counts[i], &hits);
		double plain = run_plain(text, PLAIN_TEXT, counts[i], &plain_hits);

		first = i ? first : ns;
		printf("%-12u %10zu %12.0f %16.2f %16.2f %9.2fx\n", counts[i], hits, ns,
		       ns / counts[i], plain / counts[i], ns / first);
		fflush(stdout);
	}
	free(text);
	return 0;
}

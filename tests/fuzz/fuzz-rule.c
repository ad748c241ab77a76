/*
 * Rules of any bytes, a line each, and the lines before them: a rule prints as what is read as the
 * same; what is wrong has its place in the line; what the rules make of lines stays within bounds.
 * A file of another program becomes rules that can be read. The first line as an expression matches
 * nothing that the sieve keeps.
 */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/regex.h"
#include "rules/import.h"
#include "rules/rules.h"
#include "rules/sieve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore_text(void *user, const char *text, size_t n)
{
	(void)user;
	assert(!memchr(text, '\n', n));
}

static bool ignore_lua(void *user, const char *code, size_t n,
		       const struct rules_captures *captures)
{
	(void)user;
	(void)code;
	for (unsigned i = 0; i < captures->count; i++)
		assert(captures->of[i].text || !captures->of[i].length);
	return n % 2;
}

static void ignore_line(void *user, const char *name, const struct text_line *line)
{
	(void)user;
	(void)name;
	(void)line;
}

static void ignore_message(void *user, const char *text, unsigned paused)
{
	(void)user;
	(void)paused;
	assert(*text);
}

static void ignore_command(void *user, const char *text, size_t n, bool values)
{
	(void)values;
	ignore_text(user, text, n);
}

static const struct rules_events events = {
	.send = ignore_text,
	.command = ignore_command,
	.lua = ignore_lua,
	.notify = ignore_text,
	.log = ignore_line,
	.route = ignore_line,
	.message = ignore_message,
};

/* What is printed is read again, and printed as the same. */
static void check_print(const Rule *rule)
{
	struct str once, twice;
	const char *args;

	str_init(&once);
	str_init(&twice);
	rule_print(rule, &once);
	enum rule_kind kind = rule_kind_of(once.text, &args);
	Rule *again = rule_new(kind, args, NULL, NULL);
	assert(again);
	rule_print(again, &twice);
	assert(strcmp(once.text, twice.text) == 0);
	rule_free(again);
	str_fini(&twice);
	str_fini(&once);
}

static void add(RuleBook *book, const char *line)
{
	const char *at = NULL;
	struct err e;
	unsigned id = rulebook_add_line(book, line, &at, &e);

	if (id)
		check_print(rulebook_rule(book, id));
	else
		assert(at >= line && at <= line + strlen(line) && e.text[0]);
}

static void show(Rules *rules, const char *text, size_t n)
{
	const struct terminal_run runs[] = { { 0, n / 2, { .fg = CELL_INDEXED | 1 } },
					     { n / 2, n - n / 2, { 0 } } };
	const struct terminal_line line = {
		.text = text, .length = n, .runs = runs, .run_count = n ? 2 : 0
	};
	struct text_line replacement;

	text_line_init(&replacement);
	for (int64_t now = 0; now < 2; now++) {
		rules_line(rules, &line, &replacement, now);
		text_line_clear(&replacement);
		rules_prompt(rules, &line, &replacement, now);
		text_line_clear(&replacement);
		rules_input(rules, text, n, now);
	}
	text_line_fini(&replacement);
}

static void read_rule(void *user, unsigned line, const char *text)
{
	(void)line;
	assert(rulebook_add_line(user, text, NULL, NULL));
}

static void ignore_skipped(void *user, unsigned line, const char *what, const char *why)
{
	(void)user;
	(void)line;
	(void)what;
	assert(*why);
}

static void check_import(enum rules_import_form form, const char *text, size_t n)
{
	const struct rules_import_events told = { read_rule, ignore_skipped };
	RuleBook *book = rulebook_new();

	assert(rules_import(form, text, n, &told, book) >= rulebook_count(book));
	rulebook_free(book);
}

/* What an expression matches the sieve lets through. */
static void check_sieve(const char *text, size_t n, bool caseless)
{
	const char *end = memchr(text, '\n', n);
	size_t length = end ? (size_t)(end - text) : n;
	Regex *regex = regex_new(text, length, caseless, NULL, NULL);

	if (!regex)
		return;
	Sieve *sieve = sieve_new(1);
	sieve_add_expression(sieve, 0, text, length, caseless);
	sieve_build(sieve);
	for (size_t at = 0; at < n;) {
		const char *stop = memchr(text + at, '\n', n - at);
		size_t line = stop ? (size_t)(stop - text) - at : n - at;

		if (regex_match(regex, text + at, line, 0, NULL, 0) == REGEX_FOUND)
			assert(sieve_run(sieve, text + at, line)[0] & 1);
		at += line + 1;
	}
	sieve_free(sieve);
	regex_free(regex);
}

/* Rules, a line each, up to an empty line; then lines that they see. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct rules_config config = { .line_mode = true, .separator = ';', .repeats = true };
	RuleBook *book = rulebook_new();
	bool in_rules = true;

	if (size > 4096)
		size = 4096;
	Rules *rules = rules_new(book, &config, &events, NULL);
	char *text = mem_strndup((const char *)data, size);
	rules_event(rules, RULES_CONNECT, NULL, NULL, 0, 0);
	for (size_t at = 0; at <= size;) {
		char *end = memchr(text + at, '\n', size - at);
		size_t n = (end ? (size_t)(end - text) : size) - at;

		text[at + n] = '\0';
		if (in_rules && n)
			add(book, text + at);
		else if (in_rules)
			in_rules = false;
		else
			show(rules, text + at, n);
		at += n + 1;
	}
	rules_tick(rules, 100000);
	rules_free(rules);
	rulebook_free(book);
	free(text);
	check_sieve((const char *)data, size, false);
	check_sieve((const char *)data, size, true);
	check_import(RULES_IMPORT_TINTIN, (const char *)data, size);
	check_import(RULES_IMPORT_TINYFUGUE, (const char *)data, size);
	return 0;
}

/*
 * What rules cost in whole clients: this program, TinTin++ and TinyFugue, as far as installed, each
 * in a terminal, with the same rules and text of the same kind from a peer on loopback. A rule's
 * cost is the client's processor time with rules less that without, over lines and rules; the least
 * of a few runs. No verdict, since the machine decides.
 *
 * usage: rules-clients [MB]      of text for the others, which are slow (default: 1); this program
 *                                gets 50
 *
 * HAIL is the program, HOME an empty folder that is written to.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/bench.h"
#include "bench/rules-text.h"
#include "bench/stream.h"

enum {
	MB = 1 << 20,
	TEXT = 50, /* MB */
	OTHERS_TEXT = 1,
	RUNS = 3,
	PATH = 1024,
	COUNTS = 3,
};

static const unsigned counts[COUNTS] = { 0, 200, 2000 };

struct program {
	const char *name;
	const char *ready;
	/* Writes rule `expression` as the program reads it. */
	void (*write_rule)(FILE *f, unsigned number, const char *expression);
	const char *rules; /* the file of rules, below HOME */
	void (*run)(unsigned port, const void *self);
	char path[PATH];
	size_t megabytes; /* of text for it */
};

_Noreturn void bench_fail(const char *what)
{
	perror(what);
	exit(1);
}

/* --- The programs. */

static void write_hail_rule(FILE *f, unsigned number, const char *expression)
{
	(void)number;
	fprintf(f, "highlight /%s/ red\n", expression);
}

static void write_tintin_rule(FILE *f, unsigned number, const char *expression)
{
	(void)number;
	fprintf(f, "#highlight {{%s}} {red}\n", expression);
}

static void write_tinyfugue_rule(FILE *f, unsigned number, const char *expression)
{
	fprintf(f, "/def -mregexp -PCred -t'");
	for (; *expression; expression++)
		fprintf(f, "%s%c", strchr("\\'", *expression) ? "\\" : "", *expression);
	fprintf(f, "' rule%u\n", number);
}

static void run_hail(unsigned port, const void *self)
{
	const struct program *p = self;
	char word[16];

	snprintf(word, sizeof(word), "%u", port);
	execl(p->path, "hail", "127.0.0.1", word, (char *)NULL);
}

static void run_tintin(unsigned port, const void *self)
{
	const struct program *p = self;
	char command[64];

	snprintf(command, sizeof(command), "#session bench 127.0.0.1 %u", port);
	execl(p->path, "tt++", "-G", "-r", p->rules, "-e", command, (char *)NULL);
}

static void run_tinyfugue(unsigned port, const void *self)
{
	const struct program *p = self;
	char word[16], rules[PATH];

	snprintf(word, sizeof(word), "%u", port);
	snprintf(rules, sizeof(rules), "-f%s", p->rules);
	execl(p->path, "tf", rules, "127.0.0.1", word, (char *)NULL);
}

static struct program programs[] = {
	{ .name = "hail",
	  .ready = "connected",
	  .write_rule = write_hail_rule,
	  .rules = ".config/hail/hail.conf",
	  .run = run_hail },
	{ .name = "TinTin++",
	  .write_rule = write_tintin_rule,
	  .rules = "tintin-rules",
	  .run = run_tintin },
	{ .name = "TinyFugue",
	  .write_rule = write_tinyfugue_rule,
	  .rules = "tinyfugue-rules",
	  .run = run_tinyfugue },
};

enum { PROGRAMS = sizeof(programs) / sizeof(programs[0]) };

/* Looks for one of `names` where commands are, and games. */
static void find(struct program *p, const char *const *names)
{
	const char *path = getenv("PATH");
	char *folders = NULL, *rest, *folder;

	for (; *names; names++) {
		free(folders);
		folders = malloc(strlen(path ? path : "") + sizeof(":/usr/games"));
		if (!folders)
			bench_fail("malloc");
		sprintf(folders, "%s:/usr/games", path ? path : "");
		for (rest = folders; (folder = strsep(&rest, ":"));) {
			snprintf(p->path, sizeof(p->path), "%s/%s", folder, *names);
			if (access(p->path, X_OK) == 0) {
				free(folders);
				return;
			}
		}
	}
	free(folders);
	p->path[0] = '\0';
}

static void write_rules(const struct program *p, unsigned count)
{
	char expression[RULES_TEXT_EXPRESSION];
	FILE *f = fopen(p->rules, "w");

	if (!f)
		bench_fail(p->rules);
	for (unsigned i = 0; i < count; i++) {
		rules_text_expression(expression, i);
		p->write_rule(f, i, expression);
	}
	if (fclose(f))
		bench_fail(p->rules);
}

/* --- Measured. */

/* The client's least processor time, s. */
static double measure(const struct program *p, const char *text, unsigned count)
{
	struct stream s = { .run = p->run,
			    .user = p,
			    .ready = p->ready,
			    .text = text,
			    .length = p->megabytes * MB,
			    .repeats = 1 };
	double least = 0;

	write_rules(p, count);
	for (int i = 0; i < RUNS; i++) {
		double cpu = stream_run(&s).cpu;

		least = i && least < cpu ? least : cpu;
	}
	return least;
}

static size_t count_lines(const char *text, size_t n)
{
	size_t lines = 0;

	for (const char *at = text; (at = memchr(at, '\n', n - (size_t)(at - text))); at++)
		lines++;
	return lines;
}

/* Prints a row for each count of rules; `of` has the ns of the first program, which sets them. */
static void show(const struct program *p, const char *text, double *of)
{
	double lines = (double)count_lines(text, p->megabytes * MB), without = 0;

	for (int i = 0; i < COUNTS; i++) {
		double cpu = measure(p, text, counts[i]);
		double ns = counts[i] ? (cpu - without) * 1e9 / lines / counts[i] : 0;

		if (!i) {
			without = cpu;
			continue;
		}
		if (p == programs)
			of[i] = ns;
		printf("%-12s %6u %4zu %12.0f %12.0f %14.2f %9.1fx\n", p->name, counts[i],
		       p->megabytes, without * 1e9 / lines, cpu * 1e9 / lines, ns, ns / of[i]);
		fflush(stdout);
	}
}

static void prepare(size_t others_megabytes)
{
	static const char *const tintin[] = { "tt++", NULL }, *const tinyfugue[] = { "tf5", "tf",
										     NULL };
	const char *hail = getenv("HAIL");

	if (!hail || !getenv("HOME") || chdir(getenv("HOME")))
		bench_fail("HAIL, HOME");
	snprintf(programs[0].path, PATH, "%s", hail);
	find(&programs[1], tintin);
	find(&programs[2], tinyfugue);
	programs[0].megabytes = TEXT;
	for (int i = 1; i < PROGRAMS; i++)
		programs[i].megabytes = others_megabytes;
	mkdir(".config", 0700);
	mkdir(".config/hail", 0700);
	setenv("TERM", "xterm-256color", 1);
}

int main(int argc, char **argv)
{
	size_t others = argc > 1 ? strtoul(argv[1], NULL, 10) : OTHERS_TEXT;
	char *text = malloc(TEXT * MB);
	double of[COUNTS] = { 0 };

	if (!text || !others || others > TEXT) {
		fprintf(stderr, "usage: rules-clients [MB]      1 to %d\n", TEXT);
		return 2;
	}
	rules_text_fill(text, TEXT * MB, "\r\n");
	prepare(others);
	printf("%-12s %6s %4s %12s %12s %14s %10s\n", "whole client", "rules", "MB", "ns a line,",
	       "with rules", "ns a line,rule", "of hail's");
	for (int i = 0; i < PROGRAMS; i++) {
		if (programs[i].path[0])
			show(&programs[i], text, of);
		else
			printf("%-12s is not installed\n", programs[i].name);
	}
	free(text);
	return 0;
}

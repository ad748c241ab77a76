#include "servers/farm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "e2e/tap.h"

enum { WORDS_MAX = 40 };

void farm_start(struct farm *f, const char *const *kinds)
{
	const char *build = getenv("HAIL_BUILDDIR"), *words[WORDS_MAX] = { 0 };
	char program[1024];
	char *lines, *end;

	snprintf(program, sizeof(program), "%s/tests/servers/devices", build ? build : "build");
	words[0] = program;
	for (size_t i = 0; kinds[i] && i + 2 < WORDS_MAX; i++)
		words[i + 1] = kinds[i];
	home_init(&f->home);
	f->job = job_start(words);
	job_wait_output(f->job, "ready\n");
	lines = strdup(job_output(f->job, NULL));
	end = strstr(lines, "ready\n");
	CHECK(end, "expected lines of hosts and \"ready\"");
	*end = '\0';
	home_write(&f->home, "hosts", lines);
	free(lines);
	f->hosts = strdup(home_path(&f->home, "hosts"));
	home_write_config(&f->home, "set user admin\n"
				    "set password-command echo sesame\n"
				    "set enable-command echo open\n");
}

const char *farm_port(const struct farm *f, const char *name)
{
	static char port[8];
	char line[64];
	const char *at;

	snprintf(line, sizeof(line), "%s 127.0.0.1 ", name);
	at = strstr(job_output(f->job, NULL), line);
	CHECK(at, "there is no device %s", name);
	snprintf(port, sizeof(port), "%.*s", (int)strcspn(at + strlen(line), "\n"),
		 at + strlen(line));
	return port;
}

Job *farm_run(const struct farm *f, const char *const *words)
{
	const char *argv[WORDS_MAX] = { "hail", "run" };

	for (size_t i = 0; words[i] && i + 3 < WORDS_MAX; i++)
		argv[i + 2] = words[i];
	return job_start_with(&f->home, NULL, argv);
}

const char *farm_record(Job *j, const char *name)
{
	static char *record;
	char begin[80];
	const char *at;

	snprintf(begin, sizeof(begin), "{\"name\":\"%s\",", name);
	at = strstr(job_output(j, NULL), begin);
	if (!at) {
		size_t n;
		const char *out = job_output(j, &n);

		tap_note_bytes("output", out, n);
		out = job_errors(j, &n);
		tap_note_bytes("errors", out, n);
		FAIL("expected a record of %s", name);
	}
	free(record);
	record = strndup(at, strcspn(at, "\n"));
	return record;
}

void farm_expect(Job *j, const char *name, const char *part)
{
	const char *record = farm_record(j, name);

	CHECK(strstr(record, part), "expected %s in\n# %s", part, record);
}

unsigned farm_count(Job *j, const char *part)
{
	const char *at = job_output(j, NULL);
	unsigned count = 0;

	while (at && *at) {
		size_t n = strcspn(at, "\n");

		count += memmem(at, n, part, strlen(part)) != NULL;
		at += n + (at[n] == '\n');
	}
	return count;
}

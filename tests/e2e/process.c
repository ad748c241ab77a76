#include "e2e/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "e2e/tap.h"

/* The number of a line "NAME: number" of a file of /proc, 0 if there is none. */
static long read_number(const char *path, const char *name)
{
	size_t n = strlen(name);
	long number = 0;
	char line[256];
	FILE *f = fopen(path, "r");

	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, name, n) == 0 && line[n] == ':')
			sscanf(line + n + 1, "%ld", &number);
	if (f)
		fclose(f);
	return number;
}

long process_sleeps(pid_t pid)
{
	char path[300];
	long sum = 0;
	struct dirent *entry;
	DIR *tasks;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	tasks = opendir(path);
	CHECK(tasks, "no %s", path);
	while ((entry = readdir(tasks))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/proc/%d/task/%s/status", (int)pid, entry->d_name);
		sum += read_number(path, "voluntary_ctxt_switches");
	}
	closedir(tasks);
	return sum;
}

long process_resident(pid_t pid)
{
	char path[64];
	long kib;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	kib = read_number(path, "VmRSS");
	CHECK(kib > 0, "no VmRSS in %s", path);
	return kib;
}

bool process_memory_has(pid_t pid, const char *bytes)
{
	char path[64], line[512];
	unsigned long long from, to;
	bool found = false;
	FILE *maps;
	int memory;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	maps = fopen(path, "r");
	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	memory = open(path, O_RDONLY | O_CLOEXEC);
	if (!maps || memory < 0)
		tap_skip("the memory of a child can't be read here");
	while (!found && fgets(line, sizeof(line), maps)) {
		char *chunk;
		ssize_t n;

		if (sscanf(line, "%llx-%llx rw", &from, &to) != 2 || !strstr(line, " rw") ||
		    to - from > (1ULL << 28))
			continue;
		chunk = malloc(to - from);
		n = pread(memory, chunk, to - from, (off_t)from);
		found = n > 0 && memmem(chunk, (size_t)n, bytes, strlen(bytes));
		if (found)
			tap_note("found in %s", line);
		free(chunk);
	}
	fclose(maps);
	close(memory);
	return found;
}

/*
 * The main of a fuzz target where no fuzzing engine is linked: runs the target once on nothing and
 * once on each file of its corpus, and prints TAP. The corpus of "fuzz-NAME" is the folder
 * tests/fuzz/corpus/NAME below $HAIL_SRCDIR; files or folders given as arguments replace it.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct replay {
	int cases;
	int failures;
};

static void result(struct replay *r, int good, const char *what, const char *path)
{
	r->cases++;
	r->failures += !good;
	printf("%sok %d - %s%s\n", good ? "" : "not ", r->cases, what, path);
}

/* The target gets an allocation of exactly its size, so that reading past the end is seen. */
static void run_bytes(const uint8_t *bytes, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy) {
		fputs("out of memory\n", stderr);
		exit(1);
	}
	if (size)
		memcpy(copy, bytes, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void run_file(struct replay *r, const char *path)
{
	static uint8_t bytes[1 << 20];
	FILE *f = fopen(path, "rb");
	size_t size;

	if (!f) {
		printf("# %s: %s\n", path, strerror(errno));
		result(r, 0, "reading ", path);
		return;
	}
	size = fread(bytes, 1, sizeof(bytes), f);
	if (ferror(f) || !feof(f)) {
		printf("# %s: %zu bytes read of at most %zu\n", path, size, sizeof(bytes) - 1);
		result(r, 0, "reading ", path);
	} else {
		printf("# running %s\n", path);
		run_bytes(bytes, size);
		result(r, 1, "", strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
	}
	fclose(f);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void run_path(struct replay *r, const char *path)
{
	struct stat st;
	struct dirent **entries = NULL;
	char file[4096];
	int count;

	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
		run_file(r, path);
		return;
	}
	count = scandir(path, &entries, is_visible, alphasort);
	if (count <= 0) {
		printf("# %s: %s\n", path, count < 0 ? strerror(errno) : "no files");
		result(r, 0, "the corpus has files: ", path);
	}
	for (int i = 0; i < count; i++) {
		snprintf(file, sizeof(file), "%s/%s", path, entries[i]->d_name);
		run_file(r, file);
		free(entries[i]);
	}
	free(entries);
}

static void corpus_of(const char *program, char *path, size_t size)
{
	const char *top = getenv("HAIL_SRCDIR");
	const char *name = strrchr(program, '/');

	name = name ? name + 1 : program;
	if (strncmp(name, "fuzz-", 5) == 0)
		name += 5;
	snprintf(path, size, "%s/tests/fuzz/corpus/%s", top ? top : ".", name);
}

int main(int argc, char **argv)
{
	struct replay r = { 0, 0 };
	char path[2048];

	setvbuf(stdout, NULL, _IOLBF, 0);
	run_bytes(NULL, 0);
	result(&r, 1, "no bytes at all", "");
	if (argc < 2) {
		corpus_of(argv[0], path, sizeof(path));
		run_path(&r, path);
	}
	for (int i = 1; i < argc; i++)
		run_path(&r, argv[i]);
	printf("1..%d\n", r.cases);
	return r.failures != 0;
}

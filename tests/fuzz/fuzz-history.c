/* A history file of any bytes: what is read is kept as it is when written and read again. */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "edit/history-private.h"
#include "edit/history.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES = 50 };

static void check_lines(const History *h)
{
	assert(history_count(h) <= LINES);
	for (size_t i = 0; i < history_count(h); i++) {
		const char *line = history_get(h, i);

		assert(history_keeps(line, strlen(line)));
		for (size_t j = 0; j < i; j++)
			assert(strcmp(line, history_get(h, j)) != 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	History *first = history_new(LINES);
	History *second = history_new(LINES);
	struct buf bytes;

	buf_init(&bytes);
	history_parse(first, (const char *)data, size);
	check_lines(first);
	for (size_t i = 0; i < history_count(first); i++)
		history_format(history_get(first, i), strlen(history_get(first, i)), &bytes);
	assert(history_parse(second, buf_data(&bytes), buf_length(&bytes)) == history_count(first));
	assert(history_count(second) == history_count(first));
	for (size_t i = 0; i < history_count(first); i++)
		assert(strcmp(history_get(first, i), history_get(second, i)) == 0);
	history_add(first, (const char *)data, size);
	check_lines(first);
	buf_fini(&bytes);
	history_free(first);
	history_free(second);
	return 0;
}

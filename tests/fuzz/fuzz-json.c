/*
 * JSON of any bytes: what is taken and printed is taken again, and is the same then; what isn't has
 * its fault within the text. The text up to the first NUL is a path to look up.
 */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* `printed` is JSON that prints as `want`. */
static void check_again(const struct str *printed, const char *want)
{
	Json *j = json_parse(printed->text, printed->length, NULL);
	struct str again;

	assert(j);
	str_init(&again);
	json_print(j, &again);
	assert(strcmp(again.text, want) == 0);
	str_fini(&again);
	json_free(j);
}

static void check_quote(const char *text, size_t n)
{
	struct str quoted;

	str_init(&quoted);
	json_quote(text, n, &quoted);
	check_again(&quoted, quoted.text);
	str_fini(&quoted);
}

/* What is good stays good and the same; what was repaired has nothing left to repair. */
static void check_repair(const char *text, size_t n)
{
	struct str once, twice;
	Json *j = json_parse(text, n, NULL), *repaired;

	str_init(&once);
	str_init(&twice);
	json_repair(text, n, &once);
	assert(!json_repair(once.text, once.length, &twice));
	repaired = json_parse(once.text, once.length, NULL);
	assert(repaired || !j);
	str_clear(&once);
	str_clear(&twice);
	if (j) {
		json_print(j, &once);
		json_print(repaired, &twice);
		assert(strcmp(once.text, twice.text) == 0);
	}
	str_fini(&twice);
	str_fini(&once);
	json_free(repaired);
	json_free(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = memchr(data, 0, size);
	struct err e = { 0 };
	struct str out, pretty;
	size_t n;
	Json *j;

	if (!text)
		return 0;
	n = size - (size_t)(++text - (const char *)data);
	check_quote(text, n < 1000 ? n : 1000);
	check_repair(text, n);
	j = json_parse(text, n, &e);
	assert((e.kind == ERR_NONE) == (j != NULL));
	if (!j)
		return 0;
	str_init(&out);
	json_print(j, &out);
	check_again(&out, out.text);
	json_at(j, (const char *)data);
	str_init(&pretty);
	json_print_pretty(j, 40, 0, &pretty);
	check_again(&pretty, out.text);
	str_fini(&pretty);
	str_fini(&out);
	json_free(j);
	return 0;
}

#include <stdlib.h>

#include "base/mem.h"
#include "lens/schema.h"

#include "base/poison.h"

static int compare_values(const void *a, const void *b)
{
	int64_t x = (*(const struct schema_value *const *)a)->number;
	int64_t y = (*(const struct schema_value *const *)b)->number;

	return x < y ? -1 : x > y;
}

/* As compare_values; of one number the first of the file comes first. */
static int compare_places(const void *a, const void *b)
{
	const struct schema_value *x = *(const struct schema_value *const *)a;
	const struct schema_value *y = *(const struct schema_value *const *)b;
	int order = compare_values(a, b);

	return order ? order : (x > y) - (x < y);
}

void schema_index_values(struct schema_enum *e)
{
	size_t kept = 0;

	e->by_number = mem_resize(NULL, e->count ? e->count : 1, sizeof(const void *));
	for (size_t i = 0; i < e->count; i++)
		e->by_number[i] = &e->values[i];
	qsort(e->by_number, e->count, sizeof(const void *), compare_places);
	for (size_t i = 0; i < e->count; i++) {
		if (!kept || e->by_number[kept - 1]->number != e->by_number[i]->number)
			e->by_number[kept++] = e->by_number[i];
	}
	e->numbers = kept;
}

const char *schema_value_name(const struct schema_enum *e, int64_t number)
{
	const struct schema_value key = { .number = (int32_t)number }, *wanted = &key;
	const struct schema_value *const *found = NULL;

	if (e->numbers && number == key.number)
		found = bsearch(&wanted, e->by_number, e->numbers, sizeof(wanted), compare_values);
	return found ? (*found)->name : NULL;
}

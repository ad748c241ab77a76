/*
 * The demo service: any bytes at any times keep its queues bounded, and it ends after its input.
 * Input: chunks, each a byte that says how: high bit = time passes (times 10 ms), else its length.
 */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "demo/area.h"
#include "demo/service.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	OUTPUT_MAX = 3 * SERVICE_OUTPUT_HIGH,
	FLOOD_MAX = 1024 * 1024, /* enough of a flood is enough */
};

static size_t drain(Service *s, int64_t now)
{
	struct buf *out = service_output(s);
	size_t n = buf_length(out);

	assert(n <= OUTPUT_MAX);
	buf_consume(out, n);
	service_tick(s, now);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int64_t now = 0;
	Service *s = service_new(&menu_area, false, now);
	size_t drained = 0;

	for (size_t at = 0; at < size && !service_is_done(s);) {
		size_t n = data[at++];

		if (n & 0x80) {
			now += (int64_t)(n & 0x7f) * 10;
			service_tick(s, now);
		} else if (service_wants_input(s)) {
			n = n > size - at ? size - at : n;
			service_receive(s, (const char *)data + at, n, now);
			at += n;
		}
		assert(service_deadline(s) < 0 || service_deadline(s) < now + 60000);
		drained += drain(s, now);
	}
	service_finish(s, now);
	while ((!service_is_done(s) || buf_length(service_output(s))) && drained < FLOOD_MAX) {
		size_t n = drain(s, now);

		assert(n || service_is_done(s));
		drained += n;
	}
	service_free(s);
	return 0;
}

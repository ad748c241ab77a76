/* Requests to the control socket, of any bytes: what is taken lies within its bounds, and an id is
 * JSON on one line. */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "ctl/ctl-request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_id(const struct str *id)
{
	Json *j = json_parse(id->text, id->length, NULL);

	assert(j && !strchr(id->text, '\n'));
	json_free(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { 0 };
	struct ctl_request r;
	bool good = ctl_request_parse((const char *)data, size, &r, &e);

	assert(good == (e.kind == ERR_NONE));
	if (r.id.length)
		check_id(&r.id);
	assert(r.key_count <= CTL_KEYS_MAX);
	assert(r.lines >= 1 && r.lines <= CTL_LINES_MAX);
	assert(r.timeout_ms >= 0 && r.timeout_ms <= 1000LL * CTL_TIMEOUT_MAX_S);
	if (good) {
		assert(r.verb < CTL_VERBS);
		assert(r.verb != CTL_WAIT || r.pattern);
		assert(strlen(r.text.text) == r.text.length);
		assert(strlen(r.session.text) == r.session.length);
	}
	ctl_request_fini(&r);
	return 0;
}

/* The Model Context Protocol, any lines from the assistant and, behind a tab, from the program:
 * each reply is one line of JSON-RPC, and each request for the program is one. */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "ctl/ctl-mcp.h"
#include "ctl/ctl-request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_reply(void *user, const char *line, size_t n)
{
	Json *j = json_parse(line, n, NULL);

	(void)user;
	assert(j && !memchr(line, '\n', n));
	assert(json_at(j, "jsonrpc") && json_at(j, "id"));
	assert(!json_at(j, "result") == (json_at(j, "error") != NULL));
	json_free(j);
}

/* What is wrong with arguments the program says; but that it is a request is ours to see to. */
static bool on_ask(void *user, const char *line, size_t n, struct err *e)
{
	Json *j = json_parse(line, n, NULL);
	unsigned *asked = user;

	assert(j && json_at(j, "verb"));
	json_free(j);
	return ++*asked % 3 || err_set(e, ERR_OTHER, "not now");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct mcp_events events = { .reply = on_reply, .ask = on_ask };
	unsigned asked = 0;
	Mcp *m = mcp_new(size % 2, &events, &asked);

	while (size) {
		const uint8_t *end = memchr(data, '\n', size);
		size_t n = end ? (size_t)(end - data) : size;

		if (n && *data == '\t')
			mcp_answer(m, (const char *)data + 1, n - 1);
		else
			mcp_take(m, (const char *)data, n);
		assert(mcp_pending(m) <= MCP_PENDING_MAX);
		n += end != NULL;
		data += n;
		size -= n;
	}
	mcp_lost(m, "over");
	assert(!mcp_pending(m));
	mcp_free(m);
	return 0;
}

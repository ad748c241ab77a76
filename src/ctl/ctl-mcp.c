#include "ctl/ctl-mcp.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "ctl/ctl-mcp-table.h"
#include "base/poison.h"

/* Errors of JSON-RPC 2.0 (5.1), and the one of the protocol. */
enum rpc_error {
	RPC_PARSE = -32700,
	RPC_REQUEST = -32600,
	RPC_METHOD = -32601,
	RPC_PARAMS = -32602,
	MCP_VERSION = -32022,
};

static const char meta[] = "_meta.io.modelcontextprotocol/";

enum { CACHE_MS = 3600000 }; /* that a list of tools is good for: it doesn't change */

/* A request that is being handled, or a call that waits for the program. */
struct call {
	struct str id; /* JSON; empty: a free place */
	long long number; /* its id at the program */
	bool modern; /* it says its version itself */
};

struct Mcp {
	bool allow_send;
	struct mcp_events events;
	void *user;
	struct call calls[MCP_PENDING_MAX];
	long long asked;
};

/* --- Replies. */

/* Replies with an object of which `name` is `value`, taken. */
static void reply(Mcp *m, const struct str *id, const char *name, Json *value)
{
	struct str out;

	str_init(&out);
	str_append_format(&out,
			  "{\"jsonrpc\":\"2.0\",\"id\":%s,\"%s\":", id->length ? id->text : "null",
			  name);
	json_print(value, &out);
	str_append_char(&out, '}');
	m->events.reply(m->user, out.text, out.length);
	str_fini(&out);
	json_free(value);
}

/* `data` is taken; NULL: none. */
static void reply_error(Mcp *m, const struct str *id, enum rpc_error code, const char *message,
			Json *data)
{
	Json *error = json_new_object();

	json_put(error, "code", json_new_integer(code));
	json_put(error, "message", json_new_text(message));
	if (data)
		json_put(error, "data", data);
	reply(m, id, "error", error);
}

static Json *server_info(void)
{
	Json *info = json_new_object();

	json_put(info, "name", json_new_text("hail"));
	json_put(info, "version", json_new_text(PACKAGE_VERSION));
	return info;
}

/* Since 2026-07-28 each result says what it is, and from whom. */
static void reply_result(Mcp *m, const struct call *c, Json *result)
{
	if (c->modern) {
		Json *about = json_new_object();

		json_put(about, "io.modelcontextprotocol/serverInfo", server_info());
		json_put(result, "_meta", about);
		json_put(result, "resultType", json_new_text("complete"));
	}
	reply(m, &c->id, "result", result);
}

/* --- Methods. */

static Json *capabilities(void)
{
	Json *all = json_new_object();

	json_put(all, "tools", json_new_object());
	return all;
}

static const char *string_at(const Json *j, const char *path)
{
	const Json *value = j ? json_at(j, path) : NULL;
	size_t n;

	return value && json_kind(value) == JSON_KIND_STRING ? json_text(value, &n) : NULL;
}

/* One that isn't known is answered with the newest that begins so. */
static void initialize(Mcp *m, const struct call *c, const Json *params)
{
	const char *wanted = string_at(params, "protocolVersion"), *version = mcp_versions[1];
	Json *result;

	if (!wanted) {
		reply_error(m, &c->id, RPC_PARAMS, "protocolVersion must be a string", NULL);
		return;
	}
	for (size_t i = 1; mcp_versions[i]; i++) {
		if (strcmp(mcp_versions[i], wanted) == 0)
			version = mcp_versions[i];
	}
	result = json_new_object();
	json_put(result, "protocolVersion", json_new_text(version));
	json_put(result, "capabilities", capabilities());
	json_put(result, "serverInfo", server_info());
	json_put(result, "instructions", json_new_text(mcp_instructions));
	reply_result(m, c, result);
}

static void put_cache(Json *result, const struct call *c)
{
	if (!c->modern)
		return;
	json_put(result, "ttlMs", json_new_integer(CACHE_MS));
	json_put(result, "cacheScope", json_new_text("private"));
}

static void discover(Mcp *m, const struct call *c)
{
	Json *result = json_new_object();

	json_put(result, "supportedVersions", mcp_version_list());
	json_put(result, "capabilities", capabilities());
	json_put(result, "instructions", json_new_text(mcp_instructions));
	put_cache(result, c);
	reply_result(m, c, result);
}

static bool is_allowed(const Mcp *m, enum ctl_verb verb)
{
	return verb != CTL_CANCEL && (m->allow_send || !ctl_verb_acts(verb));
}

static void list_tools(Mcp *m, const struct call *c)
{
	Json *result = json_new_object(), *list = json_new_array();

	for (int verb = 0; verb < CTL_VERBS; verb++) {
		if (is_allowed(m, (enum ctl_verb)verb))
			json_append(list, mcp_tool((enum ctl_verb)verb));
	}
	json_put(result, "tools", list);
	put_cache(result, c);
	reply_result(m, c, result);
}

/* --- Calls. */

/* `value`, taken, is what the program told; NULL: it failed, as `text` says. */
static void reply_call(Mcp *m, const struct call *c, const struct str *text, Json *value)
{
	Json *result = json_new_object(), *content = json_new_array(), *part = json_new_object();

	json_put(part, "type", json_new_text("text"));
	json_put(part, "text", json_new_string(text->text, text->length));
	json_append(content, part);
	json_put(result, "content", content);
	json_put(result, "isError", json_new_boolean(!value));
	if (value)
		json_put(result, "structuredContent", value);
	reply_result(m, c, result);
}

static void fail_call(Mcp *m, const struct call *c, const char *why)
{
	struct str text;

	str_init(&text);
	str_append_string(&text, why);
	reply_call(m, c, &text, NULL);
	str_fini(&text);
}

static struct call *free_place(Mcp *m)
{
	for (size_t i = 0; i < MCP_PENDING_MAX; i++) {
		if (!m->calls[i].id.length)
			return &m->calls[i];
	}
	return NULL;
}

static void end_call(struct call *c)
{
	str_fini(&c->id);
	*c = (struct call){ .number = 0 };
	str_init(&c->id);
}

/* The request for the program; NULL if the arguments are none. */
static Json *make_request(const Json *arguments, enum ctl_verb verb, long long number)
{
	Json *j;

	if (arguments && json_kind(arguments) != JSON_KIND_OBJECT)
		return NULL;
	j = arguments ? json_clone(arguments) : json_new_object();
	json_put(j, "verb", json_new_text(ctl_verb_name(verb)));
	json_put(j, "id", json_new_integer(number));
	return j;
}

static void ask(Mcp *m, const struct call *c, const Json *request)
{
	struct call *place = free_place(m);
	struct str line;
	struct err e;

	if (!place) {
		fail_call(m, c, "too many calls are under way");
		return;
	}
	place->number = m->asked;
	place->modern = c->modern;
	str_append(&place->id, c->id.text, c->id.length);
	str_init_secret(&line);
	json_print(request, &line);
	if (!m->events.ask(m->user, line.text, line.length, &e)) {
		fail_call(m, c, e.text);
		end_call(place);
	}
	str_fini(&line);
}

static void call_tool(Mcp *m, const struct call *c, const Json *params)
{
	const char *name = string_at(params, "name");
	int verb = 0;
	Json *request;
	struct str text;

	while (verb < CTL_VERBS && (!name || strcmp(ctl_verb_name((enum ctl_verb)verb), name) != 0))
		verb++;
	if (verb == CTL_VERBS || !is_allowed(m, (enum ctl_verb)verb)) {
		str_init(&text);
		str_append_format(&text, "Unknown tool: %s%s", name ? name : "",
				  verb < CTL_VERBS && ctl_verb_acts((enum ctl_verb)verb) ?
					  " (hail ctl mcp --allow-send has it)" :
					  "");
		reply_error(m, &c->id, RPC_PARAMS, text.text, NULL);
		str_fini(&text);
		return;
	}
	request = make_request(json_at(params, "arguments"), (enum ctl_verb)verb, ++m->asked);
	if (request)
		ask(m, c, request);
	else
		reply_error(m, &c->id, RPC_PARAMS, "arguments must be an object", NULL);
	json_free(request);
}

/* --- Messages. */

/* Whether the request says its version, and a good one; false if it was answered. */
static bool check_version(Mcp *m, struct call *c, const Json *params)
{
	struct str path;
	const Json *version, *client;
	const char *text;
	Json *data;

	str_init(&path);
	str_append_format(&path, "%sprotocolVersion", meta);
	version = params ? json_at(params, path.text) : NULL;
	text = string_at(params, path.text);
	str_clear(&path);
	str_append_format(&path, "%sclientCapabilities", meta);
	client = params ? json_at(params, path.text) : NULL;
	str_fini(&path);
	if (!version)
		return true;
	if (!text || !client || json_kind(client) != JSON_KIND_OBJECT) {
		reply_error(m, &c->id, RPC_PARAMS,
			    "_meta needs a protocolVersion and clientCapabilities", NULL);
		return false;
	}
	c->modern = strcmp(text, mcp_versions[0]) == 0;
	if (c->modern)
		return true;
	data = json_new_object();
	json_put(data, "supported", mcp_version_list());
	json_put(data, "requested", json_new_text(text));
	reply_error(m, &c->id, MCP_VERSION, "Unsupported protocol version", data);
	return false;
}

static void run(Mcp *m, struct call *c, const char *method, const Json *params)
{
	if (!check_version(m, c, params))
		return;
	if (strcmp(method, "initialize") == 0 && !c->modern)
		initialize(m, c, params);
	else if (strcmp(method, "ping") == 0 && !c->modern)
		reply_result(m, c, json_new_object());
	else if (strcmp(method, "server/discover") == 0 && !c->modern)
		reply_error(m, &c->id, RPC_PARAMS,
			    "_meta needs a protocolVersion and clientCapabilities", NULL);
	else if (strcmp(method, "server/discover") == 0)
		discover(m, c);
	else if (strcmp(method, "tools/list") == 0)
		list_tools(m, c);
	else if (strcmp(method, "tools/call") == 0 && params)
		call_tool(m, c, params);
	else if (strcmp(method, "tools/call") == 0)
		reply_error(m, &c->id, RPC_PARAMS, "Unknown tool: ", NULL);
	else
		reply_error(m, &c->id, RPC_METHOD, "Method not found", NULL);
}

/* A call that was given up gets no reply, and what it waits for counts as not read. */
static void cancel(Mcp *m, struct call *c)
{
	struct str line;

	str_init(&line);
	str_append_format(&line, "{\"verb\":\"cancel\",\"of\":%lld}", c->number);
	end_call(c);
	m->events.ask(m->user, line.text, line.length, NULL);
	str_fini(&line);
}

static void notice(Mcp *m, const char *method, const Json *params)
{
	const Json *which = params ? json_at(params, "requestId") : NULL;
	struct str id;

	if (strcmp(method, "notifications/cancelled") != 0 || !which)
		return;
	str_init(&id);
	json_print(which, &id);
	for (size_t i = 0; i < MCP_PENDING_MAX; i++) {
		if (strcmp(m->calls[i].id.text, id.text) == 0)
			cancel(m, &m->calls[i]);
	}
	str_fini(&id);
}

/* A string or a number; an id that is neither is told as null. */
static bool take_id(const Json *value, struct str *id)
{
	bool good = json_kind(value) == JSON_KIND_STRING || json_kind(value) == JSON_KIND_NUMBER;

	if (good)
		json_print(value, id);
	return good;
}

static void take_message(Mcp *m, const Json *j)
{
	const char *rpc = string_at(j, "jsonrpc"), *method = string_at(j, "method");
	const Json *id = json_at(j, "id"), *params = json_at(j, "params");
	struct call c = { .number = 0 };
	bool good = rpc && strcmp(rpc, "2.0") == 0 &&
		    (!params || json_kind(params) == JSON_KIND_OBJECT);

	/* What answers a request of ours: there are none. */
	if (good && !method && (json_at(j, "result") || json_at(j, "error")))
		return;
	str_init(&c.id);
	good &= !id || take_id(id, &c.id);
	if (!good || !method)
		reply_error(m, &c.id, RPC_REQUEST, "Invalid Request", NULL);
	else if (id)
		run(m, &c, method, params);
	else
		notice(m, method, params);
	str_fini(&c.id);
}

void mcp_take(Mcp *m, const char *line, size_t n)
{
	struct str none = { .length = 0 };
	struct err e = { .kind = ERR_NONE };
	Json *j = json_parse(line, n, &e);

	if (!j)
		reply_error(m, &none, RPC_PARSE, e.text, NULL);
	else if (json_kind(j) == JSON_KIND_OBJECT)
		take_message(m, j);
	else
		reply_error(m, &none, RPC_REQUEST, "Invalid Request: one message a line", NULL);
	json_free(j);
}

/* --- What the program answers. */

static bool put_told(void *user, const char *name, const Json *value)
{
	if (strcmp(name, "ok") != 0 && strcmp(name, "id") != 0)
		json_put(user, name, json_clone(value));
	return true;
}

static struct call *find_call(Mcp *m, const Json *id)
{
	long long number;
	size_t n;

	if (!id || json_kind(id) != JSON_KIND_NUMBER ||
	    !str_to_number(json_text(id, &n), 1, m->asked, &number))
		return NULL;
	for (size_t i = 0; i < MCP_PENDING_MAX; i++) {
		if (m->calls[i].id.length && m->calls[i].number == number)
			return &m->calls[i];
	}
	return NULL;
}

void mcp_answer(Mcp *m, const char *line, size_t n)
{
	Json *j = json_parse(line, n, NULL), *told = NULL;
	struct call *c = j ? find_call(m, json_at(j, "id")) : NULL;
	const char *error = j ? string_at(j, "error") : NULL;
	struct str text;

	if (c) {
		str_init(&text);
		if (error) {
			str_append_string(&text, error);
		} else {
			told = json_new_object();
			json_each(j, put_told, told);
			json_print(told, &text);
		}
		reply_call(m, c, &text, told);
		str_fini(&text);
		end_call(c);
	}
	json_free(j);
}

void mcp_lost(Mcp *m, const char *why)
{
	for (size_t i = 0; i < MCP_PENDING_MAX; i++) {
		if (!m->calls[i].id.length)
			continue;
		fail_call(m, &m->calls[i], why);
		end_call(&m->calls[i]);
	}
}

size_t mcp_pending(const Mcp *m)
{
	size_t count = 0;

	for (size_t i = 0; i < MCP_PENDING_MAX; i++)
		count += m->calls[i].id.length > 0;
	return count;
}

/* --- Its life. */

Mcp *mcp_new(bool allow_send, const struct mcp_events *events, void *user)
{
	Mcp *m = mem_alloc(sizeof(*m));

	m->allow_send = allow_send;
	m->events = *events;
	m->user = user;
	for (size_t i = 0; i < MCP_PENDING_MAX; i++)
		str_init(&m->calls[i].id);
	return m;
}

void mcp_free(Mcp *m)
{
	for (size_t i = 0; m && i < MCP_PENDING_MAX; i++)
		str_fini(&m->calls[i].id);
	free(m);
}

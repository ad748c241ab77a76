/* `hail ctl mcp`: a scripted client of the Model Context Protocol. */
#include "e2e/fixture.h"
#include "e2e/harness.h"

#include "base/json.h"

#define MODERN                                                                   \
	"\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"," \
	"\"io.modelcontextprotocol/clientCapabilities\":{}}"

static Job *start(const struct home *home, const char *option)
{
	return job_start_with(home, NULL,
			      option ? WORDS("hail", "ctl", "mcp", option) :
				       WORDS("hail", "ctl", "mcp"));
}

/* Says a line and waits for the reply; the part of what was replied since. */
struct talk {
	Job *job;
	size_t heard;
};

static const char *reply(struct talk *t, const char *line)
{
	static char text[65536];
	int64_t until = pump_now() + PUMP_DEADLINE;
	const char *out, *end = NULL;
	size_t n;

	if (line) {
		job_write_text(t->job, line);
		job_write_text(t->job, "\n");
	}
	while (!end && pump_now() < until) {
		out = job_output(t->job, &n);
		end = strchr(out + t->heard, '\n');
		if (!end)
			pump_once(5);
	}
	CHECK(end, "no reply to %s", line ? line : "what was said before");
	n = (size_t)(end - out) - t->heard;
	CHECK(n < sizeof(text), "too long");
	memcpy(text, out + t->heard, n);
	text[n] = '\0';
	t->heard += n + 1;
	return text;
}

/* The reply to `line` is JSON and has these parts. */
static void expect(struct talk *t, const char *line, const char *const *parts)
{
	const char *text = reply(t, line);
	Json *j = json_parse(text, strlen(text), NULL);

	CHECK(j, "no JSON: %s", text);
	json_free(j);
	for (; *parts; parts++)
		CHECK(strstr(text, *parts), "expected %s, saw: %s", *parts, text);
}

static void test_handshake(void)
{
	static const char *const known[] = { "2025-11-25", "2025-06-18", "2025-03-26",
					     "2024-11-05" };
	struct home home;
	char line[300], want[100];

	home_init(&home);
	for (size_t i = 0; i <= COUNT(known); i++) {
		struct talk t = { .job = start(&home, NULL) };

		snprintf(line, sizeof(line),
			 "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{"
			 "\"protocolVersion\":\"%s\",\"capabilities\":{},\"clientInfo\":{\"name\":"
			 "\"t\",\"version\":\"1\"}}}",
			 i < COUNT(known) ? known[i] : "1999-01-01");
		snprintf(want, sizeof(want), "\"protocolVersion\":\"%s\"",
			 known[i < COUNT(known) ? i : 0]);
		expect(&t, line,
		       WORDS("\"id\":1,\"result\":{", want, "\"serverInfo\":{\"name\":\"hail\"",
			     "\"capabilities\":{\"tools\":{}}"));
		job_write_text(t.job,
			       "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
		expect(&t, "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}",
		       WORDS("\"id\":\"p\",\"result\":{}"));
		job_end_input(t.job);
		CHECK_INT(job_wait(t.job), 0);
		CHECK_TEXT(job_errors(t.job, NULL), "");
	}
}

static void test_modern(void)
{
	struct talk t;
	struct home home;

	home_init(&home);
	t = (struct talk){ .job = start(&home, NULL) };
	expect(&t,
	       "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{" MODERN
	       "}}",
	       WORDS("\"supportedVersions\":[\"2026-07-28\",", "\"resultType\":\"complete\"",
		     "io.modelcontextprotocol/serverInfo", "\"ttlMs\":", "\"cacheScope\":"));
	expect(&t,
	       "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{" MODERN "}}",
	       WORDS("\"resultType\":\"complete\"", "\"ttlMs\":", "\"name\":\"screen\""));
	expect(&t,
	       "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
	       "\"io.modelcontextprotocol/protocolVersion\":\"1900-01-01\","
	       "\"io.modelcontextprotocol/clientCapabilities\":{}}}}",
	       WORDS("\"code\":-32022", "\"requested\":\"1900-01-01\"",
		     "\"supported\":[\"2026-07-28\""));
	expect(&t,
	       "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
	       "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}",
	       WORDS("\"code\":-32602"));
	expect(&t, "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"server/discover\"}",
	       WORDS("\"code\":-32602"));
	expect(&t, "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"ping\",\"params\":{" MODERN "}}",
	       WORDS("\"code\":-32601"));
	job_end_input(t.job);
	CHECK_INT(job_wait(t.job), 0);
}

static void test_errors(void)
{
	static const char *const lines[][2] = {
		{ "{", "\"id\":null,\"error\":{\"code\":-32700" },
		{ "[]", "-32600" },
		{ "7", "-32600" },
		{ "{\"id\":1,\"method\":\"ping\"}", "\"id\":1,\"error\":{\"code\":-32600" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", "-32600" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", "-32600" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", "-32600" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}", "-32600" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nosuch\"}", "-32601" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}", "-32602" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}", "-32602" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":"
		  "\"rm\"}}",
		  "Unknown tool: rm" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":"
		  "\"screen\",\"arguments\":[]}}",
		  "-32602" },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":"
		  "\"send\",\"arguments\":{\"text\":\"x\"}}}",
		  "--allow-send" },
		/* There is nobody to ask, which the assistant is told. */
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":"
		  "\"screen\"}}",
		  "\"isError\":true" },
	};
	struct talk t;
	struct home home;
	char *much = malloc(3 << 20);

	home_init(&home);
	t = (struct talk){ .job = start(&home, NULL) };
	for (size_t i = 0; i < COUNT(lines); i++) {
		tap_note("%s", lines[i][0]);
		expect(&t, lines[i][0], WORDS(lines[i][1]));
	}
	memset(much, 'x', 3 << 20);
	job_write(t.job, much, 3 << 20);
	free(much);
	expect(&t, "", WORDS("-32700"));
	/* Neither notifications nor empty lines are answered. */
	job_write_text(t.job, "\n{\"jsonrpc\":\"2.0\",\"method\":\"nosuch\"}\n");
	job_write_text(t.job, "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}\n");
	expect(&t, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}", WORDS("\"id\":2,"));
	job_end_input(t.job);
	CHECK_INT(job_wait(t.job), 0);
}

static void test_tools(void)
{
	struct session s;
	struct talk t;
	const char *list;

	fixture_open_with(&s, NULL, WORDS("-o", "control=on"));
	peer_send_text(s.peer, "welcome\r\n> ");
	tty_wait_line(s.tty, "welcome");
	t = (struct talk){ .job = start(&s.home, NULL) };
	list = reply(&t, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
	CHECK(strstr(list, "\"name\":\"wait\"") && strstr(list, "\"name\":\"lines\"") &&
		      !strstr(list, "\"name\":\"send\"") && !strstr(list, "resultType") &&
		      !strstr(list, "\"readOnlyHint\":false"),
	      "saw: %s", list);
	expect(&t,
	       "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":"
	       "\"screen\",\"arguments\":{\"session\":1}}}",
	       WORDS("\"id\":2,", "\"isError\":false", "\"structuredContent\":{",
		     "\"rows\":[\"welcome\",\">\"", "\"content\":[{\"type\":\"text\""));
	expect(&t,
	       "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":"
	       "\"screen\",\"arguments\":{\"sesion\":1}}}",
	       WORDS("\"isError\":true", "sesion"));
	job_end_input(t.job);
	CHECK_INT(job_wait(t.job), 0);
	t = (struct talk){ .job = start(&s.home, "--allow-send") };
	expect(&t,
	       "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/call\",\"params\":{\"name\":"
	       "\"send\",\"arguments\":{\"text\":\"look\"},\"_meta\":{}}}",
	       WORDS("\"id\":4,", "\"isError\":false"));
	peer_expect_only(s.peer, BYTES("look\r\n"));
	/* A wait holds nothing up; one that is cancelled is not answered. */
	job_write_text(t.job,
		       "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{"
		       "\"name\":\"wait\",\"arguments\":{\"pattern\":\"hall\"}}}\n"
		       "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"tools/call\",\"params\":{"
		       "\"name\":\"wait\",\"arguments\":{\"pattern\":\"hall\"}}}\n"
		       "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
		       "\"requestId\":5}}\n");
	expect(&t, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}", WORDS("\"id\":7,"));
	expect(&t,
	       "{\"jsonrpc\":\"2.0\",\"id\":70,\"method\":\"tools/call\",\"params\":{\"name\":"
	       "\"sessions\"}}",
	       WORDS("\"id\":70,"));
	peer_send_text(s.peer, "the hall\r\n");
	expect(&t, NULL, WORDS("\"id\":6,", "\"line\":\"the hall\""));
	/* What is under way when the program ends is told. */
	job_write_text(t.job, "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"tools/call\",\"params\":{"
			      "\"name\":\"wait\",\"arguments\":{\"pattern\":\"never\"}}}\n");
	expect(&t,
	       "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":"
	       "\"sessions\"}}",
	       WORDS("\"id\":9,"));
	tty_type(s.tty, "\x1dqy");
	tty_expect_exit(s.tty, 0);
	expect(&t, NULL, WORDS("\"id\":8,", "\"isError\":true"));
	job_end_input(t.job);
	CHECK_INT(job_wait(t.job), 0);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "versions before 2026 begin by initialize", test_handshake, 0 },
		{ "the revision 2026-07-28 says its version each time", test_modern, 0 },
		{ "errors of JSON-RPC", test_errors, 0 },
		{ "tools, read-only unless sending is allowed", test_tools, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}

/* Our own layers: telnet alone, the terminal alone, and a session that joins them to a transport.
 */
#include "bench/bench.h"

#include <stdlib.h>

#include "base/buf.h"
#include "compressed.h"
#include "script-transport.h"
#include "session/session.h"
#include "telnet/telnet.h"
#include "term/terminal.h"

static void ignore_bytes(void *user, const char *bytes, size_t n)
{
	(void)user;
	(void)bytes;
	(void)n;
}

static void ignore(void *user)
{
	(void)user;
}

static void ignore_urgent(void *user, char byte)
{
	(void)user;
	(void)byte;
}

static void ignore_text(void *user, const char *text)
{
	(void)user;
	(void)text;
}

static bool ignore_deflate(void *user, const char *bytes, size_t n)
{
	(void)user;
	(void)bytes;
	(void)n;
	return false;
}

static void *telnet_open(const char *input)
{
	static const struct telnet_events events = {
		.data = ignore_bytes,
		.send = ignore_bytes,
		.send_urgent = ignore_urgent,
		.prompt = ignore,
		.changed = ignore,
		.notice = ignore_text,
		.broken = ignore_text,
		.expands = ignore,
		.begin_deflate = ignore_deflate,
		.end_deflate = ignore,
	};
	struct telnet_config config = {
		.protocol = TELNET_PROTOCOL_TELNET,
		.term = "xterm-256color",
		.client = "HAIL",
		.columns = BENCH_WIDTH,
		.rows = BENCH_HEIGHT,
		.permits = TELNET_PERMIT_INFLATE,
		.expansion_allowed = true,
	};

	(void)input;
	return telnet_new(&config, &events, NULL);
}

static void telnet_take(void *self, const char *input)
{
	for (size_t at = 0; at < BENCH_INPUT; at += BENCH_CHUNK)
		telnet_receive(self, input + at, BENCH_CHUNK, BENCH_CHUNK, 0);
}

static void telnet_close(void *self)
{
	telnet_free(self);
}

const struct bench_path bench_telnet = { "telnet", telnet_open, telnet_take, telnet_close };

/* The same input as MCCP2. */
struct mccp2 {
	Telnet *telnet;
	struct buf stream;
};

static void *mccp2_open(const char *input)
{
	static const char begin[] = "\xff\xfb\x56\xff\xfa\x56\xff\xf0";
	struct mccp2 *m = calloc(1, sizeof(*m));

	if (!m)
		bench_fail("calloc");
	m->telnet = telnet_open(input);
	buf_append(&m->stream, begin, sizeof(begin) - 1);
	compressed_append(&m->stream, COMPRESSED_ZLIB, input, BENCH_INPUT, true);
	return m;
}

static void mccp2_take(void *self, const char *input)
{
	struct mccp2 *m = self;
	const char *bytes = buf_data(&m->stream);
	size_t left = buf_length(&m->stream);

	(void)input;
	while (left || telnet_has_more(m->telnet)) {
		size_t used = telnet_receive(m->telnet, bytes, left, BENCH_CHUNK, 0);

		bytes += used;
		left -= used;
	}
}

static void mccp2_close(void *self)
{
	struct mccp2 *m = self;

	telnet_free(m->telnet);
	buf_fini(&m->stream);
	free(m);
}

const struct bench_path bench_mccp2 = { "telnet mccp2", mccp2_open, mccp2_take, mccp2_close };

static void *terminal_open(const char *input)
{
	struct terminal_config config = { BENCH_WIDTH, BENCH_HEIGHT, true, BENCH_LINES, 64 << 20 };
	struct terminal_events events = { 0 };

	(void)input;
	return terminal_new(&config, &events, NULL);
}

static void terminal_take(void *self, const char *input)
{
	for (size_t at = 0; at < BENCH_INPUT; at += BENCH_CHUNK)
		terminal_write(self, input + at, BENCH_CHUNK, 0);
}

static void terminal_close(void *self)
{
	terminal_free(self);
}

const struct bench_path bench_terminal = { "terminal", terminal_open, terminal_take,
					   terminal_close };

/* A session whose peer sends the input over and over. */
struct run {
	Session *session;
	History *history;
	struct buf sent;
};

static void *session_open(const char *input)
{
	enum { REPEATS = 65536 };
	struct session_settings settings = {
		.charset = "UTF-8",
		.fallback_charset = "CP1252",
		.history_lines = BENCH_LINES,
		.history_bytes = 64 << 20,
	};
	struct session_wire wire = { .protocol = TELNET_PROTOCOL_TELNET, .term = "xterm-256color" };
	struct session_events events = { 0 };
	struct script_step *steps = calloc(REPEATS, sizeof(*steps));
	struct run *r = calloc(1, sizeof(*r));

	if (!steps || !r)
		bench_fail("calloc");
	for (size_t i = 0; i < REPEATS; i++)
		steps[i] = (struct script_step){ SCRIPT_DATA, input, BENCH_INPUT };
	r->history = history_new(100);
	/* A row more for the input line. */
	r->session = session_new(&settings, BENCH_WIDTH, BENCH_HEIGHT + 1, r->history, &events,
				 NULL);
	session_attach(r->session, script_transport(steps, REPEATS, 4096, &r->sent), &wire, 0, 0);
	free(steps);
	return r;
}

static void session_take(void *self, const char *input)
{
	struct run *r = self;
	uint64_t end = session_received(r->session) + BENCH_INPUT;

	(void)input;
	while (session_received(r->session) < end) {
		session_pump(r->session, 0, 0);
		if (!session_wants(r->session).again)
			bench_fail("session_pump: the peer fell silent");
	}
}

static void session_close(void *self)
{
	struct run *r = self;

	session_free(r->session);
	history_free(r->history);
	buf_fini(&r->sent);
	free(r);
}

const struct bench_path bench_session = { "session", session_open, session_take, session_close };

#include "app/stats-report.h"

#include "base/utf8.h"
#include "net/tcp.h"
#include "session/logging.h"
#include "term/blocked.h"
#include "base/poison.h"

enum {
	STATS_TABLE = 50, /* columns from which on a row has room for its name */
	STATS_BLOCKS = 8, /* heights of a block */
};

/* --- Numbers as people read them. */

static void add_bytes(uint64_t bytes, struct str *out)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	double value = (double)bytes / 1024;
	size_t unit = 0;

	if (bytes < 1024) {
		str_append_format(out, "%u B", (unsigned)bytes);
		return;
	}
	for (; value >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0]); unit++)
		value /= 1024;
	str_append_format(out, value < 100 ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

static void add_time(int64_t ms, struct str *out)
{
	long long s = ms / 1000;

	if (s >= 86400)
		str_append_format(out, "%lld d %lld h", s / 86400, s / 3600 % 24);
	else if (s >= 3600)
		str_append_format(out, "%lld h %lld min", s / 3600, s / 60 % 60);
	else if (s >= 60)
		str_append_format(out, "%lld min %lld s", s / 60, s % 60);
	else
		str_append_format(out, "%lld s", s);
}

/* A short time, in us. */
static void add_delay(int64_t us, struct str *out)
{
	if (us < 1000)
		str_append_format(out, "%.2f ms", (double)us / 1000);
	else if (us < 10000)
		str_append_format(out, "%.1f ms", (double)us / 1000);
	else if (us < 10000000)
		str_append_format(out, "%lld ms", (long long)(us / 1000));
	else
		str_append_format(out, "%lld s", (long long)(us / 1000000));
}

/* --- What passed. */

static void add_sum(const char *what, struct figures_sum sum, struct str *out)
{
	str_append_format(out, "%-8s  ", what);
	add_bytes(sum.bytes, out);
	if (sum.bytes >= 1024)
		str_append_format(out, " (%llu B)", (unsigned long long)sum.bytes);
	str_append_format(out, ", %llu line%s\n", (unsigned long long)sum.lines,
			  sum.lines == 1 ? "" : "s");
}

static void add_compression(const char *what, uint64_t plain, uint64_t wire, struct str *out)
{
	if (!wire)
		return;
	str_append_format(out, "%s  ", what);
	add_bytes(plain, out);
	str_append_string(out, " in ");
	add_bytes(wire, out);
	str_append_format(out, ", ratio %.1f\n", (double)plain / (double)wire);
}

static void add_compressions(const Session *s, struct str *out)
{
	struct wire_deflated deflated = session_deflated(s);
	struct telnet_compression inflated = { 0 };

	if (session_telnet(s))
		telnet_compression(session_telnet(s), &inflated);
	add_compression("compressed by the peer", inflated.received_plain, inflated.received_wire,
			out);
	add_compression("compressed by us", deflated.plain, deflated.wire, out);
}

/* --- Rates. */

unsigned stats_sparkline(const uint64_t *numbers, unsigned n, unsigned width, struct str *out)
{
	unsigned cell = utf8_width(0x2581) > 1 ? 2 : 1, of_each = 1;
	uint64_t highest = 0, sum = 0;

	while (of_each < n && (n / of_each * cell > width || n % of_each))
		of_each++;
	for (unsigned i = 0; i < n; i++) {
		sum = (i % of_each ? sum : 0) + numbers[i];
		highest = sum > highest ? sum : highest;
	}
	for (unsigned i = 0; i < n; i++) {
		sum = (i % of_each ? sum : 0) + numbers[i];
		if ((i + 1) % of_each)
			continue;
		if (sum)
			str_append_codepoint(
				out, 0x2581 + (unsigned)((sum * STATS_BLOCKS - 1) / highest));
		else
			str_append_string(out, cell == 2 ? ". " : ".");
	}
	return of_each;
}

/* What the part that is over had, since the newest has only begun, and the fullest. */
static void add_rate(const uint64_t parts[FIGURES_PARTS], unsigned seconds, struct str *out)
{
	uint64_t highest = 0;

	for (size_t i = 0; i < FIGURES_PARTS; i++)
		highest = parts[i] > highest ? parts[i] : highest;
	add_bytes(parts[FIGURES_PARTS - 2] / seconds, out);
	str_append_string(out, "/s (most ");
	add_bytes(highest / seconds, out);
	str_append_string(out, "/s)");
}

static void add_row(const char *what, const uint64_t parts[FIGURES_PARTS], unsigned width,
		    struct str *out)
{
	bool wide = width >= STATS_TABLE;

	str_append_format(out, "%-8s%s", what, wide ? "  " : "\n");
	stats_sparkline(parts, FIGURES_PARTS, wide ? width - 10 : width, out);
	str_append_char(out, '\n');
}

static void add_rates(const Figures *f, unsigned width, int64_t now, struct str *out)
{
	static const char *const names[] = { "60 s", "60 min" };
	static const unsigned seconds[] = { 1, 60 };

	for (int span = 0; span < 2; span++) {
		uint64_t received[FIGURES_PARTS], sent[FIGURES_PARTS];

		figures_rates(f, WIRE_RECEIVED, (enum figures_span)span, now, received);
		figures_rates(f, WIRE_SENT, (enum figures_span)span, now, sent);
		str_append_format(out, "\nThe last %s: received ", names[span]);
		add_rate(received, seconds[span], out);
		str_append_string(out, ", sent ");
		add_rate(sent, seconds[span], out);
		str_append_char(out, '\n');
		add_row("received", received, width, out);
		add_row("sent", sent, width, out);
	}
}

/* --- The connection. */

static void add_connection(const Link *l, int64_t now, struct str *out)
{
	struct figures_time time = figures_time(link_figures(l), now);

	if (time.this_ms >= 0) {
		str_append_string(out, "connected for ");
		add_time(time.this_ms, out);
	} else {
		str_append_string(out, time.connections ? "not connected any more" :
							  "never connected so far");
	}
	if (time.connections > 1)
		str_append_format(out, "; %u reconnect%s", time.connections - 1,
				  time.connections == 2 ? "" : "s");
	if (time.connections > 1 || (time.connections && time.this_ms < 0)) {
		str_append_string(out, ", ");
		add_time(time.all_ms, out);
		str_append_string(out, " in all");
	}
	str_append_char(out, '\n');
}

static void add_echo(const Figures *f, struct str *out)
{
	struct figures_echo echo = figures_echo(f);

	str_append_string(out, "\nAnswers to keys and lines: ");
	if (!echo.count) {
		str_append_string(out, "none so far\n");
		return;
	}
	str_append_format(out, "%llu\n", (unsigned long long)echo.count);
	str_append_string(out, "min ");
	add_delay(echo.min, out);
	str_append_string(out, ", median ");
	add_delay(echo.median, out);
	str_append_string(out, ", max ");
	add_delay(echo.max, out);
	if (echo.count > FIGURES_ANSWERS)
		str_append_format(out, " (of the last %d)", FIGURES_ANSWERS);
	str_append_char(out, '\n');
}

static void add_tcp(const Session *s, struct str *out)
{
	struct tcp_figures tcp;

	if (!session_transport(s) || !tcp_get_figures(session_transport(s), &tcp))
		return;
	str_append_string(out, "\nTCP: round trip ");
	add_delay(tcp.rtt_us, out);
	str_append_string(out, " (varies by ");
	add_delay(tcp.rtt_varies_us, out);
	str_append_format(out, "); %u segment%s sent again; window of %u segments, %u under way\n",
			  tcp.retransmits, tcp.retransmits == 1 ? "" : "s", tcp.window,
			  tcp.unacknowledged);
}

/* --- What is missing. */

static void add_losses(const Session *s, struct str *out)
{
	const struct blocked *b = terminal_blocked(session_terminal(s));
	struct session_losses losses = session_losses(s);
	const struct telnet_counts *telnet = session_telnet(s) ? telnet_counts(session_telnet(s)) :
								 NULL;
	uint64_t blocked = 0;

	for (int kind = 0; kind < BLOCKED_KINDS; kind++)
		blocked += b->count[kind];
	str_append_format(out, "\nblocked: %llu (/blocked shows them)\n",
			  (unsigned long long)blocked);
	if (telnet)
		str_append_format(out, "telnet: %llu answers held back, %llu parts dropped\n",
				  (unsigned long long)telnet->replies_dropped,
				  (unsigned long long)telnet->subnegotiations_dropped);
	str_append_format(out, "refused: %llu bytes to send, %llu reactions\n",
			  (unsigned long long)losses.refused, (unsigned long long)losses.effects);
	if (session_queued(s))
		str_append_format(out, "waiting to be sent: %zu bytes\n", session_queued(s));
}

/* Where it is kept, and whether that can't be written now. */
static void add_file(const char *what, const char *path, bool fails, struct str *out)
{
	if (path)
		str_append_format(out, "%s: %s%s\n", what, path,
				  fails ? ", which can't be written now" : "");
}

static void add_files(const Link *l, struct str *out)
{
	const Session *s = link_session(l);
	const Recorder *recorder = link_recorder(l);

	add_file("log", session_log_name(s), session_log_fails(s), out);
	if (recorder)
		add_file("recording", recorder_path(recorder), recorder_is_failing(recorder), out);
}

void stats_report(const Link *l, unsigned width, int64_t now, struct str *out)
{
	const Figures *f = link_figures(l);
	const Session *s = link_session(l);

	if (!f)
		return;
	add_connection(l, now, out);
	str_append_char(out, '\n');
	add_sum("received", figures_sum(f, WIRE_RECEIVED), out);
	add_sum("sent", figures_sum(f, WIRE_SENT), out);
	add_compressions(s, out);
	add_rates(f, width, now, out);
	add_echo(f, out);
	add_tcp(s, out);
	add_losses(s, out);
	add_files(l, out);
}

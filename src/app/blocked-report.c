#include "app/blocked-report.h"

#include <ctype.h>

#include "term/blocked.h"
#include "base/poison.h"

enum { REPORT_ROW = 16 }; /* bytes in a row of hex */

/* `1b 5d 35 32 3b   |.]52;|` */
static void add_row(const char *bytes, size_t n, struct str *out)
{
	str_append_string(out, "      ");
	for (size_t i = 0; i < REPORT_ROW; i++) {
		if (i < n)
			str_append_format(out, "%02x ", (unsigned char)bytes[i]);
		else
			str_append_string(out, "   ");
	}
	str_append_char(out, '|');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];

		str_append_char(out, c < 0x80 && isprint(c) ? (char)c : '.');
	}
	str_append_string(out, "|\n");
}

static void add_example(const struct blocked_example *example, struct str *out)
{
	for (size_t at = 0; at < example->kept; at += REPORT_ROW) {
		size_t left = example->kept - at;

		add_row(example->bytes + at, left < REPORT_ROW ? left : REPORT_ROW, out);
	}
	if (example->length > example->kept)
		str_append_format(out, "      ... %llu bytes in all\n",
				  (unsigned long long)example->length);
}

static void add_kind(const struct blocked *b, enum blocked_kind kind, struct str *out)
{
	const struct blocked_example *example;

	str_append_format(out, "%8llu  %s: %s\n", (unsigned long long)b->count[kind],
			  blocked_name(kind), blocked_meaning(kind));
	for (unsigned i = 0; (example = blocked_example(b, kind, i)); i++)
		add_example(example, out);
}

static void add_count(uint64_t count, const char *what, struct str *out)
{
	if (count)
		str_append_format(out, "%8llu  %s\n", (unsigned long long)count, what);
}

static void add_telnet(const struct telnet_counts *counts, struct str *out)
{
	add_count(counts->replies_dropped,
		  "telnet: answers held back from a peer that asks without end", out);
	add_count(counts->subnegotiations_dropped,
		  "telnet: subnegotiations that were not agreed on, malformed or too long", out);
	add_count(counts->values_malformed,
		  "telnet: values of a game that are not JSON, kept as text", out);
	add_count(counts->unknown, "telnet: commands without a meaning for a client", out);
}

void blocked_report(const Session *s, struct str *out)
{
	const struct blocked *b = terminal_blocked(session_terminal(s));
	const Telnet *telnet = session_telnet(s);
	struct session_losses losses = session_losses(s);
	size_t before;

	str_append_string(
		out, "What the peer sent and was not obeyed or shown, with the last examples of "
		     "each kind, the newest first:\n\n");
	before = out->length;
	for (int kind = 0; kind < BLOCKED_KINDS; kind++) {
		if (b->count[kind])
			add_kind(b, (enum blocked_kind)kind, out);
	}
	if (telnet)
		add_telnet(telnet_counts(telnet), out);
	add_count(losses.refused, "bytes that could not be sent, since the peer takes nothing",
		  out);
	add_count(losses.effects, "reactions to what it sent that were too many to wait", out);
	if (out->length == before)
		str_append_string(out, "Nothing so far.\n");
}

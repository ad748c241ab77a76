/*
 * What the rules of a link are made of. Only files of this folder include this.
 */
#ifndef HAIL_RULES_RULES_INTERNAL_H
#define HAIL_RULES_RULES_INTERNAL_H

#include "base/send-guard.h"
#include "base/time-share.h"
#include "rules/book-internal.h"
#include "rules/rules.h"
#include "rules/styled-line.h"
#include "rules/variables.h"

enum {
	RULES_ALIAS_DEPTH = 10, /* aliases within each other */
	RULES_NOTICES_A_SECOND = 20, /* of one rule; more are left out */
	RULES_ECHOES = 8, /* how often in a row a rule may answer what rules have sent */
	RULES_SENT = 4, /* lines that rules sent last, to know that by */
	RULES_STRIKES = 3, /* times over its budget that pause a rule, */
	RULES_STRIKE_MS = 60000, /* each within so long of the one before */
	RULES_LINE_NS = 20000000, /* what all rules may cost for one line */
	RULES_WHY_MAX = 256, /* matches that are remembered */
	RULES_MATCHES_MAX = 200, /* of one rule in one line */
};

/* What a link knows of a rule that has done something, or was paused. */
struct rule_record {
	unsigned id;
	unsigned strikes, echoes;
	int64_t struck; /* when, last */
	uint64_t hits, ns;
	uint32_t acted; /* how often, where it is counted */
	bool paused;
	const char *why;
	struct time_share share; /* of the time that passes */
	struct send_guard guard;
	int64_t second; /* ms; what was notified of since, within a second */
	unsigned notices;
	int64_t due; /* of a timer, of idleness; -1: not */
};

/* What a rule has matched, or was told. */
struct rule_hit {
	const struct book_entry *entry;
	const char *text;
	size_t length;
	struct rules_capture captures[REGEX_GROUPS_MAX];
	unsigned count;
	int64_t now;
	/* Of aliases: those that this comes from. */
	const struct rule_hit *outer;
	unsigned depth;
	bool foreign; /* `text` holds what isn't the user's words */
};

/* What the actions of a rule that has matched go by. */
struct rule_run {
	Rules *r;
	const struct rule_hit *hit;
	struct rule_line line; /* what is known of the one that is told */
};

struct Rules {
	RuleBook *book;
	char *name, *host;
	char *pack; /* whose rules count, too; or NULL */
	bool reads_lines; /* some rule is for lines, whether or not it is off now */
	bool line_mode, repeats;
	char separator;
	int64_t (*clock_ns)(void);
	struct rules_events events;
	void *user;
	uint64_t revision; /* of the book, when `off` was made */
	bool stale; /* `off` has to be made anew */
	uint64_t *off; /* bits by index in the book: it does nothing here now */
	struct rule_record *records; /* by id */
	size_t record_count, record_size;
	struct rule_groups groups;
	struct variables variables;
	struct rules_match *why; /* a ring */
	size_t why_count, why_size, why_next;
	struct str *recent; /* lines that were received, the last `recent_next` - 1, in a ring */
	unsigned recent_size, recent_count, recent_next;
	char *sent[RULES_SENT]; /* a ring; each may be NULL */
	unsigned sent_next;
	bool said_over; /* that rules took too long was said */
	bool connected;
	int64_t received; /* when something was, last */
	uint64_t typed; /* how often the user has sent something */
	unsigned told; /* lines that aliases made of one that was typed */
};

/* Brings what is known of the book up to date. */
void rules_sync(Rules *r);

static inline bool rules_is_off(const Rules *r, unsigned entry)
{
	return r->off[entry / 64] >> entry % 64 & 1;
}

/* What is known of rule `id`; NULL if nothing is. */
struct rule_record *rules_find_record(const Rules *r, unsigned id);

/* The same; made if there is none. Valid until the next call. */
struct rule_record *rules_record(Rules *r, unsigned id);

/* The rule went over its budget: RULES_STRIKES of that, each soon after the one before, pause it,
 * as is said. */
void rules_strike(Rules *r, const struct book_entry *entry, const char *why, int64_t now);

/* The rule took `ns` of the clock's time until `now`, in ns: what takes most of the time is named,
 * and paused if that goes on. */
void rules_count_time(Rules *r, const struct book_entry *entry, int64_t now, int64_t ns);

/* The entry's rule has matched, or was told of something: counts that. False if it isn't to act. */
bool rules_count_hit(Rules *r, const struct rule_hit *hit);

/* The captures and variables for a text of the rule; `run` is borrowed by them. */
struct rule_values rules_values(struct rule_run *run);

/* Runs the actions that go outward: all but those on the line. */
void rules_act(Rules *r, const struct rule_hit *hit);

/* Shows a line to aliases; see rules_input. `outer` NULL: it was typed. `foreign`: it holds what
 * isn't the user's words. */
bool rules_alias(Rules *r, const char *text, size_t n, const struct rule_hit *outer, bool foreign,
		 int64_t now);

/* Tells the `on` rules for `event` of something. */
void rules_tell(Rules *r, enum rules_event event, const char *about, const char *value, size_t n,
		int64_t now);

/* Remembers a match of a line; says of the last `count` that their line was gagged. */
void rules_remember(Rules *r, const struct rules_match *match);
void rules_hide_matches(Rules *r, size_t count);

/* Fills the captures of `hit` from the groups of its rule. */
void rules_capture(struct rule_hit *hit, const struct regex_group *groups);

#endif

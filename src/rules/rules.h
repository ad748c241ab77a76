/*
 * The rules of one link at work on a book that many links share (rules/book.h): what comes in and
 * goes out is shown to them, and they give verdicts and tell what is to be done. What they know
 * beside the book is small: groups, variables, counts, what matched last. No clock, no descriptor.
 *
 * Rules see a thing by priority, the higher first, then as they were defined. A rule that
 * substitutes changes what the rules behind it see; a style that two give goes by the first; a
 * gagged line is still seen by the rules behind, and neither its highlights nor its new text count.
 * In char mode nothing is gagged or substituted, and what was typed at a prompt isn't highlighted.
 */
#ifndef HAIL_RULES_RULES_H
#define HAIL_RULES_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/key.h"
#include "base/str.h"
#include "rules/book.h"
#include "term/terminal.h"

typedef struct Rules Rules;

/* A captured text: `%1`, or by its name. */
struct rules_capture {
	const char *name; /* or NULL */
	const char *text; /* not terminated; NULL: took no part */
	size_t length;
};

struct rules_captures {
	const struct rules_capture *of; /* the whole match first */
	unsigned count;
	unsigned id; /* of the rule */
};

/*
 * What rules want done. The handlers queue it and return: from inside, neither the rules nor the
 * book may be called. All text is UTF-8, borrowed, without line ends, and not terminated.
 */
struct rules_events {
	/* A line to be sent as it is: no command, whatever it begins with. */
	void (*send)(void *user, const char *text, size_t n);
	/* A command; whether values stand in it, which then only what stays within the session
	 * may have. */
	void (*command)(void *user, const char *text, size_t n, bool values);
	/* Code to be run with the captures as values. Whether it has sent something. */
	bool (*lua)(void *user, const char *code, size_t n, const struct rules_captures *captures);
	void (*notify)(void *user, const char *text, size_t n);
	/* The line, as the verdict leaves it, is to go to the log, or to the pane, called `name`,
	 * too.
	 */
	void (*log)(void *user, const char *name, const struct text_line *line);
	void (*route)(void *user, const char *name, const struct text_line *line);
	/* A rule has set a variable. */
	void (*variable)(void *user);
	/* A sentence for the user; `paused` is the number of a rule that was, 0: none was. */
	void (*message)(void *user, const char *text, unsigned paused);
};

struct rules_config {
	const char *name, *host; /* what `host=` is about, each or NULL; copied */
	bool line_mode; /* else highlights alone count, and no line is hidden or substituted */
	char separator; /* between commands in a rule's text; 0: none */
	bool repeats; /* `#4 n` in a rule's text */
	bool connected; /* already, for some time before `now` */
	int64_t now; /* ms of the clock of rules_tick */
	/* Nanoseconds of a clock that never goes back, for what rules cost; NULL: that is neither
	 * measured nor bounded but by the steps of a match. */
	int64_t (*clock_ns)(void);
};

/* Makes the rules of a link on `book`, which is kept until rules_free. `events` is copied, its
 * members may be NULL. */
Rules *rules_new(RuleBook *book, const struct rules_config *config,
		 const struct rules_events *events, void *user);
void rules_free(Rules *r);

/* Makes rules that do as `r` would, with the same settings, groups, pack and variables, but not
 * connected, and for which nothing was counted yet. */
Rules *rules_copy(const Rules *r, const struct rules_events *events, void *user);

/* The same members of the configuration, from now on. */
void rules_set_mode(Rules *r, bool line_mode);
void rules_set_separator(Rules *r, char separator, bool repeats);

/* The rules of this pack count from now on (rulebook_add_of_pack), of all packs; NULL: of none. */
void rules_set_pack(Rules *r, const char *pack);

/* Whether any rule looks at received lines: else they need not be shown. */
bool rules_want_lines(Rules *r);

/*
 * Shows a line that was closed (the line event of term/terminal.h; what was sent or said by the
 * client is left alone) and returns its verdict; `replacement` as there. `now` is ms of the clock
 * of rules_tick.
 */
enum terminal_verdict rules_line(Rules *r, const struct terminal_line *line,
				 struct text_line *replacement, int64_t now);

/* Shows a prompt: `prompt` rules and `on prompt`. The verdict is for the open line
 * (terminal_replace_open_line). */
enum terminal_verdict rules_prompt(Rules *r, const struct terminal_line *line,
				   struct text_line *replacement, int64_t now);

/* Tells the lines that a typed one is where separators and repeats are switched on: to be shown and
 * sent one by one. */
void rules_split(const Rules *r, const char *text, size_t n,
		 void (*line)(void *user, const char *text, size_t n), void *user);

/*
 * Shows a line that was typed (not a hidden one). True if an alias took it: what it is to become
 * was told, and the line itself isn't sent. What an alias sends is shown to the other aliases in
 * turn, ten deep, but for lines whose first word holds a variable, or comes from one.
 */
bool rules_input(Rules *r, const char *text, size_t n, int64_t now);

/* The user has sent something by hand: what comes back is no loop of the rules'. */
void rules_typed(Rules *r);

/* Something happened: `about` is what it is about (or NULL), the `n` bytes at `value` what it has
 * (`%0`). Not for RULES_PROMPT, RULES_INPUT, RULES_IDLE and RULES_ACTIVITY, which are known here,
 * nor for RULES_GMCP and RULES_MSDP: rules_value. */
void rules_event(Rules *r, enum rules_event event, const char *about, const char *value, size_t n,
		 int64_t now);

/* A game has told a value, `n` bytes of JSON (or NULL), by RULES_GMCP or RULES_MSDP: for rules
 * about `name` or what it lies in, and, with that member, for those about what lies in the value.
 */
void rules_value(Rules *r, enum rules_event event, const char *name, const char *json, size_t n,
		 int64_t now);

/* Something was received: for idleness and activity. */
void rules_received(Rules *r, int64_t now);

/* Runs what is bound to a key; false if nothing is. */
bool rules_key(Rules *r, struct key key, int64_t now);

/* When rules_tick is due next, on its clock; -1: never. Timers run while connected. Asked for again
 * when the book has changed. */
int64_t rules_deadline(const Rules *r);
void rules_tick(Rules *r, int64_t now);

/* Switches a group; a rule in none is always on. */
void rules_set_group(Rules *r, const char *group, bool on);
bool rules_group_on(const Rules *r, const char *group);

/* Lets paused rules, or those that have acted as often as they should, begin anew: the rule with
 * the number `id`, or all in `group`. How many there were. */
unsigned rules_resume(Rules *r, unsigned id);
unsigned rules_resume_group(Rules *r, const char *group);

/* Variables: `$name`. A value of no bytes takes it away. */
void rules_set_variable(Rules *r, const char *name, const char *value, size_t n);
const char *rules_variable(const Rules *r, const char *name, size_t *n);
void rules_each_variable(const Rules *r,
			 void (*each)(void *user, const char *name, const char *value, size_t n),
			 void *user);

/* What is known of a rule in this link. */
struct rules_state {
	unsigned id; /* its number in the book */
	const Rule *rule;
	uint64_t hits;
	uint64_t ns; /* what matching it has cost, where that is measured */
	bool off; /* its group is, or it is for another host */
	bool done; /* it has acted as often as it should */
	bool paused;
	const char *why; /* it is paused; or NULL */
};

/* Tells of each rule, but for those of other packs, in the order in which they see a line. */
void rules_each(Rules *r, void (*each)(void *user, const struct rules_state *state), void *user);

/* A rule that has matched a line. */
struct rules_match {
	uint64_t line; /* its number */
	unsigned id; /* of the rule */
	const Rule *rule; /* NULL: it is gone */
	uint32_t ns; /* what looking cost */
	size_t start, length; /* what matched, in the text as the rule saw it */
	bool hidden; /* the line was gagged: the one behind it has its number */
};

/* Tells which rules have matched line `number`, in the order in which they did; of the last lines
 * only. How many there were. */
unsigned rules_why(const Rules *r, uint64_t number,
		   void (*each)(void *user, const struct rules_match *match), void *user);

#endif

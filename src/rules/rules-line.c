/* A line, or a prompt, before the rules. */
#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "rules/rules-internal.h"

#include "base/poison.h"

enum { RECENT_LINE_MAX = 4096 }; /* bytes of a line that patterns over several lines see */

/* A line on its way through the rules. */
struct pass {
	Rules *r;
	const struct terminal_line *line;
	struct styled_line work;
	bool open; /* it is the open line, with a prompt */
	bool gag, over; /* the time for it is */
	unsigned stopped; /* kinds of rules that see it no more, as bits */
	int64_t now;
	int64_t clock; /* ns, when it was read last; where it is measured, */
	uint64_t spent; /* and what was */
	/* Rules that send the line elsewhere, too. */
	const struct rule_action *copies[8];
	size_t copy_count;
	size_t matches; /* of rules, remembered */
	struct str lines; /* the last ones, newlines between them; where it is needed */
	size_t starts[RULE_MULTILINE_MAX]; /* of each in it, the oldest first */
	unsigned line_count;
};

/* What the rule looks at: the line, or several. */
static const char *text_for(const struct pass *p, const Rule *rule, size_t *n, size_t *last)
{
	*last = 0;
	if (rule->lines == 1)
		return styled_line_text(&p->work, n);
	size_t from = p->starts[p->line_count - least(rule->lines, p->line_count)];
	*n = p->lines.length - from;
	*last = p->starts[p->line_count - 1] - from;
	return p->lines.text + from;
}

/* Whether a match counts: its style, and where it ends. */
static bool is_wanted(const struct pass *p, const Rule *rule, const struct regex_group *all,
		      size_t last)
{
	size_t end = all->start + all->length;

	/* What ended in an earlier line was matched then. */
	if (end < last)
		return false;
	return !rule->has_style || rule->lines > 1 ||
	       styled_line_has(&p->work, all->start, all->length, &rule->style);
}

/* Where to look for a match behind one. */
static size_t behind(const char *text, size_t n, const struct regex_group *all)
{
	size_t at = all->start + all->length;

	if (all->length || at >= n)
		return at + !all->length;
	for (at++; at < n && (text[at] & 0xc0) == 0x80; at++)
		;
	return at;
}

/* Finds the next match that counts, from `from` on. */
static enum regex_result find_match(struct pass *p, const Rule *rule, size_t from,
				    struct regex_group *groups)
{
	size_t n, last;
	const char *text = text_for(p, rule, &n, &last);

	for (unsigned tries = 0; tries < RULES_MATCHES_MAX && from <= n; tries++) {
		enum regex_result result = regex_match(rule->pattern.regex, text, n, from, groups,
						       REGEX_GROUPS_MAX);

		if (result != REGEX_FOUND || is_wanted(p, rule, &groups[0], last))
			return result;
		from = behind(text, n, &groups[0]);
	}
	return REGEX_NONE;
}

/* Counts what the rule has cost since the last call; ns. */
static uint32_t take_time(struct pass *p, const struct book_entry *entry)
{
	if (!p->r->clock_ns)
		return 0;
	int64_t now = p->r->clock_ns();
	uint64_t spent = now > p->clock ? (uint64_t)(now - p->clock) : 0;
	p->clock = now;
	p->spent += spent;
	rules_count_time(p->r, entry, now, (int64_t)spent);
	return spent < UINT32_MAX ? (uint32_t)spent : UINT32_MAX;
}

static void mark(struct pass *p, const struct rule_action *a, const struct regex_group *groups)
{
	size_t n;

	styled_line_text(&p->work, &n);
	if (a->target == TARGET_LINE)
		styled_line_mark(&p->work, 0, n, &a->style);
	else if (groups[a->target].start != SIZE_MAX)
		styled_line_mark(&p->work, groups[a->target].start, groups[a->target].length,
				 &a->style);
}

/* Replaces a match, unless the line gets too long; returns the bytes of what then stands there. */
static size_t substitute(struct pass *p, const struct rule_action *a,
			 const struct book_entry *entry, const struct regex_group *groups)
{
	struct rule_hit hit = { .entry = entry };
	struct rule_run run = { .r = p->r, .hit = &hit };
	const struct rule_values values = rules_values(&run);
	struct str new;

	hit.text = styled_line_text(&p->work, &hit.length);
	rules_capture(&hit, groups);
	str_init(&new);
	rule_text_expand_line(&a->text, &values, &new);
	size_t length = groups[0].length;
	if (hit.length + new.length <= TEXT_LINE_LIMIT) {
		styled_line_splice(&p->work, groups[0].start, length, new.text, new.length);
		length = new.length;
	}
	str_fini(&new);
	return length;
}

/* Highlights or replaces all matches; `groups` is the first. */
static void change_all(struct pass *p, const struct rule_action *a, const struct book_entry *entry,
		       const struct regex_group *first)
{
	struct regex_group groups[REGEX_GROUPS_MAX];
	unsigned count = 0;

	memcpy(groups, first, regex_count(entry->rule->pattern.regex) * sizeof(*groups));
	do {
		size_t n;
		const char *text = styled_line_text(&p->work, &n);
		size_t from = behind(text, n, &groups[0]), old = groups[0].length;

		if (a->kind == ACTION_HIGHLIGHT)
			mark(p, a, groups);
		else
			from = from + substitute(p, a, entry, groups) - old;
		if (a->target == TARGET_LINE ||
		    find_match(p, entry->rule, from, groups) != REGEX_FOUND)
			return;
	} while (++count < RULES_MATCHES_MAX);
}

/* Does what the rule does to the line. */
static void change_line(struct pass *p, const struct book_entry *entry,
			const struct regex_group *groups)
{
	struct regex_group again[REGEX_GROUPS_MAX];
	const struct regex_group *now = groups;

	for (size_t i = 0; i < entry->rule->action_count; i++) {
		const struct rule_action *a = &entry->rule->actions[i];
		bool changes = a->kind == ACTION_HIGHLIGHT || a->kind == ACTION_SUBSTITUTE;

		/* In char mode a line can only look different. */
		if (a->kind == ACTION_SUBSTITUTE && !p->r->line_mode)
			continue;
		if (a->kind == ACTION_GAG)
			p->gag = true;
		if ((a->kind == ACTION_LOG || a->kind == ACTION_ROUTE) &&
		    p->copy_count < sizeof(p->copies) / sizeof(*p->copies))
			p->copies[p->copy_count++] = a;
		if (changes && now)
			change_all(p, a, entry, now);
		/* Where a substitution was, places are others. */
		if (a->kind == ACTION_SUBSTITUTE)
			now = find_match(p, entry->rule, 0, again) == REGEX_FOUND ? again : NULL;
	}
}

/* The rule has matched. */
static void take_match(struct pass *p, const struct book_entry *entry,
		       const struct regex_group *groups, uint32_t ns)
{
	struct rule_hit hit = { .entry = entry, .now = p->now };
	size_t last;

	hit.text = text_for(p, entry->rule, &hit.length, &last);
	p->matches++;
	rules_remember(p->r, &(struct rules_match){ .line = p->line->number,
						    .id = entry->id,
						    .ns = ns,
						    .start = groups[0].start,
						    .length = groups[0].length });
	if (!rules_count_hit(p->r, &hit))
		return;
	rules_capture(&hit, groups);
	rules_act(p->r, &hit);
	change_line(p, entry, groups);
	if (rule_stops(entry->rule))
		p->stopped |= 1u << entry->rule->kind;
}

/* The rules took too long for the line: those behind don't see it. */
static void give_up(struct pass *p)
{
	static const char text[] = "rules take too long for a line: some of them didn't see it";

	p->over = true;
	if (!p->r->said_over && p->r->events.message)
		p->r->events.message(p->r->user, text, 0);
	p->r->said_over = true;
}

/* Has the rule look at the line. */
static void try_rule(struct pass *p, unsigned index)
{
	const struct book_entry *entry = &p->r->book->entries[index];
	struct regex_group groups[REGEX_GROUPS_MAX];
	enum regex_result result = find_match(p, entry->rule, 0, groups);
	uint64_t ns = take_time(p, entry);

	if (result == REGEX_FOUND) {
		take_match(p, entry, groups, (uint32_t)ns);
		ns += take_time(p, entry);
	} else if (result == REGEX_OVER_LIMIT) {
		rules_strike(p->r, entry, "needs too many steps", p->now);
	}
	if (p->spent <= RULES_LINE_NS)
		return;
	give_up(p);
	if (ns > RULES_LINE_NS / 2)
		rules_strike(p->r, entry, "takes too long for a line", p->now);
}

/* Whether a rule of the book is to look. A rule that acts may switch others off. */
static bool may_look(const struct pass *p, unsigned index)
{
	rules_sync(p->r);
	return !rules_is_off(p->r, index) &&
	       !(p->stopped >> p->r->book->entries[index].rule->kind & 1);
}

/* Has the rules look that the sieve lets through. A substitution lets others through. */
static void look_at_line(struct pass *p)
{
	const struct book_order *order = &p->r->book->order[PLACE_LINE];
	const uint64_t *found = NULL;
	size_t n, next = 0;

	while (next < order->count && !p->over) {
		if (!found || p->work.changed) {
			const char *text = styled_line_text(&p->work, &n);

			found = sieve_run(p->r->book->sieve, text, n);
			p->work.changed = false;
		}
		uint64_t word = found[next / 64] >> next % 64;
		if (!word) {
			next = (next / 64 + 1) * 64;
			continue;
		}
		next += (size_t)__builtin_ctzll(word);
		if (may_look(p, order->of[next]))
			try_rule(p, order->of[next]);
		next++;
	}
}

static void look_at_prompt(struct pass *p)
{
	const struct book_order *order = &p->r->book->order[PLACE_PROMPT];

	for (size_t i = 0; i < order->count && !p->over; i++) {
		if (may_look(p, order->of[i]))
			try_rule(p, order->of[i]);
	}
}

/* Appends a line to those that patterns see together. */
static void join(struct pass *p, const char *text, size_t n)
{
	if (p->line_count)
		str_append_char(&p->lines, '\n');
	p->starts[p->line_count++] = p->lines.length;
	str_append(&p->lines, text, utf8_cut(text, n, RECENT_LINE_MAX));
}

/* Joins the line to those before, and keeps it for those to come. */
static void join_recent(struct pass *p)
{
	Rules *r = p->r;
	unsigned size = r->book->lines - 1;

	if (!size)
		return;
	if (!r->recent) {
		r->recent = mem_calloc(size, sizeof(*r->recent));
		r->recent_size = size;
		r->recent_count = r->recent_next = 0;
		for (unsigned i = 0; i < size; i++)
			str_init(&r->recent[i]);
	}
	for (unsigned i = 0; i < r->recent_count; i++) {
		unsigned at = (r->recent_next + size - r->recent_count + i) % size;

		join(p, r->recent[at].text, r->recent[at].length);
	}
	join(p, p->line->text, p->line->length);
	struct str *keep = &r->recent[r->recent_next];
	str_clear(keep);
	str_append(keep, p->line->text, utf8_cut(p->line->text, p->line->length, RECENT_LINE_MAX));
	r->recent_next = (r->recent_next + 1) % size;
	r->recent_count += r->recent_count < size;
}

static void tell_copies(const struct pass *p)
{
	const struct rules_events *events = &p->r->events;
	struct text_line line;

	if (!p->copy_count)
		return;
	text_line_init(&line);
	line.time = p->line->time;
	styled_line_write(&p->work, &line);
	text_line_terminate(&line);
	for (size_t i = 0; i < p->copy_count; i++) {
		const struct rule_action *a = p->copies[i];

		if (a->kind == ACTION_LOG && events->log)
			events->log(p->r->user, a->name, &line);
		if (a->kind == ACTION_ROUTE && events->route)
			events->route(p->r->user, a->name, &line);
	}
	text_line_fini(&line);
}

/* What became of the line. */
static enum terminal_verdict judge(const struct pass *p, struct text_line *replacement)
{
	/* A prompt, and what the peer echoed behind it, is left as it is. */
	if (!p->r->line_mode && (p->open || p->line->sent_from))
		return TERMINAL_KEEP;
	if (p->gag && p->r->line_mode)
		return TERMINAL_GAG;
	if (!p->work.loaded && !p->work.mark_count)
		return TERMINAL_KEEP;
	styled_line_write(&p->work, replacement);
	return TERMINAL_REPLACE;
}

static void pass_begin(struct pass *p)
{
	rules_sync(p->r);
	str_init(&p->lines);
	p->clock = p->r->clock_ns ? p->r->clock_ns() : 0;
	p->work.line = p->line;
}

static enum terminal_verdict pass_end(struct pass *p, struct text_line *replacement)
{
	enum terminal_verdict verdict = judge(p, replacement);

	if (verdict == TERMINAL_GAG)
		rules_hide_matches(p->r, p->matches);
	tell_copies(p);
	styled_line_fini(&p->work);
	str_fini(&p->lines);
	return verdict;
}

enum terminal_verdict rules_line(Rules *r, const struct terminal_line *line,
				 struct text_line *replacement, int64_t now)
{
	struct pass p = { .r = r, .line = line, .now = now };

	if (line->sent || line->notice || !rules_want_lines(r))
		return TERMINAL_KEEP;
	pass_begin(&p);
	join_recent(&p);
	look_at_line(&p);
	return pass_end(&p, replacement);
}

enum terminal_verdict rules_prompt(Rules *r, const struct terminal_line *line,
				   struct text_line *replacement, int64_t now)
{
	struct pass p = { .r = r, .line = line, .open = true, .now = now };

	pass_begin(&p);
	look_at_prompt(&p);
	enum terminal_verdict verdict = pass_end(&p, replacement);
	rules_tell(r, RULES_PROMPT, NULL, line->text, line->length, now);
	return verdict;
}

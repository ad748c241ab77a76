#include "rules/rules.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rules/rules-internal.h"

#include "base/poison.h"

Rules *rules_new(RuleBook *book, const struct rules_config *config,
		 const struct rules_events *events, void *user)
{
	Rules *r = mem_alloc(sizeof(*r));

	r->book = rulebook_keep(book);
	r->name = mem_strdup(config->name);
	r->host = mem_strdup(config->host);
	r->line_mode = config->line_mode;
	r->repeats = config->repeats;
	r->separator = config->separator;
	r->connected = config->connected;
	r->received = config->now;
	r->clock_ns = config->clock_ns;
	r->events = *events;
	r->user = user;
	return r;
}

static void copy_variable(void *user, const char *name, const char *value, size_t n)
{
	rules_set_variable(user, name, value, n);
}

Rules *rules_copy(const Rules *r, const struct rules_events *events, void *user)
{
	const struct rules_config config = {
		.name = r->name,
		.host = r->host,
		.line_mode = r->line_mode,
		.separator = r->separator,
		.repeats = r->repeats,
		.clock_ns = r->clock_ns,
	};
	Rules *copy = rules_new(r->book, &config, events, user);

	rules_set_pack(copy, r->pack);
	for (size_t i = 0; i < r->groups.count; i++)
		rules_set_group(copy, r->groups.of[i].name, r->groups.of[i].on);
	rules_each_variable(r, copy_variable, copy);
	return copy;
}

static void forget_recent(Rules *r)
{
	for (unsigned i = 0; i < r->recent_size; i++)
		str_fini(&r->recent[i]);
	free(r->recent);
	r->recent = NULL;
	r->recent_size = r->recent_count = 0;
}

void rules_free(Rules *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < RULES_SENT; i++)
		free(r->sent[i]);
	free(r->records);
	free(r->off);
	free(r->name);
	free(r->host);
	free(r->pack);
	free(r->why);
	forget_recent(r);
	rule_groups_fini(&r->groups);
	variables_fini(&r->variables);
	rulebook_free(r->book);
	free(r);
}

void rules_set_mode(Rules *r, bool line_mode)
{
	r->line_mode = line_mode;
}

void rules_set_separator(Rules *r, char separator, bool repeats)
{
	r->separator = separator;
	r->repeats = repeats;
}

void rules_split(const Rules *r, const char *text, size_t n,
		 void (*line)(void *user, const char *text, size_t n), void *user)
{
	const struct rule_split split = { r->separator, r->repeats };

	rule_text_split(text, n, &split, line, user);
}

void rules_set_pack(Rules *r, const char *pack)
{
	if (r->pack && pack ? !strcmp(r->pack, pack) : r->pack == pack)
		return;
	free(r->pack);
	r->pack = mem_strdup(pack);
	r->stale = true;
}

bool rules_want_lines(Rules *r)
{
	rules_sync(r);
	return r->reads_lines;
}

bool rules_group_on(const Rules *r, const char *group)
{
	const struct rule_group *said = rule_groups_find(&r->groups, group);

	if (!said)
		said = rule_groups_find(&r->book->groups, group);
	return !said || said->on;
}

void rules_set_group(Rules *r, const char *group, bool on)
{
	r->stale |= rules_group_on(r, group) != on;
	rule_groups_set(&r->groups, group, on);
}

static bool is_for_host(const Rules *r, const Rule *rule)
{
	return !rule->host || (r->name && !fnmatch(rule->host, r->name, FNM_CASEFOLD)) ||
	       (r->host && !fnmatch(rule->host, r->host, FNM_CASEFOLD));
}

static bool is_done(const Rule *rule, const struct rule_record *record)
{
	return rule->count && record && record->acted >= rule->count;
}

static bool is_for_pack(const Rules *r, const Rule *rule)
{
	return !rule->pack || (r->pack && !strcmp(rule->pack, r->pack));
}

/* Whether its group is off, or it is for another host or pack. */
static bool is_out(const Rules *r, const Rule *rule)
{
	return !is_for_pack(r, rule) || (rule->group && !rules_group_on(r, rule->group)) ||
	       !is_for_host(r, rule);
}

/* Forgets what is known of rules that are gone. */
static void forget_gone(Rules *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->record_count; i++) {
		if (rulebook_rule(r->book, r->records[i].id))
			r->records[kept++] = r->records[i];
	}
	r->record_count = kept;
}

static bool has_line_rule(const Rules *r)
{
	const struct book_order *order = &r->book->order[PLACE_LINE];

	for (size_t i = 0; i < order->count; i++) {
		if (is_for_pack(r, r->book->entries[order->of[i]].rule))
			return true;
	}
	return false;
}

void rules_sync(Rules *r)
{
	const RuleBook *b = r->book;

	rulebook_arrange(r->book);
	if (r->revision == b->revision && !r->stale)
		return;
	if (r->revision != b->revision)
		forget_gone(r);
	r->revision = b->revision;
	r->stale = false;
	r->off = mem_resize(r->off, b->count / 64 + 1, sizeof(*r->off));
	memset(r->off, 0, (b->count / 64 + 1) * sizeof(*r->off));
	for (size_t i = 0; i < b->count; i++) {
		const Rule *rule = b->entries[i].rule;
		const struct rule_record *record = rules_find_record(r, b->entries[i].id);

		if (is_out(r, rule) || is_done(rule, record) || (record && record->paused))
			r->off[i / 64] |= (uint64_t)1 << i % 64;
	}
	r->reads_lines = has_line_rule(r);
	if (r->recent_size != b->lines - 1)
		forget_recent(r);
}

/* The place of a record, or where it belongs. */
static size_t record_place(const Rules *r, unsigned id)
{
	size_t low = 0, high = r->record_count;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (r->records[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct rule_record *rules_find_record(const Rules *r, unsigned id)
{
	size_t place = record_place(r, id);

	return place < r->record_count && r->records[place].id == id ? &r->records[place] : NULL;
}

struct rule_record *rules_record(Rules *r, unsigned id)
{
	size_t place = record_place(r, id);

	if (place < r->record_count && r->records[place].id == id)
		return &r->records[place];
	if (r->record_count == r->record_size) {
		r->record_size = r->record_size ? 2 * r->record_size : 4;
		r->records = mem_resize(r->records, r->record_size, sizeof(*r->records));
	}
	struct rule_record *new = &r->records[place];
	memmove(new + 1, new, (r->record_count - place) * sizeof(*new));
	r->record_count++;
	*new = (struct rule_record){ .id = id, .due = -1 };
	return new;
}

static void resume(struct rule_record *record)
{
	record->paused = false;
	record->why = NULL;
	record->acted = record->strikes = record->echoes = 0;
	record->guard = (struct send_guard){ 0 };
	record->share = (struct time_share){ .told = false };
}

/* Resumes the rule with that number, or those of the group. */
static unsigned resume_those(Rules *r, unsigned id, const char *group)
{
	unsigned resumed = 0;

	for (size_t i = 0; i < r->record_count; i++) {
		struct rule_record *record = &r->records[i];
		const Rule *rule = rulebook_rule(r->book, record->id);
		bool meant = rule && (group ? rule->group && !strcmp(rule->group, group) :
					      record->id == id);

		if (!meant || (!record->paused && !is_done(rule, record)))
			continue;
		resume(record);
		resumed++;
	}
	r->stale = true;
	return resumed;
}

unsigned rules_resume(Rules *r, unsigned id)
{
	return resume_those(r, id, NULL);
}

unsigned rules_resume_group(Rules *r, const char *group)
{
	return resume_those(r, 0, group);
}

void rules_set_variable(Rules *r, const char *name, const char *value, size_t n)
{
	variables_set(&r->variables, name, value, n);
}

const char *rules_variable(const Rules *r, const char *name, size_t *n)
{
	return variables_get(&r->variables, name, strlen(name), n);
}

void rules_each_variable(const Rules *r,
			 void (*each)(void *user, const char *name, const char *value, size_t n),
			 void *user)
{
	variables_each(&r->variables, each, user);
}

void rules_each(Rules *r, void (*each)(void *user, const struct rules_state *state), void *user)
{
	rules_sync(r);
	for (int place = 0; place < RULE_PLACES; place++) {
		const struct book_order *order = &r->book->order[place];

		for (size_t i = 0; i < order->count; i++) {
			const struct book_entry *entry = &r->book->entries[order->of[i]];
			const struct rule_record *record = rules_find_record(r, entry->id);

			if (!is_for_pack(r, entry->rule))
				continue;
			struct rules_state state = {
				.id = entry->id,
				.rule = entry->rule,
				.hits = record ? record->hits : 0,
				.ns = record ? record->ns : 0,
				.off = is_out(r, entry->rule),
				.done = is_done(entry->rule, record),
				.paused = record && record->paused,
				.why = record ? record->why : NULL,
			};

			each(user, &state);
		}
	}
}

void rules_remember(Rules *r, const struct rules_match *match)
{
	if (r->why_count == r->why_size && r->why_size < RULES_WHY_MAX) {
		r->why_size = r->why_size ? 2 * r->why_size : 8;
		r->why = mem_resize(r->why, r->why_size, sizeof(*r->why));
		r->why_next = r->why_count;
	}
	r->why[r->why_next] = *match;
	r->why_next = (r->why_next + 1) % r->why_size;
	r->why_count += r->why_count < r->why_size;
}

void rules_hide_matches(Rules *r, size_t count)
{
	for (size_t i = 1; i <= count && i <= r->why_count; i++)
		r->why[(r->why_next + r->why_size - i) % r->why_size].hidden = true;
}

unsigned rules_why(const Rules *r, uint64_t number,
		   void (*each)(void *user, const struct rules_match *match), void *user)
{
	unsigned found = 0;

	for (size_t i = 0; i < r->why_count; i++) {
		size_t at = (r->why_next + r->why_size - r->why_count + i) % r->why_size;
		struct rules_match match = r->why[at];

		if (match.line != number)
			continue;
		match.rule = rulebook_rule(r->book, match.id);
		each(user, &match);
		found++;
	}
	return found;
}

/* Typed lines, keys, events and timers before the rules. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/deadline.h"
#include "base/json.h"
#include "base/mem.h"
#include "rules/rules-internal.h"

#include "base/poison.h"

static const struct book_order *order_of(const Rules *r, enum rule_place place)
{
	return &r->book->order[place];
}

/* Whether the alias is one of those that made the text. */
static bool is_under_way(const struct rule_hit *outer, const struct book_entry *entry)
{
	for (; outer; outer = outer->outer) {
		if (outer->entry == entry)
			return true;
	}
	return false;
}

/* Has an alias look at the text; whether it matched. */
static bool try_alias(Rules *r, const struct book_entry *entry, struct rule_hit *hit)
{
	struct regex_group groups[REGEX_GROUPS_MAX];
	enum regex_result result = regex_match(entry->rule->pattern.regex, hit->text, hit->length,
					       0, groups, REGEX_GROUPS_MAX);

	if (result == REGEX_OVER_LIMIT)
		rules_strike(r, entry, "needs too many steps", hit->now);
	if (result != REGEX_FOUND)
		return false;
	hit->entry = entry;
	rules_capture(hit, groups);
	if (rules_count_hit(r, hit))
		rules_act(r, hit);
	return true;
}

bool rules_alias(Rules *r, const char *text, size_t n, const struct rule_hit *outer, bool foreign,
		 int64_t now)
{
	struct rule_hit hit = {
		.text = text,
		.length = n,
		.now = now,
		.outer = outer,
		.depth = outer ? outer->depth + 1 : 0,
		.foreign = foreign,
	};
	bool taken = false, stopped = hit.depth >= RULES_ALIAS_DEPTH;

	for (size_t i = 0; i < order_of(r, PLACE_INPUT)->count && !stopped; i++) {
		unsigned index = order_of(r, PLACE_INPUT)->of[i];
		const struct book_entry *entry = &r->book->entries[index];

		rules_sync(r);
		if (rules_is_off(r, index) || is_under_way(outer, entry) ||
		    !try_alias(r, entry, &hit))
			continue;
		taken = true;
		stopped = rule_stops(entry->rule);
	}
	return taken;
}

/* Runs a rule without a pattern. */
static void run(Rules *r, unsigned index, const char *about, const char *value, size_t n,
		int64_t now)
{
	const struct book_entry *entry = &r->book->entries[index];
	struct rule_hit hit = { .entry = entry, .text = value, .length = n, .now = now };

	hit.captures[0] = (struct rules_capture){ .text = value, .length = n };
	hit.count = 1;
	if (about) {
		hit.captures[1] = (struct rules_capture){ .text = about, .length = strlen(about) };
		hit.count = 2;
	}
	if (rules_count_hit(r, &hit))
		rules_act(r, &hit);
}

/* Whether `about` is what the rule waits for: that, or what lies below it, case aside. */
static bool concerns(const Rule *rule, const char *about)
{
	const char *a = rule->about;

	if (!a)
		return true;
	for (; about && *a && *about; a++, about++) {
		if (str_lower(*a) != str_lower(*about))
			return false;
	}
	return about && !*a && (!*about || *about == '.');
}

void rules_tell(Rules *r, enum rules_event event, const char *about, const char *value, size_t n,
		int64_t now)
{
	rules_sync(r);
	for (size_t i = 0; i < order_of(r, PLACE_EVENT)->count; i++) {
		unsigned index = order_of(r, PLACE_EVENT)->of[i];
		const Rule *rule = r->book->entries[index].rule;

		if (rule->event == event && !rules_is_off(r, index) && concerns(rule, about)) {
			run(r, index, about, value, n, now);
			rules_sync(r);
		}
	}
}

/* What a game has told. */
struct told_value {
	const char *name;
	const char *given; /* `length` bytes */
	size_t length;
	Json *json; /* what that is; NULL: none */
	struct str text; /* for the rule that is told now */
};

/* Sets the text: a string's own, else JSON on one line. */
static void set_text(struct told_value *v, const Json *json)
{
	size_t n;
	const char *text = json ? json_text(json, &n) : NULL;

	str_clear(&v->text);
	if (text)
		str_append_any(&v->text, text, n);
	else if (json)
		json_print(json, &v->text);
}

/* What the rule waits for in the value: all of it, or a member. False: it isn't there. */
static bool look_into(struct told_value *v, const Rule *rule, const char **about)
{
	const char *wanted = rule->about;
	size_t n = strlen(v->name);
	const Json *member;

	*about = v->name;
	if (concerns(rule, v->name)) {
		set_text(v, v->json);
		if (!v->json)
			str_append_any(&v->text, v->given, v->length);
		return true;
	}
	if (!v->json || strncasecmp(wanted, v->name, n) != 0 || wanted[n] != '.')
		return false;
	*about = wanted;
	member = json_at(v->json, wanted + n + 1);
	if (member)
		set_text(v, member);
	return member;
}

/* Whether a rule waits for such an event. */
static bool is_awaited(const Rules *r, enum rules_event event)
{
	for (size_t i = 0; i < order_of(r, PLACE_EVENT)->count; i++) {
		unsigned index = order_of(r, PLACE_EVENT)->of[i];

		if (r->book->entries[index].rule->event == event && !rules_is_off(r, index))
			return true;
	}
	return false;
}

void rules_value(Rules *r, enum rules_event event, const char *name, const char *json, size_t n,
		 int64_t now)
{
	struct told_value v = { .name = name, .given = json ? json : "", .length = json ? n : 0 };

	rules_sync(r);
	/* Games tell much, and few rules ask for it. */
	if (!is_awaited(r, event))
		return;
	v.json = json_parse(v.given, v.length, NULL);
	str_init(&v.text);
	for (size_t i = 0; i < order_of(r, PLACE_EVENT)->count; i++) {
		unsigned index = order_of(r, PLACE_EVENT)->of[i];
		const Rule *rule = r->book->entries[index].rule;
		const char *about;

		if (rule->event == event && !rules_is_off(r, index) &&
		    look_into(&v, rule, &about)) {
			run(r, index, about, v.text.text, v.text.length, now);
			rules_sync(r);
		}
	}
	str_fini(&v.text);
	json_free(v.json);
}

bool rules_input(Rules *r, const char *text, size_t n, int64_t now)
{
	rules_tell(r, RULES_INPUT, NULL, text, n, now);
	r->told = 0;
	return rules_alias(r, text, n, NULL, false, now);
}

/* Sets timers, and what waits for silence, anew from `now`. */
static void start_timers(Rules *r, int64_t now)
{
	for (size_t i = 0; i < r->book->count; i++) {
		const struct book_entry *entry = &r->book->entries[i];
		const Rule *rule = entry->rule;

		if (rule->kind == RULE_TIMER ||
		    (rule->kind == RULE_ON && rule->event == RULES_IDLE))
			rules_record(r, entry->id)->due = now + rule->ms;
	}
}

/* A connection begins: counts and timers do so anew, and no line was received. */
static void begin(Rules *r, int64_t now)
{
	for (size_t i = 0; i < r->record_count; i++)
		r->records[i].acted = 0;
	r->stale = true;
	rules_sync(r);
	r->connected = true;
	r->received = now;
	r->recent_count = 0;
	start_timers(r, now);
}

void rules_event(Rules *r, enum rules_event event, const char *about, const char *value, size_t n,
		 int64_t now)
{
	if (event == RULES_CONNECT) {
		begin(r, now);
	} else if (event == RULES_DISCONNECT) {
		r->connected = false;
	}
	rules_tell(r, event, about, value ? value : "", value ? n : 0, now);
}

void rules_received(Rules *r, int64_t now)
{
	int64_t silence = now - r->received;

	r->received = now;
	rules_sync(r);
	for (size_t i = 0; i < order_of(r, PLACE_EVENT)->count; i++) {
		unsigned index = order_of(r, PLACE_EVENT)->of[i];
		const struct book_entry *entry = &r->book->entries[index];

		if (entry->rule->event == RULES_IDLE)
			rules_record(r, entry->id)->due = now + entry->rule->ms;
		if (entry->rule->event == RULES_ACTIVITY && silence >= entry->rule->ms &&
		    !rules_is_off(r, index)) {
			run(r, index, NULL, "", 0, now);
			rules_sync(r);
		}
	}
}

bool rules_key(Rules *r, struct key key, int64_t now)
{
	rules_sync(r);
	for (size_t i = 0; i < order_of(r, PLACE_KEY)->count; i++) {
		unsigned index = order_of(r, PLACE_KEY)->of[i];

		if (!rules_is_off(r, index) &&
		    key_equal(key_plain(r->book->entries[index].rule->key), key_plain(key))) {
			run(r, index, NULL, "", 0, now);
			return true;
		}
	}
	return false;
}

/* The entry with what is known of it, if it waits for a time; NULL if not. */
static struct rule_record *waiting(const Rules *r, size_t index)
{
	const struct book_entry *entry = &r->book->entries[index];
	bool waits = entry->rule->kind == RULE_TIMER ||
		     (entry->rule->kind == RULE_ON && entry->rule->event == RULES_IDLE);

	return waits ? rules_find_record(r, entry->id) : NULL;
}

int64_t rules_deadline(const Rules *r)
{
	int64_t deadline = -1;

	if (!r->connected || r->stale || r->revision != r->book->revision)
		return r->connected ? 0 : -1;
	for (int place = PLACE_EVENT; place <= PLACE_TIMER; place++) {
		const struct book_order *order = order_of(r, (enum rule_place)place);

		for (size_t i = 0; i < order->count; i++) {
			const struct rule_record *record = waiting(r, order->of[i]);

			if (record && !rules_is_off(r, order->of[i]))
				deadline = deadline_earlier(deadline, record->due);
		}
	}
	return deadline;
}

/* Lets timers that were defined since the connection began run from now on. */
static void start_new(Rules *r, int64_t now)
{
	for (size_t i = 0; i < r->book->count; i++) {
		const struct book_entry *entry = &r->book->entries[i];

		if (entry->rule->kind == RULE_TIMER && !rules_find_record(r, entry->id))
			rules_record(r, entry->id)->due = now + entry->rule->ms;
	}
}

void rules_tick(Rules *r, int64_t now)
{
	rules_sync(r);
	if (!r->connected)
		return;
	start_new(r, now);
	for (size_t i = 0; i < r->book->count; i++) {
		struct rule_record *record = waiting(r, i);
		const Rule *rule = r->book->entries[i].rule;

		if (!record || record->due < 0 || record->due > now || rules_is_off(r, (unsigned)i))
			continue;
		/* What was missed is not made up for. */
		record->due = rule->kind == RULE_TIMER ? now + rule->ms : -1;
		run(r, (unsigned)i, NULL, "", 0, now);
		rules_sync(r);
	}
}

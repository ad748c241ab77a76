#include "rules/book.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rules/book-internal.h"

#include "base/poison.h"

RuleBook *rulebook_new(void)
{
	RuleBook *b = mem_alloc(sizeof(*b));

	b->references = 1;
	b->revision = 1;
	return b;
}

RuleBook *rulebook_keep(RuleBook *b)
{
	b->references++;
	return b;
}

/* What was made of the entries is so no more. */
static void change(RuleBook *b)
{
	for (int place = 0; place < RULE_PLACES; place++)
		free(b->order[place].of);
	memset(b->order, 0, sizeof(b->order));
	sieve_free(b->sieve);
	b->sieve = NULL;
	b->arranged = false;
	b->revision++;
}

void rulebook_free(RuleBook *b)
{
	if (!b || --b->references)
		return;
	change(b);
	for (size_t i = 0; i < b->count; i++)
		rule_free(b->entries[i].rule);
	free(b->entries);
	rule_groups_fini(&b->groups);
	for (size_t i = 0; i < b->pack_count; i++)
		free(b->packs[i]);
	free(b->packs);
	free(b);
}

static bool is_called(const Rule *r, const char *name)
{
	return r->name && !strcmp(r->name, name);
}

/* Removes entry `i`. */
static void remove_entry(RuleBook *b, size_t i)
{
	rule_free(b->entries[i].rule);
	b->count--;
	memmove(&b->entries[i], &b->entries[i + 1], (b->count - i) * sizeof(*b->entries));
	change(b);
}

static uint64_t hash(const Rule *rule, void (*print)(const Rule *r, struct str *out))
{
	uint64_t value = 0xcbf29ce484222325;
	struct str text;

	str_init(&text);
	print(rule, &text);
	for (size_t i = 0; i < text.length; i++)
		value = (value ^ (unsigned char)text.text[i]) * 0x100000001b3;
	str_fini(&text);
	return value;
}

/* Whether only the first of two that are for the same would ever act. */
static bool is_alone(const Rule *rule)
{
	return rule->kind == RULE_BIND || (rule->kind == RULE_ALIAS && !rule->continues);
}

/* Whether `new` takes the place of `old`. */
static bool replaces(const RuleBook *b, const struct book_entry *new, const struct book_entry *old)
{
	if (old->rule->kind != new->rule->kind)
		return false;
	if (new->rule->name && is_called(old->rule, new->rule->name))
		return true;
	if (new->rule->pack || old->rule->pack)
		return false;
	return old->line == new->line ||
	       (old->purpose == new->purpose && (old->id <= b->old || is_alone(new->rule)));
}

/* Removes those that it takes the place of. */
static void remove_replaced(RuleBook *b, const struct book_entry *new)
{
	b->replaced = 0;
	for (size_t i = b->count; i-- > 0;) {
		if (!replaces(b, new, &b->entries[i]))
			continue;
		if (!b->replaced)
			b->replaced = b->entries[i].id;
		remove_entry(b, i);
	}
}

static struct book_entry *add_entry(RuleBook *b)
{
	if (b->count == b->size) {
		b->size = b->size ? 2 * b->size : 16;
		b->entries = mem_resize(b->entries, b->size, sizeof(*b->entries));
	}
	return &b->entries[b->count++];
}

/* Takes the rule; 0 with `e` set if there are too many. */
static unsigned take(RuleBook *b, Rule *rule, struct err *e)
{
	struct book_entry new = { .rule = rule,
				  .line = hash(rule, rule_print),
				  .purpose = hash(rule, rule_print_purpose) };

	remove_replaced(b, &new);
	if (b->count == RULEBOOK_MAX) {
		rule_free(rule);
		err_set(e, ERR_USAGE, "there are %d rules, no more", RULEBOOK_MAX);
		return 0;
	}
	new.id = ++b->last_id;
	*add_entry(b) = new;
	change(b);
	return b->last_id;
}

void rulebook_begin_load(RuleBook *b)
{
	b->old = b->last_id;
}

unsigned rulebook_replaced(const RuleBook *b)
{
	return b->replaced;
}

void rulebook_check_commands(RuleBook *b, rulebook_command_check *check, const void *user)
{
	b->check = check;
	b->check_user = user;
}

/* Makes a rule whose commands the book takes; NULL with `e` and *at set if it doesn't. */
static Rule *make_rule(const RuleBook *b, enum rule_kind kind, const char *args, const char **at,
		       struct err *e)
{
	Rule *rule = rule_new(kind, args, at, e);

	for (size_t i = 0; rule && b->check && i < rule->action_count; i++) {
		const struct rule_action *a = &rule->actions[i];

		if (a->kind != ACTION_COMMAND || !rule_text_has_values(&a->text) ||
		    b->check(b->check_user, a->text.text, e))
			continue;
		if (at)
			*at = args + a->at;
		rule_free(rule);
		return NULL;
	}
	return rule;
}

unsigned rulebook_add(RuleBook *b, enum rule_kind kind, const char *args, const char **at,
		      struct err *e)
{
	Rule *rule = make_rule(b, kind, args, at, e);
	unsigned id = rule ? take(b, rule, e) : 0;

	if (rule && !id && at)
		*at = args;
	return id;
}

bool rulebook_begin_pack(RuleBook *b, const char *pack)
{
	for (size_t i = 0; i < b->pack_count; i++) {
		if (!strcmp(b->packs[i], pack))
			return false;
	}
	b->packs = mem_resize(b->packs, b->pack_count + 1, sizeof(*b->packs));
	b->packs[b->pack_count++] = mem_strdup(pack);
	return true;
}

unsigned rulebook_add_of_pack(RuleBook *b, const char *pack, enum rule_kind kind, const char *args,
			      struct err *e)
{
	Rule *rule = make_rule(b, kind, args, NULL, e);

	if (!rule)
		return 0;
	/* It takes no other's place. */
	free(rule->name);
	rule->name = NULL;
	free(rule->group);
	rule->group = mem_strdup(RULE_PACK_GROUP);
	rule->pack = mem_strdup(pack);
	rule->priority = INT_MIN;
	return take(b, rule, e);
}

unsigned rulebook_add_line(RuleBook *b, const char *line, const char **at, struct err *e)
{
	const char *args;
	enum rule_kind kind = rule_kind_of(line, &args);

	if (kind != RULE_KINDS)
		return rulebook_add(b, kind, args, at, e);
	if (at)
		*at = line;
	err_set(e, ERR_USAGE,
		"a rule begins with trigger, prompt, alias, highlight, gag, "
		"substitute, timer, on or bind");
	return 0;
}

/* The entry of that number; NULL if there is none. */
static struct book_entry *find(const RuleBook *b, unsigned id)
{
	size_t low = 0, high = b->count;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (b->entries[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < b->count && b->entries[low].id == id ? &b->entries[low] : NULL;
}

unsigned rulebook_remove(RuleBook *b, unsigned id)
{
	struct book_entry *entry = find(b, id);

	if (entry)
		remove_entry(b, (size_t)(entry - b->entries));
	return entry != NULL;
}

unsigned rulebook_remove_called(RuleBook *b, const char *name)
{
	unsigned removed = 0;

	for (size_t i = b->count; i-- > 0;) {
		const Rule *r = b->entries[i].rule;

		if (is_called(r, name) || (r->group && !strcmp(r->group, name))) {
			remove_entry(b, i);
			removed++;
		}
	}
	return removed;
}

void rulebook_set_group(RuleBook *b, const char *group, bool on)
{
	rule_groups_set(&b->groups, group, on);
	b->revision++;
}

size_t rulebook_count(const RuleBook *b)
{
	return b->count;
}

const Rule *rulebook_rule(const RuleBook *b, unsigned id)
{
	const struct book_entry *entry = find(b, id);

	return entry ? entry->rule : NULL;
}

void rulebook_each(const RuleBook *b, void (*each)(void *user, unsigned id, const Rule *rule),
		   void *user)
{
	for (size_t i = 0; i < b->count; i++)
		each(user, b->entries[i].id, b->entries[i].rule);
}

static enum rule_place place_of(enum rule_kind kind)
{
	switch (kind) {
	case RULE_PROMPT: return PLACE_PROMPT;
	case RULE_ALIAS: return PLACE_INPUT;
	case RULE_TIMER: return PLACE_TIMER;
	case RULE_ON: return PLACE_EVENT;
	case RULE_BIND: return PLACE_KEY;
	default: return PLACE_LINE;
	}
}

/* A rule to be sorted. */
struct ranked {
	int priority;
	unsigned entry;
};

static int compare(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->priority != y->priority)
		return x->priority > y->priority ? -1 : 1;
	return x->entry < y->entry ? -1 : 1;
}

static void fill_order(RuleBook *b, enum rule_place place, struct ranked *ranked)
{
	struct book_order *order = &b->order[place];

	for (size_t i = 0; i < b->count; i++) {
		const Rule *r = b->entries[i].rule;

		if (place_of(r->kind) == place)
			ranked[order->count++] = (struct ranked){ .priority = r->priority,
								  .entry = (unsigned)i };
	}
	if (order->count)
		qsort(ranked, order->count, sizeof(*ranked), compare);
	order->of = mem_calloc(order->count, sizeof(*order->of));
	for (size_t i = 0; i < order->count; i++)
		order->of[i] = ranked[i].entry;
}

static void build_sieve(RuleBook *b)
{
	const struct book_order *order = &b->order[PLACE_LINE];

	b->sieve = sieve_new(order->count);
	b->lines = 1;
	for (size_t i = 0; i < order->count; i++) {
		const Rule *r = b->entries[order->of[i]].rule;
		const char *text = r->pattern.expression;

		/* What goes over several lines isn't all in the last. */
		if (r->lines > 1)
			sieve_pass_always(b->sieve, i);
		else
			sieve_add_expression(b->sieve, i, text, strlen(text), r->pattern.caseless);
		b->lines = r->lines > b->lines ? r->lines : b->lines;
	}
	sieve_build(b->sieve);
}

void rulebook_arrange(RuleBook *b)
{
	if (b->arranged)
		return;
	struct ranked *ranked = mem_calloc(b->count, sizeof(*ranked));
	for (int place = 0; place < RULE_PLACES; place++)
		fill_order(b, (enum rule_place)place, ranked);
	free(ranked);
	build_sieve(b);
	b->arranged = true;
}

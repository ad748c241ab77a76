#include "fleet/inventory.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "fleet/hosts-file.h"
#include "fleet/name-index.h"
#include "net/exec-words.h"
#include "base/poison.h"

enum { INVENTORY_DEPTH_MAX = 32 /* groups within each other */ };

struct variable {
	char *name, *value; /* owned */
	size_t line; /* where it stands */
};

struct variables {
	struct variable *list;
	size_t count;
};

struct group {
	char *name;
	size_t *parents; /* indexes of groups */
	size_t parent_count;
	unsigned depth; /* how far it is from `all` */
	struct variables variables;
};

struct member {
	char *name;
	char *port; /* behind the name; or NULL */
	size_t *groups;
	size_t group_count;
	struct variables variables;
	size_t line;
};

enum section { SECTION_HOSTS, SECTION_CHILDREN, SECTION_VARS };

struct inventory {
	struct group *groups; /* the first is `all` */
	size_t group_count;
	struct name_index group_index;
	struct member *members;
	size_t member_count;
	struct name_index member_index;
	enum section section;
	size_t current; /* the group of the section */
	size_t line;
	struct err *e;
};

/* --- Made and freed. */

static void variables_fini(struct variables *v)
{
	for (size_t i = 0; i < v->count; i++) {
		free(v->list[i].name);
		free(v->list[i].value);
	}
	free(v->list);
}

static void inventory_fini(struct inventory *inv)
{
	for (size_t i = 0; i < inv->group_count; i++) {
		free(inv->groups[i].name);
		free(inv->groups[i].parents);
		variables_fini(&inv->groups[i].variables);
	}
	for (size_t i = 0; i < inv->member_count; i++) {
		free(inv->members[i].name);
		free(inv->members[i].port);
		free(inv->members[i].groups);
		variables_fini(&inv->members[i].variables);
	}
	name_index_fini(&inv->group_index);
	name_index_fini(&inv->member_index);
	free(inv->groups);
	free(inv->members);
}

static size_t group_called(struct inventory *inv, const char *name)
{
	size_t place = name_index_find(&inv->group_index, name);

	if (place != SIZE_MAX)
		return place;
	place = inv->group_count++;
	inv->groups = mem_resize(inv->groups, inv->group_count, sizeof(*inv->groups));
	inv->groups[place] = (struct group){ .name = mem_strdup(name) };
	name_index_add(&inv->group_index, inv->groups[place].name, place);
	return place;
}

static void add_index(size_t **list, size_t *count, size_t index)
{
	for (size_t i = 0; i < *count; i++) {
		if ((*list)[i] == index)
			return;
	}
	*list = mem_resize(*list, *count + 1, sizeof(**list));
	(*list)[(*count)++] = index;
}

static struct member *member_called(struct inventory *inv, const char *name)
{
	size_t place = name_index_find(&inv->member_index, name);

	if (place != SIZE_MAX)
		return &inv->members[place];
	place = inv->member_count++;
	inv->members = mem_resize(inv->members, inv->member_count, sizeof(*inv->members));
	inv->members[place] = (struct member){ .name = mem_strdup(name), .line = inv->line };
	name_index_add(&inv->member_index, inv->members[place].name, place);
	return &inv->members[place];
}

/* --- Variables. */

static void add_variable(struct inventory *inv, struct variables *v, const char *name, size_t n,
			 const char *value, size_t length)
{
	v->list = mem_resize(v->list, v->count + 1, sizeof(*v->list));
	v->list[v->count++] = (struct variable){ .name = mem_strndup(name, n),
						 .value = mem_strndup(value, length),
						 .line = inv->line };
}

/* What packs call what Ansible names by its collections. */
static const char *pack_of(const char *os)
{
	static const char *const packs[][2] = {
		{ "ios", "ios" },         { "iosxr", "iosxr" },
		{ "nxos", "nxos" },       { "asa", "asa" },
		{ "junos", "junos" },     { "eos", "eos" },
		{ "vyos", "vyos" },       { "routeros", "routeros" },
		{ "fortios", "fortios" }, { "sros", "sros" },
		{ "ce", "vrp" },          { "cloudengine", "vrp" },
		{ "comware", "comware" }, { "panos", "panos" },
		{ "aoscx", "aoscx" },
	};
	const char *last = strrchr(os, '.');

	for (size_t i = 0; i < sizeof(packs) / sizeof(packs[0]); i++) {
		if (strcmp(last ? last + 1 : os, packs[i][0]) == 0)
			return packs[i][1];
	}
	return NULL;
}

/* What a host's variables come to. */
struct facts {
	const char *host, *port;
	Options *options;
};

static bool take_variable(struct inventory *inv, struct facts *f, const struct variable *v)
{
	const char *name = v->name;

	inv->line = v->line;
	if (strcmp(name, "ansible_host") == 0 || strcmp(name, "ansible_ssh_host") == 0)
		f->host = v->value;
	else if (strcmp(name, "ansible_port") == 0)
		f->port = v->value;
	else if (strcmp(name, "ansible_user") == 0 || strcmp(name, "ansible_ssh_user") == 0)
		return options_set(f->options, OPTIONS_USER, v->value, inv->e);
	else if (strcmp(name, "ansible_network_os") == 0 && pack_of(v->value))
		return options_set(f->options, OPTIONS_PACK, pack_of(v->value), inv->e);
	else if (strncmp(name, "hail_", 5) == 0)
		return hosts_file_set(f->options, name + 5, v->value, inv->e);
	return true;
}

static bool take_variables(struct inventory *inv, struct facts *f, const struct variables *v)
{
	for (size_t i = 0; i < v->count; i++) {
		if (!take_variable(inv, f, &v->list[i]))
			return false;
	}
	return true;
}

/* How far each group is from `all`, once all are known; those in a circle are as deep as can be. */
static void measure_depths(struct inventory *inv)
{
	for (int pass = 0; pass < INVENTORY_DEPTH_MAX; pass++) {
		for (size_t g = 1; g < inv->group_count; g++) {
			struct group *group = &inv->groups[g];

			group->depth = group->depth ? group->depth : 1;
			for (size_t i = 0; i < group->parent_count; i++) {
				unsigned depth = inv->groups[group->parents[i]].depth + 1;

				group->depth = depth > group->depth ? depth : group->depth;
			}
		}
	}
}

/* The groups that `g` is in, itself included, are added to `list`. */
static void add_with_parents(const struct inventory *inv, size_t g, unsigned limit, size_t **list,
			     size_t *count)
{
	size_t before = *count;

	add_index(list, count, g);
	if (*count == before)
		return; /* with those that it is in */
	for (size_t i = 0; limit && i < inv->groups[g].parent_count; i++)
		add_with_parents(inv, inv->groups[g].parents[i], limit - 1, list, count);
}

/* A group's variables go before those of the groups that it is in. */
static void sort_by_depth(const struct inventory *inv, size_t *list, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		size_t g = list[i], j = i;

		for (; j && inv->groups[list[j - 1]].depth > inv->groups[g].depth; j--)
			list[j] = list[j - 1];
		list[j] = g;
	}
}

static bool add_member(struct inventory *inv, FleetHosts *h, const struct member *m)
{
	struct facts f = { .port = m->port, .options = options_new(NULL) };
	struct fleet_entry entry = { .name = m->name };
	size_t *groups = NULL, count = 0;
	struct str names;
	bool good = true;

	str_init(&names);
	add_index(&groups, &count, 0);
	for (size_t i = 0; i < m->group_count; i++)
		add_with_parents(inv, m->groups[i], INVENTORY_DEPTH_MAX, &groups, &count);
	sort_by_depth(inv, groups, count);
	for (size_t i = 0; good && i < count; i++) {
		hosts_file_add_group(&names, inv->groups[groups[i]].name);
		good = take_variables(inv, &f, &inv->groups[groups[i]].variables);
	}
	good = good && take_variables(inv, &f, &m->variables);
	entry.destination = f.host;
	entry.port = f.port;
	entry.options = f.options;
	entry.groups = names.text;
	if (good) {
		inv->line = m->line;
		good = fleet_hosts_add(h, &entry, inv->e);
	}
	free(groups);
	str_fini(&names);
	options_free(f.options);
	return good;
}

/* --- Lines. */

/* `[::1]` is a host. */
static bool is_section(const char *line)
{
	return line[0] == '[' && line[strlen(line) - 1] == ']' && !strstr(line, "::");
}

/* `[name]`, `[name:children]`, `[name:vars]`. */
static bool read_section(struct inventory *inv, const char *line)
{
	size_t n = strcspn(line, "]");
	char *name = mem_strndup(line + 1, n ? n - 1 : 0);
	char *colon = strrchr(name, ':');
	bool good = line[n] && n > 1;

	inv->section = SECTION_HOSTS;
	if (colon) {
		*colon = '\0';
		if (strcmp(colon + 1, "children") == 0)
			inv->section = SECTION_CHILDREN;
		else if (strcmp(colon + 1, "vars") == 0)
			inv->section = SECTION_VARS;
		else
			good = strcmp(colon + 1, "hosts") == 0;
	}
	if (good)
		inv->current = group_called(inv, name);
	else
		err_set(inv->e, ERR_USAGE,
			"\"%s\" is no section ([GROUP], [GROUP:vars], "
			"[GROUP:children])",
			line);
	free(name);
	return good;
}

/* `name=value` or `name = value`, quotes around the value or not. */
static bool read_group_variable(struct inventory *inv, const char *line)
{
	size_t n = strcspn(line, "= \t");
	const char *value = line + n + strspn(line + n, " \t");
	size_t length;

	if (!n || *value != '=')
		return err_set(inv->e, ERR_USAGE, "\"%s\" is no variable (name=value)", line);
	value++;
	value += strspn(value, " \t");
	length = strlen(value);
	while (length && isspace((unsigned char)value[length - 1]))
		length--;
	if (length > 1 && (value[0] == '"' || value[0] == '\'') && value[length - 1] == value[0]) {
		value++;
		length -= 2;
	}
	add_variable(inv, &inv->groups[inv->current].variables, line, n, value, length);
	return true;
}

static bool add_name(struct inventory *inv, const char *name, const struct exec_words *w)
{
	const char *colon = strchr(name, ':');
	bool has_port = colon && !strchr(colon + 1, ':');
	char *host = mem_strndup(name, has_port ? (size_t)(colon - name) : strlen(name));
	struct member *m = member_called(inv, host);
	bool good = true;

	free(host);
	if (has_port && !m->port)
		m->port = mem_strdup(colon + 1);
	add_index(&m->groups, &m->group_count, inv->current);
	for (size_t i = 1; good && i < w->count; i++) {
		const char *equals = strchr(w->words[i], '=');

		if (w->words[i][0] == '#')
			break;
		if (equals)
			add_variable(inv, &m->variables, w->words[i],
				     (size_t)(equals - w->words[i]), equals + 1,
				     strlen(equals + 1));
		else
			good = err_set(inv->e, ERR_USAGE, "\"%s\" is no variable (name=value)",
				       w->words[i]);
	}
	return good;
}

/* `[01:50]`, `[a:f]`, `[0:10:2]`. */
struct range {
	long first, last, step;
	int digits; /* 0: letters */
};

static bool parse_range(const char *text, size_t n, struct range *r)
{
	char *copy = mem_strndup(text, n), *colon = strchr(copy, ':'), *second;
	long long first, last, step = 1;
	bool good;

	*r = (struct range){ .digits = 0 };
	second = colon ? strchr(colon + 1, ':') : NULL;
	if (colon)
		*colon++ = '\0';
	if (second)
		*second++ = '\0';
	good = colon && (!second || str_to_number(second, 1, 1000000, &step));
	if (good && isalpha((unsigned char)copy[0]) && !copy[1] && colon[0] && !colon[1]) {
		first = (unsigned char)copy[0];
		last = (unsigned char)colon[0];
	} else {
		good = good && str_to_number(*copy ? copy : "0", 0, 1000000, &first) &&
		       str_to_number(colon, 0, 1000000, &last);
		r->digits = good && *copy ? (int)strlen(copy) : 1;
	}
	if (good) {
		r->first = (long)first;
		r->last = (long)last;
		r->step = (long)step;
	}
	free(copy);
	return good && r->first <= r->last && r->digits < 8;
}

static bool add_names(struct inventory *inv, const char *name, const struct exec_words *w)
{
	const char *open = strchr(name, '['), *shut = open ? strchr(open, ']') : NULL;
	bool good = true;
	struct range r;

	if (!shut)
		return add_name(inv, name, w);
	if (!parse_range(open + 1, (size_t)(shut - open - 1), &r))
		return err_set(inv->e, ERR_USAGE, "\"%s\" has no range such as [01:50] or [a:f]",
			       name);
	for (long i = r.first; good && i <= r.last; i += r.step) {
		struct str one;

		if (inv->member_count >= FLEET_HOSTS_MAX)
			return err_set(inv->e, ERR_USAGE, "these are more than %d hosts",
				       FLEET_HOSTS_MAX);
		str_init(&one);
		str_append(&one, name, (size_t)(open - name));
		if (r.digits)
			str_append_format(&one, "%0*ld", r.digits, i);
		else
			str_append_char(&one, (char)i);
		str_append_string(&one, shut + 1);
		good = add_names(inv, one.text, w);
		str_fini(&one);
	}
	return good;
}

static bool read_host(struct inventory *inv, const char *line)
{
	struct exec_words w = { 0 };
	bool good;

	if (!exec_words_split(line, &w, inv->e))
		return false;
	good = add_names(inv, w.words[0], &w);
	exec_words_fini(&w);
	return good;
}

static bool read_line(struct inventory *inv, const char *line)
{
	struct group *child;
	size_t index;

	if (is_section(line))
		return read_section(inv, line);
	switch (inv->section) {
	case SECTION_HOSTS: return read_host(inv, line);
	case SECTION_VARS: return read_group_variable(inv, line);
	case SECTION_CHILDREN: break;
	}
	index = group_called(inv, line); /* which may move the groups */
	child = &inv->groups[index];
	add_index(&child->parents, &child->parent_count, inv->current);
	return true;
}

/* Calls `each` with the lines that say something, blanks at their ends cut. */
static bool each_line(struct inventory *inv, const char *text,
		      bool (*each)(struct inventory *inv, const char *line))
{
	bool good = true;

	for (inv->line = 1; good && *text; inv->line++) {
		size_t n = strcspn(text, "\n"), blanks = strspn(text, " \t\r");
		size_t end = n;
		char *line;

		while (end > blanks && isspace((unsigned char)text[end - 1]))
			end--;
		line = blanks < end ? mem_strndup(text + blanks, end - blanks) : NULL;
		if (line && line[0] != '#' && line[0] != ';')
			good = each(inv, line);
		free(line);
		text += n + (text[n] == '\n');
		if (!good)
			break;
	}
	return good;
}

/* A section, or a variable of Ansible behind a name; false, ending the search, if it is one. */
static bool is_none(struct inventory *inv, const char *line)
{
	(void)inv;
	return line[0] == '{' || !(is_section(line) || strstr(line, " ansible_"));
}

bool inventory_is(const char *text)
{
	return !each_line(&(struct inventory){ 0 }, text, is_none);
}

bool inventory_read(FleetHosts *h, const char *text, size_t *line, struct err *e)
{
	struct inventory inv = { .e = e };
	bool good;

	group_called(&inv, "all");
	good = each_line(&inv, text, read_line);
	measure_depths(&inv);
	for (size_t i = 0; good && i < inv.member_count; i++)
		good = add_member(&inv, h, &inv.members[i]);
	*line = inv.line;
	inventory_fini(&inv);
	return good;
}

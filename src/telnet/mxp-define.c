#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "telnet/mxp-private.h"

#include "base/poison.h"

/* --- Entities. */

static const struct {
	const char *name, *value;
} built_in[] = {
	{ "lt", "<" },    { "gt", ">" },   { "amp", "&" },
	{ "quot", "\"" }, { "apos", "'" }, { "nbsp", "\xc2\xa0" },
};

static struct mxp_entity *find_entity(const Mxp *m, const char *name, size_t n)
{
	for (size_t i = 0; i < m->entity_count; i++) {
		struct mxp_entity *e = &m->entities[i];

		if (strlen(e->name) == n && strncasecmp(e->name, name, n) == 0)
			return e;
	}
	return NULL;
}

/* &#233; or &#xe9;: no control and no half of a pair. */
static bool append_number(const char *digits, size_t n, struct str *out)
{
	bool hex = n && (digits[0] == 'x' || digits[0] == 'X');
	char *end;
	unsigned long cp = strtoul(digits + hex, &end, hex ? 16 : 10);

	if (end != digits + n || n == hex || cp < ' ' || (cp >= 0x7f && cp < 0xa0) ||
	    (cp >= 0xd800 && cp < 0xe000) || cp > 0x10ffff)
		return false;
	str_append_codepoint(out, (unsigned)cp);
	return true;
}

bool mxp_entity(const Mxp *m, const char *name, size_t n, struct str *out)
{
	const struct mxp_entity *e;

	if (n > 1 && name[0] == '#')
		return append_number(name + 1, n - 1, out);
	for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++) {
		if (strlen(built_in[i].name) == n && strncasecmp(built_in[i].name, name, n) == 0) {
			str_append_string(out, built_in[i].value);
			return true;
		}
	}
	e = find_entity(m, name, n);
	if (e)
		str_append_string(out, e->value);
	return e != NULL;
}

void mxp_replace_entities(const Mxp *m, const char *text, struct str *out)
{
	while (*text) {
		size_t plain = strcspn(text, "&"), name;

		str_append(out, text, plain);
		text += plain;
		if (!*text)
			break;
		name = strcspn(text + 1, ";&");
		if (name == 4 && text[5] == ';' && strncasecmp(text + 1, "text", 4) == 0)
			str_append_char(out, MXP_TEXT_MARK);
		else if (text[1 + name] != ';' || !mxp_entity(m, text + 1, name, out))
			str_append(out, text, 1 + name + (text[1 + name] == ';'));
		text += 1 + name + (text[1 + name] == ';');
	}
}

static void drop_entity(Mxp *m, struct mxp_entity *e)
{
	free(e->name);
	free(e->value);
	*e = m->entities[--m->entity_count];
}

static void add_entity(Mxp *m, const char *name, const char *value)
{
	m->entities = mem_resize(m->entities, m->entity_count + 1, sizeof(*m->entities));
	m->entities[m->entity_count++] = (struct mxp_entity){ .name = mem_strdup(name),
							      .value = mem_strdup(value) };
}

static bool define_entity(Mxp *m, const struct mxp_tag *tag)
{
	const char *name = mxp_tag_arg(tag, "", 0), *value = mxp_tag_arg(tag, "", 1);
	struct mxp_entity *e = name ? find_entity(m, name, strlen(name)) : NULL;

	if (!name || strlen(name) > MXP_NAME_MAX)
		return false;
	if (e)
		drop_entity(m, e);
	if (!value || strlen(value) > MXP_VALUE_MAX || mxp_tag_has(tag, "DELETE") ||
	    m->entity_count == MXP_DEFINED)
		return true;
	add_entity(m, name, value);
	return true;
}

/* --- Elements. */

static struct mxp_element *find_element(const Mxp *m, const char *name)
{
	for (size_t i = 0; i < m->element_count; i++) {
		if (strcasecmp(m->elements[i].name, name) == 0)
			return &m->elements[i];
	}
	return NULL;
}

const struct mxp_element *mxp_element(const Mxp *m, const char *name)
{
	return find_element(m, name);
}

static void free_element(struct mxp_element *e)
{
	free(e->name);
	free(e->definition);
	free(e->attributes);
}

static void add_element(Mxp *m, const char *name, const char *definition, const char *attributes,
			bool open, bool empty)
{
	m->elements = mem_resize(m->elements, m->element_count + 1, sizeof(*m->elements));
	m->elements[m->element_count++] = (struct mxp_element){
		.name = mem_strdup(name),
		.definition = mem_strdup(definition),
		.attributes = mem_strdup(attributes),
		.open = open,
		.empty = empty,
	};
}

static bool define_element(Mxp *m, const struct mxp_tag *tag)
{
	const char *name = mxp_tag_arg(tag, "", 0), *definition = mxp_tag_arg(tag, "", 1);
	const char *attributes = mxp_tag_arg(tag, "att", MXP_ARGS_MAX);
	struct mxp_element *e = name ? find_element(m, name) : NULL;
	bool open = mxp_tag_has(tag, "OPEN"), empty = mxp_tag_has(tag, "EMPTY");

	if (!name || strlen(name) > MXP_NAME_MAX)
		return false;
	if (e) {
		free_element(e);
		*e = m->elements[--m->element_count];
	}
	if (mxp_tag_has(tag, "DELETE") || m->element_count == MXP_DEFINED)
		return true;
	add_element(m, name, definition && *definition == '<' ? definition : "",
		    attributes ? attributes : "", open, empty);
	return true;
}

static bool define_attributes(Mxp *m, const struct mxp_tag *tag)
{
	const char *name = mxp_tag_arg(tag, "", 0), *attributes = mxp_tag_arg(tag, "", 1);
	struct mxp_element *e = name ? find_element(m, name) : NULL;

	if (!e || !attributes)
		return name != NULL;
	free(e->attributes);
	e->attributes = mem_strdup(attributes);
	return true;
}

bool mxp_define(Mxp *m, const struct mxp_tag *tag)
{
	if (mxp_tag_is(tag, "ELEMENT") || mxp_tag_is(tag, "EL"))
		return define_element(m, tag);
	if (mxp_tag_is(tag, "ENTITY") || mxp_tag_is(tag, "EN"))
		return define_entity(m, tag);
	return (mxp_tag_is(tag, "ATTLIST") || mxp_tag_is(tag, "AT")) && define_attributes(m, tag);
}

/* A value must not bring tags or quotes of its own. */
static void append_value(const char *value, struct str *out)
{
	for (; *value; value++) {
		if (!strchr("<>\"'", *value))
			str_append_char(out, *value);
	}
}

/* Appends what the attribute `name` is in `tag`; false if the element has none of that name. */
static bool append_attribute(const struct mxp_tag *list, const struct mxp_tag *tag,
			     const char *name, size_t n, struct str *out)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct mxp_arg *arg = &list->args[i];
		const char *attribute = arg->name ? arg->name : arg->value;
		const char *given;

		if (strlen(attribute) != n || strncasecmp(attribute, name, n) != 0)
			continue;
		given = mxp_tag_arg(tag, attribute, i);
		append_value(given ? given : arg->name ? arg->value : "", out);
		return true;
	}
	return false;
}

void mxp_expand(const struct mxp_element *element, const struct mxp_tag *tag, struct str *out)
{
	const char *text = element->definition;
	struct mxp_tag list;
	struct str named;

	str_init(&named);
	str_append_format(&named, "att %s", element->attributes);
	if (!mxp_tag_parse(&list, named.text, named.length))
		list.count = 0;
	str_fini(&named);
	while (*text && out->length < MXP_TAG_MAX * 4) {
		size_t plain = strcspn(text, "&"), name;

		str_append(out, text, plain);
		text += plain;
		if (!*text)
			break;
		name = strcspn(text + 1, ";&<>");
		if (text[1 + name] == ';' && append_attribute(&list, tag, text + 1, name, out))
			text += name + 2;
		else
			str_append_char(out, *text++);
	}
}

void mxp_learn(Mxp *m, const Mxp *from)
{
	for (size_t i = 0; i < from->entity_count; i++)
		add_entity(m, from->entities[i].name, from->entities[i].value);
	for (size_t i = 0; i < from->element_count; i++) {
		const struct mxp_element *e = &from->elements[i];

		add_element(m, e->name, e->definition, e->attributes, e->open, e->empty);
	}
}

void mxp_undefine(Mxp *m)
{
	while (m->entity_count)
		drop_entity(m, &m->entities[m->entity_count - 1]);
	while (m->element_count)
		free_element(&m->elements[--m->element_count]);
	free(m->elements);
	free(m->entities);
	m->elements = NULL;
	m->entities = NULL;
}

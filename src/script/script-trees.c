#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/least.h"
#include "base/mem.h"

#include "base/poison.h"

/*
 * What is looked up when it is read: what a game has told, and what is kept for a host. Each node
 * that is a list or has names is an empty table, whose metatable knows its path.
 */

static const char node_type[] = "hail.node"; /* the functions of each node */
static const char path_key, root_key; /* in a node's metatable; their addresses */

struct root {
	const char *name;
	bool kept; /* it can be written to */
};

static const struct root roots[] = { { "gmcp", false }, { "msdp", false }, { "store", true } };

struct node {
	const struct root *root;
	const char *path; /* names and indexes from 0 with dots between */
};

/* --- Nodes. */

/* What the table at `index` is as a node; false if it is none. Raises no error. */
static bool find_node(lua_State *L, int index, struct node *n)
{
	if (!lua_istable(L, index) || !lua_getmetatable(L, index))
		return false;
	lua_rawgetp(L, -1, &path_key);
	lua_rawgetp(L, -2, &root_key);
	n->path = lua_tostring(L, -2);
	n->root = lua_touserdata(L, -1);
	lua_pop(L, 3);
	return n->root && n->path;
}

static struct node check_node(lua_State *L, int index)
{
	struct node n = { NULL, NULL };

	if (!find_node(L, index, &n))
		luaL_typeerror(L, index, "tree");
	return n;
}

static void push_node(lua_State *L, const struct root *root, const char *path)
{
	lua_newtable(L);
	lua_newtable(L);
	luaL_getmetatable(L, node_type);
	lua_pushnil(L);
	while (lua_next(L, -2)) {
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		lua_rawset(L, -5);
	}
	lua_pop(L, 1);
	lua_pushstring(L, path);
	lua_rawsetp(L, -2, &path_key);
	lua_pushlightuserdata(L, (void *)root);
	lua_rawsetp(L, -2, &root_key);
	lua_setmetatable(L, -2);
}

/* --- What stands there. */

/* What is kept at `path`, borrowed until it changes; NULL if there is nothing. */
static const Json *find_kept(Script *s, const char *path)
{
	const Json *j = s->owner->store ? s->owner->store(s->user, s->subject) : NULL;

	return j ? json_at(j, path) : NULL;
}

/* What a game has told at `path`, to be freed; NULL if there is nothing. */
static Json *take_told(Script *s, const struct root *root, const char *path)
{
	return s->owner->tree ? s->owner->tree(s->user, s->subject, root->name, path) : NULL;
}

/* Keeps `j` (may be NULL) until the next one is kept, since an error of Lua would lose it. */
static const Json *hold(lua_State *L, Json *j)
{
	Script *s = script_of(L);

	json_free(s->held);
	s->held = j;
	return j;
}

static bool is_container(const Json *j)
{
	return json_kind(j) == JSON_KIND_ARRAY || json_kind(j) == JSON_KIND_OBJECT;
}

void script_trees_free(Script *s)
{
	json_free(s->told.tree);
	free(s->told.path);
	s->told = (struct script_told){ 0 };
}

/* What stands at `path` within what was looked up last; NULL if it isn't known there. */
static const Json *find_told(const Script *s, const struct root *root, const char *path)
{
	const struct script_told *t = &s->told;
	size_t n = t->tree ? strlen(t->path) : 0;
	bool same = s->subject ? script_is_same(s->subject, &t->subject) : !t->subject.kind;

	if (!t->tree || t->entry != s->entries || !same || t->name != root->name ||
	    strncasecmp(path, t->path, n) != 0)
		return NULL;
	if (!n || !path[n])
		return json_at(t->tree, path + n);
	return path[n] == '.' ? json_at(t->tree, path + n + 1) : NULL;
}

/* What a game has told at `path`, borrowed likewise. */
static const Json *look_told(lua_State *L, const struct root *root, const char *path)
{
	Script *s = script_of(L);
	const Json *found = find_told(s, root, path);
	Json *tree = found ? NULL : take_told(s, root, path);

	if (!tree || !is_container(tree))
		return found ? found : hold(L, tree);
	script_trees_free(s);
	s->told = (struct script_told){
		.tree = tree, .name = root->name, .path = mem_strdup(path), .entry = s->entries
	};
	if (s->subject)
		s->told.subject = *s->subject;
	return tree;
}

/* What stands at `path`, borrowed until the next look or change; NULL if there is nothing. */
static const Json *look(lua_State *L, const struct root *root, const char *path)
{
	return root->kept ? find_kept(script_of(L), path) : look_told(L, root, path);
}

Json *script_node_json(lua_State *L, int index)
{
	Script *s = script_of(L);
	struct node n;
	const Json *kept;
	Json *told;

	if (!find_node(L, index, &n))
		return NULL;
	kept = n.root->kept ? find_kept(s, n.path) : NULL;
	if (kept)
		return json_clone(kept);
	told = n.root->kept ? NULL : take_told(s, n.root, n.path);
	return told ? told : json_new_null();
}

/* Pushes the path of what the key at `index` names in a node; a whole number is a place from 1, or
 * with `named` a name. */
static const char *push_path(lua_State *L, const struct node *n, int index, bool named)
{
	const char *dot = *n->path ? "." : "";

	if (lua_isinteger(L, index))
		lua_pushfstring(L, "%s%s%I", n->path, dot,
				(LUAI_UACINT)lua_tointeger(L, index) - !named);
	else
		lua_pushfstring(L, "%s%s%s", n->path, dot, luaL_checkstring(L, index));
	return lua_tostring(L, -1);
}

static void push_value(lua_State *L, const struct root *root, const char *path, const Json *j)
{
	if (j && is_container(j))
		push_node(L, root, path);
	else if (j)
		script_push_json(L, j);
	else
		lua_pushnil(L);
}

/* --- Their functions. */

/* Whether what stands there has names. */
static bool is_named(lua_State *L, const struct node *n)
{
	const Json *j = look(L, n->root, n->path);

	return j && json_kind(j) == JSON_KIND_OBJECT;
}

static int node_index(lua_State *L)
{
	struct node n = check_node(L, 1);
	const char *path = push_path(L, &n, 2, lua_isinteger(L, 2) && is_named(L, &n));

	script_charge(L, 20);
	push_value(L, n.root, path, look(L, n.root, path));
	return 1;
}

static int node_length(lua_State *L)
{
	struct node n = check_node(L, 1);
	const Json *j = look(L, n.root, n.path);

	lua_pushinteger(L, j && json_kind(j) == JSON_KIND_ARRAY ? (lua_Integer)json_count(j) : 0);
	return 1;
}

static int node_text(lua_State *L)
{
	struct node n = check_node(L, 1);
	const Json *j = look(L, n.root, n.path);
	struct str out;

	str_init(&out);
	if (j)
		json_print(j, &out);
	j = hold(L, json_new_string(out.text, out.length));
	str_fini(&out);
	script_push_json(L, j);
	return 1;
}

/* Of a copy, so that it may change meanwhile. */
static int next_member(lua_State *L)
{
	lua_settop(L, 2);
	if (lua_next(L, 1))
		return 2;
	lua_pushnil(L);
	return 1;
}

struct members {
	lua_State *L;
	struct node node;
	lua_Integer count;
};

/* Puts a member into the table at the top. */
static bool add_member(void *user, const char *name, const Json *value)
{
	struct members *m = user;
	lua_State *L = m->L;

	script_charge(L, 10);
	if (name)
		lua_pushstring(L, name);
	else
		lua_pushinteger(L, ++m->count);
	push_path(L, &m->node, -1, false);
	push_value(L, m->node.root, lua_tostring(L, -1), value);
	lua_remove(L, -2);
	lua_rawset(L, -3);
	return true;
}

static int node_pairs(lua_State *L)
{
	struct members m = { .L = L, .node = check_node(L, 1) };
	const Json *j = look(L, m.node.root, m.node.path);

	lua_pushcfunction(L, next_member);
	lua_newtable(L);
	if (j)
		json_each(j, add_member, &m);
	lua_pushnil(L);
	return 3;
}

/* hail.copy(value): a plain table of a node, anything else as it is. */
static int copy(lua_State *L)
{
	struct node n;
	const Json *j;

	luaL_checkany(L, 1);
	if (!find_node(L, 1, &n)) {
		lua_settop(L, 1);
		return 1;
	}
	j = look(L, n.root, n.path);
	if (j)
		script_push_json(L, j);
	else
		lua_pushnil(L);
	return 1;
}

/* --- Writing. */

/* Puts `value` (owned; NULL: takes away) at `key` of the object, or at `i` of the list; false, with
 * nothing changed, if it has no such place. */
static bool put(Json *into, const char *key, lua_Integer i, Json *value)
{
	size_t count = json_count(into), at = (size_t)i - 1;

	if (json_kind(into) == JSON_KIND_OBJECT && value)
		json_put(into, key, value);
	else if (json_kind(into) == JSON_KIND_OBJECT)
		json_remove(into, key);
	else if (json_kind(into) == JSON_KIND_ARRAY && value && i >= 1 && at <= count)
		json_set_item(into, at, value);
	else if (json_kind(into) == JSON_KIND_ARRAY && !value && i >= 1 && at + 1 == count)
		json_remove_item(into, at);
	else if (json_kind(into) != JSON_KIND_ARRAY || value || i < 1 || at < count)
		return false;
	return true;
}

/* Makes a list of the empty object at `path`, which Lua's empty table became; NULL if it has no
 * place of its own. */
static Json *make_list(Json *root, const char *path)
{
	const char *dot = strrchr(path, '.');
	char *above = mem_strndup(path, dot ? (size_t)(dot - path) : 0);
	Json *parent = (Json *)json_at(root, above);
	const char *name = dot ? dot + 1 : path;

	free(above);
	if (!*path || !parent || json_kind(parent) != JSON_KIND_OBJECT)
		return NULL;
	json_put(parent, name, json_new_array());
	return (Json *)json_at(root, path);
}

/* How many of the bytes are in `set`. */
static size_t count_of(const char *text, const char *set)
{
	size_t count = 0;

	for (; *text; text++)
		count += strchr(set, *text) != NULL;
	return count;
}

/* What counts among JSON's values begins with one of these. */
static const char value_marks[] = "\"[{,";

/* Whether what is kept for a host can be read again from a file; then what room is left is noted.
 */
static bool fits(Script *s, const Json *root)
{
	struct str out;
	bool good;

	str_init(&out);
	json_print(root, &out);
	s->steps -= (int64_t)(out.length / 16);
	str_append_char(&out, '\n'); /* as in the file */
	good = !json_bound(out.text, out.length);
	if (good)
		s->room = (struct script_room){ root, s->entries, JSON_LENGTH_MAX - out.length,
						JSON_VALUES_MAX -
							least_size(count_of(out.text, value_marks),
								   JSON_VALUES_MAX) };
	str_fini(&out);
	return good;
}

/* Takes the room for a value (or NULL) out of what is known to be left. False: whether it fits has
 * to be looked at, which takes long where much is kept. */
static bool take_room(Script *s, const Json *root, const char *path, const char *key,
		      const Json *value)
{
	struct str text;
	size_t values, depth;
	bool good;

	if (!value)
		return true;
	str_init(&text);
	json_quote(key, strlen(key), &text);
	str_append_string(&text, ":,");
	json_print(value, &text);
	values = count_of(text.text, value_marks);
	depth = 2 + count_of(path, ".") + count_of(text.text, "[{");
	good = s->room.root == root && s->room.entry == s->entries &&
	       text.length <= s->room.bytes && values <= s->room.values && depth <= JSON_DEPTH_MAX;
	s->room.bytes -= good ? text.length : 0;
	s->room.values -= good ? values : 0;
	str_fini(&text);
	return good;
}

/* The value at 3 of the stack; NULL for nil. */
static Json *take_new_value(lua_State *L)
{
	const char *why;
	Json *value;

	if (lua_isnil(L, 3))
		return NULL;
	value = script_to_json(L, 3, &why);
	if (!value)
		luaL_error(L, "%s", why);
	return value;
}

static int node_set(lua_State *L)
{
	struct node n = check_node(L, 1);
	Script *s = script_of(L);
	Json *root, *into;
	lua_Integer i = lua_isinteger(L, 2) ? lua_tointeger(L, 2) : 0;
	const char *key = luaL_checkstring(L, 2);
	Json *value, *list = NULL;
	bool sure;

	if (!n.root->kept)
		return luaL_error(L, "hail.%s can only be read", n.root->name);
	root = s->owner->store(s->user, s->subject);
	into = root ? (Json *)json_at(root, n.path) : NULL;
	if (!into)
		return luaL_error(L, "hail.store has no place for this");
	script_charge(L, 100);
	value = take_new_value(L);
	if (value && i == 1 && json_kind(into) == JSON_KIND_OBJECT && !json_count(into))
		list = make_list(root, n.path);
	into = list ? list : into;
	sure = take_room(s, root, n.path, key, value);
	hold(L, sure ? NULL : json_clone(into));
	if (!put(into, key, i, value)) {
		json_free(value);
		return luaL_error(L, "a list has no such place (%I)", (LUAI_UACINT)i);
	}
	if (!sure && !fits(s, root)) {
		json_assign(into, s->held);
		return luaL_error(L, "hail.store is full (1 MiB)");
	}
	s->owner->stored(s->user, s->subject);
	return 0;
}

void script_open_trees(lua_State *L)
{
	static const luaL_Reg functions[] = {
		{ "__index", node_index },   { "__newindex", node_set }, { "__len", node_length },
		{ "__tostring", node_text }, { "__pairs", node_pairs },  { NULL, NULL },
	};

	luaL_newmetatable(L, node_type);
	luaL_setfuncs(L, functions, 0);
	lua_pushliteral(L, "tree");
	lua_setfield(L, -2, "__metatable");
	lua_pop(L, 1);
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		push_node(L, &roots[i], "");
		lua_setfield(L, -2, roots[i].name);
	}
	lua_pushcfunction(L, copy);
	lua_setfield(L, -2, "copy");
}

#include "script/script-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#include "base/poison.h"

enum {
	PIECE = 4096, /* bytes that are compiled between two looks at the budget */
	MODULE_NAME_MAX = 200,
};

static const char loaded_modules[] = "hail.modules";

/* --- Text, never bytecode. */

struct source {
	const char *text;
	size_t n;
};

static const char *read_piece(lua_State *L, void *user, size_t *n)
{
	struct source *source = user;
	const char *piece = source->text;

	*n = source->n < PIECE ? source->n : PIECE;
	source->text += *n;
	source->n -= *n;
	script_charge(L, *n);
	return piece;
}

int script_push_text(lua_State *L, const char *text, size_t n, const char *name)
{
	struct source source = { text, n };

	return lua_load(L, read_piece, &source, name, "t");
}

/* load's first argument is a function: each piece stays at LOAD_PIECE while it is compiled. */
enum { LOAD_PIECE = 5 };

static const char *read_from_function(lua_State *L, void *user, size_t *n)
{
	(void)user;
	luaL_checkstack(L, 2, NULL);
	lua_pushvalue(L, 1);
	lua_call(L, 0, 1);
	lua_replace(L, LOAD_PIECE);
	if (lua_isnil(L, LOAD_PIECE))
		return NULL;
	if (lua_type(L, LOAD_PIECE) != LUA_TSTRING)
		luaL_error(L, "reader function must return a string");
	script_charge(L, lua_rawlen(L, LOAD_PIECE) + 1);
	return lua_tolstring(L, LOAD_PIECE, n);
}

/* load(text or function, name, mode, environment); the mode is always text. */
static int load_text(lua_State *L)
{
	bool environment = !lua_isnone(L, 4);
	const char *name = luaL_optstring(
		L, 2, lua_type(L, 1) == LUA_TSTRING ? lua_tostring(L, 1) : "=(load)");
	int status;

	lua_settop(L, LOAD_PIECE);
	if (lua_type(L, 1) == LUA_TSTRING) {
		status = script_push_text(L, lua_tostring(L, 1), lua_rawlen(L, 1), name);
	} else {
		luaL_checktype(L, 1, LUA_TFUNCTION);
		status = lua_load(L, read_from_function, NULL, name, "t");
	}
	if (status != LUA_OK) {
		luaL_pushfail(L);
		lua_insert(L, -2);
		return 2;
	}
	if (environment) {
		lua_pushvalue(L, 4);
		lua_setupvalue(L, -2, 1);
	}
	return 1;
}

/* --- Files. */

static bool cannot_read(struct err *e, const char *path, const char *why)
{
	return err_set(e, ERR_OTHER, "cannot read %s: %s", path, why);
}

/* Opens a regular file of a bearable size. */
static int open_file(const char *path, size_t *size, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0) {
		cannot_read(e, path, strerror(errno));
	} else if (!S_ISREG(st.st_mode)) {
		cannot_read(e, path, "it is no regular file");
	} else if (st.st_size > SCRIPT_FILE_MAX) {
		cannot_read(e, path, "it is larger than 1 MiB");
	} else {
		*size = (size_t)st.st_size;
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Reads up to `size` bytes; how many there were, or -1 with errno set. */
static ssize_t read_all(int fd, char *bytes, size_t size)
{
	size_t at = 0;

	while (at < size) {
		ssize_t n = read(fd, bytes + at, size - at);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n == 0)
			break;
		at += n > 0 ? (size_t)n : 0;
	}
	return (ssize_t)at;
}

/* How many bytes at the start aren't Lua: a byte order mark, a first line that begins with `#`. */
static size_t skip_head(const char *text, size_t n)
{
	size_t i = n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	if (i < n && text[i] == '#')
		while (i < n && text[i] != '\n')
			i++;
	return i;
}

bool script_push_file(lua_State *L, const char *path, struct err *e)
{
	size_t size, head;
	/* Made first, since an error of Lua would leave a file open. */
	char *bytes = lua_newuserdatauv(L, SCRIPT_FILE_MAX, 0);
	int fd = open_file(path, &size, e);
	ssize_t n = fd < 0 ? -1 : read_all(fd, bytes, size);

	if (fd >= 0 && n < 0)
		cannot_read(e, path, strerror(errno));
	if (fd >= 0)
		close(fd);
	if (n < 0) {
		lua_pop(L, 1);
		return false;
	}
	head = skip_head(bytes, (size_t)n);
	lua_pushfstring(L, "@%s", path);
	if (script_push_text(L, bytes + head, (size_t)n - head, lua_tostring(L, -1)) != LUA_OK)
		lua_error(L);
	lua_replace(L, -3);
	lua_pop(L, 1);
	return true;
}

/* --- What isn't run. */

/* Compiles text in a state of its own. */
static bool check(const char *text, size_t n, const char *name, struct err *e)
{
	lua_State *L = luaL_newstate();
	bool good;

	if (!L)
		mem_die();
	good = luaL_loadbufferx(L, text, n, name, "t") == LUA_OK;
	if (!good)
		err_set(e, ERR_USAGE, "%s", lua_tostring(L, -1));
	lua_close(L);
	return good;
}

bool script_check(const char *text, size_t n, struct err *e)
{
	return check(text, n, "=lua", e);
}

bool script_check_file(const char *path, struct err *e)
{
	size_t size, head;
	int fd = open_file(path, &size, e);
	struct str name;
	bool good;
	char *bytes;
	ssize_t n;

	if (fd < 0)
		return false;
	bytes = mem_alloc(size + 1);
	n = read_all(fd, bytes, size);
	if (n < 0)
		cannot_read(e, path, strerror(errno));
	close(fd);
	str_init(&name);
	str_append_format(&name, "@%s", path);
	head = n < 0 ? 0 : skip_head(bytes, (size_t)n);
	good = n >= 0 && check(bytes + head, (size_t)n - head, name.text, e);
	str_fini(&name);
	free(bytes);
	return good;
}

/* --- Modules. */

/* Whether it is words of letters, digits, `_` and `-` with dots between them. */
static bool is_module_name(const char *name)
{
	static const char good[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	size_t n = strlen(name);

	for (const char *word = name; *word; word += *word == '.') {
		size_t run = strspn(word, good);

		if (!run || (word[run] && word[run] != '.'))
			return false;
		word += run;
	}
	return n && n <= MODULE_NAME_MAX && name[n - 1] != '.';
}

/* Pushes the function that the module is; its path is behind it. */
static void push_module(lua_State *L, const char *name)
{
	Script *s = script_of(L);
	struct err e;

	if (!s->modules)
		luaL_error(L, "there is no folder of modules");
	luaL_gsub(L, name, ".", "/");
	lua_pushfstring(L, "%s/%s.lua", s->modules, lua_tostring(L, -1));
	lua_remove(L, -2);
	if (!script_push_file(L, lua_tostring(L, -1), &e))
		luaL_error(L, "%s", e.text);
	lua_insert(L, -2);
}

static int require(lua_State *L)
{
	const char *name = luaL_checkstring(L, 1);

	luaL_argcheck(L, is_module_name(name), 1, "not the name of a module");
	lua_settop(L, 1);
	lua_getfield(L, LUA_REGISTRYINDEX, loaded_modules);
	lua_getfield(L, 2, name);
	if (lua_toboolean(L, -1))
		return 1;
	if (!lua_isnil(L, -1))
		return luaL_error(L, "module %s requires itself", name);
	push_module(L, name);
	/* False while it is being loaded; gone again if that fails. */
	lua_pushboolean(L, false);
	lua_setfield(L, 2, name);
	lua_pushvalue(L, 1);
	lua_insert(L, -2);
	if (lua_pcall(L, 2, 1, 0) != LUA_OK) {
		lua_pushnil(L);
		lua_setfield(L, 2, name);
		return lua_error(L);
	}
	if (lua_isnil(L, -1))
		lua_pushboolean(L, true);
	lua_pushvalue(L, -1);
	lua_setfield(L, 2, name);
	return 1;
}

void script_open_files(lua_State *L)
{
	lua_newtable(L);
	lua_setfield(L, LUA_REGISTRYINDEX, loaded_modules);
	lua_pushcfunction(L, load_text);
	lua_setglobal(L, "load");
	lua_pushcfunction(L, require);
	lua_setglobal(L, "require");
}

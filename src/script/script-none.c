#include "script/script.h"

/* What stands in for script/ where it was configured out: no state can be made, so that nothing
 * else is ever called. */

Script *script_new(const struct script_settings *settings, const struct script_owner *owner,
		   void *user, struct err *e)
{
	(void)settings;
	(void)owner;
	(void)user;
	err_set(e, ERR_OTHER, "this hail was built without Lua (configure --without-lua)");
	return NULL;
}

void script_free(Script *s)
{
	(void)s;
}

bool script_load(Script *s, const char *path, struct err *e)
{
	(void)s;
	(void)path;
	(void)e;
	return false;
}

bool script_eval(Script *s, const struct script_object *object, const char *text, size_t n,
		 struct str *value, struct err *e)
{
	(void)s;
	(void)object;
	(void)text;
	(void)n;
	(void)value;
	(void)e;
	return false;
}

bool script_has_function(const Script *s)
{
	(void)s;
	return false;
}

bool script_check(const char *text, size_t n, struct err *e)
{
	(void)text;
	(void)n;
	(void)e;
	return true;
}

bool script_check_file(const char *path, struct err *e)
{
	(void)path;
	(void)e;
	return true;
}

bool script_run(Script *s, const struct script_object *object, const char *name, const char *text,
		size_t n, const Json *captures, struct err *e)
{
	(void)s;
	(void)object;
	(void)name;
	(void)text;
	(void)n;
	(void)captures;
	(void)e;
	return false;
}

uint64_t script_sent(const Script *s)
{
	(void)s;
	return 0;
}

void script_typed(Script *s)
{
	(void)s;
}

bool script_start(Script *s, const struct script_object *object)
{
	(void)s;
	(void)object;
	return false;
}

void script_reply(ScriptReply *reply, Json *value)
{
	(void)reply;
	json_free(value);
}

void script_reply_object(ScriptReply *reply, const struct script_object *object)
{
	(void)reply;
	(void)object;
}

void script_reply_objects(ScriptReply *reply, const struct script_object *objects, size_t count)
{
	(void)reply;
	(void)objects;
	(void)count;
}

void script_reply_fail(ScriptReply *reply, const char *format, ...)
{
	(void)reply;
	(void)format;
}

uint64_t script_reply_later(ScriptReply *reply)
{
	(void)reply;
	return 0;
}

void script_resume(Script *s, uint64_t ticket, Json *values)
{
	(void)s;
	(void)ticket;
	json_free(values);
}

void script_event(Script *s, const struct script_object *object, const char *name,
		  const char *detail, const Json *args)
{
	(void)s;
	(void)object;
	(void)name;
	(void)detail;
	(void)args;
}

void script_received(Script *s, const struct script_object *object)
{
	(void)s;
	(void)object;
}

bool script_line(Script *s, const struct script_object *object, const char *text, size_t n)
{
	(void)s;
	(void)object;
	(void)text;
	(void)n;
	return false;
}

void script_prompt(Script *s, const struct script_object *object, const char *text, size_t n)
{
	(void)s;
	(void)object;
	(void)text;
	(void)n;
}

bool script_input(Script *s, const struct script_object *object, const char *text, size_t n)
{
	(void)s;
	(void)object;
	(void)text;
	(void)n;
	return false;
}

bool script_key(Script *s, const struct script_object *object, struct key key)
{
	(void)s;
	(void)object;
	(void)key;
	return false;
}

void script_complete(Script *s, const struct script_object *object, const char *text, size_t n,
		     void (*each)(void *user, const char *word), void *user)
{
	(void)s;
	(void)object;
	(void)text;
	(void)n;
	(void)each;
	(void)user;
}

bool script_has_lens(const Script *s, const char *name, bool *frames)
{
	(void)s;
	(void)name;
	*frames = false;
	return false;
}

void script_each_lens(const Script *s, void (*each)(void *user, const char *name), void *user)
{
	(void)s;
	(void)each;
	(void)user;
}

bool script_lens_frame(Script *s, const char *name, bool sent, const char *bytes, size_t n,
		       uint64_t *length)
{
	(void)s;
	(void)name;
	(void)sent;
	(void)bytes;
	(void)n;
	(void)length;
	return false;
}

bool script_lens_show(Script *s, const char *name, bool sent, const char *bytes, size_t n,
		      struct str *out)
{
	(void)s;
	(void)name;
	(void)sent;
	(void)bytes;
	(void)n;
	(void)out;
	return false;
}

int64_t script_deadline(const Script *s)
{
	(void)s;
	return -1;
}

void script_tick(Script *s)
{
	(void)s;
}

void script_drop(Script *s, const struct script_object *object)
{
	(void)s;
	(void)object;
}

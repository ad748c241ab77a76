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

void script_resume_fail(Script *s, uint64_t ticket, const char *text)
{
	(void)s;
	(void)ticket;
	(void)text;
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

#include "link/link-log.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "config/paths.h"
#include "link/link-internal.h"
#include "link/place.h"
#include "log/log-name.h"
#include "session/logging.h"
#include "base/poison.h"

/* What a log is called after. */
struct names {
	struct str host, session;
};

static void read_names(const Link *l, struct names *n)
{
	str_init(&n->host);
	str_init(&n->session);
	if (!place_of_link(l, &n->host))
		str_append_string(&n->host, l->name);
	/* The arguments of a command may hold secrets. */
	if (l->address.scheme == ADDRESS_EXEC)
		str_append_string(&n->session, n->host.text);
	else
		str_append_string(&n->session, l->name);
}

static void free_names(struct names *n)
{
	str_fini(&n->host);
	str_fini(&n->session);
}

/* The ending of a template that has none. */
static const char *ending(const char *template, enum session_log_format format)
{
	static const char *const endings[] = {
		[SESSION_LOG_TEXT] = ".log",   [SESSION_LOG_ANSI] = ".ansi",
		[SESSION_LOG_HTML] = ".html",  [SESSION_LOG_RAW] = ".raw",
		[SESSION_LOG_JSON] = ".jsonl",
	};
	const char *slash = strrchr(template, '/');

	return strchr(slash ? slash : template, '.') ? "" : endings[format];
}

/* The template as a whole path: one that isn't absolute is in the folder of logs; `ends`: with its
 * format's ending. NULL with `e` set if there is no home. */
static char *make_template(const Link *l, bool ends, struct err *e)
{
	char *given = paths_expand(options_value(l->own, OPTIONS_LOG_FILE)), *path = NULL;
	struct str name;

	str_init(&name);
	str_append_format(&name, "%s%s%s", *given == '/' ? "" : "logs/", given,
			  ends ? ending(given, options_log_format(l->own)) : "");
	path = *given == '/' ? mem_strdup(name.text) : paths_state(name.text);
	if (!path)
		err_set(e, ERR_OTHER, "there is no home to log in: name a file (/log FILE)");
	str_fini(&name);
	free(given);
	return path;
}

bool link_log(Link *l, const char *path, struct err *e)
{
	struct session_log_config config = {
		.name = path,
		.is_template = !path,
		.format = options_log_format(l->own),
		.keep_secrets = !options_redact(l->own),
	};
	char *template = path ? NULL : make_template(l, true, e);
	struct names names;
	bool good = path || template;

	if (!path)
		config.name = template;
	options_log_rotate(l->own, &config.rotate, &config.daily);
	read_names(l, &names);
	config.host = names.host.text;
	config.session = names.session.text;
	good = good && session_log(l->session, &config, clock_wall_ms(), e);
	free_names(&names);
	free(template);
	link_tell_changed(l);
	return good;
}

bool link_log_end(Link *l, struct err *e)
{
	bool whole = session_log(l->session, NULL, clock_wall_ms(), e);

	link_tell_changed(l);
	return whole;
}

/* Begins or ends the log as the option says. */
static void follow(Link *l)
{
	bool on = options_log(l->own);
	struct err e;

	if (on == l->log_on)
		return;
	l->log_on = on;
	if (on && session_log_name(l->session))
		return;
	if (!(on ? link_log(l, NULL, &e) : link_log_end(l, &e)))
		link_tell_failure(l, e.text);
}

void link_log_connected(Link *l)
{
	l->log_follows = true;
	follow(l);
}

void link_log_configure(Link *l)
{
	if (l->log_follows)
		follow(l);
	session_redact_log(l->session, options_redact(l->own));
}

bool link_log_pattern(const Link *l, struct str *out, struct err *e)
{
	char *template = make_template(l, false, e);
	struct names names;

	if (!template)
		return false;
	read_names(l, &names);
	log_name_pattern(template, names.host.text, names.session.text, out);
	free_names(&names);
	free(template);
	return true;
}

#include "link/link-script.h"

#include <string.h>

#include "base/clock.h"
#include "link/link-internal.h"
#include "link/link-rules.h"
#include "link/place.h"
#include "session/values.h"
#include "base/poison.h"

bool link_script_send(Link *l, const char *text, size_t n, struct err *e)
{
	if (link_withholds(l, link_acts_by_time(l)))
		return true;
	return session_send(l->session, WIRE_SCRIPT, text, n, clock_wall_ms(), e);
}

void link_script_get(const Link *l, const char *what, struct str *out)
{
	if (strcmp(what, "name") == 0)
		str_append_string(out, link_name(l));
	else if (strcmp(what, "host") == 0 && l->address.host)
		place_append(&l->address, out);
	else if (strcmp(what, "port") == 0 && l->address.service)
		str_append_string(out, l->address.service);
	else if (strcmp(what, "state") == 0)
		str_append_string(out, session_state_word(l->session));
	else if (strcmp(what, "mode") == 0 && session_state(l->session) == SESSION_CONNECTED)
		str_append_string(out, session_mode(l->session).words);
}

/* --- Values of games. */

static bool send_value(Link *l, enum telnet_source source, const char *text, struct err *e)
{
	return session_send_value(l->session, WIRE_SCRIPT, source, text, loop_now(l->loop), e);
}

bool link_script_gmcp(Link *l, const char *name, const Json *value, struct err *e)
{
	struct str text;
	bool sent;

	str_init_secret(&text);
	str_append_string(&text, name);
	if (value) {
		str_append_char(&text, ' ');
		json_print(value, &text);
	}
	sent = send_value(l, TELNET_SOURCE_GMCP, text.text, e);
	str_fini(&text);
	return sent;
}

/* Appends a blank and a value, which is one word. */
static bool add_word(const Json *value, struct str *out)
{
	size_t n;
	const char *text = json_text(value, &n);

	if (!text || !n || memchr(text, ' ', n) || strlen(text) != n)
		return false;
	str_append_char(out, ' ');
	str_append(out, text, n);
	return true;
}

bool link_script_msdp(Link *l, const char *name, const Json *value, struct err *e)
{
	bool list = json_kind(value) == JSON_KIND_ARRAY, good = !strchr(name, ' ');
	struct str text;

	str_init(&text);
	str_append_string(&text, name);
	for (size_t i = 0; list && good && i < json_count(value); i++)
		good = add_word(json_item(value, i), &text);
	good = good && (list || add_word(value, &text));
	good = good ? send_value(l, TELNET_SOURCE_MSDP, text.text, e) :
		      err_set(e, ERR_USAGE,
			      "MSDP takes a variable and a word, or a list of words, here");
	str_fini(&text);
	return good;
}

/* What a game without GMCP told by ATCP stands where GMCP's would. */
Json *link_script_tree(const Link *l, const char *name, const char *path)
{
	const Values *values = session_values(l->session);
	enum telnet_source source;
	Json *tree = NULL;

	if (!values || !values_source(name, &source))
		return NULL;
	tree = values_tree(values, source, path);
	if (!tree && source == TELNET_SOURCE_GMCP)
		tree = values_tree(values, TELNET_SOURCE_ATCP, path);
	return tree;
}

/* --- Events. */

Json *link_script_value(const struct telnet_value *value, const char **event)
{
	Json *args, *json;

	switch (value->source) {
	case TELNET_SOURCE_GMCP:
	case TELNET_SOURCE_ATCP: *event = "gmcp"; break;
	case TELNET_SOURCE_MSDP: *event = "msdp"; break;
	default: return NULL;
	}
	json = value->json ? json_parse(value->json, value->length, NULL) : NULL;
	args = json_new_array();
	json_append(args, json ? json : json_new_null());
	json_append(args, json_new_string(value->name, strlen(value->name)));
	return args;
}

Json *link_script_end(const Link *l)
{
	const char *why = "closed by the peer";
	Json *args = json_new_array();

	if (l->by_user)
		why = "closed by the user";
	else if (session_state(l->session) == SESSION_FAILED)
		why = session_error(l->session)->text;
	json_append(args, json_new_string(why, strlen(why)));
	return args;
}

#include "session/session.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "session/session-internal.h"
#include "telnet/gmcp.h"
#include "telnet/msdp.h"
#include "base/poison.h"

const Values *session_values(const Session *s)
{
	return s->values;
}

void session_take_value(Session *s, const struct telnet_value *value)
{
	bool handling = s->handling;

	if (!s->settings.stream)
		values_put(s->values, value);
	if (!s->events.value)
		return;
	s->handling = true;
	s->events.value(s->user, value);
	s->handling = handling;
}

/* --- What is sent. */

static const char *behind_name(const char *text)
{
	text += strcspn(text, " ");
	return text + strspn(text, " ");
}

bool session_check_value(enum telnet_source source, const char *text, struct err *e)
{
	const char *json = behind_name(text);
	Json *j;

	if (source != TELNET_SOURCE_GMCP)
		return true;
	if (!gmcp_is_name(text, strcspn(text, " ")))
		return err_set(e, ERR_USAGE,
			       "a message of GMCP begins with its name, such as "
			       "Core.Supports.Add");
	if (!*json)
		return true;
	j = json_parse(json, strlen(json), e);
	json_free(j);
	return j != NULL;
}

static bool put_gmcp(Session *s, const char *text)
{
	struct str name;
	const char *json = behind_name(text);
	bool sent;

	str_init(&name);
	str_append(&name, text, strcspn(text, " "));
	if (!*json && strcasecmp(name.text, "Core.Ping") == 0)
		sent = gmcp_ping(s->telnet, s->now);
	else
		sent = gmcp_send(s->telnet, name.text, *json ? json : NULL, strlen(json));
	str_fini(&name);
	return sent;
}

bool session_put_value(Session *s, const struct effect *x, struct err *e)
{
	bool gmcp = x->source == TELNET_SOURCE_GMCP;
	bool on = gmcp ? gmcp_is_on(s->telnet) : msdp_is_on(s->telnet);
	bool sent;

	if (!on)
		return err_set(e, ERR_OTHER,
			       "the peer has not agreed on %s (see /opts): nothing was sent",
			       gmcp ? "GMCP" : "MSDP");
	if (x->secret)
		wire_open_command(s->wire, x->origin, "SB GMCP Char.Login");
	else
		wire_open(s->wire, x->origin, false, NULL, 0);
	sent = gmcp ? put_gmcp(s, x->text) : msdp_send(s->telnet, x->text);
	wire_close(s->wire);
	return sent || err_set(e, ERR_USAGE, "that can't be sent by %s", gmcp ? "GMCP" : "MSDP");
}

#include "app/commands.h"

#include <string.h>

#include "app/program.h"
#include "app/sessions.h"
#include "base/str.h"
#include "session/values.h"
#include "telnet/gmcp.h"
#include "base/poison.h"

/* Why there is nothing at `path`: the option may be off, or the peer has sent nothing yet. */
static void explain_nothing(const Session *s, enum telnet_source source, const char *name,
			    const char *path, struct str *out)
{
	uint8_t option = source == TELNET_SOURCE_GMCP ? OPTION_GMCP :
			 source == TELNET_SOURCE_MSDP ? OPTION_MSDP :
							OPTION_MSSP;
	const Telnet *t = session_telnet(s);
	bool on = t && telnet_is_on_either(t, option);

	if (*path)
		str_append_format(out, "Nothing came at \"%s\" (/%s shows all).\n", path, name);
	else if (on)
		str_append_string(out, "It is on, and nothing came so far.\n");
	else
		str_append_string(out, "The peer has not agreed on it (see /opts).\n");
}

/* What a game without GMCP told by ATCP stands where GMCP's would. */
static bool show_at(const Values *v, enum telnet_source source, const char *path, size_t columns,
		    struct str *out)
{
	return values_show(v, source, path, columns, out) ||
	       (source == TELNET_SOURCE_GMCP &&
		values_show(v, TELNET_SOURCE_ATCP, path, columns, out));
}

static void add_refused(const Values *values, enum telnet_source source, struct str *out)
{
	uint64_t refused = values_refused(values, source);

	if (source == TELNET_SOURCE_GMCP)
		refused += values_refused(values, TELNET_SOURCE_ATCP);
	if (refused)
		str_append_format(out, "\n%llu values had no room and were not kept.\n",
				  (unsigned long long)refused);
}

static void show(struct command_context *c, enum telnet_source source, const char *name,
		 const char *path)
{
	const Session *s = pane_session(app_current(app_of(c)));
	const Values *values = session_values(s);
	struct str text;

	str_init(&text);
	if (!show_at(values, source, path, display_width(app_display(app_of(c))), &text))
		explain_nothing(s, source, name, path, &text);
	add_refused(values, source, &text);
	app_show_text(app_of(c), name, text.text);
	str_fini(&text);
}

static bool send_value(struct command_context *c, enum telnet_source source, const char *text)
{
	Session *s = pane_session(app_current(app_of(c)));

	if (!session_send_value(s, WIRE_TYPED, source, text, loop_now(app_loop(app_of(c))), c->e))
		return false;
	if (source == TELNET_SOURCE_GMCP && gmcp_is_secret(text, strlen(text)))
		app_message(app_of(c), "sent %.*s (hidden)", (int)strcspn(text, " "), text);
	else
		app_message(app_of(c), "sent %s", text);
	return true;
}

/* `send …` sends, anything else is a path. */
static bool run(struct command_context *c, enum telnet_source source, const char *name,
		const char *args)
{
	static const char send[] = "send ";

	if (source != TELNET_SOURCE_MSSP && strncmp(args, send, sizeof(send) - 1) == 0) {
		args += sizeof(send) - 1;
		return send_value(c, source, args + strspn(args, " "));
	}
	if (source != TELNET_SOURCE_MSSP && strcmp(args, "send") == 0)
		return err_set(c->e, ERR_USAGE, "usage: /%s send %s", name,
			       source == TELNET_SOURCE_GMCP ? "PACKAGE [JSON]" :
							      "VARIABLE [VALUE ...]");
	show(c, source, name, args);
	return true;
}

bool command_gmcp(struct command_context *c, const char *args)
{
	return run(c, TELNET_SOURCE_GMCP, "gmcp", args);
}

bool command_msdp(struct command_context *c, const char *args)
{
	return run(c, TELNET_SOURCE_MSDP, "msdp", args);
}

bool command_mssp(struct command_context *c, const char *args)
{
	return run(c, TELNET_SOURCE_MSSP, "mssp", args);
}

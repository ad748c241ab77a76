#include "app/commands.h"

#include <string.h>

#include "app/port-report.h"
#include "app/program.h"
#include "app/sessions.h"
#include "base/str.h"
#include "loop/loop.h"
#include "telnet/comport.h"
#include "base/poison.h"

static Session *session_of(struct command_context *c)
{
	return pane_session(app_current(app_of(c)));
}

static int64_t now_of(struct command_context *c)
{
	return loop_now(app_loop(app_of(c)));
}

static const struct comport *port_of(const Session *s)
{
	return session_telnet(s) ? telnet_comport(session_telnet(s)) : NULL;
}

static bool refuse(struct err *e)
{
	return err_set(e, ERR_OTHER,
		       "the peer offers no serial port (COM-PORT, RFC 2217); "
		       "/telnet will com-port asks for it");
}

static bool ask(struct command_context *c, enum comport_field field, const char *word)
{
	struct str text;
	bool done;

	if (!port_of(session_of(c)))
		return refuse(c->e);
	str_init(&text);
	str_append_format(&text, "com-port %s %s", comport_field_name(field), word);
	done = session_command(session_of(c), WIRE_TYPED, text.text, now_of(c), c->e);
	str_fini(&text);
	if (!done)
		return false;
	str_init(&text);
	str_append_format(&text, "%s %s", comport_field_name(field), word);
	if (field != COMPORT_BREAK || telnet_is_held(session_telnet(session_of(c))))
		app_tell_waiting(app_of(c), text.text);
	else
		app_message(app_of(c), "BREAK %s%s", word, *word == 'o' ? "" : " ms");
	str_fini(&text);
	return true;
}

/* Says what the server acknowledged last. */
static bool show(struct command_context *c, enum comport_field field)
{
	const struct comport *port = port_of(session_of(c));
	struct str text;

	if (!port)
		return refuse(c->e);
	if (!port->values[field].told) {
		app_message(app_of(c), "the console server has not said its %s",
			    comport_field_name(field));
		return true;
	}
	str_init(&text);
	comport_append(field, port->values[field].told, &text);
	app_message(app_of(c), "the console server says: %s", text.text);
	str_fini(&text);
	return true;
}

static bool ask_or_show(struct command_context *c, enum comport_field field, const char *args)
{
	return *args ? ask(c, field, args) : show(c, field);
}

bool command_baud(struct command_context *c, const char *args)
{
	return ask_or_show(c, COMPORT_BAUD, args);
}

bool command_databits(struct command_context *c, const char *args)
{
	return ask_or_show(c, COMPORT_DATA_BITS, args);
}

bool command_dtr(struct command_context *c, const char *args)
{
	return ask_or_show(c, COMPORT_DTR, args);
}

bool command_parity(struct command_context *c, const char *args)
{
	return ask_or_show(c, COMPORT_PARITY, args);
}

bool command_purge(struct command_context *c, const char *args)
{
	if (!*args)
		return err_set(c->e, ERR_USAGE, "/purge needs rx, tx or both");
	return ask(c, COMPORT_PURGE, args);
}

bool command_rts(struct command_context *c, const char *args)
{
	return ask_or_show(c, COMPORT_RTS, args);
}

bool command_stopbits(struct command_context *c, const char *args)
{
	return ask_or_show(c, COMPORT_STOP_BITS, args);
}

bool command_flow(struct command_context *c, const char *args)
{
	bool in = strncmp(args, "in", 2) == 0 && (!args[2] || args[2] == ' ');

	args += in ? 2 + strspn(args + 2, " ") : 0;
	return ask_or_show(c, in ? COMPORT_FLOW_IN : COMPORT_FLOW, args);
}

/* A BREAK of telnet's own has no length: that is the peer's to choose. */
static bool send_brk(struct command_context *c, const char *args)
{
	long long ms;

	if (*args && !str_to_number(args, 1, COMPORT_BREAK_MAX, &ms))
		return err_set(c->e, ERR_USAGE, "\"%.40s\" is no length of a BREAK (1 to %d ms)",
			       args, COMPORT_BREAK_MAX);
	if (!session_command(session_of(c), WIRE_TYPED, "brk", now_of(c), c->e))
		return false;
	app_tell_sent(app_of(c), "IAC BRK", *args ? ": how long it is the peer decides" : "");
	return true;
}

bool command_break(struct command_context *c, const char *args)
{
	struct str ms;
	bool done;

	if (!port_of(session_of(c)))
		return send_brk(c, args);
	if (*args)
		return ask(c, COMPORT_BREAK, args);
	str_init(&ms);
	str_append_format(&ms, "%d", COMPORT_BREAK_MS);
	done = ask(c, COMPORT_BREAK, ms.text);
	str_fini(&ms);
	return done;
}

bool command_modem(struct command_context *c, const char *args)
{
	const struct comport *port = port_of(session_of(c));
	struct str text;

	(void)args;
	if (!port)
		return refuse(c->e);
	str_init(&text);
	port_report(port, &text);
	app_show_text(app_of(c), "serial port", text.text);
	str_fini(&text);
	return true;
}

#include "app/commands.h"

#include "base/poison.h"

static const struct command_row rows[] = {
	{ "close", NULL, COMMAND_NO_ARGS, "", "end the connection and remove the session", false,
	  COMPLETE_NOTHING, command_close },
	{ "connect", NULL, COMMAND_NEEDS_ARGS, "DESTINATION [PORT]",
	  "connect, in place of an ended session or in a new one", false, COMPLETE_HOST,
	  command_connect },
	{ "disconnect", NULL, COMMAND_NO_ARGS, "", "end the connection; the screen stays", false,
	  COMPLETE_NOTHING, command_disconnect },
	{ "help", "h", COMMAND_MAY_HAVE_ARGS, "[COMMAND|OPTION|keys|telnet]", "this help", false,
	  COMPLETE_COMMAND, command_help },
	{ "host", NULL, COMMAND_NEEDS_ARGS, "NAME [DESTINATION [PORT]] [option=value ...]",
	  "save a host, or set options for a pattern of host names", true, COMPLETE_HOST,
	  command_host },
	{ "log", NULL, COMMAND_MAY_HAVE_ARGS, "[FILE|off]", "log the session to a file as text",
	  false, COMPLETE_CHOICES, command_log },
	{ "mode", NULL, COMMAND_NEEDS_ARGS, "line|char|auto",
	  "what keys do: edit a line, or go to the peer", false, COMPLETE_CHOICES, command_mode },
	{ "open", NULL, COMMAND_NEEDS_ARGS, "DESTINATION [PORT]", "connect in a new session", false,
	  COMPLETE_HOST, command_open },
	{ "quit", "q", COMMAND_NO_ARGS, "", "leave; asks when a session is connected", false,
	  COMPLETE_NOTHING, command_quit },
	{ "quit!", "q!", COMMAND_NO_ARGS, "", "leave without asking", false, COMPLETE_NOTHING,
	  command_quit_now },
	{ "reconnect", NULL, COMMAND_NO_ARGS, "", "connect again to the same place", false,
	  COMPLETE_NOTHING, command_reconnect },
	{ "save-frame", NULL, COMMAND_NEEDS_ARGS, "FILE", "write what the screen shows as text",
	  false, COMPLETE_NOTHING, command_save_frame },
	{ "send", NULL, COMMAND_MAY_HAVE_ARGS, "TEXT", "send a line", false, COMPLETE_NOTHING,
	  command_send },
	{ "set", NULL, COMMAND_MAY_HAVE_ARGS, "[-g] [NAME [VALUE]]",
	  "show or set an option of this session (-g: of all)", true, COMPLETE_OPTION,
	  command_set },
	{ "source", NULL, COMMAND_NEEDS_ARGS, "FILE", "run the commands of a file", true,
	  COMPLETE_NOTHING, command_source },
	{ "starttls", NULL, COMMAND_NEEDS_ARGS, "smtp|imap|pop3|ftp|nntp|xmpp|irc",
	  "turn the connection to TLS", false, COMPLETE_CHOICES, command_starttls },
	{ "telnet", NULL, COMMAND_NEEDS_ARGS, "brk|ip|ao|ayt|ec|el|nop|ga|eor|synch",
	  "send a telnet command", false, COMPLETE_TELNET, command_telnet },
	{ "tls", NULL, COMMAND_MAY_HAVE_ARGS, "[forget]",
	  "show whom we are talking to; forget the pins of this place", false, COMPLETE_CHOICES,
	  command_tls },
	{ "view", NULL, COMMAND_NEEDS_ARGS, "transcript|screen|auto", "how the session is drawn",
	  false, COMPLETE_CHOICES, command_view },
	{ "why", NULL, COMMAND_NO_ARGS, "", "what was tried to connect, and what came of it", false,
	  COMPLETE_NOTHING, command_why },
};

const struct command_row *command_rows(size_t *count)
{
	*count = sizeof(rows) / sizeof(rows[0]);
	return rows;
}

#include "app/telnet-menu.h"

#include <string.h>

#include "app/actions.h"
#include "app/program.h"
#include "app/run-command.h"
#include "app/sessions.h"
#include "ui/popup.h"
#include "ui/typed-rest.h"
#include "base/poison.h"

static const struct {
	char key;
	const char *command, *summary; /* of a command that ends in a blank the rest is asked for */
} rows[] = {
	{ 'b', "break", "BREAK: a serial line's for 300 ms (/break MS), or IAC BRK" },
	{ 'i', "telnet ip", "IP: interrupt the process" },
	{ 'o', "telnet ao", "AO: abort the output" },
	{ 'a', "telnet ayt", "AYT: are you there?" },
	{ 'c', "telnet ec", "EC: erase a character" },
	{ 'l', "telnet el", "EL: erase the line" },
	{ 's', "telnet synch", "SYNCH: drop what waits to be read (urgent)" },
	{ 'n', "telnet nop", "NOP: nothing" },
	{ 'g', "telnet ga", "GA: go ahead" },
	{ 'r', "telnet eor", "EOR: end of record" },
	{ 'x', "telnet abort", "ABORT: abort the process" },
	{ 'z', "telnet susp", "SUSP: suspend the process" },
	{ 'd', "telnet eof", "EOF: end of file" },
	{ 'w', "telnet will ", "WILL an option, whose name is asked for" },
	{ 'W', "telnet wont ", "WONT an option" },
	{ 't', "telnet do ", "DO an option" },
	{ 'T', "telnet dont ", "DONT an option" },
	{ '?', "opts", "what has been negotiated" },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static size_t count_rows(void *user)
{
	(void)user;
	return ROWS;
}

static void row(void *user, size_t i, struct str *key, struct str *text)
{
	(void)user;
	str_append_char(key, rows[i].key);
	str_append_string(text, rows[i].summary);
}

static bool ends_in_blank(const char *text)
{
	return text[strlen(text) - 1] == ' ';
}

static bool on_key(void *user, size_t selected, struct key k)
{
	App *app = user;
	uint32_t typed = key_text(k);
	size_t i = 0;

	(void)selected;
	while (i < ROWS && (uint32_t)rows[i].key != typed)
		i++;
	if (i == ROWS)
		typed_rest_keep(app_layers(app));
	else if (ends_in_blank(rows[i].command))
		app_open_command_line(app, rows[i].command);
	else
		app_run_command(app, rows[i].command);
	return true;
}

void telnet_menu_open(App *app)
{
	static const struct popup_events events = { .count = count_rows,
						    .row = row,
						    .key = on_key };

	popup_open(app_layers(app),
		   &(struct popup){ .title = "telnet", .events = &events, .user = app }, NULL);
}

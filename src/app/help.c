#include "app/help.h"

#include <string.h>

#include "app/keymap.h"
#include "app/scroll-mode.h"
#include "app/search-mode.h"
#include "config/options.h"
#include "edit/line.h"
#include "telnet/policy.h"
#include "telnet/telnet.h"
#include "base/poison.h"

static void help_command(const struct command_row *row, struct str *out)
{
	str_append_format(out, "/%s%s%s\n", row->name, *row->usage ? " " : "", row->usage);
	str_append_format(out, "    %s\n", row->summary);
	if (row->alias)
		str_append_format(out, "    also: /%s\n", row->alias);
}

static void help_option(const struct option_row *row, struct str *out)
{
	str_append_format(out, "%s (default %s)\n    %s\n", row->name, row->initial, row->text);
	if (row->type == OPTIONS_CHOICE) {
		str_append_string(out, "    one of: ");
		options_words(row, out);
		str_append_char(out, '\n');
	}
	if (row->suggest)
		str_append_string(out, "    one of:");
	for (size_t i = 0; row->suggest && row->suggest(i); i++)
		str_append_format(out, " %s%s", row->suggest(i), row->suggest(i + 1) ? "" : "\n");
	if (row->type == OPTIONS_NUMBER)
		str_append_format(out, "    %ld to %ld %s\n", row->min, row->max, row->unit);
}

static void help_scroll_key(void *out, const char *keys, const char *summary)
{
	str_append_format(out, "    %-12s %s\n", keys, summary);
}

static void help_scroll(struct str *out)
{
	size_t count;
	const struct search_mode_key *search = search_mode_keys(&count);

	str_append_string(out, "In scroll mode (PgUp or y in the menu):\n");
	scroll_mode_help(help_scroll_key, out);
	str_append_string(out, "\nWhile a search is typed, beside those of the input line:\n");
	for (size_t i = 0; i < count; i++)
		str_append_format(out, "    %-12s %s\n", search[i].key, search[i].summary);
}

static void help_keys(struct str *out)
{
	size_t count;
	const struct keymap_row *rows = keymap_menu(&count);
	const struct line_key *edit;

	str_append_string(out,
			  "After the escape key (Ctrl-] or F12), one key; the escape key again "
			  "sends it:\n");
	for (size_t i = 0; i < count; i++)
		str_append_format(out, "    %-12s %s\n", rows[i].key, rows[i].summary);
	rows = keymap_line(&count);
	str_append_string(out, "\nIn line mode:\n");
	for (size_t i = 0; i < count; i++)
		str_append_format(out, "    %-12s %s\n", rows[i].key, rows[i].summary);
	edit = line_keys(&count);
	str_append_string(out, "\nOn the input line:\n");
	for (size_t i = 0; i < count; i++)
		str_append_format(out, "    %-12s %s\n", edit[i].key, edit[i].summary);
	str_append_char(out, '\n');
	help_scroll(out);
	str_append_string(out, "\nIn char mode every key goes to the peer but the escape keys and "
			       "Shift-PgUp, Shift-PgDn.\n");
}

static bool is_spoken(const struct policy *p)
{
	return p->us || p->peer;
}

static void help_telnet(struct str *out)
{
	const char *name;

	str_append_string(out, "/telnet sends one of these commands (RFC 854, 885, 1184):\n   ");
	for (size_t i = 0; (name = telnet_command_name(i)); i++)
		str_append_format(out, " %s", name);
	str_append_string(out, "\n/telnet will, wont, do or dont negotiates an option.");
	str_append_string(out, "\n/telnet raw sends bytes in hex as they are: ff fd 63.");
	str_append_string(
		out, "\n/trace shows each as it leaves, and all that the peer says, in words.");
	str_append_string(out, "\n\nOptions that are spoken where the peer wants them:\n   ");
	for (size_t i = 0; i < POLICY_COUNT; i++) {
		if (is_spoken(policy_at(i)) && !policy_at(i)->permit)
			str_append_format(out, " %s", policy_at(i)->name);
	}
	str_append_string(out, "\n\nOptions that depend on yours or on the connection; why they "
			       "may be refused:\n");
	for (size_t i = 0; i < POLICY_COUNT; i++) {
		const struct policy *p = policy_at(i);

		if (is_spoken(p) && p->permit)
			str_append_format(out, "    %-12s %s\n", p->name, p->why ? p->why : "");
	}
	str_append_string(out, "\nOptions that are refused (/opts: what came up):\n");
	for (size_t i = 0; i < POLICY_COUNT; i++) {
		const struct policy *p = policy_at(i);

		if (!is_spoken(p) && p->why)
			str_append_format(out, "    %-12s %s\n", p->name, p->why);
	}
}

static void help_all(const struct command_table *table, struct str *out)
{
	const struct command_row *rows = table->rows;

	str_append_string(out, "Commands (a line that begins with // is sent with one /):\n");
	for (size_t i = 0; i < table->count; i++)
		str_append_format(out, "  /%s%s%s\n      %s\n", rows[i].name,
				  *rows[i].usage ? " " : "", rows[i].usage, rows[i].summary);
	str_append_string(out, "\nOptions (/set NAME VALUE; /help NAME says more):\n\n");
	options_list(NULL, out);
	str_append_char(out, '\n');
	help_keys(out);
}

bool help_text(const struct command_table *table, const char *topic, struct str *out)
{
	const struct command_row *row;
	int option;

	if (!*topic) {
		help_all(table, out);
		return true;
	}
	if (strcmp(topic, "keys") == 0) {
		help_keys(out);
		return true;
	}
	if (strcmp(topic, "scroll") == 0) {
		help_scroll(out);
		return true;
	}
	row = command_find(table, *topic == '/' ? topic + 1 : topic, NULL);
	option = options_find(topic, NULL);
	if (row)
		help_command(row, out);
	if (row && strcmp(row->name, "telnet") == 0)
		help_telnet(out);
	if (option >= 0)
		help_option(options_row((enum option)option), out);
	return row || option >= 0;
}

/*
 * The functions of the command table. Each takes its arguments (never NULL, checked against the
 * row) and returns false with c->e set when it could not do what was asked.
 */
#ifndef HAIL_APP_COMMANDS_H
#define HAIL_APP_COMMANDS_H

#include "app/app.h"
#include "config/command.h"

/* The commands of the program, for the input line and for files. */
extern const struct command_table app_commands;

/* The program a command runs in; NULL while a configuration file is read without a screen. */
static inline App *app_of(const struct command_context *c)
{
	return c->owner;
}

/* Whether values may stand in a command of a rule (a rulebook_command_check; `table` is the
 * commands there are), whatever the command character will be when it runs. */
bool command_check_of_rule(const void *table, const char *command, struct err *e);

/* The path that `name` names, owned: a relative one in a file is relative to that file. */
char *command_path(const struct command_context *c, const char *name);

bool command_set(struct command_context *c, const char *args);
bool command_host(struct command_context *c, const char *args);
bool command_source(struct command_context *c, const char *args);

bool command_blocked(struct command_context *c, const char *args);
bool command_connect(struct command_context *c, const char *args);
bool command_open(struct command_context *c, const char *args);
bool command_disconnect(struct command_context *c, const char *args);
bool command_reconnect(struct command_context *c, const char *args);
bool command_close(struct command_context *c, const char *args);
bool command_close_now(struct command_context *c, const char *args);
bool command_send(struct command_context *c, const char *args);
bool command_sent(struct command_context *c, const char *args);
bool command_hex(struct command_context *c, const char *args);
bool command_b64(struct command_context *c, const char *args);
bool command_fix(struct command_context *c, const char *args);
bool command_frame(struct command_context *c, const char *args);
bool command_json(struct command_context *c, const char *args);
bool command_gmcp(struct command_context *c, const char *args);
bool command_msdp(struct command_context *c, const char *args);
bool command_mssp(struct command_context *c, const char *args);
bool command_stats(struct command_context *c, const char *args);
bool command_opts(struct command_context *c, const char *args);
bool command_record(struct command_context *c, const char *args);
bool command_trace(struct command_context *c, const char *args);
bool command_telnet(struct command_context *c, const char *args);
bool command_starttls(struct command_context *c, const char *args);
bool command_tls(struct command_context *c, const char *args);
bool command_why(struct command_context *c, const char *args);
bool command_log(struct command_context *c, const char *args);

bool command_baud(struct command_context *c, const char *args);
bool command_break(struct command_context *c, const char *args);
bool command_databits(struct command_context *c, const char *args);
bool command_dtr(struct command_context *c, const char *args);
bool command_flow(struct command_context *c, const char *args);
bool command_modem(struct command_context *c, const char *args);
bool command_parity(struct command_context *c, const char *args);
bool command_purge(struct command_context *c, const char *args);
bool command_rts(struct command_context *c, const char *args);
bool command_stopbits(struct command_context *c, const char *args);

bool command_copy(struct command_context *c, const char *args);

bool command_paste(struct command_context *c, const char *args);
bool command_sendfile(struct command_context *c, const char *args);

bool command_links(struct command_context *c, const char *args);
bool command_lens(struct command_context *c, const char *args);
bool command_limit(struct command_context *c, const char *args);
bool command_marks(struct command_context *c, const char *args);
bool command_search(struct command_context *c, const char *args);
bool command_hist(struct command_context *c, const char *args);

bool command_rule(struct command_context *c, const char *args);
bool command_lua(struct command_context *c, const char *args);
bool command_pane(struct command_context *c, const char *args);
bool command_rules(struct command_context *c, const char *args);
bool command_import(struct command_context *c, const char *args);
bool command_record_alias(struct command_context *c, const char *args);
bool command_var(struct command_context *c, const char *args);

bool command_quit(struct command_context *c, const char *args);
bool command_quit_now(struct command_context *c, const char *args);
bool command_help(struct command_context *c, const char *args);
bool command_eol(struct command_context *c, const char *args);
bool command_charset(struct command_context *c, const char *args);
bool command_mode(struct command_context *c, const char *args);
bool command_view(struct command_context *c, const char *args);
bool command_save_frame(struct command_context *c, const char *args);

#endif

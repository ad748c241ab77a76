#include "config/options-table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/charset.h"
#include "base/key.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "config/packs.h"
#include "lens/frame-rule.h"
#include "lens/lens-table.h"
#include "log/log-name.h"
#include "log/rotation.h"
#include "net/dial.h"
#include "net/exec-words.h"
#include "tls/fingerprint.h"
#include "net/proxy-url.h"
#include "base/poison.h"

#ifdef __APPLE__
#define OPEN_COMMAND "open"
#else
#define OPEN_COMMAND "xdg-open"
#endif

#define SEPARATORS "; | & , ! @ ^ ~ ` = + :"

static bool check_charset(const char *text, struct err *e)
{
	Charset *c;

	if (charset_is_utf8(text))
		return true;
	c = charset_new(text, e);
	charset_free(c);
	return c != NULL;
}

static bool check_fallback(const char *text, struct err *e)
{
	struct charset_high high;

	return charset_high_table(text, &high, e);
}

static bool check_command_char(const char *text, struct err *e)
{
	if (text[0] > ' ' && text[0] < 0x7f && !text[1])
		return true;
	return err_set(e, ERR_USAGE, "the command character must be one visible ASCII character");
}

static bool check_separator(const char *text, struct err *e)
{
	if (strcmp(text, "none") == 0 || (text[0] > ' ' && !text[1] && strchr(SEPARATORS, text[0])))
		return true;
	return err_set(e, ERR_USAGE, "the separator is none, or one of " SEPARATORS);
}

static bool check_escape_keys(const char *text, struct err *e)
{
	char *copy = mem_strdup(text);
	char *rest = copy;
	char *word;
	size_t count = 0;
	bool good = true;

	while (good && (word = strsep(&rest, " ,"))) {
		struct key k;

		if (!*word)
			continue;
		good = key_parse(word, &k) && !key_text(k);
		if (!good)
			err_set(e, ERR_USAGE,
				"\"%s\" can't be an escape key (write keys as Ctrl-] or "
				"F12)",
				word);
		count++;
	}
	free(copy);
	if (good && !count)
		return err_set(e, ERR_USAGE, "at least one escape key is needed");
	return good;
}

bool options_parse_size(const char *text, unsigned *width, unsigned *height)
{
	char rest;

	return sscanf(text, "%3ux%3u%c", width, height, &rest) == 2 && *width >= 1 &&
	       *height >= 1 && *width <= 500 && *height <= 200;
}

static bool check_size(const char *text, struct err *e)
{
	unsigned width, height;

	if (strcmp(text, "auto") == 0 || options_parse_size(text, &width, &height))
		return true;
	return err_set(e, ERR_USAGE,
		       "size must be auto or COLUMNSxROWS, such as 80x25 (at most "
		       "500x200)");
}

static bool check_term(const char *text, struct err *e)
{
	size_t n = strlen(text);

	if (n >= 1 && n <= 40 &&
	    strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789-+._") == n)
		return true;
	return err_set(e, ERR_USAGE, "term must be a terminal name such as xterm-256color");
}

/* Names and versions, commas between: they are sent as they are. */
static bool check_packages(const char *text, struct err *e)
{
	for (const char *p = text; *p; p++) {
		if (*p < ' ' || *p > '~')
			return err_set(e, ERR_USAGE,
				       "packages of GMCP are names and versions with "
				       "commas between, such as Char 1, Room 1");
	}
	return true;
}

static bool is_none(const char *text)
{
	return strcmp(text, "none") == 0;
}

/* Paths of values, each perhaps with its label, blanks between. */
static bool check_status_items(const char *text, struct err *e)
{
	while (!is_none(text) && *(text += strspn(text, " "))) {
		size_t n = strcspn(text, " "), label = strcspn(text, "= ");
		const char *path = label < n ? text + label + 1 : text;

		if (!memchr(path, '.', (size_t)(text + n - path)))
			return err_set(e, ERR_USAGE,
				       "status-items are paths, such as gmcp.Char.Vitals.hp, or "
				       "HP=msdp.HEALTH with a word of your own");
		text += n;
	}
	return true;
}

/* Scripts may make others. */
static bool check_lens(const char *text, struct err *e)
{
	return (*text && !strpbrk(text, " \t")) ||
	       err_set(e, ERR_USAGE, "a lens is off, guess, or the name of one");
}

static const char *suggest_lens(size_t i)
{
	static const char *const words[] = { "off", "guess" };
	const struct lens_row *const *rows;
	size_t count;

	rows = lens_table(&count);
	return i < count ? rows[i]->name : i < count + 2 ? words[i - count] : NULL;
}

static bool check_frame(const char *text, struct err *e)
{
	struct frame_rule rule;

	return frame_rule_parse(text, &rule, e);
}

static bool check_rotation(const char *text, struct err *e)
{
	uint64_t bytes;
	bool daily;

	return rotation_parse(text, &bytes, &daily, e);
}

static bool check_bind(const char *text, struct err *e)
{
	struct resolve_address address;

	return is_none(text) || dial_bind_parse(text, AF_UNSPEC, &address, e);
}

static bool check_pin(const char *text, struct err *e)
{
	struct fingerprint pin;

	return is_none(text) || fingerprint_parse(text, &pin, e);
}

static bool check_proxy(const char *text, struct err *e)
{
	struct proxy_chain chain;

	if (is_none(text) || strcmp(text, "auto") == 0)
		return true;
	if (!proxy_url_parse(text, &chain, e))
		return false;
	proxy_chain_fini(&chain);
	return true;
}

static bool check_command(const char *text, struct err *e)
{
	struct exec_words words = { 0 };
	bool good = exec_words_split(text, &words, e);

	exec_words_fini(&words);
	return good;
}

/* A name that a login program could take for an option, or for more than a name, is refused. */
static bool check_user(const char *text, struct err *e)
{
	size_t n = strlen(text);

	if (n && text[0] != '-' &&
	    strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789._@+-\\") == n)
		return true;
	return err_set(e, ERR_USAGE, "\"%.60s\" can't be a user name (letters, digits and ._@+- )",
		       text);
}

static const struct option_word on_off[] = { { "off", TRI_OFF }, { "on", TRI_ON }, { 0 } };

static const struct option_word log_format[] = {
	{ "text", SESSION_LOG_TEXT }, { "ansi", SESSION_LOG_ANSI }, { "html", SESSION_LOG_HTML },
	{ "raw", SESSION_LOG_RAW },   { "json", SESSION_LOG_JSON }, { 0 }
};

static const struct option_word auto_on_off[] = {
	{ "auto", TRI_AUTO }, { "on", TRI_ON }, { "off", TRI_OFF }, { 0 }
};

static const struct option_word auto_yes_no[] = {
	{ "auto", TRI_AUTO }, { "yes", TRI_ON }, { "no", TRI_OFF }, { 0 }
};

static const struct option_word ambiguous_width[] = {
	{ "auto", AMBIGUOUS_AUTO }, { "1", AMBIGUOUS_NARROW }, { "2", AMBIGUOUS_WIDE }, { 0 }
};

static const struct option_word backspace[] = { { "del", OPTIONS_BACKSPACE_DEL },
						{ "bs", OPTIONS_BACKSPACE_BS },
						{ 0 } };

static const struct option_word colours[] = { { "auto", COLOURS_AUTO },
					      { "true", COLOURS_TRUE },
					      { "256", COLOURS_256 },
					      { "16", COLOURS_16 },
					      { "8", COLOURS_8 },
					      { "mono", COLOURS_MONO },
					      { 0 } };

static const struct option_word clipboard[] = {
	{ "auto", TRI_AUTO }, { "osc52", TRI_ON }, { "off", TRI_OFF }, { 0 }
};

static const struct option_word ansi_music[] = { { "auto", SESSION_MUSIC_AUTO },
						 { "swallow", SESSION_MUSIC_SWALLOW },
						 { "off", SESSION_MUSIC_OFF },
						 { 0 } };

static const struct option_word blink[] = { { "blink", SESSION_BLINK_SHOWN },
					    { "ice", SESSION_BLINK_ICE },
					    { "off", SESSION_BLINK_OFF },
					    { 0 } };

static const struct option_word grid[] = { { "centre", SESSION_PLACE_CENTRE },
					   { "top-left", SESSION_PLACE_TOP_LEFT },
					   { 0 } };

static const struct option_word peer[] = { { "auto", TELNET_KIND_AUTO },
					   { "mud", TELNET_KIND_GAME },
					   { "terminal", TELNET_KIND_TERMINAL },
					   { 0 } };

static const struct option_word eol[] = {
	{ "auto", TELNET_EOL_AUTO }, { "crlf", TELNET_EOL_CRLF },   { "lf", TELNET_EOL_LF },
	{ "cr", TELNET_EOL_CR },     { "crnul", TELNET_EOL_CRNUL }, { 0 }
};

static const struct option_word keepalive_telnet[] = { { "off", TELNET_KEEPALIVE_OFF },
						       { "nop", TELNET_KEEPALIVE_NOP },
						       { "ayt", TELNET_KEEPALIVE_AYT },
						       { 0 } };

static const struct option_word keyboard[] = { { "auto", OPTIONS_KEYBOARD_AUTO },
					       { "plain", OPTIONS_KEYBOARD_PLAIN },
					       { "kitty", OPTIONS_KEYBOARD_KITTY },
					       { 0 } };

static const struct option_word mode[] = {
	{ "auto", MODE_AUTO }, { "line", MODE_LINE }, { "char", MODE_CHAR }, { 0 }
};

static const struct option_word pager[] = { { "off", OPTIONS_PAGER_OFF },
					    { "ask", OPTIONS_PAGER_ASK },
					    { "on", OPTIONS_PAGER_ON },
					    { 0 } };

static const struct option_word paste[] = { { "auto", OPTIONS_PASTE_BY_ANY },
					    { "prompt", OPTIONS_PASTE_BY_PROMPT },
					    { "delay", OPTIONS_PASTE_BY_TIME },
					    { "fast", OPTIONS_PASTE_AT_ONCE },
					    { 0 } };

static const struct option_word protocol[] = { { "auto", TELNET_PROTOCOL_UNDECIDED },
					       { "telnet", TELNET_PROTOCOL_TELNET },
					       { "raw", TELNET_PROTOCOL_RAW },
					       { 0 } };

static const struct option_word show_controls[] = { { "auto", SESSION_CONTROLS_AUTO },
						    { "on", SESSION_CONTROLS_ON },
						    { "off", SESSION_CONTROLS_OFF },
						    { "all", SESSION_CONTROLS_ALL },
						    { 0 } };

static const struct option_word starttls[] = { { "none", -1 },
					       { "smtp", STARTTLS_SMTP },
					       { "imap", STARTTLS_IMAP },
					       { "pop3", STARTTLS_POP3 },
					       { "ftp", STARTTLS_FTP },
					       { "nntp", STARTTLS_NNTP },
					       { "xmpp", STARTTLS_XMPP },
					       { "irc", STARTTLS_IRC },
					       { 0 } };

static const struct option_word wrap[] = { { "words", CELL_LINE_WORDS },
					   { "hanging", CELL_LINE_HANGING },
					   { "hard", CELL_LINE_HARD },
					   { NULL, 0 } };
static const struct option_word view[] = { { "auto", VIEW_CHOICE_AUTO },
					   { "transcript", VIEW_CHOICE_TRANSCRIPT },
					   { "screen", VIEW_CHOICE_SCREEN },
					   { 0 } };

/* clang-format off */
static const struct option_row rows[OPTIONS_COUNT] = {
	[OPTIONS_AARD102] = {
		.name = "aard102", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "off",
		.text = "Aardwolf's telnet channel 102, where the game tells what it is doing" },
	[OPTIONS_ALPN] = {
		.name = "alpn", .topic = OPTIONS_ABOUT_TLS,
		.type = OPTIONS_TEXT, .initial = "none",
		.text = "TLS: protocols to offer, such as h2,http/1.1" },
	[OPTIONS_ANSI_MUSIC] = {
		.name = "ansi-music", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .words = ansi_music, .initial = "auto",
		.text = "\"ANSI music\": swallow it (auto: in a PC's character set), or off" },
	[OPTIONS_AMBIGUOUS_WIDTH] = {
		.name = "ambiguous-width", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .scope = OPTIONS_GLOBAL,
		.words = ambiguous_width, .initial = "auto",
		.text = "cells of an ambiguous character: 1, 2 (auto: ask the terminal)" },
	[OPTIONS_BACKSPACE] = {
		.name = "backspace", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_CHOICE, .words = backspace, .initial = "del",
		.text = "what Backspace sends in char mode, and Shift not: del (7f) or bs (08)" },
	[OPTIONS_BELL] = {
		.name = "bell", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "on",
		.text = "ring the terminal's bell when the peer rings" },
	[OPTIONS_BIND] = {
		.name = "bind", .topic = OPTIONS_ABOUT_CONNECTION,
		.type = OPTIONS_TEXT, .initial = "none", .check = check_bind,
		.text = "the local address to connect from" },
	[OPTIONS_BLINK] = {
		.name = "blink", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .words = blink, .initial = "blink",
		.text = "what blinking text is: that, a bright background (ice), or nothing" },
	[OPTIONS_BOLD_BRIGHT] = {
		.name = "bold-bright", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .scope = OPTIONS_GLOBAL,
		.words = auto_on_off, .initial = "auto",
		.text = "show bold colours 0-7 as the bright ones (auto: bold black alone)" },
	[OPTIONS_CA_FILE] = {
		.name = "ca-file", .topic = OPTIONS_ABOUT_TLS,
		.type = OPTIONS_TEXT, .initial = "none",
		.text = "TLS: authorities (PEM) to trust beside the system's" },
	[OPTIONS_CERT] = {
		.name = "cert", .topic = OPTIONS_ABOUT_TLS,
		.type = OPTIONS_TEXT, .initial = "none",
		.text = "TLS: our certificate (PEM)" },
	[OPTIONS_CHARSET] = {
		.name = "charset", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_TEXT, .initial = "UTF-8", .check = check_charset,
		.text = "the peer's character set (as iconv -l names it)" },
	[OPTIONS_COLOURS] = {
		.name = "colours", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .scope = OPTIONS_GLOBAL,
		.words = colours, .initial = "auto",
		.text = "the most colours to use: true (24 bit, at the start), 256, 16, 8, mono" },
	[OPTIONS_CLIPBOARD] = {
		.name = "clipboard", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .scope = OPTIONS_GLOBAL,
		.words = clipboard, .initial = "auto",
		.text = "give the system's clipboard what is copied (auto: if the terminal can)" },
	[OPTIONS_COMMAND_CHAR] = {
		.name = "command-char", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_TEXT, .scope = OPTIONS_GLOBAL,
		.initial = "/", .check = check_command_char,
		.text = "what a line must begin with to be a command; twice sends it" },
	[OPTIONS_COMMAND_SEPARATOR] = {
		.name = "command-separator", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_TEXT, .initial = "none", .check = check_separator,
		.text = "the character that divides a typed line, or a rule's text, into several" },
	[OPTIONS_COMPRESSION] = {
		.name = "compression", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_CHOICE, .words = auto_on_off, .initial = "auto",
		.text = "compress by telnet's MCCP (auto: under TLS only what is received)" },
	[OPTIONS_CONNECT_TIMEOUT] = {
		.name = "connect-timeout", .topic = OPTIONS_ABOUT_CONNECTION,
		.type = OPTIONS_NUMBER, .min = 1, .max = 3600,
		.initial = "30", .unit = "seconds",
		.text = "how long connecting may take in all; one address gets at most 10" },
	[OPTIONS_CONTROL] = {
		.name = "control", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .scope = OPTIONS_GLOBAL, .words = on_off,
		.initial = "off",
		.text = "let your other programs read and send by a socket (hail ctl)" },
	[OPTIONS_ENABLE_COMMAND] = {
		.name = "enable-command", .topic = OPTIONS_ABOUT_LOGIN,
		.type = OPTIONS_TEXT, .initial = "none", .secret = true,
		.text = "a command (no shell) that prints the password of the privileged mode" },
	[OPTIONS_EOL] = {
		.name = "eol", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_CHOICE, .words = eol,
		.initial = "auto", .text = "what Enter sends" },
	[OPTIONS_ESCAPE_KEYS] = {
		.name = "escape-keys", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_TEXT, .scope = OPTIONS_GLOBAL,
		.initial = "Ctrl-] F12", .check = check_escape_keys,
		.text = "the keys that open the menu in either mode" },
	[OPTIONS_ESCAPES] = {
		.name = "escapes", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "off",
		.text = "read \\r \\n \\t \\e \\xHH \\uHHHH in typed lines as these bytes" },
	[OPTIONS_FALLBACK_CHARSET] = {
		.name = "fallback-charset", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_TEXT, .initial = "CP1252",
		.check = check_fallback,
		.text = "how bytes that are not UTF-8 are read (a single-byte set)" },
	[OPTIONS_FLOW_CONTROL] = {
		.name = "flow-control", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "off",
		.text = "let a telnet server have Ctrl-S hold its output here (LFLOW)" },
	[OPTIONS_FOCUS_FORWARD] = {
		.name = "focus-forward", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "off",
		.text = "tell a peer that asks when the window gets or loses the focus" },
	[OPTIONS_FRAME] = {
		.name = "frame", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_TEXT, .initial = "none", .check = check_frame,
		.text = "for a lens: what a message begins or ends with (none, line, u16be …)" },
	[OPTIONS_GMCP_PACKAGES] = {
		.name = "gmcp-packages", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_TEXT, .check = check_packages,
		.initial = "Char 1, Char.Skills 1, Char.Items 1, Room 1, Comm.Channel 1",
		.text = "what a game is asked to tell by GMCP: packages, each with its version" },
	[OPTIONS_GRID] = {
		.name = "grid", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .words = grid, .initial = "centre",
		.text = "where a screen of a fixed size stands in a larger window" },
	[OPTIONS_HALF_CLOSE] = {
		.name = "half-close", .topic = OPTIONS_ABOUT_CONNECTION,
		.type = OPTIONS_CHOICE, .words = auto_yes_no,
		.initial = "auto",
		.text = "in a pipe: whether the end of input ends our direction" },
	[OPTIONS_INITIATE] = {
		.name = "initiate", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_CHOICE, .words = auto_on_off,
		.initial = "auto",
		.text = "open telnet negotiation when the peer is silent (auto: port 23)" },
	[OPTIONS_KEEPALIVE] = {
		.name = "keepalive", .topic = OPTIONS_ABOUT_CONNECTION,
		.type = OPTIONS_NUMBER, .min = 0, .max = 86400,
		.initial = "60", .unit = "seconds",
		.text = "ask a peer silent for that long whether it lives (TCP; 0: never)" },
	[OPTIONS_KEEPALIVE_IDLE] = {
		.name = "keepalive-idle", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_NUMBER, .min = 1, .max = 86400,
		.initial = "60", .unit = "seconds",
		.text = "how long a peer is silent before keepalive-telnet is sent" },
	[OPTIONS_KEEPALIVE_TELNET] = {
		.name = "keepalive-telnet", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_CHOICE, .words = keepalive_telnet, .initial = "off",
		.text = "send a silent peer telnet's NOP, or AYT, which it answers" },
	[OPTIONS_KEY] = {
		.name = "key", .topic = OPTIONS_ABOUT_TLS,
		.type = OPTIONS_TEXT, .initial = "none",
		.text = "TLS: the key of our certificate (PEM)" },
	[OPTIONS_KEYBOARD] = {
		.name = "keyboard", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .scope = OPTIONS_GLOBAL, .words = keyboard,
		.initial = "auto",
		.text = "ask the terminal for kitty's keyboard protocol (auto: if it has that)" },
	[OPTIONS_KEYLOG] = {
		.name = "keylog", .topic = OPTIONS_ABOUT_TLS,
		.type = OPTIONS_TEXT, .initial = "none",
		.text = "TLS: a file for the secrets of every session, to debug with" },
	[OPTIONS_LENS] = {
		.name = "lens", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_TEXT, .initial = "off", .check = check_lens,
		.suggest = suggest_lens,
		.text = "show what passes beside the session as messages of a format" },
	[OPTIONS_LINEMODE] = {
		.name = "linemode", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "off",
		.text = "let a telnet server have lines edited here, with its keys (LINEMODE)" },
	[OPTIONS_LOCAL_ECHO] = {
		.name = "local-echo", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .words = auto_on_off,
		.initial = "auto", .text = "show sent lines (auto: unless the peer's ECHO is on)" },
	[OPTIONS_LOG] = {
		.name = "log", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "off",
		.text = "log the session from its beginning" },
	[OPTIONS_LOG_FILE] = {
		.name = "log-file", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_TEXT, .initial = "%s-%Y-%m-%d", .check = log_name_check,
		.text = "where to log: %h host, %s session, else strftime's letters" },
	[OPTIONS_LOG_FORMAT] = {
		.name = "log-format", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .words = log_format, .initial = "text",
		.text = "how a log is written; raw: the wire's bytes, and their times beside" },
	[OPTIONS_LOG_ROTATE] = {
		.name = "log-rotate", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_TEXT, .initial = "off", .check = check_rotation,
		.text = "a new log after so many bytes (10M), or each day (daily)" },
	[OPTIONS_LOG_SCREENS] = {
		.name = "log-screens", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "off",
		.text = "log screens that leave no history: the alternate one, drawn ones" },
	[OPTIONS_MASK] = {
		.name = "mask", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .words = auto_on_off, .initial = "auto",
		.text = "hide what is typed (auto: when the peer's ECHO says so)" },
	[OPTIONS_MODE] = {
		.name = "mode", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .words = mode,
		.initial = "auto", .text = "input mode: edit lines here, or send each key" },
	[OPTIONS_MOUSE] = {
		.name = "mouse", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .scope = OPTIONS_GLOBAL, .words = on_off,
		.initial = "off",
		.text = "take the mouse; off: the terminal's own select and copy works" },
	[OPTIONS_MOUSE_FORWARD] = {
		.name = "mouse-forward", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "on",
		.text = "while mouse is on: give it to a peer that asks for it (char mode)" },
	[OPTIONS_MSP] = {
		.name = "msp", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "off",
		.text = "show a game's sounds (MSP) by their names, if it offers them" },
	[OPTIONS_MXP] = {
		.name = "mxp", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "off",
		.text = "read a game's tags (MXP) as attributes and links, if it offers them" },
	[OPTIONS_PACK] = {
		.name = "pack", .topic = OPTIONS_ABOUT_CONNECTION,
		.type = OPTIONS_TEXT, .initial = "auto", .check = packs_check,
		.suggest = packs_word,
		.text = "what the peer is: a platform (ios ...), none (no guesses), or bbs: what "
			"boards want (CP437, 80x25, or 80x24 in fewer rows, keys at once)" },
	[OPTIONS_PAGER] = {
		.name = "pager", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .words = pager, .initial = "ask",
		.text = "answer the peer's --More-- by itself: off, on, ask (say once)" },
	[OPTIONS_OPEN_COMMAND] = {
		.name = "open-command", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_TEXT, .scope = OPTIONS_GLOBAL,
		.initial = OPEN_COMMAND, .check = check_command,
		.text = "the command (no shell) that opens a link, which is its last word" },
	[OPTIONS_PASSWORD_COMMAND] = {
		.name = "password-command", .topic = OPTIONS_ABOUT_LOGIN,
		.type = OPTIONS_TEXT, .initial = "none", .secret = true,
		.text = "a command (no shell) that prints the password to answer a prompt with" },
	[OPTIONS_PASSWORD_TIMEOUT] = {
		.name = "password-timeout", .topic = OPTIONS_ABOUT_LOGIN,
		.type = OPTIONS_NUMBER, .min = 1, .max = 3600,
		.initial = "60", .unit = "seconds",
		.text = "how long the password-command may take" },
	[OPTIONS_PASTE] = {
		.name = "paste", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .words = paste, .initial = "auto",
		.text = "send pasted lines by prompt, by delay, fast; auto: as the peer answers" },
	[OPTIONS_PASTE_CHAR_DELAY] = {
		.name = "paste-char-delay", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_NUMBER, .min = 0, .max = 1000,
		.initial = "0", .unit = "milliseconds",
		.text = "a pause behind each pasted character in char mode" },
	[OPTIONS_PASTE_DELAY] = {
		.name = "paste-delay", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_NUMBER, .min = 0, .max = 60000,
		.initial = "20", .unit = "milliseconds",
		.text = "the pause behind a pasted line where no prompt is waited for" },
	[OPTIONS_PASTE_PREVIEW] = {
		.name = "paste-preview", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "on",
		.text = "show two lines or more that are pasted before they are sent" },
	[OPTIONS_PEER] = {
		.name = "peer", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_CHOICE, .words = peer, .initial = "auto",
		.text = "what the peer is: mud, terminal (auto: as what it negotiates says)" },
	[OPTIONS_PIN] = {
		.name = "pin", .topic = OPTIONS_ABOUT_TLS,
		.type = OPTIONS_TEXT, .initial = "none", .check = check_pin,
		.text = "TLS: the one key to trust, by its SHA-256" },
	[OPTIONS_PINS_FILE] = {
		.name = "pins-file", .topic = OPTIONS_ABOUT_TLS,
		.type = OPTIONS_TEXT, .scope = OPTIONS_GLOBAL,
		.initial = "none",
		.text = "TLS: where pinned keys are kept (none: the state folder)" },
	[OPTIONS_PROTOCOL] = {
		.name = "protocol", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_CHOICE, .words = protocol,
		.initial = "auto", .text = "whether the peer speaks telnet" },
	[OPTIONS_PROXY] = {
		.name = "proxy", .topic = OPTIONS_ABOUT_CONNECTION,
		.type = OPTIONS_TEXT, .initial = "auto", .check = check_proxy,
		.secret = true,
		.text = "the way to the peer: auto (ALL_PROXY), none, or a proxy's URL" },
	[OPTIONS_PROXY_PASSWORD_FILE] = {
		.name = "proxy-password-file", .topic = OPTIONS_ABOUT_CONNECTION,
		.type = OPTIONS_TEXT, .initial = "none",
		.text = "a file (0600) whose first line is the password of the proxy's user" },
	[OPTIONS_RECONNECT] = {
		.name = "reconnect", .topic = OPTIONS_ABOUT_CONNECTION,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "off",
		.text = "connect again by itself after a loss, after 1, 2, 4 ... 60 seconds" },
	[OPTIONS_REDACT] = {
		.name = "redact", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "on",
		.text = "keep secrets of configurations, tokens, URLs out of logs and recordings" },
	[OPTIONS_REORDER] = {
		.name = "reorder", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .scope = OPTIONS_GLOBAL,
		.words = on_off, .initial = "off",
		.text = "let the terminal turn around text that runs from right to left" },
	[OPTIONS_SAVE_HISTORY] = {
		.name = "save-history", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .scope = OPTIONS_GLOBAL,
		.words = on_off, .initial = "on",
		.text = "keep sent lines across runs (hidden ones never); read at the start" },
	[OPTIONS_SCROLLBACK] = {
		.name = "scrollback", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_NUMBER, .min = 100, .max = 10000000,
		.initial = "100000", .unit = "lines", .text = "lines kept a session" },
	[OPTIONS_SCROLLBACK_MEMORY] = {
		.name = "scrollback-memory", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_NUMBER, .min = 1, .max = 4096,
		.initial = "64", .unit = "MiB", .text = "memory for lines kept a session" },
	[OPTIONS_SHOW_CONTROLS] = {
		.name = "show-controls", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .words = show_controls, .initial = "auto",
		.text = "show controls as ^@ (auto: in raw sessions; all: CR and LF, too)" },
	[OPTIONS_SILENCE_NOTICE] = {
		.name = "silence-notice", .topic = OPTIONS_ABOUT_CONNECTION,
		.type = OPTIONS_NUMBER, .min = 0, .max = 86400,
		.initial = "30", .unit = "seconds",
		.text = "say so when a peer acknowledges or answers nothing that long (0: never)" },
	[OPTIONS_SIZE] = {
		.name = "size", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_TEXT, .initial = "auto", .check = check_size,
		.text = "the terminal's size told to the peer: auto or COLUMNSxROWS" },
	[OPTIONS_SPEEDWALK] = {
		.name = "speedwalk", .topic = OPTIONS_ABOUT_INPUT,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "off",
		.text = "a typed line, or a rule's text, #4 n is the line n four times" },
	[OPTIONS_STARTTLS] = {
		.name = "starttls", .topic = OPTIONS_ABOUT_TLS,
		.type = OPTIONS_CHOICE,
		.words = starttls, .initial = "none",
		.text = "begin in plain text and turn to TLS, as this protocol does" },
	[OPTIONS_STATUS_ITEMS] = {
		.name = "status-items", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_TEXT, .initial = "none", .check = check_status_items,
		.text = "what a game tells that the status line shows: gmcp.Char.Vitals.hp ..." },
	[OPTIONS_TERM] = {
		.name = "term", .topic = OPTIONS_ABOUT_WIRE,
		.type = OPTIONS_TEXT, .initial = "xterm-256color",
		.check = check_term,
		.text = "the terminal name told to the peer" },
	[OPTIONS_TIMESTAMPS] = {
		.name = "timestamps", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .words = on_off, .initial = "off",
		.text = "before each line of a transcript the time when it came" },
	[OPTIONS_TITLE] = {
		.name = "title", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .scope = OPTIONS_GLOBAL, .words = on_off,
		.initial = "off",
		.text = "set the terminal's title to that of the session shown" },
	[OPTIONS_TLS] = {
		.name = "tls", .topic = OPTIONS_ABOUT_TLS,
		.type = OPTIONS_CHOICE, .words = auto_on_off, .initial = "auto",
		.text = "speak TLS (auto: by scheme and port; a place that spoke it must go on)" },
	[OPTIONS_USER] = {
		.name = "user", .topic = OPTIONS_ABOUT_LOGIN,
		.type = OPTIONS_TEXT, .initial = "none", .check = check_user,
		.text = "the name to answer a login prompt with" },
	[OPTIONS_USER_TIMEOUT] = {
		.name = "user-timeout", .topic = OPTIONS_ABOUT_CONNECTION,
		.type = OPTIONS_NUMBER, .min = 0, .max = 86400,
		.initial = "0", .unit = "seconds",
		.text = "give up when sent data stays unacknowledged that long (0: the system's)" },
	[OPTIONS_VIEW] = {
		.name = "view", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .words = view,
		.initial = "auto", .text = "presentation: wrapped lines, or the screen as it is" },
	[OPTIONS_WRAP] = {
		.name = "wrap", .topic = OPTIONS_ABOUT_SCREEN,
		.type = OPTIONS_CHOICE, .words = wrap, .initial = "words",
		.text = "long lines of a transcript: at words, hanging below their text, or hard" },
};
/* clang-format on */

const char *options_topic(enum option_topic topic)
{
	static const char *const names[OPTIONS_TOPICS] = {
		[OPTIONS_ABOUT_CONNECTION] = "Connecting",
		[OPTIONS_ABOUT_TLS] = "TLS",
		[OPTIONS_ABOUT_LOGIN] = "Logging in",
		[OPTIONS_ABOUT_WIRE] = "What is sent and received",
		[OPTIONS_ABOUT_INPUT] = "Keys and lines",
		[OPTIONS_ABOUT_SCREEN] = "The screen",
	};

	return names[topic];
}

const struct option_row *options_row(enum option option)
{
	return &rows[option];
}

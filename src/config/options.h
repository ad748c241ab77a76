/*
 * Options: one row each in options-table.c; values in scopes that inherit (built-in → global →
 * host → session).
 */
#ifndef HAIL_CONFIG_OPTIONS_H
#define HAIL_CONFIG_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "base/tri.h"
#include "session/board.h"
#include "session/controls.h"
#include "session/log-format.h"
#include "base/ambiguous.h"
#include "base/colours.h"
#include "session/mode.h"
#include "telnet/telnet.h"
#include "tls/starttls.h"
#include "term/cell-line.h"

enum option {
	OPTIONS_AARD102,
	OPTIONS_ALPN,
	OPTIONS_AMBIGUOUS_WIDTH,
	OPTIONS_ANSI_MUSIC,
	OPTIONS_BACKSPACE,
	OPTIONS_BELL,
	OPTIONS_BIND,
	OPTIONS_BLINK,
	OPTIONS_BOLD_BRIGHT,
	OPTIONS_CA_FILE,
	OPTIONS_CERT,
	OPTIONS_CHARSET,
	OPTIONS_CLIPBOARD,
	OPTIONS_COLOURS,
	OPTIONS_COMMAND_CHAR,
	OPTIONS_COMMAND_SEPARATOR,
	OPTIONS_COMPRESSION,
	OPTIONS_CONNECT_TIMEOUT,
	OPTIONS_CONTROL,
	OPTIONS_ENABLE_COMMAND,
	OPTIONS_EOL,
	OPTIONS_ESCAPE_KEYS,
	OPTIONS_ESCAPES,
	OPTIONS_FALLBACK_CHARSET,
	OPTIONS_FLOW_CONTROL,
	OPTIONS_FOCUS_FORWARD,
	OPTIONS_FRAME,
	OPTIONS_GMCP_PACKAGES,
	OPTIONS_GRID,
	OPTIONS_HALF_CLOSE,
	OPTIONS_INITIATE,
	OPTIONS_KEEPALIVE,
	OPTIONS_KEEPALIVE_IDLE,
	OPTIONS_KEEPALIVE_TELNET,
	OPTIONS_KEY,
	OPTIONS_KEYBOARD,
	OPTIONS_KEYLOG,
	OPTIONS_LENS,
	OPTIONS_LINEMODE,
	OPTIONS_LOCAL_ECHO,
	OPTIONS_LOG,
	OPTIONS_LOG_FILE,
	OPTIONS_LOG_FORMAT,
	OPTIONS_LOG_ROTATE,
	OPTIONS_LOG_SCREENS,
	OPTIONS_MASK,
	OPTIONS_MODE,
	OPTIONS_MOUSE,
	OPTIONS_MOUSE_FORWARD,
	OPTIONS_MSP,
	OPTIONS_MXP,
	OPTIONS_PACK,
	OPTIONS_PAGER,
	OPTIONS_OPEN_COMMAND,
	OPTIONS_PASSWORD_COMMAND,
	OPTIONS_PASSWORD_TIMEOUT,
	OPTIONS_PASTE,
	OPTIONS_PASTE_CHAR_DELAY,
	OPTIONS_PASTE_DELAY,
	OPTIONS_PASTE_PREVIEW,
	OPTIONS_PEER,
	OPTIONS_PIN,
	OPTIONS_PINS_FILE,
	OPTIONS_PROTOCOL,
	OPTIONS_PROXY,
	OPTIONS_PROXY_PASSWORD_FILE,
	OPTIONS_RECONNECT,
	OPTIONS_REDACT,
	OPTIONS_REORDER,
	OPTIONS_SAVE_HISTORY,
	OPTIONS_SCROLLBACK,
	OPTIONS_SCROLLBACK_MEMORY,
	OPTIONS_SHOW_CONTROLS,
	OPTIONS_SILENCE_NOTICE,
	OPTIONS_SIZE,
	OPTIONS_SPEEDWALK,
	OPTIONS_STARTTLS,
	OPTIONS_STATUS_ITEMS,
	OPTIONS_TERM,
	OPTIONS_TIMESTAMPS,
	OPTIONS_TITLE,
	OPTIONS_TLS,
	OPTIONS_USER,
	OPTIONS_USER_TIMEOUT,
	OPTIONS_VIEW,
	OPTIONS_WRAP,
	OPTIONS_COUNT,
};

/* What Backspace sends in char mode: 7f or 08. */
enum options_backspace { OPTIONS_BACKSPACE_DEL, OPTIONS_BACKSPACE_BS };

/* A pack: values for a kind of peer, which stand in place of the built-in ones. What is set
 * anywhere goes before them. */
enum options_pack {
	OPTIONS_PACK_AUTO,
	OPTIONS_PACK_BBS,
	OPTIONS_PACK_NONE,
	OPTIONS_PACK_NAMED, /* options_value says which (config/packs.h) */
};

/* Whether a peer's pager is answered by itself: never, never but that is proposed, always. */
enum options_pager { OPTIONS_PAGER_OFF, OPTIONS_PAGER_ASK, OPTIONS_PAGER_ON };

/* How pasted lines are sent: by the prompts that come, or by echoes and time where there are none;
 * by prompts alone; by time alone; at once. */
enum options_paste {
	OPTIONS_PASTE_BY_ANY,
	OPTIONS_PASTE_BY_PROMPT,
	OPTIONS_PASTE_BY_TIME,
	OPTIONS_PASTE_AT_ONCE,
};

/* Whether the terminal is asked for keys by their numbers: where it offers that, never, always. */
enum options_keyboard { OPTIONS_KEYBOARD_AUTO, OPTIONS_KEYBOARD_PLAIN, OPTIONS_KEYBOARD_KITTY };

enum option_type { OPTIONS_CHOICE, OPTIONS_NUMBER, OPTIONS_TEXT };

/* What options are about, in the order of lists. */
enum option_topic {
	OPTIONS_ABOUT_NOTHING,
	OPTIONS_ABOUT_CONNECTION,
	OPTIONS_ABOUT_TLS,
	OPTIONS_ABOUT_LOGIN,
	OPTIONS_ABOUT_WIRE,
	OPTIONS_ABOUT_INPUT,
	OPTIONS_ABOUT_SCREEN,
	OPTIONS_TOPICS,
};

/* Where an option may be set: everywhere, or only for the program as a whole. */
enum option_scope { OPTIONS_ANY, OPTIONS_GLOBAL };

/* A word that an OPTIONS_CHOICE may have, and the member of the option's enum that it stands for.
 */
struct option_word {
	const char *word;
	int value;
};

struct option_row {
	const char *name;
	enum option_topic topic;
	enum option_type type;
	enum option_scope scope;
	const struct option_word *words; /* OPTIONS_CHOICE: ended by one without a word */
	long min, max; /* OPTIONS_NUMBER */
	const char *initial;
	const char *unit; /* OPTIONS_NUMBER: what is counted, for help */
	bool (*check)(const char *text, struct err *e); /* OPTIONS_TEXT; NULL = anything */
	const char *(*suggest)(size_t i); /* OPTIONS_TEXT: what it may be, NULL at the end; or NULL
					   */
	bool secret; /* OPTIONS_TEXT: a value may hold a secret, and so stands in no list of
			processes */
	const char *text; /* help, one line */
};

typedef struct Options Options;

/* Makes a scope in which nothing is set. `parent` (may be NULL: built-in values) is borrowed. */
Options *options_new(const Options *parent);
void options_free(Options *o);

/* The table, indexed by enum option. */
const struct option_row *options_row(enum option option);

/* The heading of a topic. */
const char *options_topic(enum option_topic topic);

/*
 * Appends a line for each option, by topics: its name, what is in force in `o` as options_show
 * shows it (nothing if `o` is NULL), and its text.
 */
void options_list(const Options *o, struct str *out);

/* Appends the words that an OPTIONS_CHOICE may have, a blank between them. */
void options_words(const struct option_row *row, struct str *out);

/* The option called `name` (a unique beginning will do), or -1 with `e` set. */
int options_find(const char *name, struct err *e);

/* Sets `option` in this scope from its text form; false with `e` set if the value is not allowed.
 */
bool options_set(Options *o, enum option option, const char *value, struct err *e);

/* Whether `option` is set in this very scope; makes it as if it never was. */
bool options_is_set(const Options *o, enum option option);
void options_unset(Options *o, enum option option);

/* Whether it is set in this scope or one above. */
bool options_is_chosen(const Options *o, enum option option);

/* Sets from `name=value` or `name value`, as -o and /set take it. */
bool options_assign(Options *o, const char *assignment, struct err *e);

/* Copies everything set in `from` into `o`; or only what is for the program as a whole. */
void options_merge(Options *o, const Options *from);
void options_merge_global(Options *o, const Options *from);

/* The number in force of an OPTIONS_NUMBER. */
long options_number(const Options *o, enum option option);

/* The value in force of any option in its text form, borrowed until it is set. */
const char *options_value(const Options *o, enum option option);

/* Appends the value in force as it can be shown: `***` stands for the password of a proxy. */
void options_show(const Options *o, enum option option, struct str *out);

/* The choices in force, each in the type of what it decides. */
bool options_aard102(const Options *o);
enum session_music options_ansi_music(const Options *o);
enum ambiguous_width options_ambiguous_width(const Options *o);
enum options_backspace options_backspace(const Options *o);
bool options_bell(const Options *o);
enum session_blink options_blink(const Options *o);
enum tri options_bold_bright(const Options *o);
enum colours options_colours(const Options *o);
enum tri options_clipboard(const Options *o); /* on: osc52 */
bool options_control(const Options *o);
enum telnet_eol options_eol(const Options *o);
enum tri options_compression(const Options *o);
bool options_flow_control(const Options *o);
bool options_focus_forward(const Options *o);
enum session_place options_grid(const Options *o);
enum tri options_half_close(const Options *o);
enum tri options_initiate(const Options *o);
enum telnet_keepalive options_keepalive_telnet(const Options *o);
enum options_keyboard options_keyboard(const Options *o);
bool options_escapes(const Options *o);
bool options_linemode(const Options *o);
enum tri options_local_echo(const Options *o);
bool options_log(const Options *o);
enum session_log_format options_log_format(const Options *o);
/* After how many bytes a log goes on in another file (0: never), and whether each day. */
void options_log_rotate(const Options *o, uint64_t *bytes, bool *daily);
bool options_log_screens(const Options *o);
bool options_redact(const Options *o);
enum tri options_mask(const Options *o);
enum mode_choice options_mode(const Options *o);
bool options_mouse(const Options *o);
bool options_mouse_forward(const Options *o);
bool options_msp(const Options *o);
bool options_mxp(const Options *o);
enum options_pack options_pack(const Options *o);
enum options_pager options_pager(const Options *o);
enum options_paste options_paste(const Options *o);
bool options_paste_preview(const Options *o);
enum telnet_kind options_peer(const Options *o);
enum telnet_protocol options_protocol(const Options *o); /* UNDECIDED: auto */
bool options_reconnect(const Options *o);
bool options_reorder(const Options *o);
bool options_save_history(const Options *o);
enum session_controls options_show_controls(const Options *o);
bool options_speedwalk(const Options *o);
bool options_starttls(const Options *o, enum starttls_protocol *out); /* false: none */
bool options_timestamps(const Options *o);
bool options_title(const Options *o);
enum tri options_tls(const Options *o);
enum view_choice options_view(const Options *o);
enum cell_line_wrap options_wrap(const Options *o);

/* The value of a text option in force, borrowed; NULL when it is `none`. */
const char *options_given(const Options *o, enum option option);

/* The OPTIONS_SIZE in force: false if automatic. */
bool options_size(const Options *o, unsigned *width, unsigned *height);

#endif

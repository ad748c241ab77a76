#include "config/options.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/choice.h"
#include "config/options-table.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "net/proxy-url.h"
#include "base/poison.h"

struct Options {
	const Options *parent;
	char *value[OPTIONS_COUNT]; /* owned; NULL = not set here */
};

Options *options_new(const Options *parent)
{
	Options *o = mem_alloc(sizeof(*o));

	o->parent = parent;
	return o;
}

static void forget(Options *o, enum option option)
{
	char *value = o->value[option];

	if (value && options_row(option)->secret)
		mem_wipe(value, strlen(value));
	free(value);
	o->value[option] = NULL;
}

void options_free(Options *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < OPTIONS_COUNT; i++)
		forget(o, (enum option)i);
	free(o);
}

static void unknown_option(const char *name, struct err *e)
{
	struct nearest nearest;

	nearest_begin(&nearest, name, strlen(name));
	for (int i = 0; i < OPTIONS_COUNT; i++) {
		const char *known = options_row((enum option)i)->name;

		nearest_offer(&nearest, known, strlen(known));
	}
	if (nearest.word)
		err_set(e, ERR_USAGE,
			"there is no option \"%.40s\": did you mean \"%.*s\"? (/set lists them)",
			name, nearest.length, nearest.word);
	else
		err_set(e, ERR_USAGE, "there is no option \"%.40s\" (/set lists them)", name);
}

int options_find(const char *name, struct err *e)
{
	size_t n = strlen(name);
	int found = -1;

	for (int i = 0; i < OPTIONS_COUNT; i++) {
		if (strcmp(options_row((enum option)i)->name, name) == 0)
			return i;
		if (n && strncmp(options_row((enum option)i)->name, name, n) == 0)
			found = found == -1 ? i : -2;
	}
	if (found == -1)
		unknown_option(name, e);
	if (found == -2)
		err_set(e, ERR_USAGE, "\"%s\" begins more than one option's name", name);
	return found < 0 ? -1 : found;
}

static const struct option_word *find_word(const struct option_row *row, const char *word)
{
	for (const struct option_word *w = row->words; w->word; w++) {
		if (strcasecmp(w->word, word) == 0)
			return w;
	}
	return NULL;
}

void options_words(const struct option_row *row, struct str *out)
{
	for (const struct option_word *w = row->words; w->word; w++)
		str_append_format(out, "%s%s", w == row->words ? "" : " ", w->word);
}

static bool check_word(const struct option_row *row, const char *value, struct err *e)
{
	struct str words;
	bool good;

	str_init(&words);
	options_words(row, &words);
	good = choice_check(row->name, value, strlen(value), words.text, e);
	str_fini(&words);
	return good;
}

static bool check_value(const struct option_row *row, const char *value, struct err *e)
{
	long long number;

	if (strlen(value) > 1000)
		return err_set(e, ERR_USAGE, "the value of %s is too long", row->name);
	switch (row->type) {
	case OPTIONS_CHOICE: return check_word(row, value, e);
	case OPTIONS_NUMBER:
		if (str_to_number(value, row->min, row->max, &number))
			return true;
		return err_set(e, ERR_USAGE, "%s can't be \"%s\" (a number of %s from %ld to %ld)",
			       row->name, value, row->unit, row->min, row->max);
	case OPTIONS_TEXT: return !row->check || row->check(value, e);
	}
	return false;
}

bool options_set(Options *o, enum option option, const char *value, struct err *e)
{
	const struct option_row *row = options_row(option);
	char *copy;

	if (!check_value(row, value, e))
		return false;
	copy = mem_strdup(row->type == OPTIONS_CHOICE ? find_word(row, value)->word : value);
	forget(o, option);
	o->value[option] = copy;
	return true;
}

bool options_assign(Options *o, const char *assignment, struct err *e)
{
	size_t n = strcspn(assignment, "= \t");
	const char *value = assignment + n;
	char *name;
	int option;

	if (!*value)
		return err_set(e, ERR_USAGE, "\"%s\" has no value (write name=value)", assignment);
	name = mem_strndup(assignment, n);
	option = options_find(name, e);
	free(name);
	value += strspn(value, " \t");
	if (*value == '=')
		value += 1 + strspn(value + 1, " \t");
	return option >= 0 && options_set(o, (enum option)option, value, e);
}

bool options_is_set(const Options *o, enum option option)
{
	return o->value[option] != NULL;
}

void options_unset(Options *o, enum option option)
{
	free(o->value[option]);
	o->value[option] = NULL;
}

void options_merge(Options *o, const Options *from)
{
	for (size_t i = 0; i < OPTIONS_COUNT; i++) {
		if (from->value[i])
			options_set(o, (enum option)i, from->value[i], NULL);
	}
}

void options_merge_global(Options *o, const Options *from)
{
	for (size_t i = 0; i < OPTIONS_COUNT; i++) {
		if (from->value[i] && options_row((enum option)i)->scope == OPTIONS_GLOBAL)
			options_set(o, (enum option)i, from->value[i], NULL);
	}
}

bool options_is_chosen(const Options *o, enum option option)
{
	while (o && !o->value[option])
		o = o->parent;
	return o != NULL;
}

/* What holds where nothing is set. */
static const char *initial(const Options *o, enum option option)
{
	const char *packed = NULL;

	if (option != OPTIONS_PACK)
		packed = options_packed(options_pack(o), option);
	return packed ? packed : options_row(option)->initial;
}

const char *options_value(const Options *o, enum option option)
{
	const Options *leaf = o;

	for (; o; o = o->parent) {
		if (o->value[option])
			return o->value[option];
	}
	return initial(leaf, option);
}

void options_show(const Options *o, enum option option, struct str *out)
{
	if (option == OPTIONS_PROXY)
		proxy_url_mask(options_value(o, option), out);
	else
		str_append_string(out, options_value(o, option));
}

const char *options_given(const Options *o, enum option option)
{
	const char *value = options_value(o, option);

	return strcmp(value, "none") == 0 || !*value ? NULL : value;
}

long options_number(const Options *o, enum option option)
{
	assert(options_row(option)->type == OPTIONS_NUMBER);
	return strtol(options_value(o, option), NULL, 10);
}

/* The value of the word in force: only words of the row are ever set. */
static int choice(const Options *o, enum option option)
{
	const struct option_word *word = find_word(options_row(option), options_value(o, option));

	assert(word);
	return word->value;
}

int options_choice(const Options *o, enum option option)
{
	return choice(o, option);
}

enum session_music options_ansi_music(const Options *o)
{
	return (enum session_music)choice(o, OPTIONS_ANSI_MUSIC);
}

enum session_blink options_blink(const Options *o)
{
	return (enum session_blink)choice(o, OPTIONS_BLINK);
}

enum session_place options_grid(const Options *o)
{
	return (enum session_place)choice(o, OPTIONS_GRID);
}

enum options_pack options_pack(const Options *o)
{
	static const char *const words[] = { "auto", "bbs", "none" };
	const char *value = options_value(o, OPTIONS_PACK);

	for (int i = 0; i < OPTIONS_PACK_NAMED; i++) {
		if (strcasecmp(value, words[i]) == 0)
			return (enum options_pack)i;
	}
	return OPTIONS_PACK_NAMED;
}

enum options_pager options_pager(const Options *o)
{
	return (enum options_pager)choice(o, OPTIONS_PAGER);
}

enum options_paste options_paste(const Options *o)
{
	return (enum options_paste)choice(o, OPTIONS_PASTE);
}

bool options_paste_preview(const Options *o)
{
	return choice(o, OPTIONS_PASTE_PREVIEW) == TRI_ON;
}

enum telnet_kind options_peer(const Options *o)
{
	return (enum telnet_kind)choice(o, OPTIONS_PEER);
}

enum ambiguous_width options_ambiguous_width(const Options *o)
{
	return (enum ambiguous_width)choice(o, OPTIONS_AMBIGUOUS_WIDTH);
}

enum options_backspace options_backspace(const Options *o)
{
	return (enum options_backspace)choice(o, OPTIONS_BACKSPACE);
}

bool options_aard102(const Options *o)
{
	return choice(o, OPTIONS_AARD102) == TRI_ON;
}

bool options_bell(const Options *o)
{
	return choice(o, OPTIONS_BELL) == TRI_ON;
}

enum tri options_bold_bright(const Options *o)
{
	return (enum tri)choice(o, OPTIONS_BOLD_BRIGHT);
}

enum colours options_colours(const Options *o)
{
	return (enum colours)choice(o, OPTIONS_COLOURS);
}

enum tri options_clipboard(const Options *o)
{
	return (enum tri)choice(o, OPTIONS_CLIPBOARD);
}

bool options_control(const Options *o)
{
	return choice(o, OPTIONS_CONTROL) == TRI_ON;
}

enum telnet_eol options_eol(const Options *o)
{
	return (enum telnet_eol)choice(o, OPTIONS_EOL);
}

enum tri options_compression(const Options *o)
{
	return (enum tri)choice(o, OPTIONS_COMPRESSION);
}

bool options_flow_control(const Options *o)
{
	return choice(o, OPTIONS_FLOW_CONTROL) == TRI_ON;
}

bool options_focus_forward(const Options *o)
{
	return choice(o, OPTIONS_FOCUS_FORWARD) == TRI_ON;
}

enum tri options_half_close(const Options *o)
{
	return (enum tri)choice(o, OPTIONS_HALF_CLOSE);
}

enum tri options_initiate(const Options *o)
{
	return (enum tri)choice(o, OPTIONS_INITIATE);
}

enum telnet_keepalive options_keepalive_telnet(const Options *o)
{
	return (enum telnet_keepalive)choice(o, OPTIONS_KEEPALIVE_TELNET);
}

enum options_keyboard options_keyboard(const Options *o)
{
	return (enum options_keyboard)choice(o, OPTIONS_KEYBOARD);
}

bool options_escapes(const Options *o)
{
	return choice(o, OPTIONS_ESCAPES) == TRI_ON;
}

bool options_linemode(const Options *o)
{
	return choice(o, OPTIONS_LINEMODE) == TRI_ON;
}

enum tri options_local_echo(const Options *o)
{
	return (enum tri)choice(o, OPTIONS_LOCAL_ECHO);
}

bool options_log_screens(const Options *o)
{
	return choice(o, OPTIONS_LOG_SCREENS) == TRI_ON;
}

enum tri options_mask(const Options *o)
{
	return (enum tri)choice(o, OPTIONS_MASK);
}

enum mode_choice options_mode(const Options *o)
{
	return (enum mode_choice)choice(o, OPTIONS_MODE);
}

bool options_mouse(const Options *o)
{
	return choice(o, OPTIONS_MOUSE) == TRI_ON;
}

bool options_mouse_forward(const Options *o)
{
	return choice(o, OPTIONS_MOUSE_FORWARD) == TRI_ON;
}

enum telnet_protocol options_protocol(const Options *o)
{
	return (enum telnet_protocol)choice(o, OPTIONS_PROTOCOL);
}

bool options_reconnect(const Options *o)
{
	return choice(o, OPTIONS_RECONNECT) == TRI_ON;
}

bool options_reorder(const Options *o)
{
	return choice(o, OPTIONS_REORDER) == TRI_ON;
}

bool options_save_history(const Options *o)
{
	return choice(o, OPTIONS_SAVE_HISTORY) == TRI_ON;
}

enum session_controls options_show_controls(const Options *o)
{
	return (enum session_controls)choice(o, OPTIONS_SHOW_CONTROLS);
}

bool options_speedwalk(const Options *o)
{
	return choice(o, OPTIONS_SPEEDWALK) == TRI_ON;
}

bool options_starttls(const Options *o, enum starttls_protocol *out)
{
	int protocol = choice(o, OPTIONS_STARTTLS);

	if (protocol < 0)
		return false;
	*out = (enum starttls_protocol)protocol;
	return true;
}

bool options_timestamps(const Options *o)
{
	return choice(o, OPTIONS_TIMESTAMPS) == TRI_ON;
}

bool options_title(const Options *o)
{
	return choice(o, OPTIONS_TITLE) == TRI_ON;
}

enum tri options_tls(const Options *o)
{
	return (enum tri)choice(o, OPTIONS_TLS);
}

enum view_choice options_view(const Options *o)
{
	return (enum view_choice)choice(o, OPTIONS_VIEW);
}

enum cell_line_wrap options_wrap(const Options *o)
{
	return (enum cell_line_wrap)choice(o, OPTIONS_WRAP);
}

bool options_size(const Options *o, unsigned *width, unsigned *height)
{
	return options_parse_size(options_value(o, OPTIONS_SIZE), width, height);
}

bool options_msp(const Options *o)
{
	return choice(o, OPTIONS_MSP) == TRI_ON;
}

bool options_mxp(const Options *o)
{
	return choice(o, OPTIONS_MXP) == TRI_ON;
}

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "telnet/comport.h"

#include "base/poison.h"

enum { CONTROL = 5 };

struct field_word {
	const char *word;
	uint8_t value;
};

/* How a field is asked for, and said. RFC 2217, "Com Port Configuration Commands". */
struct field_row {
	const char *name;
	uint8_t command;
	uint8_t query; /* the value that asks how it is */
	const struct field_word *words; /* ended by one without a word; NULL: numbers */
	const char *before, *after; /* around the word in a sentence */
};

static const struct field_word data_bits[] = {
	{ "5", 5 }, { "6", 6 }, { "7", 7 }, { "8", 8 }, { 0 }
};
static const struct field_word parity[] = { { "none", 1 }, { "odd", 2 },   { "even", 3 },
					    { "mark", 4 }, { "space", 5 }, { 0 } };
static const struct field_word stop_bits[] = { { "1", 1 }, { "2", 2 }, { "1.5", 3 }, { 0 } };
static const struct field_word flow[] = { { "none", 1 }, { "xon", 2 },  { "rtscts", 3 },
					  { "dcd", 17 }, { "dsr", 19 }, { 0 } };
static const struct field_word flow_in[] = {
	{ "none", 14 }, { "xon", 15 }, { "rtscts", 16 }, { "dtr", 18 }, { 0 }
};
static const struct field_word break_words[] = { { "on", 5 }, { "off", 6 }, { 0 } };
static const struct field_word dtr[] = { { "on", 8 }, { "off", 9 }, { 0 } };
static const struct field_word rts[] = { { "on", 11 }, { "off", 12 }, { 0 } };
static const struct field_word purge[] = { { "rx", 1 }, { "tx", 2 }, { "both", 3 }, { 0 } };

static const struct field_row rows[COMPORT_FIELDS] = {
	[COMPORT_BAUD] = { "baud", 1, 0, NULL, "", " baud" },
	[COMPORT_DATA_BITS] = { "databits", 2, 0, data_bits, "", " data bits" },
	[COMPORT_PARITY] = { "parity", 3, 0, parity, "parity ", "" },
	[COMPORT_STOP_BITS] = { "stopbits", 4, 0, stop_bits, "stop bits ", "" },
	[COMPORT_FLOW] = { "flow", CONTROL, 0, flow, "flow control ", "" },
	[COMPORT_FLOW_IN] = { "flow-in", CONTROL, 13, flow_in, "inbound flow control ", "" },
	[COMPORT_BREAK] = { "break", CONTROL, 4, break_words, "BREAK ", "" },
	[COMPORT_DTR] = { "dtr", CONTROL, 7, dtr, "DTR ", "" },
	[COMPORT_RTS] = { "rts", CONTROL, 10, rts, "RTS ", "" },
	[COMPORT_PURGE] = { "purge", 12, 0, purge, "purged ", "" },
};

const char *comport_field_name(enum comport_field field)
{
	return rows[field].name;
}

enum comport_field comport_field_find(const char *name, size_t n)
{
	int i = 0;

	while (i < COMPORT_FIELDS &&
	       (strlen(rows[i].name) != n || strncmp(rows[i].name, name, n) != 0))
		i++;
	return (enum comport_field)i;
}

uint8_t comport_field_query(enum comport_field field)
{
	return rows[field].query;
}

uint8_t comport_field_command(enum comport_field field)
{
	return rows[field].command;
}

static const char *find_word(enum comport_field field, uint32_t value)
{
	for (const struct field_word *w = rows[field].words; w && w->word; w++) {
		if (w->value == value)
			return w->word;
	}
	return NULL;
}

bool comport_field_has(enum comport_field field, uint32_t value)
{
	return value && (!rows[field].words || find_word(field, value));
}

static bool refuse(enum comport_field field, const char *word, struct err *e)
{
	struct str words;

	str_init(&words);
	for (const struct field_word *w = rows[field].words; w && w->word; w++)
		str_append_format(&words, "%s%s", words.length ? " " : "", w->word);
	err_set(e, ERR_USAGE, "%s can't be \"%.40s\" (choose from: %s%s)", rows[field].name, word,
		words.length ? words.text : "a number of bits a second",
		field == COMPORT_BREAK ? ", or milliseconds" : "");
	str_fini(&words);
	return false;
}

/* The word that `word` is, or is the beginning of; NULL if that is none or several. */
static const struct field_word *parse_word(const struct field_word *words, const char *word)
{
	const struct field_word *found = NULL;
	size_t n = strlen(word), count = 0;

	for (const struct field_word *w = words; n && w && w->word; w++) {
		if (strcasecmp(w->word, word) == 0)
			return w;
		if (strncasecmp(w->word, word, n) != 0)
			continue;
		found = w;
		count++;
	}
	return count == 1 ? found : NULL;
}

bool comport_field_parse(enum comport_field field, const char *word, uint32_t *value, struct err *e)
{
	const struct field_word *w = parse_word(rows[field].words, word);
	long long number;

	if (w) {
		*value = w->value;
		return true;
	}
	if (rows[field].words || !str_to_number(word, 1, UINT32_MAX, &number))
		return refuse(field, word, e);
	*value = (uint32_t)number;
	return true;
}

void comport_append_word(enum comport_field field, uint32_t value, struct str *out)
{
	const char *word = find_word(field, value);

	if (!value)
		str_append_string(out, "not told");
	else if (word)
		str_append_string(out, word);
	else
		str_append_format(out, "%lu", (unsigned long)value);
}

void comport_append(enum comport_field field, uint32_t value, struct str *out)
{
	if (!value) {
		str_append_string(out, "nothing");
		return;
	}
	str_append_string(out, rows[field].before);
	comport_append_word(field, value, out);
	str_append_string(out, rows[field].after);
}

void comport_append_json(enum comport_field field, uint32_t value, struct str *out)
{
	const char *word = find_word(field, value);
	bool number = !word || (word[0] >= '0' && word[0] <= '9');

	if (!value)
		str_append_string(out, "null");
	else if (word && strcmp(word, "on") == 0)
		str_append_string(out, "true");
	else if (word && strcmp(word, "off") == 0)
		str_append_string(out, "false");
	else if (number)
		comport_append_word(field, value, out);
	else
		str_append_format(out, "\"%s\"", word);
}

/* `8N1`, if all of it is known. */
static void append_frame(const struct comport *c, struct str *out)
{
	uint32_t bits = c->values[COMPORT_DATA_BITS].told;
	uint32_t even = c->values[COMPORT_PARITY].told;
	uint32_t stop = c->values[COMPORT_STOP_BITS].told;

	if (!bits || !even || !stop)
		return;
	str_append_format(out, " %lu%c", (unsigned long)bits, "NOEMS"[even - 1]);
	comport_append_word(COMPORT_STOP_BITS, stop, out);
}

/* A line that never was on is not wired, which is nothing to tell of. */
static void append_lost(const struct comport *c, struct str *out)
{
	static const struct field_word lines[] = { { " -DCD", COMPORT_MODEM_CD },
						   { " -DSR", COMPORT_MODEM_DSR },
						   { " -CTS", COMPORT_MODEM_CTS } };
	unsigned lost = c->modem_seen & ~(unsigned)c->modem;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (lost & lines[i].value)
			str_append_string(out, lines[i].word);
	}
}

/* Some servers say that a BREAK is on when it isn't: what was asked for counts, too. */
static bool is_left_on(const struct comport_value *v)
{
	return v->told == break_words[0].value && v->asked == v->told;
}

void comport_append_summary(const struct comport *c, struct str *out)
{
	uint32_t baud = c->values[COMPORT_BAUD].told;

	if (baud)
		str_append_format(out, "%lu", (unsigned long)baud);
	else
		str_append_string(out, "serial");
	append_frame(c, out);
	append_lost(c, out);
	if (c->breaking || is_left_on(&c->values[COMPORT_BREAK]))
		str_append_string(out, " BREAK");
	if (c->suspended)
		str_append_string(out, " held");
}

#include "tls/trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/private-file.h"
#include "base/str.h"
#include "net/idn.h"
#include "base/poison.h"

enum {
	WORDS_MAX = 4, /* one more than a line may have */
	PLACE_MAX = 300,
	LINES_TOLD = 8, /* numbers of damaged lines in a sentence */
};

static const char what[] = "pins file";

enum line_kind { LINE_BLANK, LINE_PIN, LINE_TLS, LINE_DAMAGED };

struct line {
	enum line_kind kind;
	char *text; /* owned: the line as it stands, without its newline */
	size_t length;
	char place[PLACE_MAX]; /* "" unless the line names one */
	struct fingerprint key;
	char date[TRUST_DATE];
	char how[TRUST_HOW]; /* LINE_TLS: how it began */
	unsigned number; /* in the file, from 1 */
	bool unsaved; /* could not be written: stays when the file is read anew */
};

struct Trust {
	char *path; /* owned or NULL */
	struct line *lines; /* owned */
	size_t count;
};

Trust *trust_new(const char *path)
{
	Trust *t = mem_alloc(sizeof(*t));

	t->path = mem_strdup(path);
	return t;
}

static void clear(Trust *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->lines[i].text);
	free(t->lines);
	t->lines = NULL;
	t->count = 0;
}

void trust_free(Trust *t)
{
	if (!t)
		return;
	clear(t);
	free(t->path);
	free(t);
}

/* --- Lines. */

/*
 * Writes the place `text` (HOST:PORT) in the one form that is compared: small letters, an A-label.
 * False if it is too long: cut, it would name another place.
 */
static bool set_place(const char *text, char out[PLACE_MAX])
{
	const char *port = strrchr(text, ':');
	char *host = mem_strndup(text, port ? (size_t)(port - text) : strlen(text));
	struct str place;
	bool fits;

	str_init(&place);
	if (!idn_encode(host, &place, NULL))
		str_append_string(&place, host);
	str_append_string(&place, port ? port : "");
	fits = place.length < PLACE_MAX;
	for (size_t i = 0; fits && i <= place.length; i++)
		out[i] = str_lower(place.text[i]);
	str_fini(&place);
	free(host);
	return fits;
}

/* `host:port`, `[v6]:port`; false if that can't stand in a line. */
static bool format_place(const char *host, const char *service, char out[PLACE_MAX])
{
	bool v6 = strchr(host, ':') != NULL;
	size_t n = strlen(host);
	char text[PLACE_MAX];
	int length;

	if (n && host[n - 1] == '.')
		n--;
	length = snprintf(text, PLACE_MAX, "%s%.*s%s:%s", v6 ? "[" : "",
			  n < PLACE_MAX ? (int)n : PLACE_MAX, host, v6 ? "]" : "", service);
	if (!n || !*service || length < 0 || length >= PLACE_MAX || text[0] == '#')
		return false;
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return false;
	return set_place(text, out);
}

static bool is_date(const char *text)
{
	static const char shape[] = "dddd-dd-dd";

	if (strlen(text) != sizeof(shape) - 1)
		return false;
	for (size_t i = 0; shape[i]; i++)
		if (shape[i] == '-' ? text[i] != '-' : text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Splits `text` in place into its words; returns how many there are, at most WORDS_MAX. */
static size_t split(char *text, char *words[WORDS_MAX])
{
	size_t count = 0;

	while (count < WORDS_MAX) {
		while (is_space(*text))
			text++;
		if (!*text)
			break;
		words[count++] = text;
		while (*text && !is_space(*text))
			text++;
		if (*text)
			*text++ = '\0';
	}
	return count;
}

static bool is_how(const char *word)
{
	size_t n = strlen(word);

	return n < TRUST_HOW &&
	       (strcmp(word, "tls") == 0 || (strncmp(word, "starttls:", 9) == 0 && n > 9));
}

/* Whether the words after the place are a pin or a note; fills `line`. */
static bool read_words(struct line *line, char *const words[], size_t count)
{
	if (count < 2 || count > 3 || !strrchr(words[0], ':') || (count == 3 && !is_date(words[2])))
		return false;
	if (count == 3)
		memcpy(line->date, words[2], sizeof(line->date));
	line->kind = LINE_TLS;
	if (is_how(words[1])) {
		snprintf(line->how, sizeof(line->how), "%s", words[1]);
		return true;
	}
	line->kind = LINE_PIN;
	return strncmp(words[1], "sha256//", 8) == 0 &&
	       fingerprint_parse(words[1], &line->key, NULL);
}

static void read_line(struct line *line)
{
	char *copy = mem_strndup(line->text, line->length);
	char *words[WORDS_MAX];
	size_t count = split(copy, words);

	line->kind = LINE_BLANK;
	if (memchr(line->text, '\0', line->length) ||
	    (count && words[0][0] != '#' && !read_words(line, words, count)))
		line->kind = LINE_DAMAGED;
	if (count && line->kind != LINE_BLANK && !set_place(words[0], line->place))
		line->kind = LINE_DAMAGED;
	free(copy);
}

static struct line *append_line(Trust *t, const char *text, size_t n)
{
	struct line *line;

	t->lines = mem_resize(t->lines, t->count + 1, sizeof(*t->lines));
	line = &t->lines[t->count++];
	*line = (struct line){ .text = mem_strndup(text, n),
			       .length = n,
			       .number = (unsigned)t->count };
	read_line(line);
	return line;
}

void trust_parse(Trust *t, const char *bytes, size_t n)
{
	struct line *old = t->lines;
	size_t old_count = t->count;

	t->lines = NULL;
	t->count = 0;
	while (n) {
		const char *newline = memchr(bytes, '\n', n);
		size_t length = newline ? (size_t)(newline - bytes) : n;

		append_line(t, bytes, length);
		length += newline ? 1 : 0;
		bytes += length;
		n -= length;
	}
	for (size_t i = 0; i < old_count; i++) {
		if (old[i].unsaved)
			append_line(t, old[i].text, old[i].length)->unsaved = true;
		free(old[i].text);
	}
	free(old);
}

void trust_format(const Trust *t, struct buf *out)
{
	for (size_t i = 0; i < t->count; i++) {
		buf_append(out, t->lines[i].text, t->lines[i].length);
		buf_append_byte(out, '\n');
	}
}

size_t trust_damaged(const Trust *t, struct err *e)
{
	struct str numbers;
	size_t count = 0;

	str_init(&numbers);
	for (size_t i = 0; i < t->count; i++) {
		if (t->lines[i].kind != LINE_DAMAGED)
			continue;
		if (++count <= LINES_TOLD)
			str_append_format(&numbers, "%s%u", count > 1 ? ", " : "",
					  t->lines[i].number);
	}
	if (count > LINES_TOLD)
		str_append_format(&numbers, " and %zu more", count - LINES_TOLD);
	if (count)
		err_set(e, ERR_OTHER,
			"the %s %s has lines that can't be read, and are kept as "
			"they are: %s",
			what, t->path ? t->path : "", numbers.text);
	str_fini(&numbers);
	return count;
}

/* --- Looking up. */

bool trust_load(Trust *t, struct err *e)
{
	struct buf bytes;
	bool good;

	if (!t->path)
		return true;
	buf_init(&bytes);
	good = private_file_read(t->path, what, &bytes, e);
	if (good)
		trust_parse(t, buf_data(&bytes), buf_length(&bytes));
	buf_fini(&bytes);
	return good;
}

enum trust_match trust_lookup(const Trust *t, const char *host, const char *service,
			      const struct fingerprint *key, struct trust_pin *found)
{
	enum trust_match match = TRUST_NONE;
	char place[PLACE_MAX];

	if (!format_place(host, service, place))
		return TRUST_NONE;
	for (size_t i = 0; i < t->count && match != TRUST_MATCH; i++) {
		const struct line *line = &t->lines[i];
		bool damaged = line->kind == LINE_DAMAGED;

		if ((line->kind != LINE_PIN && !damaged) || strcmp(line->place, place) != 0)
			continue;
		/* A pin that can be read says more than one that can't. */
		if (damaged && match == TRUST_MISMATCH)
			continue;
		match = !damaged && fingerprint_equal(&line->key, key) ? TRUST_MATCH :
									 TRUST_MISMATCH;
		if (found) {
			*found = (struct trust_pin){ .key = line->key,
						     .damaged = damaged,
						     .line = line->number };
			memcpy(found->date, line->date, sizeof(found->date));
		}
	}
	return match;
}

const char *trust_how_tls(const Trust *t, const char *host, const char *service)
{
	const char *how = NULL;
	char place[PLACE_MAX];

	if (!format_place(host, service, place))
		return NULL;
	for (size_t i = 0; i < t->count; i++) {
		const struct line *line = &t->lines[i];

		if (strcmp(line->place, place) != 0)
			continue;
		if (line->kind == LINE_TLS)
			return line->how;
		how = "tls";
	}
	return how;
}

/* --- Changing. */

struct change {
	char place[PLACE_MAX];
	bool drop_pins, drop_notes; /* of the place */
	const char *add; /* the words after the place, or NULL */
};

static void drop_line(Trust *t, size_t at)
{
	free(t->lines[at].text);
	t->count--;
	memmove(&t->lines[at], &t->lines[at + 1], (t->count - at) * sizeof(*t->lines));
}

static void apply(Trust *t, const struct change *c)
{
	struct str text;

	for (size_t i = t->count; i-- > 0;) {
		const struct line *line = &t->lines[i];

		if (strcmp(line->place, c->place) == 0 &&
		    ((line->kind == LINE_PIN && c->drop_pins) ||
		     (line->kind == LINE_TLS && c->drop_notes)))
			drop_line(t, i);
	}
	if (!c->add)
		return;
	str_init(&text);
	str_append_format(&text, "%s %s", c->place, c->add);
	append_line(t, text.text, text.length)->unsaved = true;
	str_fini(&text);
}

static bool save(Trust *t, PrivateFile *file, struct err *e)
{
	struct buf bytes;
	bool good;

	buf_init(&bytes);
	trust_format(t, &bytes);
	good = private_file_replace(file, buf_data(&bytes), buf_length(&bytes), e);
	buf_fini(&bytes);
	for (size_t i = 0; i < t->count && good; i++) {
		t->lines[i].unsaved = false;
		t->lines[i].number = (unsigned)i + 1;
	}
	return good;
}

static bool change(Trust *t, const struct change *c, struct err *e)
{
	PrivateFile *file;
	struct buf bytes;
	bool good;

	if (!t->path) {
		apply(t, c);
		return true;
	}
	buf_init(&bytes);
	file = private_file_lock(t->path, what, &bytes, e);
	if (file)
		trust_parse(t, buf_data(&bytes), buf_length(&bytes));
	apply(t, c);
	good = file && save(t, file, e);
	private_file_unlock(file);
	buf_fini(&bytes);
	return good;
}

static bool begin_change(const char *host, const char *service, struct change *c, struct err *e)
{
	*c = (struct change){ .add = NULL };
	return format_place(host, service, c->place) ||
	       err_set(e, ERR_USAGE, "this host and port can't be kept in the %s", what);
}

static void date_of(int64_t wall, char out[TRUST_DATE])
{
	time_t seconds = (time_t)(wall / 1000);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) || strftime(out, TRUST_DATE, "%Y-%m-%d", &tm) == 0)
		snprintf(out, TRUST_DATE, "1970-01-01");
}

bool trust_add(Trust *t, const char *host, const char *service, const struct fingerprint *key,
	       int64_t wall, struct err *e)
{
	char base64[FINGERPRINT_BASE64], date[TRUST_DATE], words[96];
	struct change c;

	if (!begin_change(host, service, &c, e))
		return false;
	/* It is pinned already. */
	if (trust_lookup(t, host, service, key, NULL) == TRUST_MATCH)
		return true;
	fingerprint_base64(key, base64);
	date_of(wall, date);
	snprintf(words, sizeof(words), "sha256//%s %s", base64, date);
	c.add = words;
	return change(t, &c, e);
}

bool trust_note_tls(Trust *t, const char *host, const char *service, const char *how, int64_t wall,
		    struct err *e)
{
	const char *known = trust_how_tls(t, host, service);
	char date[TRUST_DATE], words[TRUST_HOW + TRUST_DATE + 1];
	struct change c;

	if (!begin_change(host, service, &c, e))
		return false;
	if (known && strcmp(known, how) == 0)
		return true;
	date_of(wall, date);
	snprintf(words, sizeof(words), "%s %s", how, date);
	c.drop_notes = true;
	c.add = words;
	return change(t, &c, e);
}

bool trust_forget(Trust *t, const char *host, const char *service, struct err *e)
{
	struct change c;

	if (!begin_change(host, service, &c, e))
		return false;
	c.drop_pins = c.drop_notes = true;
	return change(t, &c, e);
}

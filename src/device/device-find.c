#include "device/device-internal.h"

#include <ctype.h>
#include <string.h>

#include "base/prompt.h"
#include "device/asks.h"
#include "device/common.h"
#include "base/poison.h"

enum {
	FIND_QUESTION_MS = 50, /* the end of a question may come a little later */
	FIND_QUIET_MS = 250, /* a prompt that nobody described stands so long */
	FIND_STRANGE_MS = 1000, /* and one that looks like no other of the connection */
	FIND_ECHO_MS = 3000, /* the command has not come back yet, and always did */
	FIND_TRUNCATED_LEAST = 10, /* characters of a host's name that a prompt cuts short */
};

void device_host_of(const struct pack_row *row, const char *text, size_t n, struct str *host)
{
	struct regex_group groups[REGEX_GROUPS_MAX];

	if (!row->host || regex_match(row->regex, text, n, 0, groups, row->host + 1) != REGEX_FOUND)
		return;
	if (groups[row->host].start == SIZE_MAX)
		return;
	str_clear(host);
	str_append(host, text + groups[row->host].start, groups[row->host].length);
}

/* Some platforms cut a long name short in the prompt of some modes. */
static bool same_host(const struct str *a, const struct str *b)
{
	size_t n = a->length < b->length ? a->length : b->length;

	return (a->length == b->length || n >= FIND_TRUNCATED_LEAST) &&
	       memcmp(a->text, b->text, n) == 0;
}

/* Whether the prompt is of the host that it was, or of what the command has just named it. */
static bool is_of_host(const Device *d, const struct pack_row *row, const char *text, size_t n)
{
	struct str host;
	bool same;

	if (!row->host || !d->host.length)
		return true;
	str_init(&host);
	device_host_of(row, text, n, &host);
	same = host.length ? same_host(&host, &d->host) ||
				     (d->under_way && strstr(d->echo.command.text, host.text)) :
			     n == d->stood.length && memcmp(text, d->stood.text, n) == 0;
	str_fini(&host);
	return same;
}

static bool is_known(const Device *d, const char *text, size_t n)
{
	for (size_t i = 0; i < DEVICE_PROMPTS_KNOWN; i++) {
		if (d->known[i].length == n && n && memcmp(d->known[i].text, text, n) == 0)
			return true;
	}
	return false;
}

bool device_ends_with_prompt(const Device *d, const char *text, size_t n)
{
	size_t length = d->stood.length;

	return length && n >= length && memcmp(text + n - length, d->stood.text, length) == 0;
}

static bool cut(const struct str *what, const char **text, size_t *n)
{
	size_t length = what->length;

	if (!length || *n < length || memcmp(*text, what->text, length) != 0)
		return false;
	for (*text += length, *n -= length; *n && **text == ' '; (*n)--)
		(*text)++;
	return true;
}

bool device_cut_prompt(const Device *d, const char **text, size_t *n)
{
	bool found = cut(&d->start, text, n);

	while (cut(&d->stood, text, n))
		found = true;
	return found;
}

bool device_is_prompt(const Device *d, const char *text, size_t n)
{
	const struct pack_row *row;

	if (!n || n > DEVICE_PROMPT_MAX)
		return false;
	if (n == d->stood.length && memcmp(text, d->stood.text, n) == 0)
		return true;
	row = d->pack ? pack_match(d->pack, PACK_MODE, text, n, NULL) : NULL;
	return row ? d->prompted && is_of_host(d, row, text, n) : is_known(d, text, n);
}

/* --- What nobody described. */

static size_t name_length(const char *text, size_t n)
{
	size_t i = 0;

	while (i < n && (isalnum((unsigned char)text[i]) || (unsigned char)text[i] >= 0x80 ||
			 (i && strchr("-_.", text[i]))))
		i++;
	return i;
}

/* Whether two prompts begin with the same name or the same sign. */
static bool is_akin(const struct str *a, const char *text, size_t n)
{
	size_t length = name_length(a->text, a->length);

	if (!length)
		return n && a->length && text[0] == a->text[0];
	return name_length(text, n) == length && memcmp(a->text, text, length) == 0;
}

/* --- How long it must have stood. */

static int64_t more(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Until the command has come back, what stands may be the prompt from before, drawn anew. */
static int64_t echo_wait(const Device *d)
{
	if (!d->under_way || d->echo.whole)
		return 0;
	switch (d->echoes) {
	case TRI_ON: return d->outputs ? FIND_STRANGE_MS : FIND_ECHO_MS;
	case TRI_OFF: return d->outputs ? 0 : FIND_QUIET_MS;
	default: return d->outputs ? FIND_QUIET_MS : FIND_STRANGE_MS;
	}
}

/* The peer says that it is a prompt; one that asks for something isn't one for commands. */
static bool is_marked(const Device *d, const char *text, size_t n)
{
	return d->marked_after == d->closed && !strchr(":?", text[n - 1]);
}

/* The prompt that the command was sent from, right behind output that no newline ended. */
static bool is_behind_output(const Device *d, const char *text, size_t n)
{
	return d->under_way && d->echo.whole && n > d->stood.length &&
	       device_ends_with_prompt(d, text, n);
}

/* Whether a line that isn't like the prompt that stood is a question. */
static bool is_asked(const Device *d, const char *text, size_t n)
{
	return d->prompted && !is_akin(&d->stood, text, n) && asks_question(text, n);
}

/* Whether it is none, but reads as no prompt either. */
static bool is_sentence(const Device *d, const char *text, size_t n)
{
	return d->prompted && !is_akin(&d->stood, text, n) && asks_no_commands(text, n);
}

static struct device_finding find_prompt(const Device *d, const char *text, size_t n)
{
	struct device_finding f = { .what = DEVICE_PROMPT, .prompt = { text, n, -1 } };
	size_t mode;

	if (d->pack &&
	    (f.row = pack_match_mode(d->pack, text, n, d->above.text, d->above.length, &mode))) {
		f.prompt.mode = (int)mode;
		f.wait = is_of_host(d, f.row, text, n) ? 0 : FIND_QUIET_MS;
	} else if (is_known(d, text, n)) {
		f.wait = 0;
	} else if (is_marked(d, text, n) && !is_asked(d, text, n)) {
		f.wait = 0;
	} else if (is_behind_output(d, text, n)) {
		f.text = text;
		f.output = n - d->stood.length;
		f.prompt = (struct device_prompt){ text + f.output, d->stood.length, d->mode };
		f.row = d->pack && d->mode >= 0 ? pack_row(d->pack, PACK_MODE, (size_t)d->mode) :
						  NULL;
		f.wait = d->stood.length > 1 ? FIND_QUIET_MS : FIND_STRANGE_MS;
	} else if (prompt_is_for_commands(text, n) && !is_asked(d, text, n) &&
		   !is_sentence(d, text, n)) {
		f.wait = !d->prompted || is_akin(&d->stood, text, n) ? FIND_QUIET_MS :
								       FIND_STRANGE_MS;
	} else {
		f.what = DEVICE_NOTHING;
	}
	f.wait = more(f.wait, echo_wait(d));
	return f;
}

/* --- Pagers and questions. */

const struct pack_row *device_way(const Device *d)
{
	const struct pack_row *row;

	for (size_t i = 0; d->under_way && (row = pack_row(d->pack, PACK_WAY, i)); i++) {
		if (row->regex && strcmp(row->text, d->echo.command.text) == 0)
			return row;
	}
	return NULL;
}

static bool find_question(const Device *d, const char *text, size_t n, struct device_question *q)
{
	const struct pack_row *row = device_way(d);

	if (row && regex_match(row->regex, text, n, 0, NULL, 0) == REGEX_FOUND) {
		q->kind = DEVICE_ASKS_PASSWORD;
		q->secret = row->secret;
	} else if (pack_match(d->pack, PACK_PASSWORD, text, n, NULL)) {
		q->kind = DEVICE_ASKS_PASSWORD;
		q->secret = d->prompted || d->under_way ? PACK_SECRET_NONE : PACK_SECRET_USER;
	} else if (pack_match(d->pack, PACK_LOGIN, text, n, NULL)) {
		q->kind = DEVICE_ASKS_NAME;
	} else if ((row = pack_match(d->pack, PACK_UNCOMMITTED, text, n, NULL))) {
		q->kind = DEVICE_ASKS_UNCOMMITTED;
		q->answer = row->text;
	} else if ((row = pack_match(d->pack, PACK_CONFIRM, text, n, NULL))) {
		bool loses = common_asks_uncommitted(text, n);

		q->kind = loses ? DEVICE_ASKS_UNCOMMITTED : DEVICE_ASKS_CONFIRMATION;
		q->answer = loses ? NULL : row->text;
	} else {
		return false;
	}
	q->text = text;
	q->length = n;
	return true;
}

static bool find_described(const Device *d, const char *text, size_t n, struct device_finding *f)
{
	const struct pack_row *row = pack_match(d->pack, PACK_PAGER, text, n, NULL);

	f->text = text;
	f->length = n;
	if (row) {
		f->what = DEVICE_PAGER;
		f->answer = row->text;
		f->wait = row->quiet ? FIND_QUIET_MS : 0;
	} else if (find_question(d, text, n, &f->question)) {
		f->what = DEVICE_QUESTION;
		if (f->question.kind >= DEVICE_ASKS_CONFIRMATION)
			f->wait = FIND_QUESTION_MS;
	}
	return f->what != DEVICE_NOTHING;
}

/* What most platforms have. Before the first command the login knows what is asked. */
static bool find_common(const Device *d, const char *text, size_t n, struct device_finding *f)
{
	const char *agrees = d->under_way ? common_confirmation(text, n) : NULL;
	bool loses = agrees && common_asks_uncommitted(text, n);
	/* A box may be called so. */
	bool asks = d->under_way && prompt_asks_password(text, n) &&
		    !prompt_is_for_commands(text, n);

	f->answer = common_pager(text, n);
	/* That of less, where there is something to page. */
	if (d->under_way && d->outputs && n == 1 && *text == ':')
		f->answer = " ";
	if (f->answer) {
		f->what = DEVICE_PAGER;
	} else if (agrees || asks) {
		f->what = DEVICE_QUESTION;
		f->question = (struct device_question){
			.kind = !agrees ? DEVICE_ASKS_PASSWORD :
				loses   ? DEVICE_ASKS_UNCOMMITTED :
					  DEVICE_ASKS_CONFIRMATION,
			.text = text,
			.length = n,
			.answer = loses ? NULL : agrees,
		};
	}
	f->text = text;
	f->length = n;
	f->wait = FIND_QUIET_MS;
	return f->what != DEVICE_NOTHING;
}

/* A question in words that nobody described; there is no answer to it. */
static bool find_asked(const Device *d, const char *text, size_t n, struct device_finding *f)
{
	const char *rest = text;
	size_t length = n;

	if (!d->under_way || device_cut_prompt(d, &rest, &length) || !is_asked(d, text, n))
		return false;
	f->what = DEVICE_QUESTION;
	f->question = (struct device_question){ .kind = DEVICE_ASKS_CONFIRMATION,
						.text = text,
						.length = n };
	f->text = text;
	f->length = n;
	f->wait = FIND_STRANGE_MS;
	return true;
}

/* On the line that the command was sent from its echo stands, and perhaps something behind it. */
bool device_is_echo(const Device *d, const char *text, size_t n)
{
	if (!d->under_way || d->closed != d->begun_after)
		return false;
	device_cut_prompt(d, &text, &n);
	return !n || echo_may_begin(&d->echo, text, n);
}

/* The open line is empty, but what was closed before may have been a prompt. */
static struct device_finding find_closed(const Device *d)
{
	struct device_finding f = { .what = DEVICE_NOTHING };

	if (d->held_prompt.length && d->logged_behind) {
		/* Lines of the device came behind it. */
		f = find_prompt(d, d->held_prompt.text, d->held_prompt.length);
		f.wait = more(f.wait, FIND_QUIET_MS);
	} else if (d->reply.length) {
		f.what = DEVICE_PROMPT;
		f.prompt = (struct device_prompt){ d->reply.text, d->reply.length, -1 };
		f.wait = more(echo_wait(d), d->reply_quiet ? FIND_QUIET_MS : 0);
	}
	return f;
}

struct device_finding device_find(const Device *d)
{
	const char *text = d->open.text;
	size_t n = d->open.length;
	struct device_finding f = { .what = DEVICE_NOTHING }, prompt;

	if (!n)
		return find_closed(d);
	if (n > DEVICE_PROMPT_MAX || device_is_echo(d, text, n))
		return f;
	if (d->pack && find_described(d, text, n, &f))
		return f;
	if (find_common(d, text, n, &f))
		return f;
	prompt = find_prompt(d, text, n);
	if (prompt.what == DEVICE_NOTHING)
		find_asked(d, text, n, &f);
	return prompt.what == DEVICE_NOTHING ? f : prompt;
}

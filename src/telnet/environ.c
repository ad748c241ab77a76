#include "telnet/environ.h"

#include <string.h>

#include "base/str.h"
#include "telnet/module.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

enum { ENVIRON_IS = 0, ENVIRON_SEND = 1, ENVIRON_INFO = 2 };

/* What begins a name or a value, or takes that meaning from the byte behind it. */
enum { ENVIRON_VAR = 0, ENVIRON_VALUE = 1, ENVIRON_ESC = 2, ENVIRON_USERVAR = 3 };

enum {
	ENVIRON_SB_MAX = 199, /* bytes on the wire: some servers keep 256 */
	ENVIRON_SB_FRAME = 6, /* of these, IAC SB NEW-ENVIRON IS and IAC SE */
	ENVIRON_ANSWERS_MAX = 8, /* subnegotiations that answer one question */
	ENVIRON_USER_MAX = 64,
};

/* A variable that a peer may know. */
struct variable {
	const char *name;
	char type; /* as RFC 1572 has it: USER is well-known there, others aren't */
	bool game; /* MNES: told to a game, the others to a login */
	void (*value)(const Telnet *t, struct str *out); /* appends nothing: undefined */
};

/* A login program could take other names for an option, or for more than a name. */
static void add_user(const Telnet *t, struct str *out)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789._-";
	size_t n = t->name ? strlen(t->name) : 0;

	if (n && n <= ENVIRON_USER_MAX && t->name[0] != '-' && strspn(t->name, allowed) == n)
		str_append_string(out, t->name);
}

static void add_term(const Telnet *t, struct str *out)
{
	str_append_string(out, t->term);
}

static void add_colours(const Telnet *t, struct str *out)
{
	(void)t;
	str_append_string(out, "truecolor");
}

static void add_client(const Telnet *t, struct str *out)
{
	str_append_string(out, t->client);
}

static void add_version(const Telnet *t, struct str *out)
{
	str_append_string(out, t->version);
}

static void add_mtts(const Telnet *t, struct str *out)
{
	str_append_format(out, "%u", telnet_mtts(t));
}

static void add_charset(const Telnet *t, struct str *out)
{
	str_append_string(out, t->charset);
}

static const struct variable variables[] = {
	{ .name = "USER", .type = ENVIRON_VAR, .value = add_user },
	{ .name = "TERM", .type = ENVIRON_USERVAR, .value = add_term },
	{ .name = "COLORTERM", .type = ENVIRON_USERVAR, .value = add_colours },
	{ .name = "CLIENT_NAME", .type = ENVIRON_VAR, .game = true, .value = add_client },
	{ .name = "CLIENT_VERSION", .type = ENVIRON_VAR, .game = true, .value = add_version },
	{ .name = "TERMINAL_TYPE", .type = ENVIRON_VAR, .game = true, .value = ttype_terminal },
	{ .name = "MTTS", .type = ENVIRON_VAR, .game = true, .value = add_mtts },
	{ .name = "CHARSET", .type = ENVIRON_VAR, .game = true, .value = add_charset },
};

enum { VARIABLES = sizeof variables / sizeof variables[0] };

static bool is_special(char byte)
{
	return (unsigned char)byte <= ENVIRON_USERVAR;
}

/* --- An answer, in as many subnegotiations as it needs. */

struct answer {
	Telnet *t;
	char kind; /* IS, INFO */
	unsigned sent;
	unsigned has; /* rows that are in it: bits */
	struct str text;
};

static void begin(struct answer *a, Telnet *t, char kind)
{
	*a = (struct answer){ .t = t, .kind = kind };
	str_init(&a->text);
}

static void flush(struct answer *a)
{
	if (a->sent < ENVIRON_ANSWERS_MAX && telnet_may_reply(a->t)) {
		str_splice(&a->text, 0, 0, &a->kind, 1);
		telnet_send_payload(a->t, OPTION_NEW_ENVIRON, a->text.text, a->text.length);
	}
	a->sent++;
	str_clear(&a->text);
}

/* Sends what is left; IS with nothing in it says that nothing is told. */
static void finish(struct answer *a)
{
	if (a->text.length || (!a->sent && a->kind == ENVIRON_IS))
		flush(a);
	str_fini(&a->text);
}

static size_t on_wire(const struct str *s)
{
	size_t n = s->length;

	for (size_t i = 0; i < s->length; i++)
		n += s->text[i] == '\xff';
	return n;
}

static void escape(struct str *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (is_special(bytes[i]))
			str_append_char(out, ENVIRON_ESC);
		str_append_char(out, bytes[i]);
	}
}

/* Adds a name, with its value unless that is empty. What is longer than a subnegotiation is left
 * out: it is no name of ours. */
static void add(struct answer *a, char type, const char *name, size_t n, const struct str *value)
{
	struct str entry;
	size_t room = ENVIRON_SB_MAX - ENVIRON_SB_FRAME;

	str_init(&entry);
	str_append_char(&entry, type);
	escape(&entry, name, n);
	if (value->length) {
		str_append_char(&entry, ENVIRON_VALUE);
		escape(&entry, value->text, value->length);
	}
	if (on_wire(&entry) <= room) {
		if (on_wire(&a->text) + on_wire(&entry) > room)
			flush(a);
		str_append(&a->text, entry.text, entry.length);
	}
	str_fini(&entry);
}

static void add_row(struct answer *a, char type, size_t row)
{
	const struct variable *v = &variables[row];
	struct str value;

	if (a->has & 1u << row)
		return;
	a->has |= 1u << row;
	str_init(&value);
	v->value(a->t, &value);
	if (value.length)
		a->t->environ.told |= 1u << row;
	if (v->value == add_mtts)
		telnet_told_mtts(a->t);
	add(a, type, v->name, strlen(v->name), &value);
	str_fini(&value);
}

static bool has_value(const Telnet *t, size_t row)
{
	struct str value;
	bool has;

	str_init(&value);
	variables[row].value(t, &value);
	has = value.length > 0;
	str_fini(&value);
	return has;
}

/* Adds all that this kind of peer is told. */
static void add_all(struct answer *a, char type)
{
	bool game = telnet_is_game(a->t);

	for (size_t i = 0; i < VARIABLES; i++) {
		if (variables[i].type == type && variables[i].game == game && has_value(a->t, i))
			add_row(a, type, i);
	}
}

/* Adds what was asked for by name, in the type that was asked for; most names are undefined. */
static void add_named(struct answer *a, char type, const struct str *name)
{
	const struct str nothing = { 0 };

	for (size_t i = 0; i < VARIABLES; i++) {
		if (strlen(variables[i].name) == name->length &&
		    memcmp(variables[i].name, name->text, name->length) == 0) {
			add_row(a, type, i);
			return;
		}
	}
	add(a, type, name->text, name->length, &nothing);
}

/* --- The question. */

/* Takes a name up to what begins the next, or a value; returns its end. */
static size_t take_name(const char *bytes, size_t n, size_t i, struct str *name)
{
	for (; i < n; i++) {
		if (bytes[i] == ENVIRON_ESC) {
			if (++i == n)
				break;
		} else if (is_special(bytes[i])) {
			break;
		}
		str_append_char(name, bytes[i]);
	}
	return i;
}

/* Answers the list behind SEND: a type without a name asks for all of that type. */
static void answer_list(struct answer *a, const char *bytes, size_t n)
{
	struct str name;

	str_init(&name);
	for (size_t i = 0; i < n && a->sent < ENVIRON_ANSWERS_MAX;) {
		char type = bytes[i] == ENVIRON_USERVAR ? ENVIRON_USERVAR : ENVIRON_VAR;
		bool typed = bytes[i] == type, value = bytes[i] == ENVIRON_VALUE;

		str_clear(&name);
		i = take_name(bytes, n, i + (typed || value), &name);
		if (name.length && !value)
			add_named(a, type, &name);
		else if (typed)
			add_all(a, type);
	}
	str_fini(&name);
}

static bool on_payload(Telnet *t, const char *bytes, size_t n)
{
	struct answer a;

	if (!n || bytes[0] != ENVIRON_SEND || !telnet_is_on(t, TELNET_US, OPTION_NEW_ENVIRON))
		return false;
	begin(&a, t, ENVIRON_IS);
	if (n == 1) {
		add_all(&a, ENVIRON_VAR);
		add_all(&a, ENVIRON_USERVAR);
	} else {
		answer_list(&a, bytes + 1, n - 1);
	}
	finish(&a);
	return true;
}

void environ_inform(Telnet *t, bool mtts)
{
	struct answer a;

	if (!telnet_is_on(t, TELNET_US, OPTION_NEW_ENVIRON))
		return;
	begin(&a, t, ENVIRON_INFO);
	for (size_t i = 0; i < VARIABLES; i++) {
		const struct variable *v = &variables[i];
		bool news = v->value == add_charset || (mtts && v->value == add_mtts);

		if (news && t->environ.told & 1u << i)
			add_row(&a, variables[i].type, i);
	}
	finish(&a);
}

static void on_changed(Telnet *t, enum telnet_side side, bool on)
{
	(void)on;
	if (side == TELNET_US)
		t->environ = (struct environ_state){ 0 };
}

static void describe(const Telnet *t, enum telnet_side side, struct str *out)
{
	const char *before = "told ";

	for (size_t i = 0; side == TELNET_US && i < VARIABLES; i++) {
		if (t->environ.told & 1u << i) {
			str_append_format(out, "%s%s", before, variables[i].name);
			before = ", ";
		}
	}
}

const struct option_module environ_module = {
	.changed = on_changed,
	.payload = on_payload,
	.describe = describe,
};

#include "telnet/comport.h"

#include <string.h>

#include "base/json.h"
#include "telnet/module.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

/* Commands of the client; those of the server are COMPORT_SERVER more (RFC 2217). */
enum {
	COMPORT_TELL_SIGNATURE = 0,
	COMPORT_SET_BAUD = 1,
	COMPORT_NOTIFY_LINE = 6,
	COMPORT_NOTIFY_MODEM = 7,
	COMPORT_SUSPEND = 8,
	COMPORT_RESUME = 9,
	COMPORT_LINE_MASK = 10,
	COMPORT_MODEM_MASK = 11,
	COMPORT_SERVER = 100,
};

enum { BREAK_ON = 5, BREAK_OFF = 6 };

enum {
	COMPORT_LINE_WANTED = COMPORT_LINE_OVERRUN | COMPORT_LINE_PARITY | COMPORT_LINE_FRAMING |
			      COMPORT_LINE_BREAK,
	COMPORT_MODEM_WANTED = 0xff,
};

void comport_init(struct comport *c)
{
	*c = (struct comport){ .answer_at = -1 };
}

static bool is_on(const Telnet *t)
{
	return telnet_is_on_either(t, OPTION_COM_PORT);
}

const struct comport *telnet_comport(const Telnet *t)
{
	return is_on(t) ? &t->comport : NULL;
}

bool telnet_is_held(const Telnet *t)
{
	return is_on(t) && t->comport.suspended;
}

/* --- Out. */

static void send_text(Telnet *t, uint8_t command, const char *text)
{
	struct str payload;

	str_init(&payload);
	str_append_char(&payload, (char)command);
	str_append_string(&payload, text);
	telnet_send_payload(t, OPTION_COM_PORT, payload.text, payload.length);
	str_fini(&payload);
}

static void send_byte(Telnet *t, uint8_t command, uint8_t value)
{
	const char payload[] = { (char)command, (char)value };

	telnet_send_payload(t, OPTION_COM_PORT, payload, sizeof(payload));
}

static void send_request(Telnet *t, enum comport_field field, uint32_t value)
{
	struct comport_value *v = &t->comport.values[field];
	const char baud[] = { COMPORT_SET_BAUD, (char)(value >> 24), (char)(value >> 16),
			      (char)(value >> 8), (char)value };

	if (field == COMPORT_BAUD)
		telnet_send_payload(t, OPTION_COM_PORT, baud, sizeof(baud));
	else
		send_byte(t, comport_field_command(field), (uint8_t)value);
	v->waits++;
	t->comport.answer_at = t->now + COMPORT_ANSWER_MS;
}

/* With a text a signature tells, without one it asks. */
static void begin(Telnet *t)
{
	if (!telnet_may_reply(t))
		return;
	send_text(t, COMPORT_TELL_SIGNATURE, t->client);
	send_text(t, COMPORT_TELL_SIGNATURE, "");
	send_byte(t, COMPORT_LINE_MASK, COMPORT_LINE_WANTED);
	send_byte(t, COMPORT_MODEM_MASK, COMPORT_MODEM_WANTED);
	for (int i = 0; i < COMPORT_PURGE; i++)
		send_request(t, (enum comport_field)i, comport_field_query((enum comport_field)i));
}

static void on_changed(Telnet *t, enum telnet_side side, bool on)
{
	bool first = !telnet_is_on_other(t, side, OPTION_COM_PORT);
	bool offered = t->comport.offered;

	if (first) {
		comport_init(&t->comport);
		t->comport.offered = offered;
	}
	/* It is the client that WILL, but some servers say so of themselves. */
	if (on && side == TELNET_PEER && !offered) {
		t->comport.offered = true;
		negotiate_want(t->negotiate, TELNET_US, OPTION_COM_PORT, true);
	}
	if (on && first)
		begin(t);
}

/* --- What is said of the answers. */

static void tell(Telnet *t, const char *name, const struct str *json)
{
	telnet_tell_value(t, TELNET_SOURCE_COMPORT, name, json->text, json->length);
}

static void tell_field(Telnet *t, enum comport_field field)
{
	struct str json;

	str_init(&json);
	comport_append_json(field, t->comport.values[field].told, &json);
	tell(t, comport_field_name(field), &json);
	str_fini(&json);
}

static void append_report(const struct comport *c, enum comport_field field, struct str *out)
{
	const struct comport_value *v = &c->values[field];

	if (field == COMPORT_BREAK && c->break_length) {
		str_append_format(out, "BREAK was sent (%u ms)", c->break_length);
		if (!v->answered)
			str_append_string(out, "; the console server has not answered");
		else if (v->told != BREAK_OFF)
			str_append_string(out, "; the console server doesn't say that it is over");
	} else if (!v->answered) {
		str_append_string(out, "The console server has not answered: ");
		comport_append(field, v->asked, out);
	} else {
		if (v->told != v->asked) {
			str_append_string(out, "Asked for ");
			comport_append(field, v->asked, out);
			str_append_string(out, ": the console server says: ");
		} else {
			str_append_string(out, "The console server says: ");
		}
		comport_append(field, v->told, out);
	}
	str_append_char(out, '.');
}

static void report(Telnet *t, enum comport_field field)
{
	struct comport *c = &t->comport;
	struct str text;

	str_init(&text);
	append_report(c, field, &text);
	t->events.notice(t->user, text.text);
	str_fini(&text);
	c->values[field].by_user = c->values[field].answered = false;
	if (field == COMPORT_BREAK)
		c->break_length = 0;
}

/* --- In. */

/* Takes the server's word on a field; 0 = it says nothing of use. */
static void take_value(Telnet *t, enum comport_field field, uint32_t value)
{
	struct comport_value *v = &t->comport.values[field];

	v->told = value;
	v->answered = true;
	v->waits -= v->waits > 0;
	tell_field(t, field);
	if (!v->waits && v->by_user)
		report(t, field);
}

/* All that SET-CONTROL is about shares a command: its values tell what is meant. */
static bool take_answer(Telnet *t, uint8_t command, uint32_t value)
{
	for (int i = 0; i < COMPORT_FIELDS; i++) {
		enum comport_field field = (enum comport_field)i;
		bool fits = comport_field_has(field, value);

		if (comport_field_command(field) != command ||
		    (!fits && comport_field_query(field) != value))
			continue;
		take_value(t, field, fits ? value : 0);
		return true;
	}
	return false;
}

static bool take_signature(Telnet *t, const char *text, size_t n)
{
	char *to = t->comport.signature;
	struct str json;
	size_t length = n < COMPORT_SIGNATURE ? n : COMPORT_SIGNATURE;

	if (!n) {
		if (telnet_may_reply(t))
			send_text(t, COMPORT_TELL_SIGNATURE, t->client);
		return true;
	}
	for (size_t i = 0; i < length; i++)
		to[i] = (char)(text[i] >= ' ' && text[i] <= '~' ? text[i] : '?');
	to[length] = '\0';
	str_init(&json);
	json_quote(to, length, &json);
	tell(t, "signature", &json);
	str_fini(&json);
	return true;
}

static const char *word(unsigned bit)
{
	return bit ? "true" : "false";
}

static bool take_line(Telnet *t, uint8_t state)
{
	struct comport *c = &t->comport;
	struct str json;

	c->overruns += (state & COMPORT_LINE_OVERRUN) != 0;
	c->parity_errors += (state & COMPORT_LINE_PARITY) != 0;
	c->framing_errors += (state & COMPORT_LINE_FRAMING) != 0;
	c->breaks += (state & COMPORT_LINE_BREAK) != 0;
	str_init(&json);
	str_append_format(&json, "{\"overrun\":%s,\"parity\":%s,\"framing\":%s,\"break\":%s}",
			  word(state & COMPORT_LINE_OVERRUN), word(state & COMPORT_LINE_PARITY),
			  word(state & COMPORT_LINE_FRAMING), word(state & COMPORT_LINE_BREAK));
	tell(t, "line", &json);
	str_fini(&json);
	return true;
}

static bool take_modem(Telnet *t, uint8_t state)
{
	struct comport *c = &t->comport;
	struct str json;

	c->modem_told = true;
	c->modem = state & 0xf0;
	c->modem_seen |= c->modem;
	str_init(&json);
	str_append_format(&json, "{\"cts\":%s,\"dsr\":%s,\"ri\":%s,\"cd\":%s}",
			  word(state & COMPORT_MODEM_CTS), word(state & COMPORT_MODEM_DSR),
			  word(state & COMPORT_MODEM_RI), word(state & COMPORT_MODEM_CD));
	tell(t, "modem", &json);
	str_fini(&json);
	return true;
}

/* What waited begins, and the time that the server has for its answers. */
static void go_on(Telnet *t)
{
	struct comport *c = &t->comport;

	c->suspended = false;
	if (c->answer_at >= 0)
		c->answer_at = t->now + COMPORT_ANSWER_MS;
}

static bool take_suspend(Telnet *t, bool suspended)
{
	struct str json;

	if (suspended && t->comport.defied)
		return true;
	if (suspended)
		t->comport.suspended = true;
	else
		go_on(t);
	str_init(&json);
	str_append_string(&json, word(suspended));
	tell(t, "held", &json);
	str_fini(&json);
	return true;
}

/* A command with a value of a byte. */
static bool take_byte(Telnet *t, uint8_t command, uint8_t value)
{
	switch (command) {
	case COMPORT_NOTIFY_LINE: return take_line(t, value);
	case COMPORT_NOTIFY_MODEM: return take_modem(t, value);
	case COMPORT_LINE_MASK: t->comport.line_mask = value; return true;
	case COMPORT_MODEM_MASK: t->comport.modem_mask = value; return true;
	default: return command != COMPORT_SET_BAUD && take_answer(t, command, value);
	}
}

static uint32_t read_number(const char *bytes)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++)
		value = value << 8 | (unsigned char)bytes[i];
	return value;
}

static bool on_payload(Telnet *t, const char *bytes, size_t n)
{
	unsigned command = n ? (unsigned char)bytes[0] : 0;

	if (command < COMPORT_SERVER)
		return false;
	command -= COMPORT_SERVER;
	if (command == COMPORT_TELL_SIGNATURE)
		return take_signature(t, bytes + 1, n - 1);
	if (n == 1 && (command == COMPORT_SUSPEND || command == COMPORT_RESUME))
		return take_suspend(t, command == COMPORT_SUSPEND);
	if (n == 5 && command == COMPORT_SET_BAUD)
		return take_answer(t, COMPORT_SET_BAUD, read_number(bytes + 1));
	return n == 2 && take_byte(t, (uint8_t)command, (uint8_t)bytes[1]);
}

static void describe(const Telnet *t, enum telnet_side side, struct str *out)
{
	(void)side;
	comport_append_summary(&t->comport, out);
}

const struct option_module comport_module = { .changed = on_changed,
					      .payload = on_payload,
					      .describe = describe };

/* --- What the user asks for. */

/* Its end is sent at once as well: what is sent from here on comes behind that. */
static bool ask_for_break(Telnet *t, unsigned ms, struct err *e)
{
	struct comport *c = &t->comport;
	struct comport_value *v = &c->values[COMPORT_BREAK];

	if (c->breaking)
		return err_set(e, ERR_OTHER, "a BREAK is under way");
	c->break_length = ms;
	v->asked = BREAK_OFF;
	v->by_user = true;
	v->answered = false;
	send_request(t, COMPORT_BREAK, BREAK_ON);
	if (t->events.pause) {
		c->breaking = true;
		t->events.pause(t->user, ms);
	}
	send_request(t, COMPORT_BREAK, BREAK_OFF);
	return true;
}

void comport_break_over(Telnet *t, int64_t now)
{
	struct comport *c = &t->comport;

	t->now = now;
	c->breaking = false;
	if (c->answer_at >= 0)
		c->answer_at = now + COMPORT_ANSWER_MS;
}

bool comport_ask(Telnet *t, const char *name, const char *text, struct err *e)
{
	enum comport_field field = comport_field_find(name, strlen(name));
	struct comport_value *v;
	long long ms;
	uint32_t value;

	if (field == COMPORT_FIELDS)
		return err_set(e, ERR_USAGE, "a serial port has no \"%.40s\"", name);
	if (!is_on(t))
		return err_set(e, ERR_OTHER,
			       "the peer offers no serial port (COM-PORT, RFC 2217); "
			       "/telnet will com-port asks for it");
	if (field == COMPORT_BREAK && str_to_number(text, 1, COMPORT_BREAK_MAX, &ms))
		return ask_for_break(t, (unsigned)ms, e);
	if (!comport_field_parse(field, text, &value, e))
		return false;
	v = &t->comport.values[field];
	v->asked = value;
	v->by_user = true;
	v->answered = false;
	send_request(t, field, value);
	return true;
}

/* --- Time. */

int64_t comport_deadline(const Telnet *t)
{
	const struct comport *c = &t->comport;

	return !is_on(t) || c->suspended || c->breaking ? -1 : c->answer_at;
}

/* Says what becomes of what was asked for, and forgets it. */
static void report_release(Telnet *t, bool brk)
{
	struct comport *c = &t->comport;
	struct str text;

	str_init(&text);
	for (int i = 0; i < COMPORT_FIELDS; i++) {
		struct comport_value *v = &c->values[i];

		if (v->by_user && !(i == COMPORT_BREAK && c->break_length)) {
			str_append_string(&text, text.length ? ", " : "Not answered before that: ");
			comport_append((enum comport_field)i, v->asked, &text);
		}
		v->by_user = v->answered = false;
	}
	c->break_length = 0;
	c->breaking = false;
	str_append_string(&text, text.length ? ". " : "");
	if (brk)
		str_append_string(&text, "The BREAK that waited goes as telnet's own (IAC BRK).");
	if (text.length) {
		str_splice(&text, 0, 0, "The serial port is given up. ", 29);
		t->events.notice(t->user, text.text);
	}
	str_fini(&text);
}

void comport_release(Telnet *t)
{
	struct comport *c = &t->comport;

	if (!is_on(t))
		return;
	report_release(t, t->events.port_given_up && t->events.port_given_up(t->user));
	if (!c->suspended)
		return;
	c->defied = true;
	take_suspend(t, false);
}

static void give_up(Telnet *t)
{
	t->comport.answer_at = -1;
	for (int i = 0; i < COMPORT_FIELDS; i++) {
		struct comport_value *v = &t->comport.values[i];

		v->waits = 0;
		if (v->by_user)
			report(t, (enum comport_field)i);
	}
}

void comport_tick(Telnet *t)
{
	if (t->comport.answer_at >= 0 && t->now >= t->comport.answer_at)
		give_up(t);
}

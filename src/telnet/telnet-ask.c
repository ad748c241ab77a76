#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "base/mem.h"
#include "telnet/command.h"
#include "telnet/policy.h"
#include "telnet/telnet-private.h"
#include "telnet/words.h"

#include "base/poison.h"

enum { RAW_MAX = 256 }; /* bytes that are sent as they are */

/* The option that a user calls by its name or its number. */
static bool find_option(const char *name, uint8_t *option, struct err *e)
{
	const struct policy *p = policy_find_name(name);
	long long number;

	if (!p && !str_to_number(name, 0, OPTION_COUNT - 2, &number))
		return err_set(e, ERR_USAGE,
			       "\"%.40s\" is no telnet option (a name of /help telnet, or a "
			       "number up to 254)",
			       name);
	*option = p ? p->option : (uint8_t)number;
	return true;
}

static bool may_ask(const Telnet *t, enum telnet_side side, uint8_t option)
{
	const struct policy *p = policy_find(option);

	if (!p || (side == TELNET_US && option == OPTION_NAWS && !naws_is_known(&t->naws)))
		return false;
	return policy_allows(p, side, t->permits) || (side == TELNET_PEER && p->by_hand);
}

static bool refuse_option(uint8_t command, uint8_t option, struct err *e)
{
	const struct policy *p = policy_find(option);
	const char *why = !p ? "it is unknown here" : p->why ? p->why : "not used on that side";
	struct str name;

	str_init(&name);
	words_option(option, &name);
	err_set(e, ERR_USAGE,
		"%s %s was not sent: %s (/telnet raw ff %02x %02x sends it all the same)",
		words_command(command), name.text, why, (unsigned)command, (unsigned)option);
	str_fini(&name);
	return false;
}

static bool is_open(enum telnet_option_state state)
{
	return state == TELNET_WANT_NO || state == TELNET_WANT_YES;
}

/* A wish against an open request goes out when that is answered (RFC 1143 7). */
static bool say_that_it_waits(enum telnet_option_state state, bool on, struct err *e)
{
	bool same = (state == TELNET_WANT_YES) == on;

	return err_set(e, ERR_OTHER,
		       same ? "that was asked before, and the peer has not answered (/opts)" :
			      "it waits until the peer has answered what was asked before (/opts)");
}

static bool negotiate_by_hand(Telnet *t, uint8_t command, const char *name, struct err *e)
{
	bool on = command == COMMAND_WILL || command == COMMAND_DO;
	enum telnet_side side = command == COMMAND_WILL || command == COMMAND_WONT ? TELNET_US :
										     TELNET_PEER;
	enum telnet_option_state state;
	uint8_t option = 0;

	if (!find_option(name, &option, e))
		return false;
	if (on && !may_ask(t, side, option))
		return refuse_option(command, option, e);
	/* Whatever becomes of the wish: nothing else may keep it from leaving. */
	if (option == OPTION_COM_PORT && !on)
		comport_release(t);
	state = telnet_option(t, side, option);
	if (state == (on ? TELNET_YES : TELNET_NO))
		return err_set(e, ERR_OTHER, "it is %s already (/opts)", on ? "on" : "off");
	negotiate_want(t->negotiate, side, option, on);
	return !is_open(state) || say_that_it_waits(state, on, e);
}

static bool ask_for_option(Telnet *t, const char *verb, const char *name, struct err *e)
{
	for (unsigned command = COMMAND_WILL; command <= COMMAND_DONT; command++) {
		if (strcasecmp(words_command((uint8_t)command), verb) != 0)
			continue;
		if (!*name)
			return err_set(e, ERR_USAGE, "%s needs an option: a name or a number",
				       verb);
		return negotiate_by_hand(t, (uint8_t)command, name, e);
	}
	return err_set(e, ERR_USAGE, "unknown telnet command \"%.40s\" (see /help telnet)", verb);
}

static bool ask_for_port(Telnet *t, const char *text, struct err *e)
{
	size_t n = strcspn(text, " ");
	char *field = mem_strndup(text, n);
	bool done = comport_ask(t, field, text + n + strspn(text + n, " "), e);

	free(field);
	return done;
}

/* Sends bytes in hex, two digits each, as they are: what is negotiated knows nothing of it. */
static bool send_raw(Telnet *t, const char *hex, struct err *e)
{
	struct buf bytes;
	bool good;

	buf_init(&bytes);
	good = hex_read(hex, &bytes, NULL) && buf_length(&bytes) <= RAW_MAX;
	if (good)
		t->events.send(t->user, buf_data(&bytes), buf_length(&bytes));
	else
		err_set(e, ERR_USAGE,
			"raw needs bytes in hex, %d at most, as in /telnet raw ff fd 63", RAW_MAX);
	buf_fini(&bytes);
	return good;
}

bool telnet_ask(Telnet *t, const char *text, int64_t now, struct err *e)
{
	size_t n = strcspn(text, " ");
	const char *rest = text + n + strspn(text + n, " ");
	char *verb = mem_strndup(text, n);
	bool done;

	t->now = now;
	if (strcmp(verb, "com-port") == 0)
		done = ask_for_port(t, rest, e);
	else if (strcasecmp(verb, "raw") == 0)
		done = send_raw(t, rest, e);
	else if (!*rest && telnet_send_command(t, verb))
		done = true;
	else
		done = ask_for_option(t, verb, rest, e);
	free(verb);
	return done;
}

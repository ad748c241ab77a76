#include "telnet/msdp.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "telnet/module.h"
#include "telnet/telnet-private.h"
#include "telnet/variables.h"

#include "base/poison.h"

bool msdp_is_on(const Telnet *t)
{
	return telnet_is_on_either(t, OPTION_MSDP);
}

bool msdp_send(Telnet *t, const char *text)
{
	struct str payload;
	bool good = msdp_is_on(t);

	str_init(&payload);
	while (good && *(text += strspn(text, " "))) {
		size_t n = strcspn(text, " ");

		good = payload.length ? variables_add_value(&payload, text, n) :
					variables_add_name(&payload, text, n);
		text += n;
	}
	good = good && payload.length;
	if (good)
		telnet_send_payload(t, OPTION_MSDP, payload.text, payload.length);
	str_fini(&payload);
	return good;
}

/* --- What is shown is reported. */

/* The name of the variable that the item of `n` bytes is of, if it is of MSDP: `HP=msdp.HEALTH`. */
static const char *variable_of(const char *item, size_t n, size_t *length)
{
	static const char source[] = "msdp.";
	const char *equals = memchr(item, '=', n), *end = item + n;
	const char *name = (equals ? equals + 1 : item) + sizeof source - 1;

	*length = 0;
	if (name >= end || strncasecmp(name - (sizeof source - 1), source, sizeof source - 1) != 0)
		return NULL;
	while (name + *length < end && name[*length] != '.')
		++*length;
	return name;
}

static void report(Telnet *t)
{
	struct str payload;
	bool any = false;

	str_init(&payload);
	variables_add_name(&payload, "REPORT", 6);
	for (const char *p = t->items; p && *(p += strspn(p, " ")); p += strcspn(p, " ")) {
		size_t n;
		const char *name = variable_of(p, strcspn(p, " "), &n);

		any |= name && n && variables_add_value(&payload, name, n);
	}
	if (any && telnet_may_reply(t))
		telnet_send_payload(t, OPTION_MSDP, payload.text, payload.length);
	str_fini(&payload);
}

void msdp_show(Telnet *t, const char *items)
{
	free(t->items);
	t->items = mem_strdup(items);
	if (msdp_is_on(t))
		report(t);
}

static void on_changed(Telnet *t, enum telnet_side side, bool on)
{
	if (on && !telnet_is_on_other(t, side, OPTION_MSDP))
		report(t);
}

/* --- What comes. */

struct telling {
	Telnet *telnet;
	enum telnet_source source;
};

static void tell(void *user, const char *name, size_t n, const struct str *json)
{
	const struct telling *to = user;

	telnet_tell_named(to->telnet, to->source, name, n, json->text, json->length);
}

static bool read_variables(Telnet *t, enum telnet_source source, const char *bytes, size_t n)
{
	struct telling to = { t, source };
	struct str text;
	bool good;

	str_init(&text);
	telnet_append_text(t, bytes, n, &text);
	good = variables_read(text.text, text.length, source == TELNET_SOURCE_MSDP, tell, &to);
	str_fini(&text);
	return good;
}

static bool on_msdp(Telnet *t, const char *bytes, size_t n)
{
	return read_variables(t, TELNET_SOURCE_MSDP, bytes, n);
}

static bool on_mssp(Telnet *t, const char *bytes, size_t n)
{
	return read_variables(t, TELNET_SOURCE_MSSP, bytes, n);
}

const struct option_module msdp_module = { .changed = on_changed, .payload = on_msdp };
const struct option_module mssp_module = { .payload = on_mssp };

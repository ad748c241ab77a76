#include "telnet/msdp.h"

#include <string.h>

#include "base/str.h"
#include "telnet/module.h"
#include "telnet/telnet-private.h"
#include "telnet/variables.h"

#include "base/poison.h"

bool msdp_is_on(const Telnet *t)
{
	return telnet_is_on(t, TELNET_US, OPTION_MSDP) || telnet_is_on(t, TELNET_PEER, OPTION_MSDP);
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

	return variables_read(bytes, n, source == TELNET_SOURCE_MSDP, tell, &to);
}

static bool on_msdp(Telnet *t, const char *bytes, size_t n)
{
	return read_variables(t, TELNET_SOURCE_MSDP, bytes, n);
}

static bool on_mssp(Telnet *t, const char *bytes, size_t n)
{
	return read_variables(t, TELNET_SOURCE_MSSP, bytes, n);
}

const struct option_module msdp_module = { .payload = on_msdp };
const struct option_module mssp_module = { .payload = on_mssp };

/*
 * Aardwolf's channel 102: what the game says of itself in pairs of bytes, a number and its value.
 */
#include "base/str.h"
#include "telnet/module.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

static bool on_payload(Telnet *t, const char *bytes, size_t n)
{
	struct str name, json;

	if (n != 2)
		return false;
	str_init(&name);
	str_init(&json);
	str_append_format(&name, "%u", (unsigned char)bytes[0]);
	str_append_format(&json, "%u", (unsigned char)bytes[1]);
	telnet_tell_value(t, TELNET_SOURCE_AARD102, name.text, json.text, json.length);
	str_fini(&json);
	str_fini(&name);
	return true;
}

const struct option_module aard102_module = { .payload = on_payload };

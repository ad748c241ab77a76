/*
 * ATCP (option 200), which GMCP has replaced: messages of a name and text, for a peer without that.
 */
#include "base/json.h"
#include "base/str.h"
#include "telnet/module.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

static void on_changed(Telnet *t, enum telnet_side side, bool on)
{
	struct str hello;

	if (!on || telnet_is_on_other(t, side, OPTION_ATCP) || !telnet_may_reply(t))
		return;
	str_init(&hello);
	str_append_format(&hello, "hello %s %s\nchar_vitals 1\nroom_brief 1\nroom_exits 1",
			  t->client, t->version);
	telnet_send_payload(t, OPTION_ATCP, hello.text, hello.length);
	str_fini(&hello);
}

static bool on_payload(Telnet *t, const char *bytes, size_t n)
{
	size_t length = 0, from;
	struct str text, json;

	while (length < n && bytes[length] != ' ' && bytes[length] != '\n')
		length++;
	if (!length)
		return false;
	from = length + (length < n);
	str_init(&json);
	str_init(&text);
	telnet_append_text(t, bytes + from, n - from, &text);
	if (from < n)
		json_quote(text.text, text.length, &json);
	str_fini(&text);
	telnet_tell_named(t, TELNET_SOURCE_ATCP, bytes, length, json.length ? json.text : NULL,
			  json.length);
	str_fini(&json);
	return true;
}

const struct option_module atcp_module = { .changed = on_changed, .payload = on_payload };

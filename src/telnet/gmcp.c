#include "telnet/gmcp.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "telnet/module.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

enum { NAME_MAX_BYTES = 128 };

static const char blanks[] = " \t\r\n";

void gmcp_init(struct gmcp *g, const char *packages, bool login)
{
	*g = (struct gmcp){ .packages = mem_strdup(packages), .login = login };
}

void gmcp_fini(struct gmcp *g)
{
	free(g->packages);
}

bool gmcp_is_on(const Telnet *t)
{
	return telnet_is_on_either(t, OPTION_GMCP);
}

bool gmcp_is_name(const char *name, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (name[i] <= ' ' || name[i] > '~')
			return false;
	}
	return n > 0 && n <= NAME_MAX_BYTES;
}

bool gmcp_is_secret(const char *message, size_t n)
{
	static const char login[] = "Char.Login";

	return n >= sizeof(login) - 1 && strncasecmp(message, login, sizeof(login) - 1) == 0;
}

bool gmcp_send(Telnet *t, const char *name, const char *json, size_t n)
{
	struct str message;

	if (!gmcp_is_on(t))
		return false;
	str_init_secret(&message);
	str_append_string(&message, name);
	if (json) {
		str_append_char(&message, ' ');
		str_append(&message, json, n);
	}
	if (gmcp_is_secret(name, strlen(name)))
		telnet_send_secret_payload(t, OPTION_GMCP, message.text, message.length);
	else
		telnet_send_payload(t, OPTION_GMCP, message.text, message.length);
	str_fini(&message);
	return true;
}

void gmcp_credentials(const char *account, const char *password, size_t n, struct str *out)
{
	str_append_string(out, "Char.Login.Credentials {\"account\": ");
	json_quote(account, strlen(account), out);
	str_append_string(out, ", \"password\": ");
	json_quote(password, n, out);
	str_append_char(out, '}');
}

/* --- Who we are and what we want. */

static void append_package(const char *name, size_t n, struct str *out)
{
	while (n && strchr(blanks, name[n - 1]))
		n--;
	if (!n)
		return;
	if (out->length > 2)
		str_append_string(out, ", ");
	json_quote(name, n, out);
}

static void send_packages(Telnet *t)
{
	static const char login[] = "Char.Login 1";
	const char *p = t->gmcp.packages ? t->gmcp.packages : "";
	struct str list;

	if (!*p && !t->gmcp.login)
		return;
	str_init(&list);
	str_append_string(&list, "[ ");
	while (*p) {
		size_t n = strcspn(p, ",");
		size_t skip = strspn(p, blanks);

		append_package(p + skip, n > skip ? n - skip : 0, &list);
		p += n + (p[n] == ',');
	}
	if (t->gmcp.login)
		append_package(login, sizeof login - 1, &list);
	str_append_string(&list, " ]");
	gmcp_send(t, "Core.Supports.Set", list.text, list.length);
	str_fini(&list);
}

static void greet(Telnet *t)
{
	struct str hello;

	str_init(&hello);
	str_append_string(&hello, "{ \"client\": ");
	json_quote(t->client, strlen(t->client), &hello);
	str_append_string(&hello, ", \"version\": ");
	json_quote(t->version, strlen(t->version), &hello);
	str_append_string(&hello, " }");
	gmcp_send(t, "Core.Hello", hello.text, hello.length);
	str_fini(&hello);
	send_packages(t);
}

void gmcp_want(Telnet *t, const char *packages)
{
	free(t->gmcp.packages);
	t->gmcp.packages = mem_strdup(packages);
	if (t->gmcp.greeted)
		send_packages(t);
}

static void on_changed(Telnet *t, enum telnet_side side, bool on)
{
	bool any = gmcp_is_on(t);

	(void)side;
	if (on && !t->gmcp.greeted && telnet_may_reply(t)) {
		t->gmcp.greeted = true;
		greet(t);
	}
	if (!any)
		t->gmcp.greeted = t->gmcp.pinged = false;
}

/* --- What comes. */

bool gmcp_ping(Telnet *t, int64_t now)
{
	t->gmcp.pinged = gmcp_send(t, "Core.Ping", NULL, 0);
	t->gmcp.ping_at = now;
	return t->gmcp.pinged;
}

/* An answer to our ping says how long it took; to what is none we answer. */
static void take_ping(Telnet *t)
{
	struct str took;

	if (!t->gmcp.pinged) {
		if (telnet_may_reply(t))
			gmcp_send(t, "Core.Ping", NULL, 0);
		return;
	}
	t->gmcp.pinged = false;
	str_init(&took);
	str_append_format(&took, "%lld", (long long)(t->now - t->gmcp.ping_at));
	telnet_tell_value(t, TELNET_SOURCE_GMCP, "Core.Ping", took.text, took.length);
	str_fini(&took);
}

static bool is_json(const struct str *text)
{
	Json *j = json_parse(text->text, text->length, NULL);

	json_free(j);
	return j != NULL;
}

/* Appends what came as JSON: as it is, repaired, or as a string. *beyond is as struct
 * telnet_value's. */
static void append_json(Telnet *t, const struct str *text, struct str *out, const char **beyond)
{
	str_append(out, text->text, text->length);
	if (is_json(out))
		return;
	str_clear(out);
	if (json_repair(text->text, text->length, out) && is_json(out))
		return;
	*beyond = json_bound(out->text, out->length);
	str_clear(out);
	json_quote(text->text, text->length, out);
	t->counts.values_malformed++;
}

static void tell(Telnet *t, const char *name, const char *bytes, size_t n)
{
	struct telnet_value value = { .source = TELNET_SOURCE_GMCP, .name = name };
	struct str text, json;

	str_init(&text);
	str_init(&json);
	telnet_append_text(t, bytes, n, &text);
	if (n) {
		append_json(t, &text, &json, &value.beyond);
		value.json = json.text;
		value.length = json.length;
	}
	if (t->events.value)
		t->events.value(t->user, &value);
	str_fini(&json);
	str_fini(&text);
}

static bool is_blank(char c)
{
	return c && strchr(blanks, c);
}

/* A name ends at a blank; some games have none before their JSON. */
static bool ends_name(char c)
{
	return is_blank(c) || c == '{' || c == '[' || c == '"';
}

static bool on_payload(Telnet *t, const char *bytes, size_t n)
{
	char name[NAME_MAX_BYTES + 1];
	size_t length = 0;

	while (n && (is_blank(bytes[n - 1]) || !bytes[n - 1]))
		n--;
	for (; n && is_blank(*bytes); n--)
		bytes++;
	while (length < n && !ends_name(bytes[length]))
		length++;
	if (!gmcp_is_name(bytes, length))
		return false;
	memcpy(name, bytes, length);
	name[length] = '\0';
	for (bytes += length, n -= length; n && is_blank(*bytes); n--)
		bytes++;
	if (strcasecmp(name, "Core.Ping") == 0)
		take_ping(t);
	else
		tell(t, name, bytes, n);
	return true;
}

static void describe(const Telnet *t, enum telnet_side side, struct str *out)
{
	(void)side;
	if (t->gmcp.greeted)
		str_append_format(out, "told %s %s", t->client, t->version);
	if (t->gmcp.greeted && t->gmcp.packages)
		str_append_format(out, ", asked for %s", t->gmcp.packages);
	if (t->gmcp.greeted && t->gmcp.login)
		str_append_string(out, ", Char.Login 1");
}

const struct option_module gmcp_module = {
	.changed = on_changed,
	.payload = on_payload,
	.describe = describe,
};

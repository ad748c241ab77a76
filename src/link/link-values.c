#include "link/link.h"

#include <stdio.h>
#include <strings.h>

#include "base/json.h"
#include "link/link-internal.h"
#include "tls/tls.h"
#include "base/poison.h"

/* The port in a value of MSSP, the first if there are several; 0 if it has none: 0 and 1 there are
 * a yes and a no. */
static long long port_of(const struct telnet_value *value)
{
	Json *j = value->json ? json_parse(value->json, value->length, NULL) : NULL;
	const Json *first = j && json_kind(j) == JSON_KIND_ARRAY ? json_at(j, "0") : j;
	long long port = 0;
	const char *text;
	size_t n;

	text = first ? json_text(first, &n) : NULL;
	if (text)
		str_to_number(text, 2, 65535, &port);
	json_free(j);
	return port;
}

static bool is_tls_port(const struct telnet_value *value)
{
	return value->source == TELNET_SOURCE_MSSP &&
	       (strcasecmp(value->name, "SSL") == 0 || strcasecmp(value->name, "TLS") == 0);
}

/* Says where the game speaks TLS: going there is the user's. */
static void offer_tls(Link *l, long long port)
{
	char service[8];
	struct address address = { .scheme = ADDRESS_TELNETS,
				   .host = l->address.host,
				   .service = service };
	struct str text;

	snprintf(service, sizeof(service), "%lld", port);
	str_init(&text);
	str_append_string(&text, "This game speaks TLS on another port: /connect ");
	address_format(&address, &text);
	l->tls_offered = true;
	link_tell(l, MESSAGE_INFO, text.text);
	str_fini(&text);
}

void link_take_value(Link *l, const struct telnet_value *value)
{
	long long port = is_tls_port(value) && !l->tls_offered ? port_of(value) : 0;

	if (port && l->address.service && !tls_transport_report(session_transport(l->session)) &&
	    !l->stream)
		offer_tls(l, port);
}

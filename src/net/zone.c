#include "net/zone.h"

#include <arpa/inet.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "net/address-text.h"
#include "base/poison.h"

static bool is_interface(const char *zone)
{
	char name[IF_NAMESIZE];
	long long index;

	if (str_to_number(zone, 1, UINT_MAX, &index))
		return if_indextoname((unsigned)index, name) != NULL;
	return if_nametoindex(zone) != 0;
}

static bool has_link_scope(const char *literal)
{
	struct in6_addr a;

	return inet_pton(AF_INET6, literal, &a) == 1 &&
	       (IN6_IS_ADDR_LINKLOCAL(&a) || IN6_IS_ADDR_MC_LINKLOCAL(&a));
}

bool zone_resolve(const char *host, char out[ZONE_HOST], struct err *e)
{
	size_t n = strcspn(host, "%");

	snprintf(out, ZONE_HOST, "%s", host);
	if (!host[n] || !address_text_is_ipv6(host))
		return true;
	if (!is_interface(host + n + 1))
		return err_set(e, ERR_NAME,
			       "this machine has no interface \"%s\", which %s asks for (ip link "
			       "lists them)",
			       host + n + 1, host);
	out[n] = '\0';
	if (has_link_scope(out))
		out[n] = '%';
	return true;
}

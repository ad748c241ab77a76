#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "base/poison.h"

static bool is_public_ipv4(uint32_t a)
{
	return !(a >> 24 == 127 || a >> 24 == 10 || a >> 24 == 0 || a >> 20 == 0xac1 ||
		 a >> 16 == 0xc0a8 || a >> 16 == 0xa9fe || a >> 22 == 0x191);
}

static bool is_public_ipv6(const struct in6_addr *a)
{
	uint32_t mapped;

	if (IN6_IS_ADDR_V4MAPPED(a)) {
		memcpy(&mapped, a->s6_addr + 12, sizeof(mapped));
		return is_public_ipv4(ntohl(mapped));
	}
	return !(IN6_IS_ADDR_LOOPBACK(a) || IN6_IS_ADDR_LINKLOCAL(a) ||
		 IN6_IS_ADDR_UNSPECIFIED(a) || (a->s6_addr[0] & 0xfe) == 0xfc);
}

bool address_is_public(const struct sockaddr *a)
{
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;

	if (a->sa_family == AF_INET) {
		memcpy(&ipv4, a, sizeof(ipv4));
		return is_public_ipv4(ntohl(ipv4.sin_addr.s_addr));
	}
	if (a->sa_family == AF_INET6) {
		memcpy(&ipv6, a, sizeof(ipv6));
		return is_public_ipv6(&ipv6.sin6_addr);
	}
	return false;
}

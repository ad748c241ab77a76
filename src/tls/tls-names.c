#include "tls/tls-names.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/poison.h"

bool tls_names_host(const char *host, char out[TLS_NAMES_HOST])
{
	struct in_addr address;
	size_t n = strchr(host, ':') ? strcspn(host, "%") : strlen(host);

	if (n && host[n - 1] == '.')
		n--;
	/* With a dot in front, the library would accept any name below. */
	if (!n || n >= TLS_NAMES_HOST || host[0] == '.')
		return false;
	memcpy(out, host, n);
	out[n] = '\0';
	/* `127.1` and the like are addresses too, for whoever looks them up. */
	if (inet_aton(out, &address) && !inet_ntop(AF_INET, &address, out, TLS_NAMES_HOST))
		return false;
	return true;
}

bool tls_names_is_address(const char *host)
{
	unsigned char bytes[16];

	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

size_t tls_names_alpn(const char *list, unsigned char out[TLS_NAMES_ALPN])
{
	size_t at = 0;

	for (;;) {
		size_t n = strcspn(list, ",");

		if (!n || n > 255 || at + 1 + n > TLS_NAMES_ALPN)
			return 0;
		out[at++] = (unsigned char)n;
		memcpy(out + at, list, n);
		at += n;
		if (!list[n])
			return at;
		list += n + 1;
	}
}

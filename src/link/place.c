#include "link/place.h"

#include "net/exec-words.h"
#include "base/poison.h"

void place_append(const struct address *address, struct str *out)
{
	if (address->service)
		str_append_string(out, address->host);
	else if (address->scheme == ADDRESS_EXEC)
		exec_words_program(address->host, out);
	else
		address_format(address, out);
}

bool place_of_link(const Link *l, struct str *out)
{
	const struct address *address = link_address(l);

	if (address->host)
		place_append(address, out);
	else if (link_is_service(l))
		str_append_string(out, link_name(l));
	return out->length;
}

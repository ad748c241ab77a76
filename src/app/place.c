#include "app/place.h"

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

#include "log/rotation.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/poison.h"

static bool read_bytes(const char *text, uint64_t *bytes)
{
	static const char units[] = "KMG";
	char digits[20];
	size_t n = strspn(text, "0123456789");
	const char *unit = text[n] ? strchr(units, text[n] & ~0x20) : NULL;
	long long number;

	if (!n || n >= 13 || (text[n] && (!unit || text[n + 1])))
		return false;
	memcpy(digits, text, n);
	digits[n] = '\0';
	if (!str_to_number(digits, 0, 1LL << 40, &number))
		return false;
	*bytes = (uint64_t)number << (unit ? 10 * (unit - units + 1) : 0);
	return *bytes >= ROTATION_MIN;
}

bool rotation_parse(const char *text, uint64_t *bytes, bool *daily, struct err *e)
{
	*bytes = 0;
	*daily = strcmp(text, "daily") == 0;
	if (*daily || strcmp(text, "off") == 0 || read_bytes(text, bytes))
		return true;
	return e && err_set(e, ERR_USAGE,
			    "a log goes on in another file daily, or after 1024 bytes or more (10M "
			    "is ten times 1024 x 1024), or not at all (off)");
}

#include "lens/utc.h"

#include <stdio.h>
#include <time.h>

#include "base/poison.h"

static const int64_t FIRST_SECOND = -62135596800, LAST_SECOND = 253402300799;
enum { NANOS_END = 1000000000 };

void utc_append_fraction(uint32_t nanos, struct str *out)
{
	char digits[16];
	int n = nanos % 1000 ? 9 : nanos % 1000000 ? 6 : 3;

	if (!nanos)
		return;
	snprintf(digits, sizeof(digits), "%09u", (unsigned)nanos);
	str_append_format(out, ".%.*s", n, digits);
}

bool utc_append(int64_t seconds, uint32_t nanos, struct str *out)
{
	time_t at = (time_t)seconds;
	struct tm tm;

	if (seconds < FIRST_SECOND || seconds > LAST_SECOND || nanos >= NANOS_END ||
	    !gmtime_r(&at, &tm))
		return false;
	str_append_format(out, "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1,
			  tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	utc_append_fraction(nanos, out);
	str_append_char(out, 'Z');
	return true;
}

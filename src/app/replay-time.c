#include "app/replay-time.h"

#include <stdlib.h>
#include <string.h>

#include "base/poison.h"

void replay_time_append(int64_t ms, bool exact, struct str *out)
{
	long long seconds = (long long)ms / 1000;

	if (seconds >= 3600)
		str_append_format(out, "%lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60,
				  seconds % 60);
	else
		str_append_format(out, "%lld:%02lld", seconds / 60, seconds % 60);
	if (exact)
		str_append_format(out, ".%03lld", (long long)ms % 1000);
}

bool replay_time_number(const char *text, double max, double *out)
{
	char *end;

	if (!*text || text[strspn(text, "0123456789.")] || strcmp(text, ".") == 0)
		return false;
	*out = strtod(text, &end);
	return !*end && *out <= max;
}

bool replay_time_parse(const char *text, int64_t *ms)
{
	double whole = 0, part;
	const char *colon;

	for (unsigned colons = 0; (colon = strchr(text, ':')) != NULL; text = colon + 1) {
		size_t n = strspn(text, "0123456789");

		if (!n || n > 6 || text + n != colon || ++colons > 2)
			return false;
		whole = 60 * (whole + (double)strtoul(text, NULL, 10));
	}
	if (!replay_time_number(text, 1e9, &part))
		return false;
	*ms = (int64_t)((whole + part) * 1000 + 0.5);
	return true;
}

#include "lens/payload.h"

#include "base/deceptive.h"
#include "base/utf8.h"
#include "base/poison.h"

bool payload_is_text(const char *bytes, size_t n)
{
	while (n) {
		uint32_t cp;
		size_t used = utf8_decode(bytes, n, &cp);

		if (!used || (used == 1 && cp == UTF8_REPLACEMENT))
			return false;
		if ((deceptive_class(cp) & DECEPTIVE_CONTROLS) && cp != '\n' && cp != '\r' &&
		    cp != '\t')
			return false;
		bytes += used;
		n -= used;
	}
	return true;
}

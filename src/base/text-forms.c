#include "base/text-forms.h"

#include <string.h>

#include "base/utf8.h"

#include "base/poison.h"

static void quote(const char *text, size_t n, struct str *out)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] > ' ' && text[i] < 0x7f && strchr("\\^$.[]|()?*+{}", text[i]))
			str_append_char(out, '\\');
		str_append_char(out, text[i]);
	}
}

static bool is_same(const struct str *a, const char *b, size_t n)
{
	return a->length == n && memcmp(a->text, b, n) == 0;
}

/* One character and its marks; whether there is more than one form of it. */
static bool add_cluster(const char *text, size_t n, struct str *out)
{
	struct str composed, apart;

	str_init(&composed);
	str_init(&apart);
	bool known = utf8_normalise(text, n, true, &composed) &&
		     utf8_normalise(text, n, false, &apart);
	bool several = known && !is_same(&composed, apart.text, apart.length);
	bool other = known && !is_same(&composed, text, n) && !is_same(&apart, text, n);
	if (several || other) {
		str_append_string(out, "(?:");
		quote(composed.text, composed.length, out);
		str_append_char(out, '|');
		quote(apart.text, apart.length, out);
		if (other) {
			str_append_char(out, '|');
			quote(text, n, out);
		}
		str_append_char(out, ')');
	} else {
		quote(text, n, out);
	}
	str_fini(&composed);
	str_fini(&apart);
	return several || other;
}

bool text_forms(const char *text, size_t n, struct str *out)
{
	bool several = false;

	str_clear(out);
	for (size_t at = 0; at < n;) {
		size_t length = utf8_cluster_length(text + at, n - at);

		several |= add_cluster(text + at, length, out);
		at += length;
	}
	return several;
}

#include "telnet/msp.h"

#include <string.h>

#include "base/poison.h"

static const char *const heads[] = { "!!SOUND(", "!!MUSIC(" };

enum { HEAD = 8 };

void msp_release(struct msp *m, struct str *out)
{
	m->within |= m->length > 0;
	str_append(out, m->held, m->length);
	m->length = 0;
}

/* Whether `byte` may stand at place `at` of a request. */
static bool fits(const struct msp *m, char byte)
{
	if (m->length >= HEAD)
		return byte != '\n' && byte != '\r' && byte != '\x1b';
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		if (memcmp(heads[i], m->held, m->length) == 0 && heads[i][m->length] == byte)
			return true;
	}
	return false;
}

/* The name is all up to a blank; the rest says how loud it is and where it can be had. */
static void show(struct msp *m, struct str *out)
{
	const char *name = m->held + HEAD;
	size_t n = m->length - HEAD, used = 0;

	while (n && *name == ' ') {
		name++;
		n--;
	}
	while (used < n && name[used] != ' ')
		used++;
	str_append_string(out, m->held[2] == 'S' ? "[sound " : "[music ");
	str_append(out, name, used);
	str_append_char(out, ']');
	m->length = 0;
	m->within = true;
}

static void take(struct msp *m, char byte, struct str *out)
{
	bool may = !m->within && m->length < MSP_HELD && fits(m, byte);

	if (may && byte == ')' && m->length >= HEAD) {
		show(m, out);
		return;
	}
	if (may) {
		m->held[m->length++] = byte;
		return;
	}
	msp_release(m, out);
	str_append_char(out, byte);
	m->within = byte != '\n' && (m->within || byte != '\r');
}

void msp_filter(struct msp *m, const char *bytes, size_t n, struct str *out)
{
	for (size_t i = 0; i < n; i++)
		take(m, bytes[i], out);
}

#include "demo/keys.h"

#include <stddef.h>

#include "base/poison.h"

enum { ESCAPE = 0x1b, PARAMETER_MAX = 9999 };

static int final_key(const struct keys *k, unsigned char final)
{
	static const struct {
		unsigned char final;
		unsigned parameter; /* before `~` */
		int key;
	} table[] = {
		{ 'A', 0, KEYS_UP },   { 'B', 0, KEYS_DOWN },   { 'C', 0, KEYS_RIGHT },
		{ 'D', 0, KEYS_LEFT }, { 'H', 0, KEYS_HOME },   { 'F', 0, KEYS_END },
		{ '~', 1, KEYS_HOME }, { '~', 4, KEYS_END },    { '~', 7, KEYS_HOME },
		{ '~', 8, KEYS_END },  { '~', 3, KEYS_DELETE }, { 'R', 0, KEYS_CURSOR },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].final == final &&
		    (final != '~' || table[i].parameter == k->parameters[0]))
			return table[i].key;
	}
	return KEYS_NONE;
}

static void take_parameter(struct keys *k, unsigned char byte)
{
	unsigned *number = &k->parameters[k->at];

	if (byte == ';')
		k->at = 1;
	else if (byte >= '0' && byte <= '9' && *number < PARAMETER_MAX)
		*number = *number * 10 + (unsigned)(byte - '0');
}

int keys_byte(struct keys *k, unsigned char byte)
{
	if (byte == ESCAPE) {
		*k = (struct keys){ .state = KEYS_ESCAPE };
		return KEYS_NONE;
	}
	switch (byte < 0x20 ? KEYS_PLAIN : k->state) {
	case KEYS_PLAIN: break;
	case KEYS_ESCAPE:
		k->state = byte == '[' ? KEYS_CSI : byte == 'O' ? KEYS_SS3 : KEYS_PLAIN;
		return k->state == KEYS_PLAIN ? byte : KEYS_NONE;
	case KEYS_CSI:
	case KEYS_SS3:
		if (byte < 0x40) {
			take_parameter(k, byte);
			return KEYS_NONE;
		}
		k->state = KEYS_PLAIN;
		return final_key(k, byte);
	}
	k->state = KEYS_PLAIN;
	return byte;
}

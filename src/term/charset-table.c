#include "term/terminal-private.h"

#include "base/poison.h"

/* DEC Special Graphics (VT100 user guide, table 3-9), 0x5f to 0x7e. */
static const uint16_t special[32] = {
	0x00a0, 0x25c6, 0x2592, 0x2409, 0x240c, 0x240d, 0x240a, 0x00b0, 0x00b1, 0x2424, 0x240b,
	0x2518, 0x2510, 0x250c, 0x2514, 0x253c, 0x23ba, 0x23bb, 0x2500, 0x23bc, 0x23bd, 0x251c,
	0x2524, 0x2534, 0x252c, 0x2502, 0x2264, 0x2265, 0x03c0, 0x2260, 0x00a3, 0x00b7,
};

/* DEC Technical (VT330/340 manual, table 2-4), 0x21 to 0x7e; 0 where nothing is. */
static const uint16_t technical[94] = {
	0x23b7, 0x250c, 0x2500, 0x2320, 0x2321, 0x2502, 0x23a1, 0x23a3, 0x23a4, 0x23a6, 0x239b,
	0x239d, 0x239e, 0x23a0, 0x23a8, 0x23ac, 0,      0,      0,      0,      0,      0,
	0,      0,      0,      0,      0,      0x2264, 0x2260, 0x2265, 0x222b, 0x2234, 0x221d,
	0x221e, 0x00f7, 0x0394, 0x2207, 0x03a6, 0x0393, 0x223c, 0x2243, 0x0398, 0x00d7, 0x039b,
	0x21d4, 0x21d2, 0x2261, 0x03a0, 0x03a8, 0,      0x03a3, 0,      0,      0x221a, 0x03a9,
	0x039e, 0x03a5, 0x2282, 0x2283, 0x2229, 0x222a, 0x2227, 0x2228, 0x00ac, 0x03b1, 0x03b2,
	0x03c7, 0x03b4, 0x03b5, 0x03c6, 0x03b3, 0x03b7, 0x03b9, 0x03b8, 0x03ba, 0x03bb, 0,
	0x03bd, 0x2202, 0x03c0, 0x03c8, 0x03c1, 0x03c3, 0x03c4, 0,      0x0192, 0x03c9, 0x03be,
	0x03c5, 0x03b6, 0x2190, 0x2191, 0x2192, 0x2193,
};

/* The national replacement sets (VT510 manual, appendix A) by their final bytes: what stands at
 * # @ [ \ ] ^ _ ` { | } ~. */
static const char replaced[] = "#@[\\]^_`{|}~";

static const struct {
	char set;
	uint16_t code[sizeof(replaced) - 1];
} national[] = {
	/* Dutch */
	{ '4', { 0xa3, 0xbe, 0x133, 0xbd, '|', '^', '_', '`', 0xa8, 0x192, 0xbc, 0xb4 } },
	/* Finnish */
	{ 'C', { '#', '@', 0xc4, 0xd6, 0xc5, 0xdc, '_', 0xe9, 0xe4, 0xf6, 0xe5, 0xfc } },
	/* French */
	{ 'R', { 0xa3, 0xe0, 0xb0, 0xe7, 0xa7, '^', '_', '`', 0xe9, 0xf9, 0xe8, 0xa8 } },
	/* French Canadian */
	{ 'Q', { '#', 0xe0, 0xe2, 0xe7, 0xea, 0xee, '_', 0xf4, 0xe9, 0xf9, 0xe8, 0xfb } },
	/* German */
	{ 'K', { '#', 0xa7, 0xc4, 0xd6, 0xdc, '^', '_', '`', 0xe4, 0xf6, 0xfc, 0xdf } },
	/* Italian */
	{ 'Y', { 0xa3, 0xa7, 0xb0, 0xe7, 0xe9, '^', '_', 0xf9, 0xe0, 0xf2, 0xe8, 0xec } },
	/* Norwegian and Danish */
	{ '`', { '#', 0xc4, 0xc6, 0xd8, 0xc5, 0xdc, '_', 0xe4, 0xe6, 0xf8, 0xe5, 0xfc } },
	/* Portuguese */
	{ 'P', { '#', '@', 0xc3, 0xc7, 0xd5, '^', '_', '`', 0xe3, 0xe7, 0xf5, '~' } },
	/* Spanish */
	{ 'Z', { 0xa3, 0xa7, 0xa1, 0xd1, 0xbf, '^', '_', '`', 0xb0, 0xf1, 0xe7, '~' } },
	/* Swedish */
	{ 'H', { '#', 0xc9, 0xc4, 0xd6, 0xc5, 0xdc, '_', 0xe9, 0xe4, 0xf6, 0xe5, 0xfc } },
	/* Swiss */
	{ '=', { 0xf9, 0xe0, 0xe9, 0xe7, 0xea, 0xee, 0xe8, 0xf4, 0xe4, 0xf6, 0xfc, 0xfb } },
};

/*
 * What designates which set (ECMA-35 14.3, VT510 manual, SCS). A set is called by a byte: its final
 * byte, or one that is free. All others, those of two bytes among them, are taken for ASCII.
 */
static const struct {
	bool has_96;
	char second, final, set;
} designators[] = {
	{ false, 0, '0', '0' },   { false, 0, '2', '0' },   { false, 0, 'A', 'A' },
	{ false, 0, '<', '<' },   { false, '%', '5', '<' }, { false, 0, '>', '>' },
	{ false, 0, '4', '4' },   { false, 0, 'C', 'C' },   { false, 0, '5', 'C' },
	{ false, 0, 'R', 'R' },   { false, 0, 'f', 'R' },   { false, 0, 'Q', 'Q' },
	{ false, 0, '9', 'Q' },   { false, 0, 'K', 'K' },   { false, 0, 'Y', 'Y' },
	{ false, 0, '`', '`' },   { false, 0, 'E', '`' },   { false, 0, '6', '`' },
	{ false, '%', '6', 'P' }, { false, 0, 'Z', 'Z' },   { false, 0, 'H', 'H' },
	{ false, 0, '7', 'H' },   { false, 0, '=', '=' },   { true, 0, 'A', 'L' },
};

bool term_designate(Terminal *t, char intermediate, char second, char final)
{
	static const char into[] = "()*+-./"; /* G0–G3 of 94 characters, G1–G3 of 96 */
	unsigned i = 0;
	char set = 'B';

	while (into[i] && into[i] != intermediate)
		i++;
	if (!into[i])
		return false;
	bool has_96 = i > 3;
	for (size_t k = 0; k < sizeof(designators) / sizeof(designators[0]); k++) {
		if (designators[k].has_96 == has_96 && designators[k].second == second &&
		    designators[k].final == final)
			set = designators[k].set;
	}
	t->charset[has_96 ? i - 3 : i] = set;
	return true;
}

/* DEC Supplemental (VT220 manual): Latin-1 but for a few. */
static uint32_t supplemental(unsigned char byte)
{
	switch (byte) {
	case 0x28: return 0xa4;
	case 0x57: return 0x152;
	case 0x5d: return 0x178;
	case 0x77: return 0x153;
	case 0x7d: return 0xff;
	case 0x24:
	case 0x26:
	case 0x2c:
	case 0x2d:
	case 0x2e:
	case 0x2f:
	case 0x34:
	case 0x38:
	case 0x3e:
	case 0x50:
	case 0x5e:
	case 0x70:
	case 0x7e: return 0xfffd;
	default: return byte + 0x80u;
	}
}

static uint32_t replace(char set, unsigned char byte)
{
	for (size_t i = 0; i < sizeof(national) / sizeof(national[0]); i++) {
		for (size_t k = 0; national[i].set == set && replaced[k]; k++) {
			if ((unsigned char)replaced[k] == byte)
				return national[i].code[k];
		}
	}
	return byte;
}

/* What the PC's character generator shows for 00–1f; ANSI.SYS executes those that are 0 here. */
static const uint16_t pictures[32] = {
	0,      0x263a, 0x263b, 0x2665, 0x2666, 0x2663, 0x2660, 0,      0,      0,      0,
	0x2642, 0x2640, 0,      0x266b, 0x263c, 0x25ba, 0x25c4, 0x2195, 0x203c, 0x00b6, 0x00a7,
	0x25ac, 0x21a8, 0x2191, 0x2193, 0x2192, 0,      0x221f, 0x2194, 0x25b2, 0x25bc,
};

uint32_t term_control_picture(unsigned char byte)
{
	return byte == 0x7f ? 0x2302 : byte < 32 ? pictures[byte] : 0;
}

uint32_t term_charset_map(const Terminal *t, char set, unsigned char byte)
{
	/* A soft hyphen is a hyphen where a column was given to it. */
	if (set == 'L')
		return byte == '-' ? byte : byte + 0x80u;
	if (byte == ' ')
		return byte;
	switch (set) {
	case '0': return byte >= 0x5f ? special[byte - 0x5f] : byte;
	case 'A': return byte == '#' ? 0xa3 : byte;
	case '<': return supplemental(byte);
	case '>': return technical[byte - 0x21] ? technical[byte - 0x21] : 0xfffd;
	default: return t->national ? replace(set, byte) : byte;
	}
}

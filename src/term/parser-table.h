/*
 * The table of the parser: its states, what a byte is to them, what it does and where it leads. For
 * the parser alone.
 */
#ifndef HAIL_TERM_PARSER_TABLE_H
#define HAIL_TERM_PARSER_TABLE_H

#include <stdint.h>

enum state {
	GROUND,
	ESCAPE,
	ESCAPE_MORE,
	CSI_ENTRY,
	CSI_PARAM,
	CSI_MORE,
	CSI_IGNORE,
	STRING,
	STATES
};

enum action {
	NONE, /* drop the byte */
	TEXT, /* printable or the beginning of a UTF-8 character */
	CONTROL, /* execute a C0 control */
	BEGIN, /* ESC: a new sequence; a string may have ended */
	CANCEL, /* CAN, SUB: break off */
	COLLECT, /* an intermediate byte */
	MARKER, /* < = > ? */
	PARAM, /* a digit, colon or semicolon */
	OPEN, /* ESC [ */
	STRING_OPEN, /* ESC ] P X ^ _ k */
	PUT, /* a byte of a string */
	BELL, /* ends an OSC or a title */
	ESC_DONE,
	CSI_DONE,
	BAD, /* an ignored sequence came to its final byte */
	AGAIN, /* a byte no sequence can hold: break off, then as text */
};

/* What a byte is to the table. */
enum class {
	C0,
	BEL,
	CAN,
	ESC,
	INTER,
	DIGIT,
	COLON,
	SEMI,
	MARK,
	UPPER,
	STRN,
	BRACKET,
	DEL,
	HIGH,
	CLASSES
};

struct step {
	uint8_t action, next;
};

/* The class of each byte below 0x80; those from there on are HIGH. */
extern const uint8_t parser_classes[128];

extern const struct step parser_table[STATES][CLASSES];

#endif

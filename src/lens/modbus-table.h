/*
 * Names of Modbus: functions and exceptions.
 */
#ifndef HAIL_LENS_MODBUS_TABLE_H
#define HAIL_LENS_MODBUS_TABLE_H

/* How a request or a response is built. */
enum modbus_form {
	MODBUS_NOTHING,
	MODBUS_RANGE, /* address, quantity */
	MODBUS_BITS, /* byte count, bits */
	MODBUS_REGISTERS, /* byte count, registers */
	MODBUS_COIL, /* address, ff00 or 0000 */
	MODBUS_REGISTER, /* address, value */
	MODBUS_WRITE_BITS, /* address, quantity, byte count, bits */
	MODBUS_WRITE_REGISTERS, /* address, quantity, byte count, registers */
	MODBUS_MASK, /* address, and, or */
	MODBUS_READ_WRITE, /* address, quantity twice, byte count, registers */
	MODBUS_STATUS, /* a byte */
	MODBUS_DIAGNOSTIC, /* subfunction, data */
	MODBUS_COUNTER, /* status, event count */
	MODBUS_LOG, /* byte count, status, event count, message count, events */
	MODBUS_SERVER_ID, /* byte count, data */
	MODBUS_READ_FILE, /* byte count, groups: type, file, record, length */
	MODBUS_FILE, /* byte count, groups: length, type, registers */
	MODBUS_WRITE_FILE, /* byte count, groups: type, file, record, length, registers */
	MODBUS_ADDRESS, /* address of a queue */
	MODBUS_QUEUE, /* byte count of two, count of two, registers */
	MODBUS_ENCAPSULATED, /* MEI type, data */
};

struct modbus_function {
	unsigned code;
	const char *name;
	enum modbus_form request, response;
};

/* The public function of that code; NULL if there is none. */
const struct modbus_function *modbus_function(unsigned code);

/* The name of an exception; NULL if there is none. */
const char *modbus_exception(unsigned code);

/* The name of a subfunction of Diagnostics; NULL if there is none. */
const char *modbus_diagnostic(unsigned code);

/* The name of an object of Read Device Identification; NULL if there is none. */
const char *modbus_object(unsigned id);

#endif

/*
 * Modbus/TCP, an application data unit a message. What is received is a response, what is sent a
 * request, unless it can only be the other. Where no header can be, it goes on at the next that
 * can.
 */
#include <stdio.h>
#include <string.h>

#include "lens/fields.h"
#include "lens/hex-rows.h"
#include "lens/lens-table.h"
#include "lens/modbus-table.h"
#include "base/poison.h"

enum {
	HEADER = 7, /* bytes: transaction, protocol, length, unit */
	BEFORE_UNIT = 6, /* bytes that the length doesn't count */
	LENGTH_MIN = 2, /* unit, function */
	LENGTH_MAX = 254,
	EXCEPTION = 0x80,
	NONSENSE_MAX = 256, /* bytes told as one */
	ROLE = 0, /* scan->kept: which of them this direction was seen to be */
	MEI_DEVICE_ID = 14,
	VALUES_MAX = 2048, /* bits in a message, at most */
	BITS_A_LINE = 16,
	REGISTERS_A_LINE = 8,
};

enum role { ROLE_UNKNOWN, ROLE_REQUEST, ROLE_RESPONSE };

/* --- Where a message ends. */

static unsigned u16(const char *bytes)
{
	return (unsigned)((uint8_t)bytes[0] << 8 | (uint8_t)bytes[1]);
}

/* Whether a header can begin so, of which six bytes are there. */
static bool is_header(const char *bytes)
{
	unsigned length = u16(bytes + 4);

	return !u16(bytes + 2) && length >= LENGTH_MIN && length <= LENGTH_MAX;
}

/* The same with eight bytes: the function is known, too. */
static bool is_sure(const char *bytes)
{
	return is_header(bytes) && modbus_function((uint8_t)bytes[HEADER] & ~(unsigned)EXCEPTION);
}

/* The length of what isn't Modbus; 0: it isn't known yet. */
static size_t nonsense(struct lens_scan *scan, const char *bytes, size_t n)
{
	size_t at = scan->at ? scan->at : 1;

	for (; at < NONSENSE_MAX && at + HEADER < n; at++) {
		if (is_sure(bytes + at))
			return at;
	}
	scan->at = at;
	return at == NONSENSE_MAX ? at : 0;
}

/* Whether `n` bytes behind a function are of that form. */
static bool has_form(enum modbus_form form, const char *bytes, size_t n)
{
	size_t count = n ? (uint8_t)bytes[0] : 0;

	switch (form) {
	case MODBUS_NOTHING: return !n;
	case MODBUS_STATUS: return n == 1;
	case MODBUS_ADDRESS: return n == 2;
	case MODBUS_RANGE:
	case MODBUS_REGISTER:
	case MODBUS_COUNTER: return n == 4;
	case MODBUS_COIL: return n == 4 && (!u16(bytes + 2) || u16(bytes + 2) == 0xff00);
	case MODBUS_MASK: return n == 6;
	case MODBUS_BITS:
	case MODBUS_SERVER_ID:
	case MODBUS_FILE:
	case MODBUS_WRITE_FILE: return n == 1 + count && count;
	case MODBUS_REGISTERS: return n == 1 + count && count && count % 2 == 0;
	case MODBUS_LOG: return n == 1 + count && count >= 6;
	case MODBUS_READ_FILE: return n == 1 + count && count && count % 7 == 0;
	case MODBUS_WRITE_BITS:
	case MODBUS_WRITE_REGISTERS: return n > 5 && n == 5 + (size_t)(uint8_t)bytes[4];
	case MODBUS_READ_WRITE: return n > 9 && n == 9 + (size_t)(uint8_t)bytes[8];
	case MODBUS_DIAGNOSTIC: return n >= 2 && n % 2 == 0;
	case MODBUS_QUEUE: return n >= 4 && n == 2 + (size_t)u16(bytes);
	case MODBUS_ENCAPSULATED: return n > 1;
	}
	return false;
}

/* What a message of `n` bytes, all of it, can only be. */
static enum role role_of(const char *bytes, size_t n)
{
	unsigned code = (uint8_t)bytes[HEADER];
	const struct modbus_function *function = modbus_function(code & ~(unsigned)EXCEPTION);
	bool request, response;

	if (!function)
		return ROLE_UNKNOWN;
	if (code & EXCEPTION)
		return ROLE_RESPONSE;
	request = has_form(function->request, bytes + HEADER + 1, n - HEADER - 1);
	response = has_form(function->response, bytes + HEADER + 1, n - HEADER - 1);
	if (request == response || function->request == function->response)
		return ROLE_UNKNOWN;
	return request ? ROLE_REQUEST : ROLE_RESPONSE;
}

static size_t frame(struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		    const char *bytes, size_t n, bool ended)
{
	enum role role;

	(void)o;
	(void)d;
	(void)ended;
	if (n < BEFORE_UNIT)
		return 0;
	if (!is_header(bytes))
		return nonsense(scan, bytes, n);
	scan->at = n;
	scan->length = BEFORE_UNIT + u16(bytes + 4);
	if (scan->length > n)
		return 0;
	role = role_of(bytes, (size_t)scan->length);
	if (role != ROLE_UNKNOWN)
		scan->kept[ROLE] = role;
	return (size_t)scan->length;
}

/* --- Parts. */

static void tell_number(struct fields *f, const char *name, size_t width)
{
	fields_number(f, name, fields_take(f, width));
}

static void tell_hex(struct fields *f, const char *name, size_t n)
{
	size_t taken;
	const char *bytes = fields_take_bytes(f, n, &taken);

	if (taken)
		fields_hex(f, name, bytes, taken);
}

/* Registers, numbered from `first` on. */
static void tell_registers(struct fields *f, size_t count, unsigned first)
{
	uint16_t values[VALUES_MAX] = { 0 };
	size_t there = 0;

	while (there < count && there < VALUES_MAX && fields_left(f) >= 2)
		values[there++] = (uint16_t)fields_take(f, 2);
	fields_values(f, "registers", values, there, REGISTERS_A_LINE, first);
	if (there < count)
		fields_wrong(f, "cut off");
}

/* Bits, the lowest of each byte first. */
static void tell_bits(struct fields *f, size_t count, unsigned first)
{
	uint16_t values[VALUES_MAX] = { 0 };
	size_t there = 0;

	while (there < count && there < VALUES_MAX && fields_left(f)) {
		unsigned byte = (unsigned)fields_take(f, 1);

		for (unsigned i = 0; i < 8 && there < count; i++)
			values[there++] = byte >> i & 1;
	}
	fields_values(f, "bits", values, there, BITS_A_LINE, first);
	if (there < count)
		fields_wrong(f, "cut off");
}

/* --- Forms. */

/* What is written to a range. */
static void tell_write(struct fields *f, bool bits)
{
	unsigned address = (unsigned)fields_take(f, 2), quantity = (unsigned)fields_take(f, 2);
	unsigned count = (unsigned)fields_take(f, 1);

	fields_number(f, "address", address);
	fields_number(f, "quantity", quantity);
	if (count != (bits ? (quantity + 7) / 8 : 2 * quantity))
		fields_wrong(f, "the byte count isn't that of the quantity");
	else if (bits)
		tell_bits(f, quantity, address);
	else
		tell_registers(f, quantity, address);
}

static void tell_read_write(struct fields *f)
{
	unsigned address, quantity;

	tell_number(f, "address", 2);
	tell_number(f, "quantity", 2);
	address = (unsigned)fields_take(f, 2);
	quantity = (unsigned)fields_take(f, 2);
	fields_number(f, "write_address", address);
	fields_number(f, "write_quantity", quantity);
	if (fields_take(f, 1) != 2 * quantity)
		fields_wrong(f, "the byte count isn't that of the quantity");
	else
		tell_registers(f, quantity, address);
}

static void tell_coil(struct fields *f)
{
	unsigned value;

	tell_number(f, "address", 2);
	value = (unsigned)fields_take(f, 2);
	if (value && value != 0xff00)
		fields_wrong(f, "a value other than 0000 and ff00");
	fields_word(f, "value", value ? "on" : "off");
}

static void tell_diagnostic(struct fields *f)
{
	unsigned code = (unsigned)fields_take(f, 2);
	const char *name = modbus_diagnostic(code);

	fields_number(f, "subfunction", code);
	if (name)
		fields_text(f, "name", name, strlen(name));
	tell_hex(f, "data", fields_left(f));
}

static void tell_log(struct fields *f)
{
	size_t count = (size_t)fields_take(f, 1);

	tell_number(f, "status", 2);
	tell_number(f, "event_count", 2);
	tell_number(f, "message_count", 2);
	tell_hex(f, "events", count > 6 ? count - 6 : 0);
}

/* Groups that name records, with their registers where they are written. */
static void tell_records(struct fields *f, bool written)
{
	Json *array, *around;

	fields_take(f, 1);
	array = fields_array(f, "records");
	while (fields_left(f) && !f->wrong) {
		unsigned length;

		around = fields_enter_item(f, array);
		fields_line(f, NULL);
		tell_number(f, "reference", 1);
		tell_number(f, "file", 2);
		tell_number(f, "record", 2);
		length = (unsigned)fields_take(f, 2);
		fields_number(f, "length", length);
		if (written)
			tell_registers(f, length, 0);
		fields_leave(f, around);
	}
}

static void tell_file(struct fields *f)
{
	Json *array, *around;

	fields_take(f, 1);
	array = fields_array(f, "records");
	while (fields_left(f) && !f->wrong) {
		unsigned length = (unsigned)fields_take(f, 1);

		around = fields_enter_item(f, array);
		fields_line(f, NULL);
		tell_number(f, "reference", 1);
		tell_registers(f, length / 2, 0);
		fields_leave(f, around);
	}
}

static void tell_objects(struct fields *f)
{
	Json *array, *around;
	unsigned count;

	tell_number(f, "conformity", 1);
	tell_number(f, "more_follows", 1);
	tell_number(f, "next_object", 1);
	count = (unsigned)fields_take(f, 1);
	array = fields_array(f, "objects");
	for (unsigned i = 0; i < count && !f->wrong; i++) {
		unsigned id = (unsigned)fields_take(f, 1);
		const char *name = modbus_object(id), *bytes;
		size_t n;

		around = fields_enter_item(f, array);
		fields_line(f, NULL);
		fields_number(f, "object", id);
		if (name)
			fields_text(f, "name", name, strlen(name));
		bytes = fields_take_bytes(f, fields_take(f, 1), &n);
		fields_text(f, "value", bytes, n);
		fields_leave(f, around);
	}
}

static void tell_encapsulated(struct fields *f, enum role role)
{
	static const char device_id[] = "Read Device Identification";
	unsigned mei = (unsigned)fields_take(f, 1);

	fields_number(f, "mei", mei);
	if (mei != MEI_DEVICE_ID) {
		tell_hex(f, "data", fields_left(f));
		return;
	}
	fields_text(f, "name", device_id, sizeof(device_id) - 1);
	tell_number(f, "code", 1);
	if (role == ROLE_RESPONSE)
		tell_objects(f);
	else
		tell_number(f, "object", 1);
}

static void tell_form(struct fields *f, enum modbus_form form, enum role role)
{
	switch (form) {
	case MODBUS_NOTHING: break;
	case MODBUS_RANGE:
		tell_number(f, "address", 2);
		tell_number(f, "quantity", 2);
		break;
	case MODBUS_BITS: tell_bits(f, 8 * (size_t)fields_take(f, 1), 0); break;
	case MODBUS_REGISTERS: tell_registers(f, (size_t)fields_take(f, 1) / 2, 0); break;
	case MODBUS_COIL: tell_coil(f); break;
	case MODBUS_REGISTER:
		tell_number(f, "address", 2);
		tell_number(f, "value", 2);
		break;
	case MODBUS_WRITE_BITS:
	case MODBUS_WRITE_REGISTERS: tell_write(f, form == MODBUS_WRITE_BITS); break;
	case MODBUS_MASK:
		tell_number(f, "address", 2);
		tell_number(f, "and", 2);
		tell_number(f, "or", 2);
		break;
	case MODBUS_READ_WRITE: tell_read_write(f); break;
	case MODBUS_STATUS: tell_number(f, "status", 1); break;
	case MODBUS_DIAGNOSTIC: tell_diagnostic(f); break;
	case MODBUS_COUNTER:
		tell_number(f, "status", 2);
		tell_number(f, "event_count", 2);
		break;
	case MODBUS_LOG: tell_log(f); break;
	case MODBUS_SERVER_ID: tell_hex(f, "data", (size_t)fields_take(f, 1)); break;
	case MODBUS_READ_FILE:
	case MODBUS_WRITE_FILE: tell_records(f, form == MODBUS_WRITE_FILE); break;
	case MODBUS_FILE: tell_file(f); break;
	case MODBUS_ADDRESS: tell_number(f, "address", 2); break;
	case MODBUS_QUEUE:
		fields_take(f, 2);
		tell_registers(f, (size_t)fields_take(f, 2), 0);
		break;
	case MODBUS_ENCAPSULATED: tell_encapsulated(f, role); break;
	}
}

/* --- Messages. */

static void tell_header(struct fields *f, const char *bytes, unsigned code)
{
	fields_number(f, "transaction", u16(bytes));
	fields_number(f, "unit", (uint8_t)bytes[BEFORE_UNIT]);
	fields_number(f, "function", code);
}

static void tell_exception(struct fields *f)
{
	unsigned code = (unsigned)fields_take(f, 1);
	const char *name = modbus_exception(code);
	char text[64];

	snprintf(text, sizeof(text), "%u%s%s%s", code, name ? " (" : "", name ? name : "",
		 name ? ")" : "");
	fields_word(f, "exception", text);
}

/* A message that has a header and a function. */
static void tell_unit(struct fields *f, enum role usual)
{
	unsigned code = (uint8_t)f->bytes[HEADER];
	const struct modbus_function *function = modbus_function(code & ~(unsigned)EXCEPTION);
	enum role role = role_of(f->bytes, f->n);

	if (role == ROLE_UNKNOWN)
		role = usual;
	f->at = HEADER + 1;
	fields_type(f, function ? function->name : "unknown function");
	fields_flag(f, role == ROLE_REQUEST ? "request" : "response");
	tell_header(f, f->bytes, code & ~(unsigned)EXCEPTION);
	if (code & EXCEPTION)
		tell_exception(f);
	else if (function)
		tell_form(f, role == ROLE_REQUEST ? function->request : function->response, role);
	else
		tell_hex(f, "data", fields_left(f));
	if (fields_left(f))
		fields_wrong(f, "more bytes than belong to it");
}

static void tell(struct fields *f, const struct lens_scan *scan, enum lens_direction d)
{
	enum role usual = (enum role)scan->kept[ROLE];

	if (usual == ROLE_UNKNOWN)
		usual = d == LENS_SENT ? ROLE_REQUEST : ROLE_RESPONSE;
	if (f->n > HEADER && is_header(f->bytes)) {
		tell_unit(f, usual);
		return;
	}
	fields_type(f, f->n >= BEFORE_UNIT && !is_header(f->bytes) ? "no Modbus" : "cut off");
	fields_wrong(f, "no whole header");
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	struct fields f = { .bytes = bytes, .n = n, .out = out };

	(void)o;
	tell(&f, scan, d);
	lens_newline(out);
	if (f.wrong)
		hex_rows(bytes, n, 0, 4, out);
}

static Json *tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		  const char *bytes, size_t n, bool *wrong)
{
	struct fields f = { .bytes = bytes, .n = n, .object = json_new_object() };
	Json *j = f.object;

	(void)wrong;
	(void)o;
	tell(&f, scan, d);
	if (!f.wrong)
		return j;
	json_free(j);
	return NULL;
}

/* A whole message of a function that has the form of a request or of a response. */
static unsigned guess(const char *bytes, size_t n)
{
	const struct modbus_function *function;
	size_t length;

	if (n <= HEADER || !is_sure(bytes))
		return 0;
	length = BEFORE_UNIT + u16(bytes + 4);
	function = modbus_function((uint8_t)bytes[HEADER] & ~(unsigned)EXCEPTION);
	if (n < length)
		return 0;
	bytes += HEADER + 1;
	length -= HEADER + 1;
	if ((uint8_t)bytes[-1] & EXCEPTION)
		return length == 1 && modbus_exception((uint8_t)bytes[0]) ? 80 : 0;
	return has_form(function->request, bytes, length) ||
			       has_form(function->response, bytes, length) ?
		       80 :
		       0;
}

const struct lens_row lens_modbus = {
	.name = "modbus",
	.summary = "Modbus/TCP: requests, responses, exceptions, what they read and write",
	.frame = frame,
	.show = show,
	.tree = tree,
	.guess = guess,
};

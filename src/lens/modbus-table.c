#include "lens/modbus-table.h"

#include <stddef.h>

#include "base/poison.h"

static const struct modbus_function functions[] = {
	{ 1, "Read Coils", MODBUS_RANGE, MODBUS_BITS },
	{ 2, "Read Discrete Inputs", MODBUS_RANGE, MODBUS_BITS },
	{ 3, "Read Holding Registers", MODBUS_RANGE, MODBUS_REGISTERS },
	{ 4, "Read Input Registers", MODBUS_RANGE, MODBUS_REGISTERS },
	{ 5, "Write Single Coil", MODBUS_COIL, MODBUS_COIL },
	{ 6, "Write Single Register", MODBUS_REGISTER, MODBUS_REGISTER },
	{ 7, "Read Exception Status", MODBUS_NOTHING, MODBUS_STATUS },
	{ 8, "Diagnostics", MODBUS_DIAGNOSTIC, MODBUS_DIAGNOSTIC },
	{ 11, "Get Comm Event Counter", MODBUS_NOTHING, MODBUS_COUNTER },
	{ 12, "Get Comm Event Log", MODBUS_NOTHING, MODBUS_LOG },
	{ 15, "Write Multiple Coils", MODBUS_WRITE_BITS, MODBUS_RANGE },
	{ 16, "Write Multiple Registers", MODBUS_WRITE_REGISTERS, MODBUS_RANGE },
	{ 17, "Report Server ID", MODBUS_NOTHING, MODBUS_SERVER_ID },
	{ 20, "Read File Record", MODBUS_READ_FILE, MODBUS_FILE },
	{ 21, "Write File Record", MODBUS_WRITE_FILE, MODBUS_WRITE_FILE },
	{ 22, "Mask Write Register", MODBUS_MASK, MODBUS_MASK },
	{ 23, "Read/Write Multiple Registers", MODBUS_READ_WRITE, MODBUS_REGISTERS },
	{ 24, "Read FIFO Queue", MODBUS_ADDRESS, MODBUS_QUEUE },
	{ 43, "Encapsulated Interface Transport", MODBUS_ENCAPSULATED, MODBUS_ENCAPSULATED },
};

const struct modbus_function *modbus_function(unsigned code)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		if (functions[i].code == code)
			return &functions[i];
	}
	return NULL;
}

const char *modbus_exception(unsigned code)
{
	static const char *const names[] = {
		NULL,
		"Illegal Function",
		"Illegal Data Address",
		"Illegal Data Value",
		"Server Device Failure",
		"Acknowledge",
		"Server Device Busy",
		"Negative Acknowledge",
		"Memory Parity Error",
		NULL,
		"Gateway Path Unavailable",
		"Gateway Target Device Failed to Respond",
	};

	return code < sizeof(names) / sizeof(names[0]) ? names[code] : NULL;
}

const char *modbus_diagnostic(unsigned code)
{
	static const char *const names[] = {
		"Return Query Data",
		"Restart Communications Option",
		"Return Diagnostic Register",
		"Change ASCII Input Delimiter",
		"Force Listen Only Mode",
		NULL,
		NULL,
		NULL,
		NULL,
		NULL,
		"Clear Counters and Diagnostic Register",
		"Return Bus Message Count",
		"Return Bus Communication Error Count",
		"Return Bus Exception Error Count",
		"Return Server Message Count",
		"Return Server No Response Count",
		"Return Server NAK Count",
		"Return Server Busy Count",
		"Return Bus Character Overrun Count",
		NULL,
		"Clear Overrun Counter and Flag",
	};

	return code < sizeof(names) / sizeof(names[0]) ? names[code] : NULL;
}

const char *modbus_object(unsigned id)
{
	static const char *const names[] = {
		"VendorName",  "ProductCode", "MajorMinorRevision",  "VendorUrl",
		"ProductName", "ModelName",   "UserApplicationName",
	};

	return id < sizeof(names) / sizeof(names[0]) ? names[id] : NULL;
}

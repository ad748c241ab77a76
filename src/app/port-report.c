#include "app/port-report.h"

#include "base/poison.h"

static void add_setting(const struct comport *port, enum comport_field field, struct str *out)
{
	str_append_format(out, "  %-9s ", comport_field_name(field));
	comport_append_word(field, port->values[field].told, out);
	str_append_char(out, '\n');
}

static void add_modem(const struct comport *port, struct str *out)
{
	static const struct {
		const char *name, *what;
		uint8_t bit;
	} lines[] = { { "DCD", "carrier", COMPORT_MODEM_CD },
		      { "DSR", "the device is ready", COMPORT_MODEM_DSR },
		      { "CTS", "the device takes data", COMPORT_MODEM_CTS },
		      { "RI", "it rings", COMPORT_MODEM_RI } };

	str_append_string(out, "\nModem lines\n\n");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		str_append_format(out, "  %-9s %-8s %s%s\n", lines[i].name,
				  !port->modem_told          ? "not told" :
				  port->modem & lines[i].bit ? "on" :
							       "off",
				  lines[i].what,
				  port->modem_seen & ~(unsigned)port->modem & lines[i].bit ?
					  " (was on)" :
					  "");
}

static void add_line(const struct comport *port, struct str *out)
{
	str_append_format(out,
			  "\nReceived by the console server: %u BREAK%s, %u framing error%s, "
			  "%u parity error%s, %u overrun%s.\n",
			  port->breaks, port->breaks == 1 ? "" : "s", port->framing_errors,
			  port->framing_errors == 1 ? "" : "s", port->parity_errors,
			  port->parity_errors == 1 ? "" : "s", port->overruns,
			  port->overruns == 1 ? "" : "s");
	if (port->suspended)
		str_append_string(out, "It lets nothing be sent for now (flow control).\n");
}

void port_report(const struct comport *port, struct str *out)
{
	str_append_string(out, "Serial port (COM-PORT, RFC 2217) of the console server");
	if (*port->signature)
		str_append_format(out, " \"%s\"", port->signature);
	str_append_string(out, "\n\n");
	for (int i = 0; i < COMPORT_PURGE; i++)
		add_setting(port, (enum comport_field)i, out);
	add_modem(port, out);
	add_line(port, out);
}

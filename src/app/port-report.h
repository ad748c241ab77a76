/*
 * What a console server has said of its serial port, as text.
 */
#ifndef HAIL_APP_PORT_REPORT_H
#define HAIL_APP_PORT_REPORT_H

#include "base/str.h"
#include "telnet/comport.h"

/* Appends lines: what it is set to, its modem lines, what went wrong on the line. */
void port_report(const struct comport *port, struct str *out);

#endif

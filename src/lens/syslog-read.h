/*
 * A message of syslog: RFC 5424, RFC 3164, and what devices and log files make of it. Pure
 * functions.
 */
#ifndef HAIL_LENS_SYSLOG_READ_H
#define HAIL_LENS_SYSLOG_READ_H

#include "lens/slice.h"

struct syslog_message {
	bool has_priority;
	unsigned priority; /* facility * 8 + severity, up to 999 */
	unsigned version; /* 0: RFC 3164 */
	struct slice number; /* that Cisco's devices put before the time */
	struct slice time, host, app, pid, id; /* empty: not there, or - */
	struct slice data; /* structured data, with its brackets */
	struct slice text;
};

enum { SYSLOG_PRIORITY_MAX = 191 };

/* Reads a message without the end of its line. */
void syslog_read(struct slice text, struct syslog_message *out);

/* The names of a facility and a severity, as logger(1) has them. */
const char *syslog_facility(unsigned priority);
const char *syslog_severity(unsigned priority);

/* What stands in structured data. */
struct syslog_param {
	struct slice element; /* the name of a new element; empty: it is the one before */
	struct slice name, value; /* a parameter with its escapes; `name` empty: none */
};

/* Takes what comes next; false at the end, and with `rest` not empty where it can't be read. */
bool syslog_next_param(struct slice *rest, struct syslog_param *out);

#endif

#include "link/connector-internal.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "net/dial-explain.h"
#include "base/poison.h"

void connector_note(Connector *c, const char *format, ...)
{
	int64_t at = loop_now(c->loop) - c->started;
	va_list args;

	str_append_format(&c->trail, "%3lld.%03d s  ", (long long)(at / 1000), (int)(at % 1000));
	va_start(args, format);
	str_append_vformat(&c->trail, format, args);
	va_end(args);
	str_append_char(&c->trail, '\n');
}

void connector_tell(Connector *c, const char *format, ...)
{
	struct str text;
	va_list args;

	str_init(&text);
	va_start(args, format);
	str_append_vformat(&text, format, args);
	va_end(args);
	connector_note(c, "%s", text.text);
	if (c->events.progress)
		c->events.progress(c->user, text.text);
	str_fini(&text);
}

const char *connector_trail(const Connector *c)
{
	return c->trail.text;
}

/* --- Sockets that say what they do. */

static int begin_socket(void *self, const struct resolve_address *to)
{
	const struct route *r = &((Connector *)self)->route;
	int fd = dial_real_sockets.begin(r->bound ? (void *)&r->bind : NULL, to);
	struct str host;

	str_init(&host);
	dial_explain_address(to, &host);
	connector_note(self, fd < 0 ? "trying %s: impossible here" : "trying %s", host.text);
	str_fini(&host);
	return fd;
}

static int finish_socket(void *self, int fd)
{
	int result = dial_real_sockets.finish(NULL, fd);

	if (result && result != EINPROGRESS)
		connector_note(self, "an attempt failed: %s", strerror(result));
	return result;
}

static void close_socket(void *self, int fd)
{
	(void)self;
	dial_real_sockets.close(NULL, fd);
}

const struct dial_sockets connector_sockets = { begin_socket, finish_socket, close_socket };

#include "session/session-log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/deceptive.h"
#include "base/mem.h"
#include "base/private-file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "log/redact-rules.h"
#include "base/poison.h"

enum { LOG_WAITING_MAX = 65536 };

struct SessionLog {
	int fd;
	char *path;
	struct str waiting;
	RedactRules *rules;
	struct str line; /* scratch: the line without secrets */
	bool open_to_others;
	int failure; /* errno of the first write that failed */
};

SessionLog *session_log_open(const char *path, struct err *e)
{
	bool exposed;
	int fd = private_file_append(path, "log", &exposed, e);
	SessionLog *log;

	if (fd < 0)
		return NULL;
	log = mem_calloc(1, sizeof(*log));
	log->fd = fd;
	log->open_to_others = exposed;
	log->path = mem_strdup(path);
	log->rules = redact_rules_new();
	str_init(&log->waiting);
	str_init(&log->line);
	return log;
}

static void write_waiting(SessionLog *log)
{
	if (!log->failure && !private_file_write(log->fd, log->waiting.text, log->waiting.length))
		log->failure = errno;
	str_clear(&log->waiting);
}

bool session_log_close(SessionLog *log, struct err *e)
{
	bool whole;

	if (!log)
		return true;
	whole = session_log_flush(log, e);
	if (close(log->fd) < 0 && whole)
		whole = err_set(e, ERR_OTHER, "cannot write the log %s: %s", log->path,
				strerror(errno));
	free(log->path);
	str_fini(&log->waiting);
	str_fini(&log->line);
	redact_rules_free(log->rules);
	free(log);
	return whole;
}

bool session_log_is_open_to_others(const SessionLog *log)
{
	return log->open_to_others;
}

const char *session_log_path(const SessionLog *log)
{
	return log->path;
}

void session_log_line(SessionLog *log, int64_t time, enum session_log_direction direction,
		      const char *text, size_t n)
{
	static const char *const signs[] = { "<", ">", "*" };
	char stamp[CLOCK_STAMP];

	str_append_format(&log->waiting, "%s %s ", clock_stamp(time, stamp), signs[direction]);
	str_clear(&log->line);
	redact_rules_line(log->rules, text, n, &log->line);
	text = log->line.text;
	n = log->line.length;
	while (n) {
		char name[DECEPTIVE_NAME_MAX];
		uint32_t cp;
		size_t used = utf8_decode(text, n, &cp);

		used = used ? used : n;
		if (cp != '\t' && (deceptive_class(cp) & DECEPTIVE_NAMED))
			str_append(&log->waiting, name, deceptive_name(cp, name));
		else
			str_append(&log->waiting, text, used);
		text += used;
		n -= used;
	}
	str_append_char(&log->waiting, '\n');
	if (log->waiting.length > LOG_WAITING_MAX)
		write_waiting(log);
}

bool session_log_flush(SessionLog *log, struct err *e)
{
	write_waiting(log);
	if (!log->failure)
		return true;
	return err_set(e, ERR_OTHER, "cannot write the log %s: %s", log->path,
		       strerror(log->failure));
}

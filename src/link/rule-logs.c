#include "link/rule-logs.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/private-file.h"
#include "base/str.h"
#include "config/paths.h"
#include "session/session-log.h"
#include "base/poison.h"

enum { WAITING_MAX = 1 << 18 }; /* bytes */

struct rule_log {
	char *name;
	SessionLog *log; /* NULL: it can't be written, which was told */
};

void rule_logs_fini(struct rule_logs *logs)
{
	for (size_t i = 0; i < logs->count; i++) {
		session_log_close(logs->of[i].log, clock_wall_ms(), NULL);
		free(logs->of[i].name);
	}
	free(logs->of);
}

/* Opens the file; NULL with `e` set. */
static SessionLog *open_log(const char *name, struct err *e)
{
	SessionLog *log = NULL;
	struct str file;
	char *path;

	str_init(&file);
	str_append_format(&file, "logs/%s.log", name);
	path = paths_state(file.text);
	if (path) {
		/* What is missing is told by opening it. */
		private_file_make_folders(path);
		log = session_log_open(&(struct session_log_config){ .name = path },
				       clock_wall_ms(), e);
	} else {
		err_set(e, ERR_OTHER, "there is no home folder for the log %s", name);
	}
	free(path);
	str_fini(&file);
	return log;
}

static struct rule_log *find(const struct rule_logs *logs, const char *name)
{
	for (size_t i = 0; i < logs->count; i++) {
		if (strcmp(logs->of[i].name, name) == 0)
			return &logs->of[i];
	}
	return NULL;
}

/* Whether more may wait: a file that can't be written takes so much later, and no more. */
static bool has_room(SessionLog *log)
{
	LogFile *file = session_log_file(log);

	return !log_file_fails(file) || log_file_waiting(file)->length < WAITING_MAX;
}

bool rule_logs_add(struct rule_logs *logs, const char *name, const struct text_line *line,
		   struct err *e)
{
	struct rule_log *log = find(logs, name);
	bool new = !log && logs->count < RULE_LOGS_MAX;

	if (new) {
		logs->of = mem_resize(logs->of, logs->count + 1, sizeof(*logs->of));
		log = &logs->of[logs->count++];
		*log = (struct rule_log){ mem_strdup(name), open_log(name, e) };
	}
	if (log && log->log && has_room(log->log))
		session_log_put(log->log, &(struct log_line){ .time = line->time,
							      .direction = SESSION_LOG_RECEIVED,
							      .text = buf_data(&line->text),
							      .length = buf_length(&line->text) });
	return !new || log->log;
}

bool rule_logs_flush(struct rule_logs *logs, struct err *e)
{
	for (size_t i = 0; i < logs->count; i++) {
		SessionLog *log = logs->of[i].log;

		if (log &&
		    session_log_flush(log, clock_mono_ms(), clock_wall_ms(), e) == LOG_FILE_FAILED)
			return false;
	}
	return true;
}

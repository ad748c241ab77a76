#include "session/session-log.h"

#include <stdlib.h>

#include "base/mem.h"
#include "session/log-raw.h"
#include "base/poison.h"

struct SessionLog {
	LogFile *file;
	LogFormat *format; /* one of the two */
	LogRaw *raw;
};

SessionLog *session_log_open(const struct session_log_config *config, int64_t wall, struct err *e)
{
	bool raw = config->format == SESSION_LOG_RAW;
	const struct log_file_config file = {
		.name = config->name,
		.is_template = config->is_template,
		.host = config->host,
		.session = config->session,
		.rotate = config->rotate,
		.daily = config->daily,
		.lines = !raw,
		.head = log_format_head(config->format),
		.beside = raw ? LOG_RAW_TIMES : NULL,
	};
	SessionLog *log = mem_calloc(1, sizeof(*log));

	log->file = log_file_open(&file, wall, e);
	if (log->file && raw)
		log->raw = log_raw_new(log->file, !config->keep_secrets, wall, e);
	else if (log->file)
		log->format = log_format_new(config->format, !config->keep_secrets,
					     config->session);
	if (log->raw || log->format)
		return log;
	session_log_close(log, wall, NULL);
	return NULL;
}

bool session_log_close(SessionLog *log, int64_t wall, struct err *e)
{
	bool whole;

	if (!log)
		return true;
	if (log->raw) {
		struct err told;

		session_log_end_stream(log, wall);
		log_file_try_at_once(log->file);
		session_log_flush(log, 0, wall, &told);
	}
	log_raw_free(log->raw);
	log_format_free(log->format);
	whole = log_file_close(log->file, e);
	free(log);
	return whole;
}

void session_log_redact(SessionLog *log, bool on, int64_t wall)
{
	if (log->raw)
		log_raw_redact(log->raw, on, wall);
	else
		log_format_redact(log->format, on);
}

void session_log_put(SessionLog *log, const struct log_line *line)
{
	if (log->format)
		log_format_put(log->format, line, log_file_waiting(log->file));
}

void session_log_piece(SessionLog *log, const struct wire_piece *piece)
{
	if (log->raw)
		log_raw_put(log->raw, piece);
}

void session_log_end_stream(SessionLog *log, int64_t wall)
{
	if (log->raw)
		log_raw_end(log->raw, wall);
}

enum log_file_news session_log_flush(SessionLog *log, int64_t now, int64_t wall, struct err *e)
{
	enum log_file_news news = log_file_flush(log->file, now, wall, e);

	if (log->raw)
		log_raw_flush(log->raw, now, wall);
	return news;
}

bool session_log_is_raw(const SessionLog *log)
{
	return log->raw != NULL;
}

LogFile *session_log_file(SessionLog *log)
{
	return log->file;
}

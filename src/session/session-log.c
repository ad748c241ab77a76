#include "session/session-log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/deceptive.h"
#include "base/mem.h"
#include "base/private-file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/poison.h"

enum { LOG_WAITING_MAX = 65536 };

struct SessionLog {
	int fd;
	char *path;
	struct str waiting;
	bool open_to_others;
	int failure; /* errno of the first write that failed */
};

SessionLog *session_log_open(const char *path, struct err *e)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
		      0600);
	struct stat st;
	SessionLog *log;

	if (fd < 0 || fstat(fd, &st) < 0) {
		err_set(e, ERR_OTHER, "cannot open the log %s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	if (!S_ISREG(st.st_mode)) {
		close(fd);
		err_set(e, ERR_OTHER, "cannot log to %s: it is not a regular file", path);
		return NULL;
	}
	log = mem_alloc(sizeof(*log));
	log->fd = fd;
	log->open_to_others = st.st_mode & 077 && fchmod(fd, 0600) < 0;
	log->path = mem_strdup(path);
	str_init(&log->waiting);
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

static void append_time(struct str *out, int64_t time)
{
	time_t seconds = (time_t)(time / 1000);
	struct tm tm;
	char stamp[40];

	localtime_r(&seconds, &tm);
	str_append(out, stamp, strftime(stamp, sizeof(stamp), "%Y-%m-%d %H:%M:%S", &tm));
	str_append_format(out, ".%03d ", (int)(time % 1000));
}

void session_log_line(SessionLog *log, int64_t time, enum session_log_direction direction,
		      const char *text, size_t n)
{
	static const char *const signs[] = { "< ", "> ", "* " };

	append_time(&log->waiting, time);
	str_append_string(&log->waiting, signs[direction]);
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

#include "app/files-in-use.h"

#include <sys/stat.h>

#include "app/program.h"
#include "app/sessions.h"
#include "session/logging.h"
#include "base/poison.h"

static bool is_same_file(const char *path, const char *other)
{
	struct stat a, b;

	return other && stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

/* What a pane has `path` for; NULL: nothing of `kinds`. */
static const char *use_of(const Pane *p, const char *path, unsigned kinds)
{
	const Link *l = pane_link(p);
	const Trace *trace = link_traced(l);
	const Recorder *recorder = link_recorder(l);

	if (kinds & FILE_IS_LOG && is_same_file(path, session_log_name(pane_session(p))))
		return "the log";
	if (kinds & FILE_IS_TRACE && trace && is_same_file(path, trace_path(trace)))
		return "the trace";
	if (kinds & FILE_IS_RECORDING && recorder && is_same_file(path, recorder_path(recorder)))
		return "the recording";
	return NULL;
}

bool files_check_unused(App *app, const char *path, unsigned kinds, struct err *e)
{
	for (size_t i = 0; i < app_count(app); i++) {
		const char *use = use_of(app_pane(app, i), path, kinds);

		if (use)
			return err_set(e, ERR_USAGE, "%.200s is %s of a session: name another file",
				       path, use);
	}
	return true;
}

#include "app/commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/files-in-use.h"
#include "app/program.h"
#include "app/sessions.h"
#include "config/paths.h"
#include "base/mem.h"
#include "base/poison.h"

static void say_recorder(App *app, const Recorder *recorder)
{
	if (recorder)
		app_message(app, "recording to %s%s; /record off ends it", recorder_path(recorder),
			    recorder_is_failing(recorder) ? ", which can't be written for now" :
							    "");
	else
		app_message(app, "no recording: /record FILE.hail keeps all that passes, for hail "
				 "replay; /record FILE.cast what the screen shows");
}

static bool end(App *app, Pane *p, struct err *e)
{
	const Recorder *recorder = link_recorder(pane_link(p));
	char *path = mem_strdup(recorder ? recorder_path(recorder) : NULL);
	bool whole = link_record(pane_link(p), NULL, e);

	if (whole && path)
		app_message(app, "the recording %s is ended", path);
	else if (whole)
		app_message(app, "there was no recording");
	free(path);
	return whole;
}

static bool begin(App *app, Pane *p, const char *file, struct err *e)
{
	const Recorder *recorder = link_recorder(pane_link(p));
	char *before = mem_strdup(recorder ? recorder_path(recorder) : NULL);
	char *path = paths_expand(file);
	bool done = files_check_unused(app, path, FILE_IS_LOG | FILE_IS_TRACE, e) &&
		    link_record(pane_link(p), path, e);

	if (done)
		app_message(app, "recording to %s%s%s%s", path, before ? "; the recording " : "",
			    before ? before : "", before ? " is ended" : "");
	free(before);
	free(path);
	return done;
}

bool command_record(struct command_context *c, const char *args)
{
	App *app = app_of(c);
	Pane *p = app_current(app);

	if (!*args) {
		say_recorder(app, link_recorder(pane_link(p)));
		return true;
	}
	if (strcmp(args, "off") == 0)
		return end(app, p, c->e);
	return begin(app, p, args, c->e);
}

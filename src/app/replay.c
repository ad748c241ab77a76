#include "app/replay.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "app/args.h"
#include "app/exit-status.h"
#include "app/replay-lens.h"
#include "app/replay-to.h"
#include "record/recording-reader.h"
#include "base/poison.h"

/* A file of asciinema has its own player. */
static RecordingReader *open_recording(const char *path, struct err *e)
{
	size_t n = strlen(path);

	if (n > 5 && strcmp(path + n - 5, ".cast") == 0) {
		err_set(e, ERR_USAGE,
			"%s is an asciicast, which holds what a screen showed: asciinema play "
			"shows it",
			path);
		return NULL;
	}
	return recording_reader_open(path, e);
}

/* What is before a broken end is good, and was played. */
static void tell_cut(const struct replay_args *args, const RecordingReader *r)
{
	struct str text;

	if (!recording_reader_is_cut(r))
		return;
	str_init(&text);
	str_append_format(&text, "%s breaks off at byte %llu: what is before that was played",
			  args->file, (unsigned long long)recording_reader_at(r));
	error_lines_write("hail: ", text.text);
	str_fini(&text);
}

static int run_in_pipe(const struct replay_args *args, const Options *options, struct err *e)
{
	RecordingReader *r;
	bool good;

	if (args->lens && !replay_lens_check(args, options, e))
		return exit_with(e);
	if (!args->to && (args->seek_ms >= 0 || (args->speed_given && args->speed > 0))) {
		err_set(e, ERR_USAGE,
			"--seek and --speed need a screen: all of the recording is "
			"written as fast as it goes");
		return exit_with(e);
	}
	r = open_recording(args->file, e);
	if (!r)
		return exit_with(e);
	signal(SIGPIPE, SIG_IGN);
	e->kind = ERR_NONE;
	good = args->lens ? replay_lens_run(args, options, r, e) :
			    replay_to_run(args->to ? args->to : "text", args->output, args->seek_ms,
					  r, e);
	if (good)
		tell_cut(args, r);
	recording_reader_free(r);
	return e->kind == ERR_NONE ? 0 : exit_with(e);
}

static bool has_screen(const struct replay_args *args)
{
	return !args->to && !args->json && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

static int run_on_screen(const struct replay_args *args, Settings *settings, const char *problems,
			 const struct screen_ops *screen, struct err *e)
{
	const struct args app = { .action = ARGS_REPLAY, .replay = args, .timeout_s = -1 };
	RecordingReader *r = open_recording(args->file, e);

	/* What is wrong is told before the screen is taken. */
	if (!r || (args->lens && !replay_lens_check(args, settings_global(settings), e))) {
		recording_reader_free(r);
		return exit_with(e);
	}
	recording_reader_free(r);
	if (args->lens)
		options_set(settings_global(settings), OPTIONS_LENS, args->lens, NULL);
	return app_run(&app, settings, NULL, problems, screen);
}

int replay_run(const struct replay_args *args, Settings *settings, const Options *line,
	       const char *problems, const struct screen_ops *screen)
{
	struct err e;

	options_merge(settings_global(settings), line);
	if (has_screen(args))
		return run_on_screen(args, settings, problems, screen, &e);
	error_lines_write("", problems);
	return run_in_pipe(args, settings_global(settings), &e);
}

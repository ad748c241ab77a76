#include "app/log-grep.h"

#include <stdlib.h>

#include "app/program.h"
#include "app/sessions.h"
#include "base/mem.h"
#include "link/link-log.h"
#include "log/log-search.h"
#include "session/logging.h"
#include "base/poison.h"

enum { STEP = 4 << 20 }; /* bytes of a turn, a few milliseconds */

struct LogGrep {
	App *app;
	LogSearch *search;
	Timer *timer; /* set while there is more to search */
	char *text;
};

static void show(LogGrep *g)
{
	size_t hits = log_search_hits(g->search), files = log_search_files(g->search);
	struct str page;

	str_init(&page);
	str_append_format(&page, "%zu%s line%s in %zu file%s, the newest first.\n\n%s", hits,
			  hits == LOG_SEARCH_HITS ? " (and perhaps more)" : "",
			  hits == 1 ? "" : "s", files, files == 1 ? "" : "s",
			  log_search_text(g->search));
	if (hits)
		app_show_text(g->app, g->text, page.text);
	else
		app_message(g->app, "\"%s\" stands in none of %zu file%s of logs", g->text, files,
			    files == 1 ? "" : "s");
	str_fini(&page);
}

static void on_due(void *user)
{
	LogGrep *g = user;

	if (log_search_step(g->search, STEP))
		timer_set(g->timer, loop_now(app_loop(g->app)));
	else
		show(g);
}

static LogSearch *new_search(App *app, const char *text, struct err *e)
{
	Pane *p = app_current(app);
	struct str files;
	LogSearch *search = NULL;

	str_init(&files);
	if (link_log_pattern(pane_link(p), &files, e))
		search = log_search_new(files.text, session_log_name(pane_session(p)), text, e);
	str_fini(&files);
	if (!search || log_search_files(search))
		return search;
	log_search_free(search);
	err_set(e, ERR_USAGE, "there is no log of %s yet (/log begins one)",
		link_name(pane_link(p)));
	return NULL;
}

LogGrep *log_grep_new(App *app)
{
	LogGrep *g = mem_alloc(sizeof(*g));

	*g = (LogGrep){ .app = app };
	g->timer = timer_new(loop_timers(app_loop(app)), on_due, g);
	return g;
}

void log_grep_free(LogGrep *g)
{
	if (!g)
		return;
	timer_free(g->timer);
	log_search_free(g->search);
	free(g->text);
	free(g);
}

bool log_grep_begin(LogGrep *g, const char *text, struct err *e)
{
	LogSearch *search = new_search(g->app, text, e);

	if (!search)
		return false;
	log_search_free(g->search);
	free(g->text);
	g->search = search;
	g->text = mem_strdup(text);
	timer_set(g->timer, loop_now(app_loop(g->app)));
	return true;
}

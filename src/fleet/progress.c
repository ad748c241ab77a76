#include "fleet/progress.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "loop/timer.h"
#include "net/peer-text.h"
#include "base/poison.h"

enum {
	PROGRESS_MS = 200, /* between two lines at least */
	PROGRESS_BAR = 20, /* cells */
	PROGRESS_SLOWEST = 3, /* hosts told by name */
	PROGRESS_SLOW_MS = 1000, /* how long those have taken at least */
	PROGRESS_NAME = 24, /* bytes of a name */
};

struct Progress {
	Loop *loop;
	Output *output;
	const FleetHosts *hosts;
	size_t count, done, failed;
	Timer *timer;
	int64_t due; /* when the line is shown anew; -1: not */
	/* Those under way, the oldest first: a list through all hosts. */
	struct host {
		int64_t begun;
		size_t before, after; /* place + 1; 0: none */
		bool listed;
	} * list;
	size_t first, last; /* place + 1 */
	size_t running;
};

static void append_bar(const Progress *p, struct str *out)
{
	size_t filled = p->count ? p->done * PROGRESS_BAR / p->count : PROGRESS_BAR;

	str_append_char(out, '[');
	for (size_t i = 0; i < PROGRESS_BAR; i++)
		str_append_char(out, i < filled ? '#' : '-');
	str_append_format(out, "] %zu/%zu", p->done, p->count);
	if (p->failed)
		str_append_format(out, ", %zu failed", p->failed);
	str_append_format(out, ", %zu running", p->running);
}

static void append_slowest(const Progress *p, struct str *out)
{
	size_t shown = 0;

	for (size_t at = p->first; at && shown < PROGRESS_SLOWEST; at = p->list[at - 1].after) {
		int64_t ms = loop_now(p->loop) - p->list[at - 1].begun;
		const char *name = fleet_hosts_at(p->hosts, at - 1)->name;

		if (ms < PROGRESS_SLOW_MS)
			return;
		str_append_string(out, shown++ ? ", " : "; slowest: ");
		peer_text_append(out, name, strlen(name), PROGRESS_NAME);
		str_append_format(out, " %lld s", (long long)(ms / 1000));
	}
}

static void show_at(Progress *p, int64_t at)
{
	if (p->due >= 0 && p->due <= at)
		return;
	p->due = at;
	timer_set(p->timer, at);
}

static void on_due(void *user)
{
	Progress *p = user;
	struct str text;

	p->due = -1;
	if (!output_shows_progress(p->output))
		return;
	str_init(&text);
	append_bar(p, &text);
	append_slowest(p, &text);
	output_progress(p->output, text.text);
	str_fini(&text);
	/* The times of the slowest go on. */
	if (p->running)
		show_at(p, loop_now(p->loop) + PROGRESS_SLOW_MS);
}

static void show_soon(Progress *p)
{
	if (!output_shows_progress(p->output))
		return;
	show_at(p, loop_now(p->loop) + PROGRESS_MS);
}

Progress *progress_new(Loop *loop, Output *output, const FleetHosts *hosts, size_t count)
{
	Progress *p = mem_alloc(sizeof(*p));

	p->loop = loop;
	p->output = output;
	p->hosts = hosts;
	p->count = count;
	p->due = -1;
	p->timer = timer_new(loop_timers(loop), on_due, p);
	p->list = mem_calloc(fleet_hosts_count(hosts), sizeof(*p->list));
	return p;
}

void progress_free(Progress *p)
{
	if (!p)
		return;
	timer_free(p->timer);
	free(p->list);
	free(p);
}

void progress_host_begun(Progress *p, size_t host, int64_t now)
{
	struct host *h = &p->list[host];

	if (h->listed)
		return;
	*h = (struct host){ .begun = now, .before = p->last, .listed = true };
	if (p->last)
		p->list[p->last - 1].after = host + 1;
	else
		p->first = host + 1;
	p->last = host + 1;
	p->running++;
	show_soon(p);
}

void progress_host_done(Progress *p, size_t host, bool ok)
{
	struct host *h = &p->list[host];

	p->done++;
	p->failed += !ok;
	if (h->listed) {
		*(h->before ? &p->list[h->before - 1].after : &p->first) = h->after;
		*(h->after ? &p->list[h->after - 1].before : &p->last) = h->before;
		h->listed = false;
		p->running--;
	}
	show_soon(p);
}

void progress_end(Progress *p)
{
	timer_set(p->timer, -1);
	output_progress(p->output, "");
}

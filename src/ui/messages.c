#include "ui/messages.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

struct sentence {
	unsigned number;
	char *text;
	const void *pane;
	enum message_kind kind;
	unsigned times;
	size_t missed; /* older ones of its pane that had no room */
	bool shown;
	int64_t shown_at;
	int64_t end; /* -1: stays */
};

struct Messages {
	struct sentence *entries; /* all panes', oldest first */
	size_t count;
	const void *pane; /* that is shown */
	unsigned number; /* of the newest */
};

Messages *messages_new(void)
{
	return mem_alloc(sizeof(Messages));
}

void messages_free(Messages *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->count; i++)
		free(m->entries[i].text);
	free(m->entries);
	free(m);
}

static bool is_here(const Messages *m, const struct sentence *entry)
{
	return !entry->pane || entry->pane == m->pane;
}

/* What is shown or would be: the first that belongs here; `count` if there is none. */
static size_t current(const Messages *m)
{
	for (size_t i = 0; i < m->count; i++) {
		if (is_here(m, &m->entries[i]))
			return i;
	}
	return m->count;
}

static int64_t lifetime(const struct sentence *entry)
{
	int64_t ms = MESSAGES_MS + (int64_t)strlen(entry->text) * MESSAGES_CHARACTER_MS;

	return ms < MESSAGES_MS_MAX ? ms : MESSAGES_MS_MAX;
}

/* The one whose turn it is begins. */
static void begin(Messages *m, int64_t now)
{
	size_t i = current(m);
	struct sentence *entry;

	if (i == m->count || m->entries[i].shown)
		return;
	entry = &m->entries[i];
	entry->shown = true;
	entry->shown_at = now;
	entry->end = entry->kind == MESSAGE_ERROR ? -1 : now + lifetime(entry);
}

static void drop(Messages *m, size_t i)
{
	free(m->entries[i].text);
	m->count--;
	memmove(&m->entries[i], &m->entries[i + 1], (m->count - i) * sizeof(m->entries[0]));
}

/* Makes room for one more of `pane`: its oldest that isn't being shown goes, an error last. */
static size_t make_room(Messages *m, const void *pane)
{
	size_t waiting = 0, victim = m->count, missed;

	for (size_t i = 0; i < m->count; i++) {
		const struct sentence *entry = &m->entries[i];

		if (entry->pane != pane)
			continue;
		waiting++;
		if (!entry->shown &&
		    (victim == m->count ||
		     (entry->kind == MESSAGE_INFO && m->entries[victim].kind == MESSAGE_ERROR)))
			victim = i;
	}
	if (waiting < MESSAGES_MAX)
		return 0;
	missed = m->entries[victim].missed + 1;
	drop(m, victim);
	return missed;
}

unsigned messages_add(Messages *m, const void *pane, enum message_kind kind, const char *text,
		      int64_t now)
{
	size_t missed;

	for (size_t i = 0; i < m->count; i++) {
		struct sentence *entry = &m->entries[i];

		if (entry->pane != pane || entry->kind != kind || strcmp(entry->text, text) != 0)
			continue;
		entry->times++;
		entry->shown = false; /* it has its whole time again */
		begin(m, now);
		return entry->number;
	}
	missed = make_room(m, pane);
	m->entries = mem_resize(m->entries, m->count + 1, sizeof(m->entries[0]));
	m->entries[m->count++] = (struct sentence){ .number = ++m->number,
						    .text = mem_strdup(text),
						    .pane = pane,
						    .kind = kind,
						    .times = 1,
						    .missed = missed,
						    .end = -1 };
	begin(m, now);
	return m->number;
}

void messages_show(Messages *m, const void *pane, int64_t now)
{
	m->pane = pane;
	/* What was left in the middle has its time when it is seen again. */
	for (size_t i = 0; i < m->count; i++) {
		if (!is_here(m, &m->entries[i]))
			m->entries[i].shown = false;
	}
	begin(m, now);
}

bool messages_get(const Messages *m, struct message *out)
{
	size_t i = current(m);
	size_t here = 0;

	if (i == m->count)
		return false;
	for (size_t k = i; k < m->count; k++) {
		if (is_here(m, &m->entries[k]))
			here += 1 + m->entries[k].missed;
	}
	*out = (struct message){ .text = m->entries[i].text,
				 .kind = m->entries[i].kind,
				 .times = m->entries[i].times,
				 .more = here - 1 };
	return true;
}

bool messages_key(Messages *m, int64_t now)
{
	size_t i = current(m);
	int64_t seen;

	if (i == m->count)
		return false;
	seen = m->entries[i].shown_at + MESSAGES_SEEN_MS;
	if (seen > now) {
		m->entries[i].end = seen;
		return false;
	}
	drop(m, i);
	begin(m, now);
	return true;
}

int64_t messages_deadline(const Messages *m)
{
	size_t i = current(m);

	return i == m->count ? -1 : m->entries[i].end;
}

bool messages_tick(Messages *m, int64_t now)
{
	size_t i = current(m);

	if (i == m->count || m->entries[i].end < 0 || m->entries[i].end > now)
		return false;
	drop(m, i);
	begin(m, now);
	return true;
}

void messages_take_back(Messages *m, unsigned number, int64_t now)
{
	for (size_t i = 0; i < m->count; i++) {
		if (m->entries[i].number == number) {
			drop(m, i);
			break;
		}
	}
	begin(m, now);
}

void messages_forget(Messages *m, const void *pane, int64_t now)
{
	for (size_t i = m->count; i-- > 0;) {
		if (m->entries[i].pane == pane)
			drop(m, i);
	}
	begin(m, now);
}

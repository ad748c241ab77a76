#include "term/search.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/mem.h"
#include "term/asked-hits.h"
#include "term/hit-index.h"
#include "term/newlines.h"
#include "term/terminal-private.h"

#include "base/poison.h"

enum {
	WORK_READ = 4, /* bytes of text that are read and passed over for one of work */
	WORK_HIT = 16, /* what a line with hits costs beside that */
	WINDOW_MIN = 256, /* bytes of lines whose hits are counted at once, at first, and */
	WINDOW_MAX = 16384, /* while most have some */
	WINDOW_LINES = 1024,
};

struct Search {
	Pattern *pattern;
	struct hit_index index; /* of the lines that were searched */
	uint64_t begin; /* the line that the search begins at */
	bool begun;
	uint64_t low, high; /* closed lines `low` to `high` - 1 were searched */
	uint64_t first, closed, end; /* the document's lines at the last step: closed ones end at
					`closed` */
	uint64_t tail; /* lines from `closed` to here were searched, as they are */
	uint64_t revision; /* of the history then */
	uint64_t written; /* terminal_work then: it changes with the lines at the tail */
	bool newer_first; /* somebody waits for newer lines */
	bool caught_up; /* up to `closed` */
	uint64_t given_up;
	uint64_t work; /* done so far, but for the pattern's */
	uint64_t over; /* what a step may do beyond its limit, so that a block gets done */
	/* Lines that are counted, a closed one and one at the tail: they may take several steps. */
	struct line_hits in_closed, in_tail;
	struct asked_hits asked;
};

Search *search_new(Pattern *pattern, uint64_t line)
{
	Search *s = mem_alloc(sizeof(*s));

	s->pattern = pattern;
	s->begin = line;
	hit_index_init(&s->index);
	line_hits_init(&s->in_closed);
	line_hits_init(&s->in_tail);
	asked_hits_init(&s->asked);
	return s;
}

void search_free(Search *s)
{
	if (!s)
		return;
	pattern_free(s->pattern);
	hit_index_fini(&s->index);
	line_hits_fini(&s->in_closed);
	line_hits_fini(&s->in_tail);
	asked_hits_fini(&s->asked);
	free(s);
}

/* --- One line. */

static size_t trim(const char *text, size_t n)
{
	while (n && text[n - 1] == ' ')
		n--;
	return n;
}

static uint64_t work_done(const Search *s)
{
	return s->work + pattern_work(s->pattern);
}

/* Counts the hits of line `line`, goes on if it was begun; false if the work reached `limit`. */
static bool count_hits(Search *s, struct line_hits *at, uint64_t line, const char *text, size_t n,
		       uint64_t limit)
{
	uint16_t count;
	size_t used;

	if (!(at->begun && at->line == line) &&
	    pattern_count_lines(s->pattern, text, n, &count, 1, &used)) {
		hit_index_set(&s->index, line, count);
		return true;
	}
	if (!at->begun || at->line != line)
		line_hits_begin(at, line);
	if (!line_hits_go_on(at, s->pattern, text, n, limit > s->work ? limit - s->work : 0))
		return false;
	hit_index_set(&s->index, line, (unsigned)at->count);
	s->given_up += at->given_up;
	at->begun = false;
	return true;
}

/* --- Closed lines. */

/* Lines `from` to `to` - 1 of `text`: their bytes. */
static const char *part_of(const struct scrollback_text *text, uint64_t from, uint64_t to,
			   size_t *n)
{
	size_t count = to == text->first + text->count ? SIZE_MAX : (size_t)(to - from);

	return newlines_part(text->text, text->length, (size_t)(from - text->first), count, n);
}

/* Counts the hits of the lines from `line` on, which begin the `n` bytes at `text`: those that
 * begin in the first `window` of them, as far as many can be looked at at once. Returns how many,
 * `*used` bytes, and in `*any` how many have hits. */
static size_t count_window(Search *s, uint64_t line, const char *text, size_t n, size_t window,
			   size_t *used, size_t *any)
{
	uint16_t counts[WINDOW_LINES];
	size_t length = window < n ? window + newlines_skip(text + window, n - window, 1) : n;
	size_t lines = pattern_count_lines(s->pattern, text, length, counts, WINDOW_LINES, used);

	for (size_t i = *any = 0; i < lines; i++) {
		if (counts[i])
			hit_index_set(&s->index, line + i, counts[i]);
		*any += counts[i] != 0;
	}
	s->work += *any * WORK_HIT + *used / WORK_READ;
	return lines;
}

/* Searches lines `from` to `to` - 1 at one go, passing over what can't match, until the work is
 * `limit`. Returns how many it came by. */
static uint64_t scan_whole(Search *s, const struct scrollback_text *text, uint64_t from,
			   uint64_t to, uint64_t limit)
{
	size_t n, start = 0, window = WINDOW_MIN;
	const char *bytes = part_of(text, from, to, &n);
	uint64_t line = from;

	for (;;) {
		size_t found = pattern_candidate(s->pattern, bytes, n, start), used = 0, any = 0;

		s->work += (found - start) / WORK_READ;
		if (found >= n)
			return to - from;
		line += newlines_advance(bytes, found, &start);
		if (line > from && work_done(s) >= limit)
			return line - from;
		size_t lines = s->in_closed.begun && s->in_closed.line == line ?
				       0 :
				       count_window(s, line, bytes + start, n - start, window,
						    &used, &any);
		if (!lines) {
			used = newlines_skip(bytes + start, n - start, 1);
			if (!count_hits(s, &s->in_closed, line, bytes + start,
					trim(bytes + start, used - 1), limit))
				return line - from;
			lines = any = 1;
			s->work += WORK_HIT;
		}
		window = any >= lines / 4 ? least_size(2 * window, WINDOW_MAX) : WINDOW_MIN;
		line += lines;
		start += used;
	}
}

/* Searches line by line, since one may cost much, until the work is `limit`. Returns how many of
 * the lines `from` to `to` - 1 it came by, from the oldest or the newest on. */
static uint64_t scan_lines(Search *s, const struct scrollback_text *text, uint64_t from,
			   uint64_t to, bool newer, uint64_t limit)
{
	size_t n, start, end;
	const char *bytes = part_of(text, from, to, &n);
	uint64_t done = 0;

	for (start = end = newer ? 0 : n; done < to - from && (!done || work_done(s) < limit);
	     done++) {
		uint64_t line = newer ? from + done : to - 1 - done;

		if (newer) {
			start = end;
			end = start + newlines_skip(bytes + start, n - start, 1);
		} else {
			end = start;
			start = newlines_line_start(bytes, end - 1);
		}
		size_t length = trim(bytes + start, end - 1 - start);
		if (!count_hits(s, &s->in_closed, line, bytes + start, length, limit))
			break;
		s->work += 1 + length / WORK_READ;
	}
	return done;
}

static uint64_t scan(Search *s, const struct scrollback_text *text, uint64_t from, uint64_t to,
		     bool newer, uint64_t limit)
{
	if (pattern_passes_over(s->pattern)) {
		uint64_t now = work_done(s), left = limit > now ? limit - now : 0;
		uint64_t done = scan_whole(s, text, from, to, now + left / 2 + s->over);

		/* Towards older lines the newest must be the first, if it can't be all. */
		if (newer || done == to - from)
			return done;
	}
	return scan_lines(s, text, from, to, newer, limit);
}

/* Searches the next lines on one side of those that were searched. */
static void scan_next(Search *s, const Terminal *t, bool newer, uint64_t limit)
{
	struct scrollback_text text;

	assert(newer ? s->high < s->closed : s->low > s->first);
	if (!scrollback_text(t->history, newer ? s->high : s->low - 1, &text)) {
		/* Not reached: they are kept. */
		s->low = s->first;
		s->high = s->closed;
		return;
	}
	uint64_t from = newer ? s->high : text.first > s->first ? text.first : s->first;
	uint64_t to = newer ? text.first + text.count : s->low, done = to - from;
	if (!text.text)
		s->work += done;
	else
		done = scan(s, &text, from, to, newer, limit);
	if (newer)
		s->high += done;
	else
		s->low -= done;
}

/* --- The document as it is now. */

static uint64_t clamp(uint64_t n, uint64_t low, uint64_t high)
{
	return n < low ? low : n > high ? high : n;
}

/* Forgets what isn't there any more, or has changed. */
static void follow(Search *s, const Terminal *t)
{
	uint64_t kept = scrollback_kept_since(t->history, s->revision);
	uint64_t closed = scrollback_end(t->history), end = terminal_end_line(t);
	bool changed = !s->begun || s->written != terminal_work(t) || s->closed != closed ||
		       s->end != end || s->revision != scrollback_revision(t->history);

	s->first = scrollback_first(t->history);
	if (!s->begun)
		s->low = s->high = clamp(s->begin + 1, s->first, closed);
	s->begun = true;
	s->high = clamp(s->high < kept ? s->high : kept, s->first, closed);
	s->low = clamp(s->low, s->first, s->high);
	s->caught_up = s->caught_up && kept >= s->closed;
	s->closed = closed;
	s->end = end;
	s->revision = scrollback_revision(t->history);
	s->written = terminal_work(t);
	hit_index_drop_before(&s->index, s->low);
	if (s->in_closed.line >= kept)
		s->in_closed.begun = false;
	if (changed) {
		s->in_tail.begun = false;
		hit_index_drop_from(&s->index, s->high);
		s->tail = closed;
	}
}

/* Searches the lines that have rows in the grid, and the open one of the history. */
static void search_tail(Search *s, const Terminal *t, uint64_t limit)
{
	Lines *lines = lines_new(t, (struct lines_filter){ 0 });

	while (s->tail < s->end && lines_seek(lines, s->tail, true) && work_done(s) < limit) {
		size_t n;
		const char *text = lines_text(lines, &n);

		s->work += n + WORK_HIT;
		if (!count_hits(s, &s->in_tail, s->tail, text, n, limit))
			break;
		s->tail++;
	}
	lines_free(lines);
}

static bool complete(const Search *s)
{
	return s->begun && s->low == s->first && s->high == s->closed && s->tail == s->end;
}

bool search_step(Search *s, const Terminal *t, uint64_t work)
{
	uint64_t limit = work_done(s) + work + 1;

	s->over = work / 8;
	follow(s, t);
	search_tail(s, t, limit - work / 2);
	while ((s->low > s->first || s->high < s->closed) && work_done(s) < limit) {
		bool newer = s->high < s->closed &&
			     (s->newer_first || s->caught_up || s->low == s->first);

		scan_next(s, t, newer, limit);
	}
	s->caught_up = s->high == s->closed;
	s->newer_first = s->newer_first && !s->caught_up;
	return !complete(s);
}

struct search_count search_count(const Search *s)
{
	return (struct search_count){
		.hits = s->index.hits,
		.lines = s->index.lines,
		.given_up = s->given_up,
		.complete = complete(s),
	};
}

/* --- Where hits are. */

/* Finds the first line with hits from `*line` on, itself included, if no line before it has to be
 * searched yet. */
static enum search_found seek(Search *s, uint64_t *line, bool newer)
{
	uint64_t from = *line, at = *line;
	bool found = hit_index_seek(&s->index, &at, newer);

	/* What was not searched lies between `from` and `at`, or ahead of both. */
	bool low_gap = s->low > s->first && (newer ? from < s->low : !found && from >= s->first);
	bool high_gap = s->high < s->closed &&
			(newer ? from < s->closed && (!found || at >= s->high) :
				 from >= s->high && (!found || at < s->high));
	bool tail_gap = s->tail < s->end && (newer ? from < s->end && !found : from >= s->tail);
	if (low_gap || high_gap || tail_gap) {
		s->newer_first = high_gap;
		return SEARCH_NOT_YET;
	}
	*line = at;
	return found ? SEARCH_FOUND : SEARCH_NONE;
}

/* Finds in a line the first hit that begins at `from` or behind it, or the last one before `to`. */
static bool hit_in_line(Search *s, const Terminal *t, Lines *lines, uint64_t line, size_t from,
			size_t to, bool newer, struct search_hit *hit)
{
	const struct line_hits *h = asked_hits_of(&s->asked, t, lines, line, s->pattern,
						  UINT64_MAX);
	size_t first = h ? line_hits_before(h, from) : 0, end = h ? line_hits_before(h, to) : 0;

	if (first >= end)
		return false;
	size_t which = newer ? first : end - 1;
	*hit = (struct search_hit){ line, h->hits[which].start, h->hits[which].length, which };
	return true;
}

/* Goes on from line `line` until there is a line that has a hit now. */
static enum search_found next_line(Search *s, const Terminal *t, Lines *lines, uint64_t line,
				   bool newer, struct search_hit *hit)
{
	for (;;) {
		enum search_found found = seek(s, &line, newer);

		if (found != SEARCH_FOUND ||
		    hit_in_line(s, t, lines, line, 0, SIZE_MAX, newer, hit))
			return found;
		if (!newer && !line)
			return SEARCH_NONE;
		line = newer ? line + 1 : line - 1;
	}
}

enum search_found search_next(Search *s, const Terminal *t, uint64_t line, size_t start, bool newer,
			      struct search_hit *hit, bool *wrapped)
{
	Lines *lines = lines_new(t, (struct lines_filter){ 0 });
	enum search_found found = SEARCH_NONE;

	*wrapped = false;
	if (newer ? hit_in_line(s, t, lines, line, start + 1, SIZE_MAX, true, hit) :
		    hit_in_line(s, t, lines, line, 0, start, false, hit))
		found = SEARCH_FOUND;
	else if (newer || line)
		found = next_line(s, t, lines, newer ? line + 1 : line - 1, newer, hit);
	if (found == SEARCH_NONE) {
		*wrapped = true;
		found = next_line(s, t, lines, newer ? s->first : s->end, newer, hit);
	}
	lines_free(lines);
	return found;
}

/* Appends the hits of `h` that have bytes between `from` and `to`; how many there are then. */
static size_t append_hits(const struct line_hits *h, size_t from, size_t to,
			  struct search_hit *hits, size_t count, size_t room)
{
	size_t i = line_hits_before(h, from);

	if (i && h->hits[i - 1].start + h->hits[i - 1].length > from)
		i--;
	for (; i < h->count && h->hits[i].start < to && count < room; i++)
		hits[count++] = (struct search_hit){ h->line, h->hits[i].start, h->hits[i].length,
						     i };
	return count;
}

size_t search_hits(Search *s, const Terminal *t, struct search_place from, struct search_place to,
		   uint64_t work, struct search_hit *hits, size_t room)
{
	Lines *lines = lines_new(t, (struct lines_filter){ 0 });
	uint64_t limit = pattern_work(s->pattern) + work;
	size_t count = 0;

	for (uint64_t line = from.line; line <= to.line && count < room; line++) {
		const struct line_hits *h = asked_hits_of(&s->asked, t, lines, line, s->pattern,
							  limit);

		if (h)
			count = append_hits(h, line == from.line ? from.start : 0,
					    line == to.line ? to.start : SIZE_MAX, hits, count,
					    room);
		if (pattern_work(s->pattern) >= limit)
			break;
	}
	lines_free(lines);
	return count;
}

uint64_t search_position(const Search *s, const struct search_hit *hit)
{
	return hit_index_hits(&s->index, s->first, hit->line) + hit->ordinal + 1;
}

uint64_t search_count_between(const Search *s, uint64_t from, uint64_t to)
{
	return hit_index_hits(&s->index, from, to);
}

/* --- A limited view. */

/* How many of lines `from` to `to` - 1 were searched. */
static uint64_t count_searched(const Search *s, uint64_t from, uint64_t to)
{
	uint64_t count = 0;
	const uint64_t parts[2][2] = { { s->low, s->high }, { s->closed, s->tail } };

	for (size_t i = 0; i < 2; i++) {
		uint64_t a = from > parts[i][0] ? from : parts[i][0];
		uint64_t b = to < parts[i][1] ? to : parts[i][1];

		count += a < b ? b - a : 0;
	}
	return count;
}

static bool limit_passes(void *limit, Lines *at)
{
	const struct search_limit *l = limit;
	const Search *s = l->search;
	uint64_t line = lines_number(at), from, to;

	if (!count_searched(s, line, line + 1))
		return false;
	from = line > l->after ? line - l->after : 0;
	to = l->before < UINT64_MAX - line - 1 ? line + l->before + 1 : UINT64_MAX;
	uint64_t found = hit_index_lines(&s->index, from, to);
	return l->invert ? count_searched(s, from, to) > found : found > 0;
}

/* Moves to the first line from `*number` on that is near one with hits. */
static bool limit_skip(void *limit, uint64_t *number, bool newer)
{
	const struct search_limit *l = limit;
	uint64_t back = newer ? l->after : l->before, ahead = newer ? l->before : l->after;
	uint64_t hit = *number;

	if (l->invert)
		return true;
	if (newer)
		hit = hit > back ? hit - back : 0;
	else
		hit = back < UINT64_MAX - hit ? hit + back : UINT64_MAX;
	if (!hit_index_seek(&l->search->index, &hit, newer))
		return false;
	if (newer && hit > ahead && hit - ahead > *number)
		*number = hit - ahead;
	if (!newer && ahead < UINT64_MAX - hit && hit + ahead < *number)
		*number = hit + ahead;
	return true;
}

struct lines_filter search_limit_filter(struct search_limit *limit)
{
	return (struct lines_filter){ limit_passes, limit, limit_skip };
}

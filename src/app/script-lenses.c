#include "app/script-lenses.h"

#include <stdlib.h>
#include <string.h>

#include "app/scripts-internal.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

struct script_lens {
	struct lens_row row;
	char *name;
	Scripts *scripts;
};

/* The state that defines it now, or NULL. */
static Script *defined(Scripts *s, const char *name, bool *frames)
{
	for (int i = 0; i < SCRIPT_STATES; i++) {
		Script *script = s->states[i].script;

		if (script && script_has_lens(script, name, frames))
			return script;
	}
	return NULL;
}

static size_t frame(struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		    const char *bytes, size_t n, bool ended)
{
	const struct script_lens *lens = o->user;
	uint64_t length;
	bool frames;
	Script *script = defined(lens->scripts, lens->name, &frames);

	scan->at = n;
	/* Where the script fails, what there is is shown as it is. */
	if (!script || !frames ||
	    !script_lens_frame(script, lens->name, d == LENS_SENT, bytes, n, &length))
		return n;
	if (length > n)
		scan->length = length;
	if (length > n || !length)
		return ended ? n : 0;
	return (size_t)length;
}

/* Lines, of which none may hold a control. */
static void put_lines(const char *text, size_t n, struct lens_text *out)
{
	while (n) {
		const char *newline = memchr(text, '\n', n);
		size_t length = newline ? (size_t)(newline - text) : n;

		lens_put_peer(out, LENS_PLAIN, text, length);
		lens_newline(out);
		length += newline != NULL;
		text += length;
		n -= length;
	}
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	const struct script_lens *lens = o->user;
	bool frames;
	Script *script = defined(lens->scripts, lens->name, &frames);
	struct str text;

	(void)scan;
	str_init(&text);
	if (script && script_lens_show(script, lens->name, d == LENS_SENT, bytes, n, &text)) {
		put_lines(text.text ? text.text : "", text.length, out);
	} else {
		lens_put_string(out, LENS_ERROR,
				script ? "the script failed" : "no script defines this lens");
		lens_newline(out);
		put_lines(bytes, n, out);
	}
	str_fini(&text);
}

const struct lens_row *script_lenses_find(Scripts *s, const char *name, struct lens_options *o)
{
	struct script_lens *lens;
	bool frames;
	size_t i = 0;

	if (!defined(s, name, &frames))
		return NULL;
	while (i < s->lens_count && (strcmp(s->lenses[i]->name, name) != 0 ||
				     (s->lenses[i]->row.frame != NULL) != frames))
		i++;
	if (i == s->lens_count) {
		s->lenses = mem_resize(s->lenses, i + 1, sizeof(struct script_lens *));
		lens = s->lenses[s->lens_count++] = mem_alloc(sizeof(*lens));
		lens->name = mem_strdup(name);
		lens->scripts = s;
		lens->row = (struct lens_row){ .name = lens->name,
					       .summary = "a script's",
					       .framed = true,
					       .frame = frames ? frame : NULL,
					       .show = show };
	}
	o->user = s->lenses[i];
	return &s->lenses[i]->row;
}

void script_lenses_each(Scripts *s, void (*each)(void *user, const char *name), void *user)
{
	for (int i = 0; i < SCRIPT_STATES; i++) {
		if (s->states[i].script)
			script_each_lens(s->states[i].script, each, user);
	}
}

void script_lenses_free(Scripts *s)
{
	for (size_t i = 0; i < s->lens_count; i++) {
		free(s->lenses[i]->name);
		free(s->lenses[i]);
	}
	free(s->lenses);
}

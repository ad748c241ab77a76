#include "app/sent.h"

#include <stdlib.h>
#include <string.h>

#include "app/program.h"
#include "app/sessions.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/deceptive.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lens/encode.h"
#include "lens/payload.h"
#include "ui/popup.h"
#include "base/poison.h"

enum {
	LIST_TEXT = 48, /* cells of an entry that are listed */
	CHOSEN_BY_DIGIT = 9,
};

struct list {
	App *app;
	Pane *pane;
};

/* Whether it is a line of text, as /send takes one. */
static bool is_text(const struct sent_entry *e)
{
	const char *at = e->bytes;

	for (size_t n = e->length, used; n; n -= used, at += used) {
		uint32_t cp;

		used = utf8_decode(at, n, &cp);
		if (!used || cp < 0x20 || (deceptive_class(cp) & DECEPTIVE_NAMED))
			return false;
	}
	return e->line && e->length && e->bytes[0] != ' ';
}

/* The text that /fix makes these bytes of; false with nothing appended if there is none. */
static bool append_fix(const struct sent_entry *e, struct str *out)
{
	size_t before = out->length;
	struct buf bytes;
	struct err err;
	bool same;

	for (size_t at = 0, end; at < e->length; at = end + 1) {
		const char *field = e->bytes + at, *soh = memchr(field, '\x01', e->length - at);

		end = soh ? (size_t)(soh - e->bytes) : e->length;
		/* These are made anew. */
		if ((end - at >= 2 && memcmp(field, "9=", 2) == 0) ||
		    (end - at >= 3 && memcmp(field, "10=", 3) == 0))
			continue;
		if (out->length > before)
			str_append_char(out, '|');
		str_append(out, field, end - at);
	}
	buf_init(&bytes);
	same = out->length > before && encode_fix(out->text + before, &bytes, &err) &&
	       buf_length(&bytes) == e->length &&
	       memcmp(buf_data(&bytes), e->bytes, e->length) == 0 &&
	       payload_is_text(out->text + before, out->length - before);
	buf_fini(&bytes);
	if (!same)
		str_truncate(out, before);
	return same;
}

/* The command that sends it again. */
static void append_command(const struct sent_entry *e, struct str *out)
{
	if (!e->line && e->length > 2 && memcmp(e->bytes, "8=", 2) == 0) {
		str_append_string(out, "fix ");
		if (append_fix(e, out))
			return;
		str_clear(out);
	}
	if (is_text(e)) {
		str_append_string(out, "send ");
		str_append(out, e->bytes, e->length);
		return;
	}
	str_append_string(out, "hex");
	for (size_t i = 0; i < e->length; i++)
		str_append_format(out, " %02x", (unsigned char)e->bytes[i]);
	if (e->line)
		str_append_string(out, " 0d 0a");
}

/* Row `i` of the list, the oldest being the first. */
static struct sent_entry entry_at(const struct list *l, size_t i)
{
	const SentList *sent = link_sent(pane_link(l->pane));

	return sent_list_get(sent, sent_list_count(sent) - 1 - i);
}

static size_t count_rows(void *user)
{
	const struct list *l = user;

	return sent_list_count(link_sent(pane_link(l->pane)));
}

static void row(void *user, size_t i, struct str *key, struct str *text)
{
	struct sent_entry e = entry_at(user, i);
	struct str command;
	char stamp[CLOCK_STAMP];

	str_init(&command);
	append_command(&e, &command);
	str_append_format(key, "%zu", i + 1);
	str_append(text, command.text, utf8_fit(command.text, command.length, LIST_TEXT));
	/* What comes last is what a narrow window cuts. */
	str_append_format(text, "  %.8s", clock_stamp(e.time, stamp) + 11);
	str_fini(&command);
}

/* It is copied, so that what is sent meanwhile changes nothing. */
static bool on_key(void *user, size_t selected, struct key k)
{
	struct list *l = user;
	uint32_t typed = key_text(k);
	bool digit = typed >= '1' && typed <= '0' + CHOSEN_BY_DIGIT;
	size_t chosen = digit ? typed - '1' : selected;
	App *app = l->app;
	struct sent_entry e;
	struct str command;

	if ((!digit && k.sym != KEYSYM_ENTER) || chosen >= count_rows(l))
		return true;
	e = entry_at(l, chosen);
	str_init(&command);
	append_command(&e, &command);
	app_offer_command(app, command.text);
	str_fini(&command);
	return true;
}

bool sent_open(App *app, struct err *e)
{
	static const struct popup_events events = { count_rows, row, on_key, free };
	Pane *p = app_current(app);
	const SentList *sent = link_sent(pane_link(p));
	struct list *l;

	if (!sent || !sent_list_count(sent))
		return err_set(e, ERR_OTHER, "nothing was sent yet");
	l = mem_alloc(sizeof(*l));
	*l = (struct list){ app, p };
	popup_open(app_layers(app),
		   &(struct popup){ .title = "sent",
				    .keys = "Esc leaves, Enter puts it on the command line",
				    .selects = true,
				    .selected = sent_list_count(sent) - 1,
				    .events = &events,
				    .user = l },
		   p);
	return true;
}

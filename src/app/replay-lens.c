#include "app/replay-lens.h"

#include <stdlib.h>

#include "app/replay-time.h"
#include "app/standard-output.h"
#include "base/mem.h"
#include "lens/lens-table.h"
#include "lens/lens.h"
#include "record/player.h"
#include "telnet/nvt.h"
#include "telnet/policy.h"
#include "telnet/token.h"
#include "base/poison.h"

enum {
	REPLAY_LENS_OUT = 65536, /* bytes that are written together */
	REPLAY_LENS_WIDTH = 80, /* of a grid that nothing is shown on */
	REPLAY_LENS_HEIGHT = 24,
};

struct replay_lens {
	const struct lens_row *row;
	Lens *lens;
	bool json;
	Session *session; /* takes telnet out of what was received */
	Player *player;
	Tokenizer *sent; /* and this of what was sent */
	struct nvt_decoder sent_nvt;
	struct lens_text text;
	struct buf out;
	uint64_t unread; /* messages that are no tree, or wrong */
};

/* --- What is written. */

static void put_text(struct replay_lens *l, const struct lens_message *m)
{
	struct str head;

	str_init(&head);
	replay_time_append(m->time, true, &head);
	str_append_format(&head, " %c %zu byte%s\n", m->direction == LENS_SENT ? '>' : '<',
			  m->secret ? m->secret : m->n,
			  (m->secret ? m->secret : m->n) == 1 ? "" : "s");
	buf_append(&l->out, head.text, head.length);
	str_fini(&head);
	lens_text_clear(&l->text);
	lens_show(l->lens, m, &l->text);
	buf_append(&l->out, l->text.text.text, l->text.text.length);
}

static void put_json(struct replay_lens *l, const struct lens_message *m)
{
	bool wrong;
	Json *tree = lens_tree(l->lens, m, &wrong);
	struct str line;

	l->unread += wrong;
	if (!tree)
		return;
	str_init(&line);
	str_append_format(&line, "{\"time\":%lld.%03lld,\"direction\":\"%s\",\"message\":",
			  (long long)m->time / 1000, (long long)m->time % 1000,
			  m->direction == LENS_SENT ? "sent" : "received");
	json_print(tree, &line);
	str_append_string(&line, "}\n");
	buf_append(&l->out, line.text, line.length);
	str_fini(&line);
	json_free(tree);
}

static void on_message(void *user, const struct lens_message *m)
{
	struct replay_lens *l = user;

	if (l->json)
		put_json(l, m);
	else
		put_text(l, m);
}

/* --- What is read. */

static void on_data(void *user, const char *bytes, size_t n)
{
	struct replay_lens *l = user;

	if (!l->row->wire)
		lens_feed(l->lens, LENS_RECEIVED, bytes, n, player_time(l->player));
}

static void put_sent(void *user, const char *bytes, size_t n)
{
	struct replay_lens *l = user;

	lens_feed(l->lens, LENS_SENT, bytes, n, player_time(l->player));
}

static bool on_token(void *user, const struct token *token)
{
	struct replay_lens *l = user;

	if (token->kind == TOKEN_DATA)
		nvt_decode(&l->sent_nvt, NVT_CR_NUL | NVT_NEWLINES, token->bytes, token->length,
			   put_sent, l);
	return true;
}

/* What the application sent, of a piece of the wire. */
static void take_sent(struct replay_lens *l, const struct wire_piece *piece)
{
	if (session_protocol(l->session) != TELNET_PROTOCOL_TELNET)
		put_sent(l, piece->bytes, piece->length);
	else if (piece->origin != WIRE_NEGOTIATION)
		token_feed(l->sent, piece->bytes, piece->length, on_token, l);
}

static void on_wire(void *user, const struct wire_piece *piece)
{
	struct replay_lens *l = user;
	enum lens_direction d = piece->direction == WIRE_SENT ? LENS_SENT : LENS_RECEIVED;

	if (piece->secret)
		lens_secret(l->lens, d, piece->length, player_time(l->player));
	else if (l->row->wire)
		lens_feed(l->lens, d, piece->bytes, piece->length, player_time(l->player));
	else if (d == LENS_SENT)
		take_sent(l, piece);
}

/* Another connection begins with another stream. */
static void follow_connection(struct replay_lens *l, const struct recording_record *record)
{
	if (record->type != RECORDING_CONNECTION && record->type != RECORDING_END)
		return;
	lens_end(l->lens);
	token_reset(l->sent);
	l->sent_nvt = (struct nvt_decoder){ .cr = false };
}

static bool play(struct replay_lens *l, struct err *e)
{
	struct recording_record record;
	int64_t due;

	while ((due = player_due(l->player)) >= 0) {
		if (due - player_time(l->player) >= LENS_PAUSE_MS && lens_waits(l->lens))
			lens_pause(l->lens);
		player_step(l->player, &record);
		follow_connection(l, &record);
		if (buf_length(&l->out) >= REPLAY_LENS_OUT && !standard_output_write(&l->out, e))
			return false;
	}
	lens_end(l->lens);
	return standard_output_write(&l->out, e);
}

/* --- Made. */

static const struct lens_row *choose(const struct replay_args *args, const Options *options,
				     struct lens_options *o, struct err *e)
{
	const struct lens_row *row = lens_find(args->lens, e);

	if (!row || !frame_rule_parse(options_value(options, OPTIONS_FRAME), &o->frame, e) ||
	    !lens_check(row, o, e))
		return NULL;
	if (args->json && !row->tree) {
		err_set(e, ERR_USAGE, "--json: what the lens %s shows has no tree", row->name);
		return NULL;
	}
	return row;
}

bool replay_lens_check(const struct replay_args *args, const Options *options, struct err *e)
{
	struct lens_options o = { .gather = true };

	return choose(args, options, &o, e);
}

static void init(struct replay_lens *l, const struct lens_options *o, RecordingReader *r)
{
	static const struct lens_events events = { .message = on_message };
	static const struct session_events session_events = { .data = on_data };
	struct session_settings settings;

	player_settings(&settings);
	settings.stream = true;
	l->lens = lens_new(l->row, o, &events, l);
	l->session = session_new(&settings, REPLAY_LENS_WIDTH, REPLAY_LENS_HEIGHT, NULL,
				 &session_events, l);
	l->player = player_new(r, l->session);
	l->sent = token_new(policy_payload_limit);
	lens_text_init(&l->text);
	buf_init(&l->out);
	session_tap(l->session, on_wire, l);
}

static void fini(struct replay_lens *l)
{
	player_free(l->player);
	session_free(l->session);
	lens_free(l->lens);
	token_free(l->sent);
	lens_text_fini(&l->text);
	buf_fini(&l->out);
}

bool replay_lens_run(const struct replay_args *args, const Options *options, RecordingReader *r,
		     struct err *e)
{
	struct lens_options o = { .gather = true };
	struct replay_lens l = { .row = choose(args, options, &o, e), .json = args->json };
	bool good;

	if (!l.row)
		return false;
	init(&l, &o, r);
	good = play(&l, e);
	if (good && l.unread)
		good = err_set(e, ERR_OTHER,
			       "%llu of the messages are wrong as %s (without --json they "
			       "are shown, with what is wrong)",
			       (unsigned long long)l.unread, l.row->name);
	fini(&l);
	return good;
}

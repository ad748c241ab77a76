#include "unit/stage.h"

#include "script-transport.h"

static void ignore(void *user)
{
	(void)user;
}

void stage_init(struct stage *s, const char *bytes, size_t n, unsigned width, unsigned height,
		enum mode_choice mode)
{
	const struct session_settings settings = { .mode = mode,
						   .charset = "UTF-8",
						   .fallback_charset = "CP1252",
						   .history_lines = 1000,
						   .history_bytes = 1 << 20 };

	stage_init_with(s, bytes, n, width, height, &settings);
}

void stage_init_with(struct stage *s, const char *bytes, size_t n, unsigned width, unsigned height,
		     const struct session_settings *settings)
{
	static const struct session_events session_events = { 0 };
	static const struct layers_events layer_events = { ignore, ignore };
	struct session_wire wire = { .protocol = TELNET_PROTOCOL_RAW, .term = "x" };
	struct script_step step = { SCRIPT_DATA, bytes, n };

	*s = (struct stage){ 0 };
	s->session = session_new(settings, width, compose_session_rows(height, 1), NULL,
				 &session_events, s);
	session_attach(s->session, script_transport(&step, 1, 100, &s->sent), &wire, 0, 0);
	do
		session_pump(s->session, 0, 0);
	while (session_wants(s->session).again);
	s->theme = theme_for(
		&(struct theme_abilities){ .attributes = CELL_BOLD | CELL_ITALIC, .colours = 256 });
	s->layers = layers_new(&layer_events, s);
	s->compose = (struct compose){ .width = width,
				       .height = height,
				       .session = s->session,
				       .theme = &s->theme,
				       .status = { .state = "S", .menu = NULL } };
}

void stage_fini(struct stage *s)
{
	layers_free(s->layers);
	session_free(s->session);
	buf_fini(&s->sent);
}

void stage_draw(struct stage *s, struct frame *out)
{
	struct layer_area area;

	compose_frame(&s->compose, out, &area);
	compose_over(s->layers, s->message.text ? &s->message : NULL, &area, out);
}

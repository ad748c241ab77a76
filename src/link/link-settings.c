#include "link/link-settings.h"

#include <sys/socket.h>

#include "record/player.h"
#include "tls/tls.h"
#include "base/poison.h"

struct session_settings link_settings(const Options *options)
{
	struct session_settings s = {
		.mode = options_mode(options),
		.mode_by_hand = options_is_set(options, OPTIONS_MODE),
		.view = options_view(options),
		.mask = options_mask(options),
		.local_echo = options_local_echo(options),
		.eol = options_eol(options),
		.kind = options_peer(options),
		.keepalive = options_keepalive_telnet(options),
		.keepalive_idle = 1000 * (int64_t)options_number(options, OPTIONS_KEEPALIVE_IDLE),
		.silence_notice = 1000 * (int64_t)options_number(options, OPTIONS_SILENCE_NOTICE),
		.compression = options_compression(options),
		.show_controls = options_show_controls(options),
		.wrap = options_wrap(options),
		.times = options_timestamps(options),
		.place = options_grid(options),
		.blink = options_blink(options),
		.music = options_ansi_music(options),
		.aard102 = options_aard102(options),
		.mxp = options_mxp(options),
		.linemode = options_linemode(options),
		.flow_control = options_flow_control(options),
		.msp = options_msp(options),
		.escapes = options_escapes(options),
		.no_hints = options_pack(options) == OPTIONS_PACK_NONE,
		.log_screens = options_log_screens(options),
		.backspace_bs = options_backspace(options) == OPTIONS_BACKSPACE_BS,
		.items = options_given(options, OPTIONS_STATUS_ITEMS),
		.gmcp_packages = options_given(options, OPTIONS_GMCP_PACKAGES),
		.charset = options_value(options, OPTIONS_CHARSET),
		.charset_by_hand = options_is_set(options, OPTIONS_CHARSET),
		.fallback_charset = options_value(options, OPTIONS_FALLBACK_CHARSET),
		.history_lines = (size_t)options_number(options, OPTIONS_SCROLLBACK),
		.history_bytes = (size_t)options_number(options, OPTIONS_SCROLLBACK_MEMORY) << 20,
	};

	/* A board draws 25 rows, or 24 where there are no more. */
	if (!options_is_chosen(options, OPTIONS_SIZE))
		s.fixed_least = 24;
	options_size(options, &s.fixed_width, &s.fixed_height);
	return s;
}

struct session_settings link_played_settings(const Options *options, const Session *s,
					     bool true_colours)
{
	struct session_settings shown = link_settings(options), settings;

	if (s)
		settings = session_settings(s);
	else
		player_settings(&settings);
	settings.view = shown.view;
	settings.wrap = shown.wrap;
	settings.times = shown.times;
	settings.place = shown.place;
	settings.blink = shown.blink;
	settings.history_lines = shown.history_lines;
	settings.history_bytes = shown.history_bytes;
	settings.true_colours = true_colours;
	return settings;
}

static bool is_raw_scheme(enum address_scheme scheme)
{
	return scheme == ADDRESS_TCP || scheme == ADDRESS_TLS || scheme == ADDRESS_UNIX ||
	       scheme == ADDRESS_EXEC;
}

static enum telnet_protocol first_protocol(const struct address *address, const Options *options)
{
	enum address_scheme scheme = address->scheme;

	if (options_protocol(options) != TELNET_PROTOCOL_UNDECIDED)
		return options_protocol(options);
	if (is_raw_scheme(scheme))
		return TELNET_PROTOCOL_RAW;
	if (scheme != ADDRESS_HOST || address_is_port(address, 23) || address_is_port(address, 992))
		return TELNET_PROTOCOL_TELNET;
	return TELNET_PROTOCOL_UNDECIDED;
}

/* Whether what is sent over `t` in plain text can be read by strangers on the way. */
static bool is_exposed(const Transport *t)
{
	struct sockaddr_storage peer = { .ss_family = AF_UNSPEC };
	socklen_t length = sizeof(peer);

	if (tls_transport_report(t) || transport_fd(t) < 0 ||
	    getpeername(transport_fd(t), (struct sockaddr *)&peer, &length) < 0)
		return false;
	return address_is_public((const struct sockaddr *)&peer);
}

struct session_wire link_wire(const struct address *address, const Transport *t, bool raw,
			      const Options *options)
{
	bool remote = address && address->service;
	bool port_23 = remote && address_is_port(address, 23);
	enum tri initiate = options_initiate(options);
	struct session_wire wire = {
		.term = options_value(options, OPTIONS_TERM),
		.name = remote ? options_given(options, OPTIONS_USER) : NULL,
		.terminal_port = port_23 || (remote && address_is_port(address, 992)),
		.exec = address && address->scheme == ADDRESS_EXEC,
		.exposed = is_exposed(t),
		.tls = tls_transport_report(t) != NULL,
		.char_login = tls_transport_report(t) && options_given(options, OPTIONS_USER) &&
			      options_given(options, OPTIONS_PASSWORD_COMMAND),
		.starttls = remote && !tls_transport_report(t),
		.protocol = !address ? TELNET_PROTOCOL_TELNET :
			    raw      ? TELNET_PROTOCOL_RAW :
				       first_protocol(address, options),
	};

	wire.initiate = wire.protocol != TELNET_PROTOCOL_RAW &&
			(initiate == TRI_ON || (initiate == TRI_AUTO && port_23));
	return wire;
}

#include "app/pipe.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "link/connector.h"
#include "app/exit-status.h"
#include "config/paths.h"
#include "loop/timer.h"
#include "base/buf.h"
#include "base/poison.h"

enum {
	PIPE_READ_BUDGET = 65536, /* from the peer, a turn */
	PIPE_CHUNK = 16384,
	PIPE_TO_PEER_MAX = 262144, /* stop reading stdin above this */
	PIPE_TO_STDOUT_MAX = 1048576, /* stop reading the peer above this */
	PIPE_SAFE_WRITE = 4096, /* a writable pipe takes this much without blocking (POSIX) */
};

struct pipe {
	const struct args *args;
	const Options *options;
	const struct address *address; /* NULL: the demo */
	Loop *loop;
	Dialer *dialer;
	Transport *transport;
	Telnet *telnet;
	LoopWatch *input, *output, *peer;
	Timer *tick, *idle;
	struct buf to_peer, to_stdout;
	size_t stdout_chunk;
	bool input_ended, peer_ended, write_failed, shut;
	struct err error;
};

static void finish(struct pipe *p, enum err_kind kind, const char *text)
{
	if (text)
		err_set(&p->error, kind, "%s", text);
	loop_stop(p->loop);
}

/* --- Events of the telnet layer. */

static void on_data(void *user, const char *bytes, size_t n)
{
	struct pipe *p = user;

	buf_append(&p->to_stdout, bytes, n);
}

static void on_send(void *user, const char *bytes, size_t n)
{
	struct pipe *p = user;

	if (!p->write_failed)
		buf_append(&p->to_peer, bytes, n);
}

static void on_send_urgent(void *user, char byte)
{
	on_send(user, &byte, 1);
}

static void on_nothing(void *user)
{
	(void)user;
}

static void on_notice(void *user, const char *text)
{
	(void)user;
	fprintf(stderr, "hail: %s\n", text);
}

static const struct telnet_events telnet_handlers = {
	.data = on_data,
	.send = on_send,
	.send_urgent = on_send_urgent,
	.prompt = on_nothing,
	.changed = on_nothing,
	.notice = on_notice,
};

/* --- Moving bytes. */

static void write_peer(struct pipe *p)
{
	while (p->transport && buf_length(&p->to_peer)) {
		size_t done = 0;
		enum io_status status = transport_write(p->transport, buf_data(&p->to_peer),
							buf_length(&p->to_peer), &done, NULL);

		if (status == IO_AGAIN)
			return;
		if (status != IO_OK) {
			/* What the peer still has to say is read; reading tells how it ended. */
			p->write_failed = true;
			buf_clear(&p->to_peer);
			return;
		}
		buf_consume(&p->to_peer, done);
	}
}

static bool passes_end_on(const struct pipe *p)
{
	struct telnet_facts facts;
	long choice = options_number(p->options, OPTIONS_HALF_CLOSE);

	if (choice)
		return choice == 1;
	telnet_facts(p->telnet, &facts);
	return !p->address || facts.protocol != TELNET_PROTOCOL_TELNET;
}

static void shut_if_ended(struct pipe *p)
{
	if (!p->input_ended || p->shut || buf_length(&p->to_peer) || p->write_failed)
		return;
	p->shut = true;
	if (passes_end_on(p))
		transport_shutdown(p->transport, NULL);
}

static void write_stdout(struct pipe *p)
{
	size_t n = buf_length(&p->to_stdout);
	ssize_t done;

	if (!n)
		return;
	done = write(STDOUT_FILENO, buf_data(&p->to_stdout),
		     n < p->stdout_chunk ? n : p->stdout_chunk);
	if (done >= 0)
		buf_consume(&p->to_stdout, (size_t)done);
	else if (errno == EPIPE)
		finish(p, ERR_NONE, NULL);
	else if (errno != EAGAIN && errno != EINTR)
		finish(p, ERR_OTHER, strerror(errno));
}

static void restart_idle(struct pipe *p)
{
	if (p->input_ended && p->args->timeout_s >= 0)
		timer_set(p->idle, loop_now(p->loop) + p->args->timeout_s * 1000);
}

static void end_peer(struct pipe *p, const struct err *e)
{
	p->peer_ended = true;
	if (tls_truncated(p->transport))
		fputs("hail: warning: the peer ended without TLS's own end: data may be missing\n",
		      stderr);
	if (e)
		p->error = *e;
	telnet_finish(p->telnet);
}

static void read_peer(struct pipe *p)
{
	char bytes[PIPE_CHUNK];
	size_t total = 0;

	while (total < PIPE_READ_BUDGET && buf_length(&p->to_stdout) < PIPE_TO_STDOUT_MAX) {
		struct err e;
		size_t done = 0;
		enum io_status status = transport_read(p->transport, bytes, sizeof(bytes), &done,
						       &e);

		if (status == IO_AGAIN)
			return;
		if (status != IO_OK) {
			end_peer(p, status == IO_ERROR ? &e : NULL);
			return;
		}
		total += done;
		telnet_receive(p->telnet, bytes, done, loop_now(p->loop));
		restart_idle(p);
	}
}

/* --- What is waited for. */

static void watch_peer(struct pipe *p)
{
	bool reading = !p->peer_ended && buf_length(&p->to_stdout) < PIPE_TO_STDOUT_MAX;
	unsigned wants = transport_wants(p->transport, reading, buf_length(&p->to_peer) > 0);

	if (p->peer_ended || !wants)
		loop_watch_pause(p->peer);
	else
		loop_watch_set(p->peer, connect_poll_events(wants));
	if (reading && transport_may_have_more(p->transport))
		loop_watch_again(p->peer);
}

static void settle(struct pipe *p)
{
	if (!p->transport)
		return;
	write_peer(p);
	shut_if_ended(p);
	watch_peer(p);
	if (p->input_ended || buf_length(&p->to_peer) >= PIPE_TO_PEER_MAX)
		loop_watch_pause(p->input);
	else
		loop_watch_set(p->input, POLLIN);
	loop_watch_set(p->output, buf_length(&p->to_stdout) ? POLLOUT : 0);
	timer_set(p->tick, p->peer_ended ? -1 : telnet_deadline(p->telnet));
	if (p->peer_ended && !buf_length(&p->to_stdout))
		loop_stop(p->loop);
}

static void on_input(void *user, short revents)
{
	struct pipe *p = user;
	char bytes[PIPE_CHUNK];
	ssize_t n;

	(void)revents;
	n = read(STDIN_FILENO, bytes, sizeof(bytes));
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0) {
		telnet_send_text(p->telnet, bytes, (size_t)n);
	} else {
		p->input_ended = true;
		restart_idle(p);
	}
	settle(p);
}

static void on_output(void *user, short revents)
{
	struct pipe *p = user;

	if (revents & (POLLERR | POLLHUP | POLLNVAL)) {
		finish(p, ERR_NONE, NULL);
		return;
	}
	write_stdout(p);
	settle(p);
}

static void on_peer(void *user, short revents)
{
	struct pipe *p = user;

	(void)revents;
	if (!p->peer_ended)
		read_peer(p);
	settle(p);
}

static void on_tick(void *user)
{
	struct pipe *p = user;

	telnet_tick(p->telnet, loop_now(p->loop));
	settle(p);
}

/* The quiet after the end of input has lasted long enough: the peer has said what it had to. */
static void on_idle(void *user)
{
	struct pipe *p = user;

	end_peer(p, NULL);
	settle(p);
}

static void on_connected(void *user, Transport *transport)
{
	struct pipe *p = user;
	struct session_wire wire = connect_wire(p->address, transport, p->args->raw, p->options);
	struct telnet_config config = { .text_newlines = true, .client = "HAIL" };

	config.protocol = wire.protocol;
	config.terminal_port = wire.terminal_port;
	config.initiate = wire.initiate;
	config.term = wire.term;
	p->transport = transport;
	p->telnet = telnet_new(&config, &telnet_handlers, p);
	telnet_start(p->telnet, loop_now(p->loop));
	p->peer = loop_watch(p->loop, LOOP_SOCKETS, transport_fd(transport), POLLIN, on_peer, p);
	p->input = loop_watch(p->loop, LOOP_KEYS, STDIN_FILENO, POLLIN, on_input, p);
	settle(p);
}

static void on_failed(void *user, const struct err *e)
{
	struct pipe *p = user;

	p->error = *e;
	loop_stop(p->loop);
}

static void start(struct pipe *p)
{
	static const struct connect_events events = { .connected = on_connected,
						      .failed = on_failed };
	struct route route;
	Transport *demo;

	if (p->address) {
		if (route_make(&route, p->address, p->options, p->args->family, 0, 0, &p->error))
			connect_start(p->dialer, &route, &events, p);
		else
			loop_stop(p->loop);
		return;
	}
	demo = connect_demo(p->dialer, p->args->demo, &p->error);
	if (demo)
		on_connected(p, demo);
	else
		finish(p, ERR_OTHER, NULL);
}

static void on_child(void *user, int signo)
{
	struct pipe *p = user;

	(void)signo;
	if (p->dialer)
		dialer_reap(p->dialer);
}

/* A pipe must not be filled beyond what is free in it; a file takes what it is given. */
static size_t safe_chunk(void)
{
	struct stat st;

	return fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode) ? PIPE_CHUNK * 4 :
								       PIPE_SAFE_WRITE;
}

int pipe_run(const struct args *args, const struct address *address, const Options *options)
{
	struct pipe p = {
		.args = args, .address = address, .options = options, .stdout_chunk = safe_chunk()
	};
	char *pins_file;

	signal(SIGPIPE, SIG_IGN);
	p.loop = loop_new(&p.error);
	if (!p.loop)
		return exit_with(&p.error);
	pins_file = paths_pins(options_given(options, OPTIONS_PINS_FILE));
	loop_on_signal(p.loop, SIGCHLD, on_child, &p);
	p.tick = timer_new(loop_timers(p.loop), on_tick, &p);
	p.idle = timer_new(loop_timers(p.loop), on_idle, &p);
	p.output = loop_watch(p.loop, LOOP_SOCKETS, STDOUT_FILENO, 0, on_output, &p);
	p.dialer = dialer_new(p.loop, pins_file, &p.error);
	if (p.dialer) {
		start(&p);
		loop_run(p.loop);
		if (p.error.kind == ERR_NONE)
			p.error = *loop_error(p.loop);
	}
	transport_free(p.transport);
	telnet_free(p.telnet);
	dialer_free(p.dialer);
	timer_free(p.tick);
	timer_free(p.idle);
	loop_free(p.loop);
	free(pins_file);
	buf_fini(&p.to_peer);
	buf_fini(&p.to_stdout);
	return p.error.kind == ERR_NONE ? 0 : exit_with(&p.error);
}

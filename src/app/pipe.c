#include "app/pipe.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/exit-status.h"
#include "app/peer-tail.h"
#include "app/pipe-lens.h"
#include "app/steps.h"
#include "base/buf.h"
#include "base/prompt.h"
#include "config/paths.h"
#include "lens/lens.h"
#include "link/link.h"
#include "loop/timer.h"
#include "base/poison.h"

enum {
	PIPE_CHUNK = 16384,
	PIPE_TO_STDOUT_MAX = 1048576, /* nothing is read from the peer above this */
	PIPE_IDLE_MAX =
		1000, /* calls in a row that poll(2) promised to do something, and that didn't */
	PIPE_SAFE_WRITE = 4096, /* a writable pipe takes this much without blocking (POSIX) */
	PIPE_QUIET_MS = 1000, /* behind the last --expect, if there is no input */
};

struct pipe {
	const struct args *args;
	Loop *loop;
	Dialer *dialer;
	Link *link;
	LoopWatch *input, *output;
	Timer *idle;
	PipeLens *lens; /* NULL: what comes goes to standard output as it is */
	Timer *pause; /* of what the lens reads */
	struct buf to_stdout;
	size_t stdout_chunk;
	unsigned unread, unwritten; /* how often in a row nothing came, nothing was taken */
	bool input_ended, half_closed, ended;
	Steps *steps; /* NULL: none */
	struct peer_tail said; /* while steps are to do */
	struct deferred look; /* for what they wait for */
	bool had_input;
	struct err error;
};

/* Whether a read or write that failed with `error` may yet succeed. */
static bool may_go_on(int error, unsigned *idle)
{
	return (error == EINTR || error == EAGAIN) && ++*idle < PIPE_IDLE_MAX;
}

/* --- Standard output. */

static void settle(struct pipe *p);

static void write_stdout(struct pipe *p)
{
	size_t n = buf_length(&p->to_stdout);
	ssize_t done;

	if (!n)
		return;
	done = write(STDOUT_FILENO, buf_data(&p->to_stdout),
		     n < p->stdout_chunk ? n : p->stdout_chunk);
	if (done >= 0) {
		p->unwritten = 0;
		buf_consume(&p->to_stdout, (size_t)done);
	} else if (errno == EPIPE) {
		loop_stop(p->loop);
	} else if (!may_go_on(errno, &p->unwritten)) {
		err_set(&p->error, ERR_OTHER, "cannot write to standard output: %s",
			strerror(errno));
		loop_stop(p->loop);
	}
}

static void on_output(void *user, short revents)
{
	struct pipe *p = user;

	if (revents & (POLLERR | POLLHUP | POLLNVAL)) {
		loop_stop(p->loop);
		return;
	}
	write_stdout(p);
	settle(p);
}

/* --- Standard input. */

/* How long the peer may be silent after the end of the input; -1: for ever. A command line that
 * ends with an --expect has come to its end when that has. */
static int64_t quiet_ms(const struct pipe *p)
{
	const struct args *args = p->args;

	if (args->timeout_s >= 0)
		return args->timeout_s * 1000;
	return !p->had_input && args->step_count && args->steps[args->step_count - 1].expect ?
		       PIPE_QUIET_MS :
		       -1;
}

static void restart_idle(struct pipe *p)
{
	int64_t quiet = quiet_ms(p);

	if (p->input_ended && quiet >= 0)
		timer_set(p->idle, loop_now(p->loop) + quiet);
}

/* Whether input and output are one socket, as a command's are that is a proxy or an inetd's. */
static bool is_one_socket(void)
{
	struct stat in, out;

	return fstat(STDIN_FILENO, &in) == 0 && fstat(STDOUT_FILENO, &out) == 0 &&
	       S_ISSOCK(in.st_mode) && in.st_dev == out.st_dev && in.st_ino == out.st_ino;
}

static void on_input(void *user, short revents)
{
	struct pipe *p = user;
	size_t room = session_stream_room(link_session(p->link));
	char bytes[PIPE_CHUNK];
	ssize_t n;

	(void)revents;
	if (!room)
		return;
	n = read(STDIN_FILENO, bytes, room < sizeof(bytes) ? room : sizeof(bytes));
	if (n < 0 && may_go_on(errno, &p->unread))
		return;
	if (n < 0 && errno == ECONNRESET && is_one_socket()) {
		/* Whoever has run us went without reading all: as EPIPE is of the output. */
		loop_stop(p->loop);
		return;
	}
	if (n > 0) {
		p->unread = 0;
		p->had_input = true;
		session_stream(link_session(p->link), bytes, (size_t)n);
	} else {
		/* What the peer has to say to the beginning is still worth reading. */
		if (n < 0)
			err_set(&p->error, ERR_OTHER, "cannot read standard input: %s",
				strerror(errno));
		p->input_ended = true;
		restart_idle(p);
	}
	settle(p);
}

static bool passes_end_on(const struct pipe *p)
{
	switch (options_half_close(link_options(p->link))) {
	case TRI_ON: return true;
	case TRI_OFF: return false;
	case TRI_AUTO: break;
	}
	return link_is_service(p->link) ||
	       session_protocol(link_session(p->link)) != TELNET_PROTOCOL_TELNET;
}

/* What telnet the peer speaks is known only when everything was sent. */
static void pass_end_on(struct pipe *p)
{
	Session *s = link_session(p->link);

	if (!p->input_ended || p->half_closed || session_state(s) != SESSION_CONNECTED ||
	    session_queued(s))
		return;
	p->half_closed = true;
	if (passes_end_on(p))
		session_half_close(s, NULL);
}

/* --- What is waited for. */

static bool has_steps(const struct pipe *p)
{
	return p->steps && !steps_are_over(p->steps);
}

static bool takes_input(const struct pipe *p)
{
	const Session *s = link_session(p->link);

	return session_state(s) == SESSION_CONNECTED && !p->input_ended && !has_steps(p) &&
	       session_stream_room(s) >= PIPE_CHUNK;
}

static void settle(struct pipe *p)
{
	Session *s = link_session(p->link);

	pass_end_on(p);
	if (takes_input(p))
		loop_watch_set(p->input, POLLIN);
	else
		loop_watch_pause(p->input);
	loop_watch_set(p->output, buf_length(&p->to_stdout) ? POLLOUT : 0);
	session_hold(s, buf_length(&p->to_stdout) >= PIPE_TO_STDOUT_MAX);
	if (p->ended && !buf_length(&p->to_stdout))
		loop_stop(p->loop);
}

/* --- The steps of --expect and --send. */

static bool find(void *user, Regex *re)
{
	struct pipe *p = user;

	return peer_tail_find(&p->said, re);
}

/* What answers a prompt for a password is one. */
static bool send_step(void *user, const char *text, size_t n, bool enter, struct err *e)
{
	struct pipe *p = user;
	Session *s = link_session(p->link);
	size_t length;
	const char *line = peer_tail_line(&p->said, true, &length);
	bool secret = session_line_is_secret(s) || prompt_asks_password(line, length);

	return session_stream_line(s, WIRE_SCRIPT, secret, text, n, enter, e);
}

static void last_line(void *user, struct str *out)
{
	struct pipe *p = user;
	size_t n;
	const char *line = peer_tail_line(&p->said, false, &n);

	str_append_any(out, line, n);
}

static void on_steps_ended(void *user, const struct err *e)
{
	struct pipe *p = user;

	peer_tail_fini(&p->said);
	if (e) {
		p->error = *e;
		link_disconnect(p->link);
	}
	settle(p);
}

static const struct steps_owner steps_owner = {
	.find = find, .send = send_step, .last_line = last_line, .ended = on_steps_ended
};

static void look(void *user)
{
	struct pipe *p = user;

	steps_received(p->steps);
}

static void note_said(struct pipe *p, const char *bytes, size_t n)
{
	if (!has_steps(p))
		return;
	peer_tail_append(&p->said, bytes, n);
	loop_defer(p->loop, &p->look, look, p);
}

/* --- What a lens shows. */

static void feed_lens(struct pipe *p, const char *bytes, size_t n)
{
	pipe_lens_feed(p->lens, bytes, n);
	if (pipe_lens_waits(p->lens))
		timer_set(p->pause, loop_now(p->loop) + LENS_PAUSE_MS);
	else
		timer_set(p->pause, -1);
}

static void on_wire(void *user, const struct wire_piece *piece)
{
	if (piece->direction == WIRE_RECEIVED)
		feed_lens(user, piece->bytes, piece->length);
}

static void on_pause(void *user)
{
	struct pipe *p = user;

	pipe_lens_pause(p->lens);
	settle(p);
}

/* The peer has said all. */
static void end_lens(struct pipe *p)
{
	struct err e;

	if (!p->lens)
		return;
	timer_set(p->pause, -1);
	if (!pipe_lens_end(p->lens, &e) && p->error.kind == ERR_NONE)
		p->error = e;
}

/* Makes the lens of the command line, if there is one. */
static bool start_lens(struct pipe *p, const Options *options)
{
	if (!p->args->lens)
		return true;
	p->lens = pipe_lens_new(p->args, options, &p->to_stdout, &p->error);
	if (!p->lens)
		return false;
	p->pause = timer_new(loop_timers(p->loop), on_pause, p);
	if (!pipe_lens_is_of_wire(p->lens) || session_tap(link_session(p->link), on_wire, p))
		return true;
	return err_set(&p->error, ERR_OTHER, "too much listens to the session");
}

/* --- Events of the link. */

static void on_changed(void *user)
{
	settle(user);
}

static void on_data(void *user, const char *bytes, size_t n)
{
	struct pipe *p = user;

	if (!p->lens)
		buf_append(&p->to_stdout, bytes, n);
	else if (!pipe_lens_is_of_wire(p->lens))
		feed_lens(p, bytes, n);
	note_said(p, bytes, n);
	session_hold(link_session(p->link), buf_length(&p->to_stdout) >= PIPE_TO_STDOUT_MAX);
	restart_idle(p);
}

static void on_message(void *user, enum message_kind kind, const char *text)
{
	(void)user;
	(void)kind;
	error_lines_write("hail: ", text);
}

/* A peer that a damaged line stops is told of by its failure. */
static void on_connected(void *user)
{
	struct pipe *p = user;
	struct err e;

	if (!dialer_check_trust(p->dialer, &e))
		on_message(p, MESSAGE_ERROR, e.text);
	if (p->steps)
		steps_begin(p->steps);
}

/* Whether standard input holds bytes that nobody has read yet. */
static bool input_waits(void)
{
	int n = 0;

	return ioctl(STDIN_FILENO, FIONREAD, &n) == 0 && n > 0;
}

static void on_ended(void *user)
{
	struct pipe *p = user;
	const Session *s = link_session(p->link);

	p->ended = true;
	if (session_state(s) == SESSION_FAILED && p->error.kind == ERR_NONE)
		p->error = *session_error(s);
	else if (has_steps(p))
		steps_peer_ended(p->steps, "the peer closed the connection");
	else if (p->error.kind == ERR_NONE && !p->input_ended && input_waits())
		err_set(&p->error, ERR_LOST,
			"the peer closed the connection before all of standard input was sent");
	end_lens(p);
	settle(p);
}

static const struct link_events link_handlers = {
	.changed = on_changed,
	.data = on_data,
	.message = on_message,
	.connected = on_connected,
	.ended = on_ended,
};

/* The quiet after the end of input has lasted long enough: the peer has said what it had to. */
static void on_idle(void *user)
{
	struct pipe *p = user;
	size_t unsent = session_unsent(link_session(p->link));

	if (!unsent) {
		link_disconnect(p->link);
		return;
	}
	err_set(&p->error, ERR_LOST, "the peer did not take the last %zu bytes in time", unsent);
	loop_stop(p->loop);
}

static void on_child(void *user, int signo)
{
	struct pipe *p = user;

	(void)signo;
	dialer_reap(p->dialer);
}

/* --- Its life. */

/* A pipe must not be filled beyond what is free in it; a file takes what it is given. */
static size_t safe_chunk(void)
{
	struct stat st;

	return fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode) ? PIPE_CHUNK * 4 :
								       PIPE_SAFE_WRITE;
}

static void run(struct pipe *p, const struct address *address, Options *options)
{
	struct link_config config = { .address = address,
				      .service = address ? NULL : p->args->demo,
				      .part = p->args->port,
				      .options = options,
				      .family = p->args->family,
				      .raw = p->args->raw,
				      .stream = true,
				      .exact = p->args->lens &&
					       pipe_lens_needs_exact(p->args->lens),
				      .columns = 80,
				      .rows = 24 };

	p->link = link_new(p->dialer, &config, &link_handlers, p);
	p->idle = timer_new(loop_timers(p->loop), on_idle, p);
	p->output = loop_watch(p->loop, LOOP_SOCKETS, STDOUT_FILENO, 0, on_output, p);
	p->input = loop_watch(p->loop, LOOP_KEYS, STDIN_FILENO, 0, on_input, p);
	loop_watch_pause(p->input);
	loop_on_signal(p->loop, SIGCHLD, on_child, p);
	if (p->args->step_count)
		p->steps = steps_new(p->args, p->loop, &steps_owner, p, &p->error);
	if (p->error.kind == ERR_NONE && start_lens(p, link_options(p->link)) &&
	    (!p->args->trace_file || link_trace(p->link, p->args->trace_file, &p->error)) &&
	    (!p->args->record_file || link_record(p->link, p->args->record_file, &p->error)) &&
	    link_connect(p->link, &p->error))
		loop_run(p->loop);
	link_free(p->link);
	timer_free(p->idle);
	timer_free(p->pause);
	pipe_lens_free(p->lens);
	deferred_cancel(&p->look);
	steps_free(p->steps);
	peer_tail_fini(&p->said);
}

int pipe_run(const struct args *args, const struct address *address, Options *options)
{
	struct pipe p = { .args = args, .stdout_chunk = safe_chunk() };
	char *pins_file = paths_pins(options_given(options, OPTIONS_PINS_FILE));

	signal(SIGPIPE, SIG_IGN);
	p.loop = loop_new(&p.error);
	p.dialer = p.loop ? dialer_new(p.loop, pins_file, &p.error) : NULL;
	if (p.dialer)
		run(&p, address, options);
	else
		options_free(options);
	if (p.loop && p.error.kind == ERR_NONE)
		p.error = *loop_error(p.loop);
	dialer_free(p.dialer);
	loop_free(p.loop);
	free(pins_file);
	buf_fini(&p.to_stdout);
	return p.error.kind == ERR_NONE ? 0 : exit_with(&p.error);
}

#include "ctl/ctl-server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "ctl/ctl-path.h"
#include "ctl/ctl-request.h"
#include "base/poison.h"

enum {
	CHUNK = 16384,
	TURN_REQUESTS = 4, /* of a client in a turn of the loop */
	ANSWERS_HIGH = 256 * 1024, /* bytes that wait for a client that doesn't read: above no more
				      requests are taken */
};

struct client {
	CtlServer *server;
	int fd; /* -1: the place is free */
	LoopWatch *watch;
	struct buf in, out; /* requests may hold secrets */
	bool ended; /* it has said all */
	bool last; /* nothing more is read: it ends when all is written */
	size_t waits;
};

struct wait {
	struct client *client; /* NULL: the place is free */
	struct ctl_request request;
	void *session;
	struct ctl_place from;
	Timer *timer;
};

struct CtlServer {
	Loop *loop;
	const struct ctl_verbs *verbs;
	void *user;
	char *path;
	int fd;
	LoopWatch *watch;
	struct client clients[CTL_CLIENTS_MAX];
	struct wait waits[CTL_WAITS_MAX];
	struct deferred look;
};

/* --- Answers. */

static void settle(struct client *c)
{
	short events = 0;

	if (!c->ended && !c->last && buf_length(&c->out) < ANSWERS_HIGH)
		events |= POLLIN;
	if (buf_length(&c->out))
		events |= POLLOUT;
	loop_watch_set(c->watch, events);
}

/* `members` are those behind "ok", each behind a comma; or an error is told. */
static void answer(struct client *c, const struct str *id, const char *members, const struct err *e)
{
	struct str out;

	str_init(&out);
	str_append_char(&out, '{');
	if (id->length)
		str_append_format(&out, "\"id\":%s,", id->text);
	if (e) {
		str_append_string(&out, "\"ok\":false,\"error\":");
		json_quote(e->text, strlen(e->text), &out);
		if (e->kind == ERR_EXPECT)
			str_append_string(&out, ",\"came\":false");
	} else {
		str_append_string(&out, "\"ok\":true");
		str_append_string(&out, members);
	}
	str_append_string(&out, "}\n");
	buf_append(&c->out, out.text, out.length);
	str_fini(&out);
	settle(c);
}

/* --- What is waited for. */

static void end_wait(struct wait *w)
{
	timer_free(w->timer);
	ctl_request_fini(&w->request);
	w->client->waits--;
	*w = (struct wait){ 0 };
}

/* Answers the wait if it is over. */
static bool look_for(CtlServer *s, struct wait *w)
{
	struct err e = { .kind = ERR_NONE };
	struct str line, members;
	enum ctl_found found;

	str_init(&line);
	str_init(&members);
	found = s->verbs->find(s->user, w->session, w->request.pattern, &w->from, &line, &e);
	if (found != CTL_NOT_YET) {
		str_append_string(&members, ",\"line\":");
		json_quote(line.text, line.length < CTL_ANSWER_MAX ? line.length : CTL_ANSWER_MAX,
			   &members);
		answer(w->client, &w->request.id, members.text, found == CTL_FOUND ? NULL : &e);
		end_wait(w);
	}
	str_fini(&members);
	str_fini(&line);
	return found != CTL_NOT_YET;
}

static void on_time(void *user)
{
	struct wait *w = user;
	struct err e;

	err_set(&e, ERR_EXPECT, "it did not come within %lld s",
		(long long)w->request.timeout_ms / 1000);
	answer(w->client, &w->request.id, "", &e);
	end_wait(w);
}

static void look(void *user)
{
	CtlServer *s = user;

	for (size_t i = 0; i < CTL_WAITS_MAX; i++) {
		if (s->waits[i].client)
			look_for(s, &s->waits[i]);
	}
}

void ctl_server_changed(CtlServer *s)
{
	if (s)
		loop_defer(s->loop, &s->look, look, s);
}

void ctl_server_gone(CtlServer *s, const void *session)
{
	struct err e;

	for (size_t i = 0; s && i < CTL_WAITS_MAX; i++) {
		struct wait *w = &s->waits[i];

		if (!w->client || w->session != session)
			continue;
		err_set(&e, ERR_EXPECT, "the session was closed");
		answer(w->client, &w->request.id, "", &e);
		end_wait(w);
	}
}

/* Takes the request over. False with `e` set if too much is waited for. */
static bool begin_wait(struct client *c, struct ctl_request *r, void *session, struct err *e)
{
	CtlServer *s = c->server;
	struct wait *w = s->waits;

	while (w < s->waits + CTL_WAITS_MAX && w->client)
		w++;
	if (w == s->waits + CTL_WAITS_MAX)
		return err_set(e, ERR_OTHER, "too much is waited for at once (%d)", CTL_WAITS_MAX);
	*w = (struct wait){ .client = c, .request = *r, .session = session };
	c->waits++;
	s->verbs->place(s->user, session, &w->from);
	w->timer = timer_new(loop_timers(s->loop), on_time, w);
	timer_set(w->timer, loop_now(s->loop) + r->timeout_ms);
	look_for(s, w);
	return true;
}

/* Two waits of one id end both. */
static void cancel(struct client *c, const struct str *of)
{
	struct err e;

	err_set(&e, ERR_EXPECT, "cancelled");
	for (struct wait *w = c->server->waits; w < c->server->waits + CTL_WAITS_MAX; w++) {
		if (w->client != c || strcmp(w->request.id.text, of->text) != 0)
			continue;
		answer(c, &w->request.id, "", &e);
		end_wait(w);
	}
}

/* --- Requests. */

/* Does what is asked; `members` of the answer are appended. */
static bool run(CtlServer *s, const struct ctl_request *r, void *session, struct str *members,
		struct err *e)
{
	switch (r->verb) {
	case CTL_SESSIONS: s->verbs->sessions(s->user, members); break;
	case CTL_SCREEN: s->verbs->screen(s->user, session, members); break;
	case CTL_LINES: s->verbs->lines(s->user, session, r->lines, members); break;
	case CTL_SEND:
		return s->verbs->send(s->user, session, r->text.text, r->text.length, r->enter, e);
	case CTL_KEYS: return s->verbs->keys(s->user, session, r->keys, r->key_count, e);
	case CTL_COMMAND: return s->verbs->command(s->user, session, r->text.text, e);
	case CTL_CANCEL:
	case CTL_WAIT:
	case CTL_VERBS: break;
	}
	return true;
}

static void take_request(struct client *c, const char *line, size_t n)
{
	CtlServer *s = c->server;
	struct ctl_request r;
	struct str members;
	struct err e = { .kind = ERR_NONE };
	void *session = NULL;
	bool good = ctl_request_parse(line, n, &r, &e);

	if (good && r.verb == CTL_CANCEL) {
		cancel(c, &r.of);
	} else if (good && r.verb != CTL_SESSIONS) {
		session = s->verbs->session(s->user, r.session.text, &e);
		good = session != NULL;
	}
	if (good && r.verb == CTL_WAIT) {
		if (begin_wait(c, &r, session, &e))
			return;
		good = false;
	}
	str_init(&members);
	good = good && run(s, &r, session, &members, &e);
	answer(c, &r.id, members.text, good ? NULL : &e);
	str_fini(&members);
	ctl_request_fini(&r);
}

/* Takes the lines that are there; true if some are left for the next turn. */
static bool take_requests(struct client *c)
{
	for (int i = 0; i < TURN_REQUESTS && buf_length(&c->out) < ANSWERS_HIGH; i++) {
		const char *line = buf_data(&c->in);
		size_t n = buf_length(&c->in);
		const char *end = n ? memchr(line, '\n', n) : NULL;
		struct str none = { .length = 0 };
		struct err e;

		if (!end && n > CTL_REQUEST_MAX) {
			err_set(&e, ERR_USAGE, "a request has at most %d bytes", CTL_REQUEST_MAX);
			answer(c, &none, "", &e);
			c->last = true;
		}
		if (end)
			n = (size_t)(end - line) + 1;
		else if (!c->ended || c->last || !n)
			return false;
		take_request(c, line, end ? n - 1 : n);
		buf_consume(&c->in, n);
	}
	return buf_length(&c->in) > 0;
}

/* --- Clients. */

static void drop(struct client *c)
{
	CtlServer *s = c->server;

	for (size_t i = 0; i < CTL_WAITS_MAX; i++) {
		if (s->waits[i].client == c)
			end_wait(&s->waits[i]);
	}
	loop_unwatch(s->loop, c->watch);
	close(c->fd);
	buf_fini(&c->in);
	buf_fini(&c->out);
	*c = (struct client){ .fd = -1 };
}

/* False if the connection has failed. */
static bool read_more(struct client *c)
{
	ssize_t n = read(c->fd, buf_reserve(&c->in, CHUNK), CHUNK);

	if (n > 0)
		buf_commit(&c->in, (size_t)n);
	c->ended |= n == 0;
	return n >= 0 || errno == EAGAIN || errno == EINTR;
}

static bool write_more(struct client *c)
{
	ssize_t n = send(c->fd, buf_data(&c->out), buf_length(&c->out), MSG_NOSIGNAL);

	if (n > 0)
		buf_consume(&c->out, (size_t)n);
	return n >= 0 || errno == EAGAIN || errno == EINTR;
}

static void on_client(void *user, short revents)
{
	struct client *c = user;
	bool left, good = !(revents & (POLLERR | POLLNVAL));

	if (good && !c->ended && !c->last && (revents & (POLLIN | POLLHUP)) &&
	    buf_length(&c->in) <= CTL_REQUEST_MAX)
		good = read_more(c);
	left = good && !c->last && take_requests(c);
	if (good && buf_length(&c->out))
		good = write_more(c);
	/* Nobody reads any more; or all was said and answered. */
	if (!good || ((revents & POLLHUP) && (c->ended || c->last) && !left) ||
	    ((c->ended || c->last) && !left && !c->waits && !buf_length(&c->out))) {
		drop(c);
		return;
	}
	settle(c);
	if (left && buf_length(&c->out) < ANSWERS_HIGH)
		loop_watch_again(c->watch);
}

static bool is_ours(int fd)
{
#ifdef SO_PEERCRED
	struct ucred peer;
	socklen_t n = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 && peer.uid == geteuid();
#else
	uid_t uid;
	gid_t gid;

	return getpeereid(fd, &uid, &gid) == 0 && uid == geteuid();
#endif
}

static void on_listen(void *user, short revents)
{
	static const char full[] = "{\"ok\":false,\"error\":\"too many clients\"}\n";
	CtlServer *s = user;
	int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct client *c = s->clients;

	(void)revents;
	if (fd < 0)
		return;
	while (c < s->clients + CTL_CLIENTS_MAX && c->fd >= 0)
		c++;
	if (!is_ours(fd) || c == s->clients + CTL_CLIENTS_MAX) {
		if (is_ours(fd))
			send(fd, full, sizeof(full) - 1, MSG_NOSIGNAL);
		close(fd);
		return;
	}
	*c = (struct client){ .server = s, .fd = fd, .in = { .secret = true } };
	c->watch = loop_watch(s->loop, LOOP_SOCKETS, fd, POLLIN, on_client, c);
}

/* --- Its life. */

static bool listen_at(CtlServer *s, struct err *e)
{
	struct sockaddr_un address;
	mode_t mask;
	bool bound;

	if (!ctl_path_address(s->path, &address, e))
		return false;
	s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	unlink(s->path);
	mask = umask(0177);
	bound = s->fd >= 0 && bind(s->fd, (struct sockaddr *)&address, sizeof(address)) == 0;
	umask(mask);
	if (!bound || listen(s->fd, CTL_CLIENTS_MAX) < 0)
		return err_set(e, ERR_OTHER, "the control socket %s can't be made: %s", s->path,
			       strerror(errno));
	return true;
}

CtlServer *ctl_server_new(Loop *loop, const char *path, const struct ctl_verbs *verbs, void *user,
			  struct err *e)
{
	CtlServer *s = mem_alloc(sizeof(*s));

	s->loop = loop;
	s->verbs = verbs;
	s->user = user;
	s->path = mem_strdup(path);
	s->fd = -1;
	for (size_t i = 0; i < CTL_CLIENTS_MAX; i++)
		s->clients[i].fd = -1;
	if (!listen_at(s, e)) {
		ctl_server_free(s);
		return NULL;
	}
	s->watch = loop_watch(loop, LOOP_SOCKETS, s->fd, POLLIN, on_listen, s);
	return s;
}

void ctl_server_free(CtlServer *s)
{
	if (!s)
		return;
	deferred_cancel(&s->look);
	for (size_t i = 0; i < CTL_CLIENTS_MAX; i++) {
		if (s->clients[i].fd >= 0)
			drop(&s->clients[i]);
	}
	loop_unwatch(s->loop, s->watch);
	if (s->watch)
		unlink(s->path);
	if (s->fd >= 0)
		close(s->fd);
	free(s->path);
	free(s);
}

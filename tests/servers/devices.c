/*
 * Many network devices in one process, each on a free port of 127.0.0.1, with a login, a prompt as
 * IOS has it, a pager, configuration, words that say that a command failed, and lines that they log
 * by themselves in the middle of output.
 *
 * usage: devices KIND=COUNT...
 *
 * Prints a line `KIND-NUMBER 127.0.0.1 PORT` for each, then `ready`, and serves until its standard
 * input ends. The kinds:
 *
 *   good     telnet with ECHO, "Username:" and "Password:", a prompt "NAME#"
 *   quiet    the same without telnet, and without an echo
 *   user     asks for no name; its prompt is "NAME>", and enable asks for another password
 *   console  says nothing before the second Enter; somebody has left it in configuration
 *   early    its banner stops for a moment behind what looks like its prompt
 *   passed   the first Enter, to a silent console, is its user's name
 *   pager    knows no "terminal length": it has a pager of 10 lines
 *   chatty   logs a line by itself in the middle of every output, and one behind the prompt
 *   slow     sends a few bytes at a time
 *   refuse   its port refuses
 *   hang     takes the connection and says nothing
 *   wrong    refuses every password
 *   again    refuses every password by asking again, without a word
 *   shut     refuses every password by closing
 *   quotes   refuses those of enable, and quotes them; shows the one of the login in its output
 *   motd     has a message of the day that sounds like a refusal
 *   die      closes the connection in the middle of the first "show"
 *   once     the same for its first connection alone
 *   staged   a prompt "<NAME>" or, configured, "[~NAME]", with changes that don't hold "[*NAME]"
 *   stale    the same, left with such changes
 *   model    its prompt is "A:admin@NAME#" in all modes, which the line above it says
 *
 * The user is "admin", the password "sesame", that of enable "open".
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum kind {
	GOOD,
	QUIET,
	USER,
	CONSOLE,
	EARLY,
	PASSED,
	PAGER,
	CHATTY,
	SLOW,
	REFUSE,
	HANG,
	WRONG,
	AGAIN,
	SHUT,
	QUOTES,
	MOTD,
	DIE,
	ONCE,
	STAGED,
	STALE,
	MODEL,
	KINDS
};

static const char *const kind_names[KINDS] = { "good",   "quiet", "user",   "console", "early",
					       "passed", "pager", "chatty", "slow",    "refuse",
					       "hang",   "wrong", "again",  "shut",    "quotes",
					       "motd",   "die",   "once",   "staged",  "stale",
					       "model" };

enum { EARLY_TICKS = 75 /* of 2 ms */, PAGE = 10, OUT_MAX = 65536, SLOW_BYTES = 7, EVENTS = 256 };

enum state {
	ASKS_NAME,
	ASKS_PASSWORD,
	ASKS_ENABLE,
	ASKS_CONFIRM,
	ASKS_UNCOMMITTED,
	AT_PROMPT,
	AT_PAGER,
	IN_BANNER,
	SILENT
};

struct device {
	char name[32];
	enum kind kind;
	int listener;
	unsigned connections;
};

struct line {
	struct line *next;
	char text[];
};

/* A connection, or with `fd` -1 a device that waits for one. */
struct peer {
	struct device *device;
	int fd;
	enum state state;
	char mode[16]; /* "", ">", "#", "(config)#", "(config-if)#" */
	char in[1024];
	size_t length;
	unsigned skip; /* bytes of a telnet command that are still to come */
	unsigned ticks; /* until its banner goes on */
	bool in_subnegotiation, was_cr;
	char *out; /* what waits to be sent */
	size_t out_length, out_sent;
	bool closing, dead;
	unsigned enters;
	bool paged; /* the user has not switched it off */
	bool changed; /* MODEL: with changes that don't hold */
	char *rest; /* what the pager holds back */
	struct peer *next;
};

static int epoll_fd;
static struct peer *peers; /* all, those that are dead as well */
static struct peer *slow_peers[4096];
static size_t slow_count;

static struct peer *new_peer(void)
{
	struct peer *p = calloc(1, sizeof(*p));

	if (!p)
		exit(1);
	p->next = peers;
	peers = p;
	return p;
}

static bool is_telnet(const struct device *d)
{
	return d->kind != QUIET && d->kind != CONSOLE && d->kind != PASSED;
}

static void put(struct peer *p, const char *bytes, size_t n)
{
	p->out = realloc(p->out, p->out_length + n + 1);
	if (!p->out)
		exit(1);
	memcpy(p->out + p->out_length, bytes, n);
	p->out_length += n;
}

static void say(struct peer *p, const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			put(p, "\r", 1);
		put(p, text, 1);
	}
}

static bool is_staged(const struct peer *p)
{
	return p->device->kind == STAGED || p->device->kind == STALE;
}

static void prompt(struct peer *p)
{
	p->state = AT_PROMPT;
	if (is_staged(p)) {
		say(p, *p->mode == '>' ? "<" : *p->mode == '~' ? "[~" : "[*");
		say(p, p->device->name);
		say(p, *p->mode == '>' ? ">" : "]");
		return;
	}
	if (p->device->kind == MODEL) {
		say(p, p->changed ? "\n*" : "\n");
		say(p, p->mode);
		say(p, "\nA:admin@");
		say(p, p->device->name);
		say(p, "# ");
		return;
	}
	say(p, p->device->name);
	say(p, p->mode);
	if (p->device->kind == CHATTY && p->length == 0 && strcmp(p->mode, "#") == 0 &&
	    p->enters == 3)
		say(p, "\n%SYS-5-CONFIG_I: Configured from console by admin\n");
}

static void ask(struct peer *p, enum state state, const char *text)
{
	p->state = state;
	say(p, text);
}

static void greet(struct peer *p)
{
	static const char options[] = "\377\373\001\377\373\003"; /* WILL ECHO, WILL SGA */

	p->paged = true;
	snprintf(p->mode, sizeof(p->mode), "#");
	switch (p->device->kind) {
	case HANG:
	case PASSED: p->state = SILENT; return;
	case CONSOLE:
		p->state = SILENT;
		snprintf(p->mode, sizeof(p->mode), "(config-if)#");
		return;
	case STAGED: snprintf(p->mode, sizeof(p->mode), ">"); break;
	case STALE: snprintf(p->mode, sizeof(p->mode), "*"); break;
	case MODEL: snprintf(p->mode, sizeof(p->mode), "[/]"); break;
	default: break;
	}
	if (is_telnet(p->device))
		put(p, options, sizeof(options) - 1);
	if (p->device->kind == EARLY) {
		p->state = SILENT;
		p->ticks = EARLY_TICKS;
		say(p, "This is ");
		say(p, p->device->name);
		say(p, "\n");
		say(p, p->device->name);
		say(p, "#");
		return;
	}
	say(p, "\n*** Authorised users only: access denied to all others ***\n\n"
	       "User Access Verification\n\n");
	if (p->device->kind == USER) {
		snprintf(p->mode, sizeof(p->mode), ">");
		ask(p, ASKS_PASSWORD, "Password: ");
	} else {
		ask(p, ASKS_NAME, "Username: ");
	}
}

/* Shows `text` page by page where there is a pager, then the prompt. */
static void show(struct peer *p, const char *text)
{
	unsigned lines = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");
		char line[512];

		if (p->paged && p->device->kind == PAGER && lines == PAGE) {
			char *rest = strdup(text);

			free(p->rest);
			p->rest = rest;
			say(p, " --More-- ");
			p->state = AT_PAGER;
			return;
		}
		snprintf(line, sizeof(line), "%.*s\n", (int)n, text);
		say(p, line);
		text += n + (text[n] == '\n');
		lines++;
		if (lines == 3 && p->device->kind == CHATTY)
			say(p,
			    "%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to up\n");
	}
	prompt(p);
}

static void next_page(struct peer *p, char key)
{
	char *rest = p->rest;

	put(p, "\b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\b", 30);
	p->rest = NULL;
	if (key == 'q')
		prompt(p);
	else
		show(p, rest);
	free(rest);
}

static void show_version(struct peer *p)
{
	char text[2048];
	int n = snprintf(text, sizeof(text),
			 "Cisco IOS Software, Version 15.2(4)E\n%s uptime is 3 weeks\n",
			 p->device->name);

	for (int i = 1; i <= 25; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "line %02d of the version\n", i);
	show(p, text);
}

static void fail(struct peer *p)
{
	say(p, "       ^\n% Invalid input detected at '^' marker.\n\n");
	prompt(p);
}

static void set_mode(struct peer *p, const char *mode)
{
	snprintf(p->mode, sizeof(p->mode), "%s", mode);
	prompt(p);
}

static bool in_config(const struct peer *p)
{
	return p->mode[0] == '(';
}

static void configure(struct peer *p, const char *line)
{
	line += strspn(line, " ");
	if (strcmp(line, "end") == 0)
		set_mode(p, "#");
	else if (strcmp(line, "exit") == 0)
		set_mode(p, strcmp(p->mode, "(config)#") == 0 ? "#" : "(config)#");
	else if (strncmp(line, "interface ", 10) == 0)
		set_mode(p, "(config-if)#");
	else if (strcmp(line, "sleep") == 0)
		ask(p, SILENT, "Is it late");
	else if (strcmp(line, "banner motd #") == 0)
		ask(p, IN_BANNER, "Enter TEXT message.  End with the character '#'.\n");
	else if (strncmp(line, "bad", 3) == 0)
		fail(p);
	else if (strcmp(line, "crypto key zeroize") == 0)
		ask(p, ASKS_CONFIRM, "Do you really want to remove these keys? [yes/no]: ");
	else if (strcmp(line, "archive") == 0)
		ask(p, ASKS_CONFIRM, "Would you like to save it? (Yes/No) [No] ");
	else if (strcmp(line, "menu") == 0)
		ask(p, ASKS_CONFIRM, "Enter choice [1-3]>");
	else if (strcmp(line, "reload") == 0)
		p->closing = true;
	else if (strcmp(line, "banner login %") == 0)
		ask(p, SILENT, "Go on.\n");
	else
		prompt(p);
}

static void run_staged(struct peer *p, const char *line)
{
	if (strcmp(line, "system-view") == 0) {
		set_mode(p, "~");
	} else if (strcmp(line, "return") == 0 && *p->mode == '*') {
		ask(p, ASKS_UNCOMMITTED,
		    "Warning: Uncommitted configurations found. Are you sure to commit them before "
		    "exiting? [Y(yes)/N(no)/C(cancel)]:");
	} else if (strcmp(line, "quit") == 0) {
		p->closing = true;
	} else if (strncmp(line, "bad", 3) == 0) {
		say(p, "Error: Unrecognized command found at '^' position.\n");
		prompt(p);
	} else if (*p->mode == '>') {
		prompt(p);
	} else if (strcmp(line, "return") == 0) {
		set_mode(p, ">");
	} else if (strcmp(line, "commit") == 0) {
		set_mode(p, "~");
	} else if (strcmp(line, "clear configuration candidate") == 0) {
		set_mode(p, "~");
	} else {
		set_mode(p, "*");
	}
}

/* Configuration is left at its root alone, and with nothing that doesn't hold. */
static void run_model(struct peer *p, const char *line)
{
	bool edits = *p->mode == '(', at_root = strcmp(p->mode, "(ex)[/]") == 0;

	if (!*line || strncmp(line, "environment ", 12) == 0) {
		prompt(p);
	} else if (strcmp(line, "logout") == 0) {
		p->closing = true;
	} else if (!edits && strcmp(line, "edit-config exclusive") == 0) {
		say(p, "INFO: CLI #2060: Entering exclusive configuration mode\n");
		set_mode(p, "(ex)[/]");
	} else if (edits && strcmp(line, "exit all") == 0) {
		set_mode(p, "(ex)[/]");
	} else if (at_root && !p->changed && strcmp(line, "quit-config") == 0) {
		set_mode(p, "[/]");
	} else if (edits &&
		   (strcmp(line, "commit") == 0 || (at_root && strcmp(line, "discard") == 0))) {
		p->changed = false;
		prompt(p);
	} else if (edits && strncmp(line, "bad", 3) != 0 && strcmp(line, "discard") != 0 &&
		   strcmp(line, "quit-config") != 0) {
		p->changed = true;
		set_mode(p, "(ex)[/port]");
	} else {
		say(p, "MINOR: MGMT_CORE #2201: Unknown element\n");
		prompt(p);
	}
}

static bool dies(const struct peer *p)
{
	return p->device->kind == DIE || (p->device->kind == ONCE && p->device->connections == 1);
}

static void run(struct peer *p, const char *line)
{
	if (in_config(p)) {
		configure(p, line);
	} else if (!*line) {
		prompt(p);
	} else if (strncmp(line, "terminal ", 9) == 0) {
		if (p->device->kind == PAGER) {
			fail(p);
			return;
		}
		p->paged = false;
		prompt(p);
	} else if (strncmp(line, "show ", 5) == 0 && dies(p)) {
		say(p, "Cisco IOS Soft");
		p->closing = true;
	} else if (strcmp(line, "show version") == 0) {
		show_version(p);
	} else if (strcmp(line, "show clock") == 0 && p->device->kind == QUOTES) {
		show(p, "username admin password 0 sesame\n");
	} else if (strcmp(line, "show clock") == 0) {
		show(p, "10:11:12.345 UTC Mon Nov 22 2026\n");
	} else if (strcmp(line, "show ip int brief") == 0) {
		show(p, "Interface              IP-Address      OK? Method Status Protocol\n"
			"GigabitEthernet0/1     192.0.2.1       YES manual up     up\n"
			"GigabitEthernet0/2     unassigned      YES unset  down   down\n");
	} else if (strcmp(line, "clear counters") == 0) {
		ask(p, ASKS_CONFIRM,
		    "Clear \"show interface\" counters on all interfaces [confirm]");
	} else if (strcmp(line, "erase") == 0) {
		ask(p, ASKS_CONFIRM, "Erase which file [all]?");
	} else if (strcmp(line, "configure terminal") == 0 && strcmp(p->mode, "#") == 0) {
		say(p, "Enter configuration commands, one per line.  End with CNTL/Z.\n");
		set_mode(p, "(config)#");
	} else if (strcmp(line, "enable") == 0 &&
		   (strcmp(p->mode, ">") == 0 || p->device->kind == QUOTES)) {
		ask(p, ASKS_ENABLE, "Password: ");
	} else if (strcmp(line, "exit") == 0) {
		p->closing = true;
	} else if (strcmp(line, "sleep") == 0) {
		p->state = SILENT;
	} else {
		fail(p);
	}
}

static void check_password(struct peer *p, const char *line)
{
	enum kind kind = p->device->kind;
	bool good = strcmp(line, "sesame") == 0 && kind != WRONG;

	if (kind == SHUT || kind == PASSED) {
		p->closing = true;
	} else if (kind == AGAIN) {
		ask(p, ASKS_PASSWORD, "Password: ");
	} else if (!good) {
		say(p, "% Login invalid\n\n");
		ask(p, kind == USER ? ASKS_PASSWORD : ASKS_NAME,
		    kind == USER ? "Password: " : "Username: ");
	} else {
		if (kind == MOTD)
			say(p, "Last login failed: never\nForgot your user name or password? Ask "
			       "us.\n");
		prompt(p);
	}
}

static void take_line(struct peer *p, const char *line)
{
	bool hidden = p->state == ASKS_PASSWORD || p->state == ASKS_ENABLE;

	/* It has lost the last digit. */
	if (strcmp(line, " vlan 123") == 0)
		line = " vlan 12";
	if (!hidden && p->device->kind != QUIET)
		say(p, line);
	if (p->state != ASKS_CONFIRM)
		say(p, "\n");
	p->enters++;
	switch (p->state) {
	case ASKS_NAME: ask(p, ASKS_PASSWORD, "Password: "); return;
	case ASKS_PASSWORD: check_password(p, line); return;
	case ASKS_ENABLE:
		if (strcmp(line, "open") == 0 && p->device->kind != QUOTES) {
			set_mode(p, "#");
			return;
		}
		say(p, "% Bad secrets");
		if (p->device->kind == QUOTES) {
			say(p, ": ");
			say(p, line);
		}
		say(p, "\n\n");
		prompt(p);
		return;
	case ASKS_CONFIRM:
		say(p, "\n");
		say(p,
		    *line ? "" : "%CLEAR-5-COUNTERS: Clear counter on all interfaces by admin\n");
		prompt(p);
		return;
	case SILENT:
		if (p->device->kind == CONSOLE && p->enters > 1)
			prompt(p);
		else if (p->device->kind == PASSED)
			ask(p, ASKS_PASSWORD, "Username: \nPassword: ");
		else if (p->device->kind == EARLY)
			p->closing = true;
		return;
	case ASKS_UNCOMMITTED:
		say(p, "Info: the answer was taken.\n");
		set_mode(p, ">");
		return;
	case AT_PROMPT:
		if (p->device->kind == MODEL)
			run_model(p, line);
		else
			(is_staged(p) ? run_staged : run)(p, line);
		return;
	case IN_BANNER:
		if (strchr(line, '#'))
			prompt(p);
		return;
	case AT_PAGER: return;
	}
}

/* A byte that is none of telnet's commands. */
static void take_byte(struct peer *p, char c)
{
	if (p->state == AT_PAGER) {
		next_page(p, c);
		return;
	}
	if (c == 3) {
		p->length = 0;
		say(p, "\n");
		if (p->state != ASKS_NAME && p->state != ASKS_PASSWORD)
			prompt(p);
	} else if (c == '\r' || (c == '\n' && !p->was_cr)) {
		p->in[p->length] = '\0';
		p->length = 0;
		take_line(p, p->in);
	} else if (c != '\n' && c && p->length + 1 < sizeof(p->in)) {
		p->in[p->length++] = c;
	}
	p->was_cr = c == '\r';
}

static void take(struct peer *p, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (p->in_subnegotiation) {
			p->in_subnegotiation = c != 240;
		} else if (p->skip) {
			p->skip--;
			if (p->skip == 1 && c < 251)
				p->skip = 0;
			if (c == 250)
				p->in_subnegotiation = true;
		} else if (c == 255 && is_telnet(p->device)) {
			p->skip = 2;
		} else {
			take_byte(p, (char)c);
		}
	}
}

/* --- Sockets. */

static void want(struct peer *p)
{
	bool waits = p->out_sent < p->out_length;
	struct epoll_event e = { .data.ptr = p };

	e.events = EPOLLIN | (waits && p->device->kind != SLOW ? (uint32_t)EPOLLOUT : 0);
	epoll_ctl(epoll_fd, EPOLL_CTL_MOD, p->fd, &e);
}

static void end(struct peer *p)
{
	close(p->fd);
	for (size_t i = 0; i < slow_count; i++) {
		if (slow_peers[i] == p)
			slow_peers[i] = slow_peers[--slow_count];
	}
	free(p->out);
	free(p->rest);
	p->out = p->rest = NULL;
	p->dead = true;
}

static void send_some(struct peer *p, size_t most)
{
	size_t n = p->out_length - p->out_sent;
	ssize_t done;

	n = n < most ? n : most;
	done = n ? send(p->fd, p->out + p->out_sent, n, MSG_NOSIGNAL) : 0;
	if (done > 0)
		p->out_sent += (size_t)done;
	if (p->out_sent == p->out_length) {
		p->out_sent = p->out_length = 0;
		if (p->closing)
			end(p);
	} else if (done < 0 && errno != EAGAIN) {
		end(p);
	}
	if (!p->dead)
		want(p);
}

static void tick(struct peer *p)
{
	if (p->device->kind == EARLY && p->ticks && --p->ticks == 0) {
		say(p, " is the name of it\n");
		ask(p, ASKS_NAME, "Username: ");
	}
	send_some(p, SLOW_BYTES);
}

static void on_readable(struct peer *p)
{
	char bytes[4096];
	ssize_t n = recv(p->fd, bytes, sizeof(bytes), 0);

	if (n <= 0) {
		if (n == 0 || errno != EAGAIN)
			end(p);
		return;
	}
	take(p, bytes, (size_t)n);
	send_some(p, p->device->kind == SLOW ? SLOW_BYTES : OUT_MAX);
}

static void on_connection(struct peer *waiting)
{
	struct device *d = waiting->device;
	int fd = accept4(d->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;
	struct epoll_event e = { .events = EPOLLIN };
	struct peer *p;

	if (fd < 0)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	p = new_peer();
	p->device = d;
	p->fd = fd;
	d->connections++;
	e.data.ptr = p;
	epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &e);
	if ((d->kind == SLOW || d->kind == EARLY) &&
	    slow_count < sizeof(slow_peers) / sizeof(slow_peers[0]))
		slow_peers[slow_count++] = p;
	greet(p);
	send_some(p, d->kind == SLOW ? SLOW_BYTES : OUT_MAX);
}

static void add_device(enum kind kind, unsigned number)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(at);
	struct device *d = calloc(1, sizeof(*d));
	struct peer *p = new_peer();
	struct epoll_event e = { .events = EPOLLIN };

	if (!d)
		exit(1);
	p->device = d;
	p->fd = -1;
	snprintf(d->name, sizeof(d->name), "%s-%u", kind_names[kind], number);
	d->kind = kind;
	d->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (d->listener < 0 || bind(d->listener, (struct sockaddr *)&at, length) < 0 ||
	    getsockname(d->listener, (struct sockaddr *)&at, &length) < 0) {
		perror("devices");
		exit(1);
	}
	printf("%s 127.0.0.1 %u\n", d->name, ntohs(at.sin_port));
	/* A port that is bound and not listened on refuses, and nobody else gets it. */
	if (kind == REFUSE)
		return;
	listen(d->listener, 64);
	e.data.ptr = p;
	epoll_ctl(epoll_fd, EPOLL_CTL_ADD, d->listener, &e);
}

static void add_devices(const char *word)
{
	const char *equals = strchr(word, '=');
	unsigned long count = equals ? strtoul(equals + 1, NULL, 10) : 1;
	size_t n = equals ? (size_t)(equals - word) : strlen(word);

	for (int kind = 0; kind < KINDS; kind++) {
		if (strlen(kind_names[kind]) != n || strncmp(kind_names[kind], word, n) != 0)
			continue;
		for (unsigned long i = 1; i <= count; i++)
			add_device((enum kind)kind, (unsigned)i);
		return;
	}
	fprintf(stderr, "devices: there is no kind %s\n", word);
	exit(2);
}

static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static void serve(void)
{
	struct epoll_event events[EVENTS];
	struct peer *input = new_peer();
	struct epoll_event e = { .events = EPOLLIN | EPOLLHUP, .data.ptr = input };

	/* Where it is no pipe, say /dev/null, it can't be watched. */
	if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &e) < 0)
		input = NULL;
	for (;;) {
		int count = epoll_wait(epoll_fd, events, EVENTS, slow_count ? 2 : -1);

		for (int i = 0; i < count; i++) {
			struct peer *p = events[i].data.ptr;

			if (p == input) {
				char byte;

				if (read(STDIN_FILENO, &byte, 1) <= 0)
					return;
			} else if (p->fd < 0) {
				on_connection(p);
			} else if (!p->dead && events[i].events & EPOLLOUT) {
				send_some(p, OUT_MAX);
			} else if (!p->dead) {
				on_readable(p);
			}
		}
		for (size_t i = slow_count; i-- > 0;)
			tick(slow_peers[i]);
	}
}

int main(int argc, char **argv)
{
	raise_limit();
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (epoll_fd < 0)
		return 1;
	for (int i = 1; i < argc; i++)
		add_devices(argv[i]);
	puts("ready");
	fflush(stdout);
	serve();
	return 0;
}

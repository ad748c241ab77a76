#include "e2e/tap.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	SHOW_MAX = 128,
	STATUS_SKIPPED = 77,
	STATUS_FAILED = 1,
	NOTE_LINE = 76,
	NOTE_BYTES_MAX = 4000
};

static struct {
	void (*show)(const void *user);
	const void *user;
} shows[SHOW_MAX];
static size_t show_count;

static void end_case(int status)
{
	fflush(stdout);
	_exit(status);
}

void tap_show_on_failure(void (*show)(const void *user), const void *user)
{
	if (show_count == SHOW_MAX)
		FAIL("more than %d things to show", SHOW_MAX);
	shows[show_count].show = show;
	shows[show_count].user = user;
	show_count++;
}

static void show_all(void)
{
	size_t count = show_count;

	show_count = 0;
	for (size_t i = 0; i < count; i++)
		shows[i].show(shows[i].user);
}

void tap_fail(const char *file, int line, const char *format, ...)
{
	va_list args;
	const char *base = strrchr(file, '/');

	printf("# %s:%d: ", base ? base + 1 : file, line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	show_all();
	end_case(STATUS_FAILED);
	abort();
}

void tap_skip(const char *format, ...)
{
	va_list args;

	fputs("#skip ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	end_case(STATUS_SKIPPED);
	abort();
}

void tap_note(const char *format, ...)
{
	va_list args;

	fputs("# ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/* Prints one byte, escaped if it isn't printable ASCII; returns the columns it took. */
static int print_byte(unsigned char byte)
{
	switch (byte) {
	case '\n': return printf("\\n");
	case '\r': return printf("\\r");
	case 033: return printf("\\e");
	case '\\': return printf("\\\\");
	default: return byte >= 0x20 && byte < 0x7f ? printf("%c", byte) : printf("\\x%02x", byte);
	}
}

void tap_note_bytes(const char *label, const void *bytes, size_t n)
{
	const unsigned char *b = bytes;
	size_t from = n > NOTE_BYTES_MAX ? n - NOTE_BYTES_MAX : 0;
	int columns = 0;

	printf("# %s (%zu bytes%s)\n", label, n, from ? ", the last ones" : "");
	for (size_t i = from; i < n; i++) {
		if (columns == 0)
			fputs("#   ", stdout);
		columns += print_byte(b[i]);
		if (columns >= NOTE_LINE || b[i] == '\n') {
			putchar('\n');
			columns = 0;
		}
	}
	if (columns)
		putchar('\n');
}

void tap_check_int(const char *file, int line, const char *what, long long saw, long long expected)
{
	if (saw != expected)
		tap_fail(file, line, "%s: expected %lld, saw %lld", what, expected, saw);
}

void tap_check_text(const char *file, int line, const char *what, const char *saw,
		    const char *expected)
{
	if (strcmp(saw, expected) == 0)
		return;
	tap_note_bytes("expected", expected, strlen(expected));
	tap_note_bytes("saw", saw, strlen(saw));
	tap_fail(file, line, "%s is not what was expected", what);
}

void tap_check_bytes(const char *file, int line, const char *what, const void *saw,
		     size_t saw_length, const void *expected, size_t expected_length)
{
	const unsigned char *s = saw, *e = expected;
	size_t same = 0;

	if (saw_length == expected_length &&
	    (saw_length == 0 || memcmp(saw, expected, saw_length) == 0))
		return;
	while (same < saw_length && same < expected_length && s[same] == e[same])
		same++;
	tap_note_bytes("expected", expected, expected_length);
	tap_note_bytes("saw", saw, saw_length);
	tap_fail(file, line, "%s: differs from byte %zu on", what, same);
}

/* --- Running. */

/* Ends the processes that a case left behind, which are children of this one by now. */
static void kill_leftovers(void)
{
	char path[64];
	int pid;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	do {
		f = fopen(path, "r");
		if (!f)
			return;
		while (fscanf(f, "%d", &pid) == 1)
			kill(pid, SIGKILL);
		fclose(f);
	} while (waitpid(-1, NULL, 0) > 0 || errno == EINTR);
}

static volatile sig_atomic_t seconds_left;

/*
 * The watchdog, once a second (so that a machine that stood still doesn't count as one that was
 * slow). Showing the case is not async-signal-safe, but the end anyway.
 */
static void on_alarm(int signal_number)
{
	(void)signal_number;
	seconds_left = seconds_left - 1;
	if (seconds_left <= 0)
		FAIL("the case takes too long");
}

static _Noreturn void run_case(const struct tap_case *c)
{
	static const struct itimerval every_second = { { 1, 0 }, { 1, 0 } };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	seconds_left = (sig_atomic_t)(c->seconds ? c->seconds : TAP_SECONDS);
	sigaction(SIGALRM, &(struct sigaction){ .sa_handler = on_alarm, .sa_flags = SA_RESTART },
		  NULL);
	setitimer(ITIMER_REAL, &every_second, NULL);
	c->run();
	end_case(0);
	abort();
}

/* Passes the case's output on; the reason of a skip goes to `reason`. Returns the wait status. */
static int collect_case(pid_t pid, FILE *out, char *reason, size_t reason_size)
{
	char line[4096];
	int status = 0;

	while (fgets(line, sizeof(line), out)) {
		if (strncmp(line, "#skip ", 6) == 0) {
			line[strcspn(line, "\n")] = '\0';
			snprintf(reason, reason_size, "%.500s", line + 6);
		} else {
			fputs(line, stdout);
		}
	}
	fclose(out);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* Runs one case in a child; returns its wait status. */
static int fork_case(const struct tap_case *c, char *reason, size_t reason_size)
{
	int ends[2];
	pid_t pid;

	fflush(stdout);
	if (pipe(ends) < 0 || (pid = fork()) < 0) {
		perror("starting a case");
		exit(1);
	}
	if (pid == 0) {
		close(ends[0]);
		dup2(ends[1], STDOUT_FILENO);
		close(ends[1]);
		run_case(c);
	}
	close(ends[1]);
	return collect_case(pid, fdopen(ends[0], "r"), reason, reason_size);
}

static bool report_case(int number, const struct tap_case *c)
{
	char reason[512] = "";
	int status = fork_case(c, reason, sizeof(reason));
	bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;

	kill_leftovers();
	if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_SKIPPED) {
		printf("ok %d - %s # SKIP %s\n", number, c->name, reason);
		return true;
	}
	if (WIFSIGNALED(status))
		printf("# ended by signal %d\n", WTERMSIG(status));
	printf("%s %d - %s\n", good ? "ok" : "not ok", number, c->name);
	return good;
}

int tap_main(int argc, char **argv, const struct tap_case *cases, size_t count)
{
	int number = 0;
	bool good = true;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < count; i++) {
		if (argc > 1 && !strstr(cases[i].name, argv[1]))
			continue;
		good = report_case(++number, &cases[i]) && good;
	}
	printf("1..%d\n", number);
	return good && number ? 0 : 1;
}

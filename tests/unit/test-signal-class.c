/* The list of signals is complete: each is sent to a shell that does nothing about it. */
#include "unit/unit.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/signal-class.h"

/* Whether a process that does nothing about `signo` ends by it. */
static bool ends_by_default(int signo)
{
	char number[8];
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		struct rlimit no_core = { 0 };
		sigset_t none;

		setrlimit(RLIMIT_CORE, &no_core);
		prctl(PR_SET_DUMPABLE, 0);
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		signal(signo, SIG_DFL);
		snprintf(number, sizeof(number), "%d", signo);
		/* A program without a sanitizer, which would catch some of them. */
		execl("/bin/sh", "sh", "-c", "kill -$1 $$", "sh", number, (char *)NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
	if (WIFSTOPPED(status)) {
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		return false;
	}
	return WIFSIGNALED(status);
}

/* Such a signal can't be set to its default: it may be ignored since before this program. */
static bool is_the_librarys(int signo)
{
	return signo >= 32 && signo < SIGRTMIN;
}

static void test_complete(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (int signo = 1; signo < NSIG; signo++) {
		bool listed = signal_class(signo) != SIGNAL_HARMLESS;

		if (is_the_librarys(signo))
			continue;
		if (ends_by_default(signo) != listed) {
			print_error("signal %d: listed as one that ends us: %d, does: %d\n", signo,
				    listed, !listed);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* What is caught can be caught, and what is left is only what is named. */
static void test_classes(void **state)
{
	(void)state;
	for (int signo = 1; signo < NSIG; signo++) {
		struct sigaction action;
		enum signal_class class = signal_class(signo);

		if (class == SIGNAL_REQUEST || class == SIGNAL_CRASH)
			assert_int_equal(sigaction(signo, NULL, &action), 0);
		if (class == SIGNAL_LEFT)
			assert_true(signo == SIGKILL || signo == SIGPIPE || signo == SIGXFSZ ||
				    is_the_librarys(signo));
	}
	assert_int_equal(signal_class(0), SIGNAL_HARMLESS);
	assert_int_equal(signal_class(NSIG + 10), SIGNAL_HARMLESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_classes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

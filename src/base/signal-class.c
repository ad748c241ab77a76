#include "base/signal-class.h"

#include <signal.h>

#include "base/poison.h"

enum { FIRST_REAL_TIME = 32 }; /* the kernel's; the C library keeps those below SIGRTMIN */

static enum signal_class real_time_class(int signo)
{
	if (signo > SIGRTMAX)
		return SIGNAL_HARMLESS;
	return signo < SIGRTMIN ? SIGNAL_LEFT : SIGNAL_REQUEST;
}

enum signal_class signal_class(int signo)
{
	if (signo >= FIRST_REAL_TIME)
		return real_time_class(signo);
	switch (signo) {
	case SIGHUP:
	case SIGINT:
	case SIGQUIT:
	case SIGUSR1:
	case SIGUSR2:
	case SIGALRM:
	case SIGTERM:
	case SIGXCPU:
	case SIGVTALRM:
	case SIGPROF:
	case SIGIO:
#ifdef SIGSTKFLT
	case SIGSTKFLT:
#endif
#ifdef SIGPWR
	case SIGPWR:
#endif
		return SIGNAL_REQUEST;
	case SIGILL:
	case SIGTRAP:
	case SIGABRT:
	case SIGBUS:
	case SIGFPE:
	case SIGSEGV:
	case SIGSYS: return SIGNAL_CRASH;
	case SIGKILL:
	/* These are ignored: a write then fails, with EPIPE or EFBIG. */
	case SIGPIPE:
	case SIGXFSZ: return SIGNAL_LEFT;
	default: return SIGNAL_HARMLESS;
	}
}

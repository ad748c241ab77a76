/*
 * Which signals end a process that does nothing about them (POSIX, signal(7)), and what they mean.
 * Whoever restores the terminal or ends a transfer walks over 1 … NSIG - 1 and asks here.
 */
#ifndef HAIL_BASE_SIGNAL_CLASS_H
#define HAIL_BASE_SIGNAL_CLASS_H

enum signal_class {
	SIGNAL_HARMLESS, /* its default is to ignore, to stop or to continue; or there is none */
	SIGNAL_REQUEST, /* asks the process to end; can be caught and acted on later */
	SIGNAL_CRASH, /* the program can't go on after it */
	SIGNAL_LEFT, /* ends the process, but is not ours to catch: KILL, PIPE, XFSZ, the C
		      * library's */
};

/* The class of signal number `signo`; a number that is no signal is SIGNAL_HARMLESS. */
enum signal_class signal_class(int signo);

#endif

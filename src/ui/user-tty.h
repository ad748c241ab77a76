/*
 * The user's terminal: bytes out that never make the program wait, its modes, its size.
 * One owner.
 */
#ifndef HAIL_UI_USER_TTY_H
#define HAIL_UI_USER_TTY_H

#include <stdbool.h>
#include <stddef.h>

typedef struct UserTty UserTty;

/* Columns and rows; curses counts in 16 bits with a sign, and a frame costs memory by the cell. */
enum { USER_TTY_SIZE_MAX = 1000 };

/*
 * Takes the terminal behind the descriptor `fd` (borrowed), and remembers its modes. It is opened
 * anew, because O_NONBLOCK on a description that the shell has too would be the shell's as well.
 * Where that is impossible, `fd` itself is written to, in small portions that it has room for.
 */
UserTty *user_tty_open(int fd);

/* Closes what was opened, and frees. Doesn't restore the modes. NULL is fine. */
void user_tty_close(UserTty *d);

/* The descriptor, for poll: POLLOUT while user_tty_is_waiting. */
int user_tty_fd(const UserTty *d);

/*
 * The window's size in cells, each way at most USER_TTY_SIZE_MAX; false if the system doesn't know
 * it. What a larger window has beyond stays unused.
 */
bool user_tty_size(const UserTty *d, unsigned *width, unsigned *height);

/* Every byte goes through as it is, both ways, one at a time; then, the modes as they were at
 * first. Neither waits for what is still to be written. */
void user_tty_set_raw(UserTty *d);
void user_tty_restore_modes(const UserTty *d);

/* Writes `n` bytes after what waits; what the terminal doesn't take now waits. */
void user_tty_write(UserTty *d, const char *bytes, size_t n);

/* Writes of what waits as much as the terminal takes now. */
void user_tty_flush(UserTty *d);

/* Whether bytes wait: the terminal has not taken all that was written. */
bool user_tty_is_waiting(const UserTty *d);

/* Writes what waits, for at most `ms` milliseconds. False if some of it still waits. */
bool user_tty_drain(UserTty *d, int ms);

/* Forgets what waits. */
void user_tty_discard(UserTty *d);

/* Whether something was forgotten since this was asked the last time, or not taken by the terminal:
 * nobody knows then what it shows. */
bool user_tty_has_lost(UserTty *d);

#endif

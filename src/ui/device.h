/*
 * The user's terminal as a device: bytes out that never make the program wait, its modes, its size.
 * One owner.
 */
#ifndef HAIL_UI_DEVICE_H
#define HAIL_UI_DEVICE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Device Device;

/* Columns and rows; curses counts in 16 bits with a sign, and a frame costs memory by the cell. */
enum { DEVICE_SIZE_MAX = 1000 };

/*
 * Takes the terminal behind the descriptor `fd` (borrowed), and remembers its modes. It is opened
 * anew, because O_NONBLOCK on a description that the shell has too would be the shell's as well.
 * Where that is impossible, `fd` itself is written to, in small portions that it has room for.
 */
Device *device_open(int fd);

/* Closes what was opened, and frees. Doesn't restore the modes. NULL is fine. */
void device_close(Device *d);

/* The descriptor, for poll: POLLOUT while device_is_waiting. */
int device_fd(const Device *d);

/*
 * The window's size in cells, each way at most DEVICE_SIZE_MAX; false if the system doesn't know
 * it. What a larger window has beyond stays unused.
 */
bool device_size(const Device *d, unsigned *width, unsigned *height);

/* Every byte goes through as it is, both ways, one at a time; then, the modes as they were at
 * first. Neither waits for what is still to be written. */
void device_set_raw(Device *d);
void device_restore_modes(const Device *d);

/* Writes `n` bytes after what waits; what the terminal doesn't take now waits. */
void device_write(Device *d, const char *bytes, size_t n);

/* Writes of what waits as much as the terminal takes now. */
void device_flush(Device *d);

/* Whether bytes wait: the terminal has not taken all that was written. */
bool device_is_waiting(const Device *d);

/* Writes what waits, for at most `ms` milliseconds. False if some of it still waits. */
bool device_drain(Device *d, int ms);

/* Forgets what waits. */
void device_discard(Device *d);

/* Whether something was forgotten since this was asked the last time, or not taken by the terminal:
 * nobody knows then what it shows. */
bool device_has_lost(Device *d);

#endif

/*
 * Functions this project does not use: their callers can't bound what is written.
 * Include last, after every system header of the file.
 */
#ifndef HAIL_BASE_POISON_H
#define HAIL_BASE_POISON_H

#if defined(__GNUC__)
/* With _FORTIFY_SOURCE, the C library makes these macros for clang. */
#undef sprintf
#undef vsprintf
#pragma GCC poison sprintf vsprintf strcpy strcat gets atoi atol
#endif

#endif

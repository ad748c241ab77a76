/*
 * Telnet commands as string literals (RFC 854), to be joined in BYTES().
 */
#ifndef HAIL_TESTS_TELNET_BYTES_H
#define HAIL_TESTS_TELNET_BYTES_H

#define WILL_ECHO "\377\373\001"
#define WONT_ECHO "\377\374\001"
#define DO_ECHO "\377\375\001"
#define DONT_ECHO "\377\376\001"
#define WILL_SGA "\377\373\003"
#define DO_SGA "\377\375\003"
#define DO_TTYPE "\377\375\030"
#define DO_TSPEED "\377\375\040"
#define WILL_TSPEED "\377\373\040"

#endif

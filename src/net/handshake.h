/*
 * How far a layer is that must talk before it carries (a proxy, TLS): what its step returns.
 */
#ifndef HAIL_NET_HANDSHAKE_H
#define HAIL_NET_HANDSHAKE_H

enum handshake_state { HANDSHAKE_BUSY, HANDSHAKE_DONE, HANDSHAKE_FAILED };

#endif

/*
 * What known servers say when somebody connects, as a dialogue: each step waits for what the client
 * must have answered and says what comes next. tbaMUD, Cisco IOS and Synchronet are as recorded;
 * LDMud, FluffOS, Evennia, an IRE game and Aardwolf by what is known of them.
 */
#ifndef HAIL_TESTS_GREETING_H
#define HAIL_TESTS_GREETING_H

#include "servers/peer.h"

enum greeting {
	GREETING_TBAMUD,
	GREETING_LDMUD,
	GREETING_FLUFFOS,
	GREETING_EVENNIA,
	GREETING_IRE,
	GREETING_AARDWOLF,
	GREETING_CISCO_IOS,
	GREETING_SYNCHRONET,
};

/* Plays the greeting to whoever is connected, up to its first question. */
void greeting_play(Peer *p, enum greeting greeting);

#endif

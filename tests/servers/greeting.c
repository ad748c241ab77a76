#include "servers/greeting.h"

#include <stddef.h>

#include "servers/telnet-bytes.h"

#define IAC "\377"
#define SB IAC "\372"
#define SE IAC "\360"
#define WILL IAC "\373"
#define DO IAC "\375"
#define TTYPE "\030"
#define EOR "\031"
#define NAWS "\037"
#define LINEMODE "\042"
#define NEW_ENVIRON "\047"
#define CHARSET "\052"
#define MSDP "\105"
#define MSSP "\106"
#define MCCP1 "\125"
#define MCCP2 "\126"
#define MSP "\132"
#define MXP "\133"
#define ZMP "\135"
#define AARD102 "\146"
#define ATCP "\310"
#define GMCP "\311"
#define ASK_TTYPE SB TTYPE "\001" SE
#define TERMINAL_IS SB TTYPE "\0"

enum { STEPS = 8 };

struct step {
	const char *await; /* what the client has to say first; NULL: nothing */
	size_t await_length;
	const char *say;
	size_t say_length;
};

#define SAY(text)                               \
	{                                       \
		NULL, 0, text, sizeof(text) - 1 \
	}
#define AFTER(answer, text)                                        \
	{                                                          \
		answer, sizeof(answer) - 1, text, sizeof(text) - 1 \
	}

/* clang-format off */
static const struct step greetings[][STEPS] = {
	[GREETING_TBAMUD] = {
		SAY("\r\nAttempting to Detect Client, Please Wait...\r\n" DO TTYPE
		    "\r\n\033[H\033[J\033[1;31mWelcome\033[0m\r\n"),
		AFTER(WILL TTYPE, ASK_TTYPE DO NAWS DO CHARSET WILL MSDP WILL MSSP DO ATCP WILL MSP
		      DO MXP),
		AFTER(TERMINAL_IS, ASK_TTYPE),
		AFTER(TERMINAL_IS, ASK_TTYPE),
		AFTER("MTTS", SB CHARSET "\001 UTF-8" SE SB MSSP
			 "\001NAME\002tbaMUD\001PLAYERS\0020" SE
			"By what name do you wish to be known? "),
	},
	[GREETING_LDMUD] = {
		SAY(DO TTYPE DO NAWS WILL EOR "LDMud\r\nWhat is your name: " IAC "\371"),
		AFTER(WILL TTYPE, ASK_TTYPE),
		AFTER(TERMINAL_IS, ""),
	},
	[GREETING_FLUFFOS] = {
		SAY(DO TTYPE DO NAWS DO NEW_ENVIRON WILL CHARSET WILL MSSP WILL GMCP WILL MCCP2
		    WILL MXP WILL ZMP WILL MSP "FluffOS v2023\r\nYour name: "),
		AFTER(WILL TTYPE, ASK_TTYPE SB NEW_ENVIRON "\001" SE),
		AFTER(TERMINAL_IS, SB CHARSET "\001;UTF-8;US-ASCII" SE),
	},
	[GREETING_EVENNIA] = {
		SAY(WILL_SGA DO NAWS DO TTYPE WILL EOR WILL MCCP2 WILL MSSP WILL MSDP WILL GMCP
		    DO LINEMODE
		    "\r\n Welcome to Evennia!\r\n connect <username> <password>\r\n"),
		AFTER(WILL TTYPE, ASK_TTYPE),
		AFTER(TERMINAL_IS, ASK_TTYPE),
		AFTER(TERMINAL_IS, ASK_TTYPE),
	},
	[GREETING_IRE] = {
		SAY(WILL EOR WILL GMCP WILL ATCP WILL MCCP2 DO TTYPE DO NAWS WILL MXP
		    "Rapture Runtime Environment\r\n"
		    "Enter an option or your character's name. " IAC "\357"),
		AFTER(DO GMCP, SB GMCP "Core.Ping" SE),
		AFTER(WILL TTYPE, ASK_TTYPE),
	},
	[GREETING_AARDWOLF] = {
		SAY(WILL MCCP2 WILL MCCP1 WILL AARD102 WILL ATCP WILL GMCP DO TTYPE DO AARD102
		    DO NAWS
		    "#############\r\nWhat be thy name, adventurer? "),
		AFTER(WILL TTYPE, ASK_TTYPE),
	},
	[GREETING_CISCO_IOS] = {
		SAY(WILL_ECHO WILL_SGA DO TTYPE DO NAWS
		    "\r\n\r\nUser Access Verification\r\n\r\nUsername: "),
		AFTER(WILL TTYPE, ASK_TTYPE),
	},
	[GREETING_SYNCHRONET] = {
		SAY(WILL_ECHO WILL_SGA DO TTYPE DO_TSPEED DO "\027" DO NAWS DO NEW_ENVIRON
		    "\r\n\033[s\033[0c\033[255B\033[255C\033[30;40m\033[6n\033[u"
		    "\033[!_\033[6n\033[0m"
		    "\033[2J\033[HSynchronet BBS\r\nlogin: "),
		AFTER(WILL TTYPE, ASK_TTYPE),
	},
};
/* clang-format on */

void greeting_play(Peer *p, enum greeting greeting)
{
	for (const struct step *s = greetings[greeting]; s < greetings[greeting] + STEPS && s->say;
	     s++) {
		if (s->await)
			peer_expect(p, s->await, s->await_length);
		peer_send(p, s->say, s->say_length);
	}
}

/*
 * What the user wants to see of controls.
 */
#ifndef HAIL_SESSION_CONTROLS_H
#define HAIL_SESSION_CONTROLS_H

/* Which controls of the peer are shown by name. */
enum session_controls {
	SESSION_CONTROLS_AUTO, /* as ON where no telnet is spoken, but for a child's terminal */
	SESSION_CONTROLS_ON,
	SESSION_CONTROLS_OFF,
	SESSION_CONTROLS_ALL,
};

#endif

/*
 * Leaving the terminal to the shell for a while.
 */
#ifndef HAIL_APP_SUSPEND_H
#define HAIL_APP_SUSPEND_H

#include "app/app.h"

/* Gives the terminal back, stops the process, and takes the terminal again when it goes on. */
void app_suspend(App *app);

/* Takes the terminal again, whatever size it has now. */
void app_take_terminal(App *app);

#endif

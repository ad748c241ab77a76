/*
 * The list of sessions, a layer: numbers, names, states, marks; arrows and Enter show one, x closes
 * one, with a question when it is connected.
 */
#ifndef HAIL_APP_SESSION_LIST_H
#define HAIL_APP_SESSION_LIST_H

#include "app/app.h"

void session_list_open(App *app);

#endif

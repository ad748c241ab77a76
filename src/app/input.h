/*
 * Keys and pastes: to the escape key's menu, to the layers, to line mode's keys, to the session.
 */
#ifndef HAIL_APP_INPUT_H
#define HAIL_APP_INPUT_H

#include "app/app.h"
#include "ui/key-decode.h"

/* The tables that keys are looked up in. */
struct app_input *app_input_new(void);
void app_input_free(struct app_input *in);

/* Opens the menu of the escape key. */
void app_open_menu(App *app);

/* Handlers of what the decoder finds (user: the App). */
void app_on_key(void *user, struct key k);
void app_on_unknown(void *user, const char *bytes, size_t n);
void app_on_paste(void *user, const char *bytes, size_t n);
void app_on_paste_refused(void *user);
void app_on_wheel(void *user, int lines);
bool app_is_escape_key(void *user, struct key k);
bool app_is_for_peer(void *user);

#endif

/*
 * Exit statuses, from the kind of an error.
 */
#ifndef HAIL_APP_EXIT_STATUS_H
#define HAIL_APP_EXIT_STATUS_H

#include "base/err.h"

/* 0 for no error; 1 to 9 as hail(1) lists them. */
int exit_status(enum err_kind kind);

/* Writes `hail: ` and the sentence of `e` to standard error; returns its exit status. */
int exit_with(const struct err *e);

#endif

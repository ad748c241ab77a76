/*
 * All that an end-to-end test needs.
 */
#ifndef HAIL_TESTS_HARNESS_H
#define HAIL_TESTS_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "e2e/home.h"
#include "e2e/job.h"
#include "e2e/tap.h"
#include "e2e/tty.h"
#include "servers/peer.h"
#include "servers/pump.h"

/* How many elements an array has. */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif

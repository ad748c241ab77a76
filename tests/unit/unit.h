/*
 * What a unit test includes first: cmocka and the headers it needs before it.
 */
#ifndef HAIL_TESTS_UNIT_H
#define HAIL_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif

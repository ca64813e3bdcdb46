/*
 * base.h: the few words that every file may use.
 *
 * Layer: base knows nobody. Include this through any other base header.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <inttypes.h> /* IWYU pragma: export */
#include <stdbool.h>  /* IWYU pragma: export */
#include <stddef.h>   /* IWYU pragma: export */
#include <stdint.h>   /* IWYU pragma: export */

/* The result must be looked at: with TRY, an if, or DROP. */
#define MUST_USE __attribute__((warn_unused_result))

/* Argument number `text` is a printf format, its values start at argument `first`. */
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* Calls `done(&variable)` when the variable leaves its scope. */
#define CLEANUP(done) __attribute__((cleanup(done)))

/* Number of elements of a true array. */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* For a parameter that an interface demands and this function does not need. */
#define UNUSED __attribute__((unused))

#endif

/*
 * things_test.h: a database of things, for the tests of this folder. Every function fails the
 * test where it cannot do what it says.
 */
#ifndef STORE_THINGS_TEST_H
#define STORE_THINGS_TEST_H

#include "store/store.h"
struct test; /* tests/kit/kit.h */

/* A writing connection to `path`, which is made where it is not there. */
db *things_file(const char *path);
/* The same with the empty table `thing`. */
db *things_new(const char *path);
db *things_reader(const char *path);
/* The path of `name` in a new folder; and of the same path with another end. */
const char *things_path(struct test *t, const char *name);
const char *things_beside(struct test *t, const char *path, const char *end);
/* Puts one thing. */
err things_put(db *d, int64_t id, str name) MUST_USE;
int64_t things_count(db *d);
/* The first number that `sql` gives. */
int64_t things_number(struct test *t, db *d, const char *sql);

#endif

/*
 * address.h: addresses of peers, and how many connections each has.
 *
 * IPv6 is counted by /64, which is what one subscriber gets (RFC 6177): else a limit
 * per address would limit nobody.
 */
#ifndef WEB_ADDRESS_H
#define WEB_ADDRESS_H

#include <sys/socket.h>

#include "base/base.h"

#define ADDRESS_TEXT 46 /* the longest with its end */

struct address {
    uint8_t bytes[16]; /* IPv4 as ::ffff:a.b.c.d; zero: a local socket */
};

/* IPv4, IPv6 (mapped IPv4 is IPv4), or zero for what is neither. */
struct address address_of(const struct sockaddr_storage *from);
/* "127.0.0.1", "2001:db8::1", "" for a local socket. */
void address_text(const struct address *a, char out[ADDRESS_TEXT]);

struct address_table;

/* For at most `max` connections at once. Thread safe. NULL: no memory. */
struct address_table *address_table_new(size_t max);
void address_table_free(struct address_table *t);
/* Counts one more unless there are `limit` already: then false. */
bool address_enter(struct address_table *t, const struct address *a, size_t limit);
void address_leave(struct address_table *t, const struct address *a);

#endif

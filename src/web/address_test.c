#include "web/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "tests/kit/kit.h"

#define MANY  ((size_t)3000) /* addresses */
#define LIMIT 3

static struct address v6(const char *text) {
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    struct sockaddr_storage from = {0};

    CHECK_EQ(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
    memcpy(&from, &in6, sizeof(in6));
    return address_of(&from);
}

static struct address v4(uint32_t host_order) {
    struct sockaddr_in in4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(host_order)};
    struct sockaddr_storage from = {0};

    memcpy(&from, &in4, sizeof(in4));
    return address_of(&from);
}

static void check_text(struct address a, const char *want) {
    char text[ADDRESS_TEXT];

    address_text(&a, text);
    CHECK_STR(str_of(text), want);
}

TEST(addresses_are_written_as_people_know_them) {
    struct sockaddr_storage local = {.ss_family = AF_UNIX};

    check_text(v4(0x7F000001), "127.0.0.1");
    check_text(v6("2001:db8::1"), "2001:db8::1");
    check_text(v6("::ffff:192.0.2.7"), "192.0.2.7");
    check_text(address_of(&local), "");
}

TEST(an_ipv6_network_counts_as_one_and_an_ipv4_address_as_itself) {
    struct address_table *table = address_table_new(100);
    struct address one = v6("2001:db8:0:1::1");
    struct address same = v6("2001:db8:0:1:ffff::9");
    struct address other = v6("2001:db8:0:2::1");
    struct address four = v4(0x0A000001);
    struct address five = v4(0x0A000002);

    CHECK(table != NULL);
    CHECK(address_enter(table, &one, 2));
    CHECK(address_enter(table, &same, 2));
    CHECK(!address_enter(table, &one, 2));
    CHECK(address_enter(table, &other, 2));
    CHECK(address_enter(table, &four, 1));
    CHECK(!address_enter(table, &four, 1));
    CHECK(address_enter(table, &five, 1));
    address_leave(table, &same);
    CHECK(address_enter(table, &one, 2));
    address_table_free(table);
}

TEST(many_addresses_come_and_go_and_none_is_miscounted) {
    struct address_table *table = address_table_new(MANY * LIMIT);
    uint32_t seed = 1;
    static size_t count[MANY];

    CHECK(table != NULL);
    memset(count, 0, sizeof(count));
    for (int round = 0; round < 200000; round++) {
        seed = seed * 1664525 + 1013904223;
        size_t i = (seed >> 8) % MANY;
        struct address a = v4((uint32_t)i);

        if ((seed >> 30) == 0 && count[i] > 0) {
            address_leave(table, &a);
            count[i]--;
        } else {
            bool may = address_enter(table, &a, LIMIT);

            CHECK_EQ(may, count[i] < LIMIT);
            count[i] += may ? 1 : 0;
        }
    }
    for (size_t i = 0; i < MANY; i++) {
        struct address a = v4((uint32_t)i);

        for (; count[i] > 0; count[i]--) {
            address_leave(table, &a);
        }
        CHECK(address_enter(table, &a, 1));
    }
    address_table_free(table);
}

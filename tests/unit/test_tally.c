/* tally: what may be told of classes, over all small boxes; that shuffling leaves every order as likely; the root over texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/merkle.h"
#include "maths/tally.h"

static void few_are_never_told(void **state)
{
    (void)state;
    static const struct {
        int64_t ballots[3];
        bool told[3];
    } cases[] = {{{3, 8, 40}, {false, false, true}}, {{5, 8, 40}, {true, true, true}}, {{4, 4, 40}, {false, false, true}}, {{2, 2, 40}, {false, false, false}},
                 {{0, 8, 40}, {false, true, true}},  {{3, 0, 0}, {false, false, false}}, {{1, 5, 5}, {false, false, true}},  {{4, 5, 0}, {false, false, false}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool told[3];
        zc_tally_told(told, cases[i].ballots, 3, 5);
        if (memcmp(told, cases[i].told, sizeof told) != 0)
            fail_msg("case %zu: %d %d %d", i, told[0], told[1], told[2]);
    }
    for (int a = 0; a < 12; a++)
        for (int b = 0; b < 12; b++)
            for (int c = 0; c < 12; c++)
                for (int d = 0; d < 12; d++) {
                    const int64_t ballots[] = {a, b, c, d};
                    bool told[4], any = false;
                    int64_t withheld = 0;
                    zc_tally_told(told, ballots, 4, 5);
                    for (int i = 0; i < 4; i++) {
                        assert_true(!told[i] || ballots[i] >= 5);
                        any |= told[i];
                        withheld += told[i] ? 0 : ballots[i];
                    }
                    assert_true(!any || withheld == 0 || withheld >= 5);
                }
}

/* Every sequence of choices once: then every order comes once. */
static uint64_t choices[8];
static size_t choice;
static uint64_t next_choice(uint64_t most)
{
    assert_true(choices[choice] < most);
    return choices[choice++];
}

static void every_order_once(void **state)
{
    (void)state;
    bool seen[256] = {false};
    size_t count = 0;
    for (uint64_t a = 0; a < 4; a++)
        for (uint64_t b = 0; b < 3; b++)
            for (uint64_t c = 0; c < 2; c++) {
                size_t order[4], whole = 0, members = 0;
                choices[0] = a, choices[1] = b, choices[2] = c;
                choice = 0;
                zc_tally_shuffle(order, 4, next_choice);
                for (size_t i = 0; i < 4; i++) {
                    whole = whole * 4 + order[i];
                    members |= (size_t)1 << order[i];
                }
                assert_int_equal(members, 15);
                count += !seen[whole];
                seen[whole] = true;
            }
    assert_int_equal(count, 24);
}

static void leaf(char out[65], const char *text)
{
    char whole[64] = {0};
    size_t size = strlen(text);
    memcpy(whole + 1, text, size);
    zc_sm3_hex(out, whole, size + 1);
}

static void pair(char out[65], const char *left, const char *right)
{
    unsigned char whole[65] = {1};
    for (int i = 0; i < 64; i++) {
        unsigned byte;
        sscanf((i < 32 ? left : right) + 2 * (i % 32), "%2x", &byte);
        whole[i + 1] = (unsigned char)byte;
    }
    zc_sm3_hex(out, whole, sizeof whole);
}

/* Level by level, an odd one going up alone: the same tree another way. */
static void the_root(void **state)
{
    (void)state;
    static const char *const texts[] = {"1\t010", "0\t000", "1\t110", "2\t001", "2\t100", "1\t111", "0\t011"};
    char root[65], level[8][65];
    zc_merkle_root(root, NULL, 0);
    assert_string_equal(root, "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"); /* SM3 of nothing */
    for (size_t count = 1; count <= 7; count++) {
        for (size_t i = 0; i < count; i++)
            leaf(level[i], texts[i]);
        for (size_t left = count; left > 1; left = (left + 1) / 2)
            for (size_t i = 0; i < (left + 1) / 2; i++) {
                if (2 * i + 1 < left)
                    pair(level[i], level[2 * i], level[2 * i + 1]);
                else
                    memmove(level[i], level[2 * i], 65);
            }
        zc_merkle_root(root, texts, count);
        assert_string_equal(root, level[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(few_are_never_told), cmocka_unit_test(every_order_once), cmocka_unit_test(the_root)};
    return cmocka_run_group_tests_name("tally", tests, NULL, NULL);
}

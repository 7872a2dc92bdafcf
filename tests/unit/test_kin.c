/* kin: the vector of core.md 4.5. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/kin.h"
#include "base/date.h"

enum { P = 1, F, M, S, SX, N, NX, GF, GM, GGF, U, UX, C, D, GU, W, WF, WM, WGF, WS, WSX, WN, K, KX };
#define PARENT(child, parent) {child, parent, ZC_KIN_PARENT, 0, ZC_DATE_MAX}
#define SPOUSE(a, b) {a, b, ZC_KIN_SPOUSE, 100, ZC_DATE_MAX}

static struct zc_kin_link links[] = {
    PARENT(P, F), PARENT(P, M), PARENT(S, F), PARENT(S, M), SPOUSE(SX, S), PARENT(N, S), SPOUSE(N, NX), PARENT(F, GF), PARENT(F, GM),
    PARENT(GF, GGF), PARENT(U, GF), PARENT(U, GM), SPOUSE(U, UX), PARENT(C, U), PARENT(D, C), PARENT(GU, GGF), PARENT(W, WF),
    PARENT(W, WM), PARENT(WF, WGF), PARENT(WS, WF), PARENT(WS, WM), SPOUSE(WS, WSX), PARENT(WN, WS), PARENT(K, P), PARENT(K, W),
    SPOUSE(K, KX), SPOUSE(P, W),
};
enum { LINKS = sizeof links / sizeof *links };

static const struct zc_kin expected[] = {
    {F, ZC_KIN_LINEAL}, {M, ZC_KIN_LINEAL}, {S, ZC_KIN_COLLATERAL}, {SX, ZC_KIN_AFFINITY}, {N, ZC_KIN_COLLATERAL}, {GF, ZC_KIN_LINEAL},
    {GM, ZC_KIN_LINEAL}, {GGF, ZC_KIN_LINEAL}, {U, ZC_KIN_COLLATERAL}, {C, ZC_KIN_COLLATERAL}, {W, ZC_KIN_OF_SPOUSE}, {WF, ZC_KIN_AFFINITY},
    {WM, ZC_KIN_AFFINITY}, {WGF, ZC_KIN_AFFINITY}, {WS, ZC_KIN_AFFINITY}, {K, ZC_KIN_LINEAL}, {KX, ZC_KIN_AFFINITY},
};
enum { EXPECTED = sizeof expected / sizeof *expected };

static void the_kindred_of_p(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_kin *kin;
    size_t count;
    zc_kin_set(&kin, &count, &arena, links, LINKS, P, 500);
    assert_int_equal(count, EXPECTED);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(kin[i].person, expected[i].person);
        assert_int_equal(kin[i].class, expected[i].class);
    }
    zc_arena_free(&arena);
}

static void a_divorce_ends_affinity_from_its_day(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_kin *kin;
    size_t count;
    links[LINKS - 1].to = 400;
    zc_kin_set(&kin, &count, &arena, links, LINKS, P, 399);
    assert_int_equal(count, EXPECTED);
    zc_kin_set(&kin, &count, &arena, links, LINKS, P, 400);
    assert_int_equal(count, EXPECTED - 5); /* without W, WF, WM, WGF, WS; the child stays */
    zc_kin_set(&kin, &count, &arena, links, LINKS, P, 99);
    assert_int_equal(count, EXPECTED - 7); /* before any marriage */
    links[LINKS - 1].to = ZC_DATE_MAX;
    zc_arena_free(&arena);
}

static void a_circle_in_the_register_ends(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_kin *kin;
    size_t count;
    static const struct zc_kin_link circle[] = {PARENT(1, 2), PARENT(2, 3), PARENT(3, 1), PARENT(1, 1), {1, 4, ZC_KIN_SIBLING, 0, ZC_DATE_MAX}};
    zc_kin_set(&kin, &count, &arena, circle, 5, 1, 0);
    assert_int_equal(count, 3);
    assert_int_equal(kin[2].class, ZC_KIN_COLLATERAL);
    zc_kin_set(&kin, &count, &arena, NULL, 0, 1, 0);
    assert_int_equal(count, 0);
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kindred_of_p),
        cmocka_unit_test(a_divorce_ends_affinity_from_its_day),
        cmocka_unit_test(a_circle_in_the_register_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

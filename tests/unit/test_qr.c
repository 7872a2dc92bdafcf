/* qr: what every reader of ISO/IEC 18004 looks for, found again in the drawing. The story of one-time links reads one off the screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/qr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char dark[256][256];

/* The side in modules, with the quiet zone. */
static int drawn(const char *text)
{
    struct zc_buf svg = {0};
    struct zc_error err = {0};
    assert_int_equal(zc_qr_svg(&svg, text, &err), ZC_OK);
    const char *words = zc_buf_text(&svg), *view = strstr(words, "viewBox=\"0 0 ");
    assert_non_null(view);
    int side = atoi(view + 13);
    memset(dark, 0, sizeof dark);
    const char *at = strstr(words, "<path d=\"");
    assert_non_null(at);
    int x, y, run, used;
    for (at += 9; sscanf(at, "M%d %dh%dv1h-%*dz%n", &x, &y, &run, &used) == 3; at += used)
        memset(&dark[y][x], 1, (size_t)run);
    assert_int_equal(*at, '"');
    zc_buf_free(&svg);
    return side;
}

static void finder_at(int x, int y)
{
    static const char *const finder[] = {"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"};
    for (int j = 0; j < 7; j++)
        for (int i = 0; i < 7; i++)
            assert_int_equal(dark[y + j][x + i], finder[j][i] == '#');
}

static void the_marks_that_readers_look_for(void **state)
{
    (void)state;
    int side = drawn("https://ledger.example.gov.cn/enter/0123456789ABCDEFGHJKMNPQRS"); /* 62 bytes: version 4 at level M */
    assert_int_equal(side, 33 + 8);
    finder_at(4, 4);
    finder_at(side - 4 - 7, 4);
    finder_at(4, side - 4 - 7);
    for (int i = 8; i < 33 - 8; i++) { /* the timing lines, row and column 6 */
        assert_int_equal(dark[4 + 6][4 + i], i % 2 == 0);
        assert_int_equal(dark[4 + i][4 + 6], i % 2 == 0);
    }
    assert_int_equal(dark[4 + 33 - 8][4 + 8], 1); /* the module that is always dark */
    for (int i = 0; i < side; i++)
        for (int j = 0; j < 4; j++)
            assert_false(dark[j][i] || dark[i][j] || dark[side - 1 - j][i] || dark[i][side - 1 - j]);
}

static void the_length_has_an_end(void **state)
{
    struct zc_buf svg = {0};
    struct zc_error err = {0};
    char *text = malloc(2333);
    (void)state;
    memset(text, 'a', 2332);
    text[2331] = 0;
    assert_int_equal(zc_qr_svg(&svg, text, &err), ZC_OK); /* ISO/IEC 18004 table 7: version 40-M, bytes */
    text[2331] = 'a';
    text[2332] = 0;
    zc_buf_free(&svg);
    svg = (struct zc_buf){0};
    assert_int_equal(zc_qr_svg(&svg, text, &err), ZC_EINPUT);
    assert_int_equal(svg.size, 0);
    zc_buf_free(&svg);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_marks_that_readers_look_for), cmocka_unit_test(the_length_has_an_end)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

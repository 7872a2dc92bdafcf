/* page: nobody's text becomes markup, a cell of a CSV runs nothing, an address keeps what it was given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/page.h"

static struct zc_arena arena;

static void make(struct zc_page *page, struct zc_request *request, struct zc_response *response)
{
    *request = (struct zc_request){.arena = &arena, .path = "/figures/a b", .query = request->query, .query_count = request->query_count};
    *response = (struct zc_response){0};
    *page = (struct zc_page){.request = request, .response = response, .out = &response->body, .arena = &arena};
}

static void text_never_becomes_markup(void **state)
{
    (void)state;
    struct zc_page page;
    struct zc_request request = {0};
    struct zc_response response;
    make(&page, &request, &response);
    zc_page_put(&page, "<a title=\"$\">$</a>$", "'\"><script>", "a & b < c", NULL);
    assert_string_equal(zc_buf_text(page.out), "<a title=\"&#39;&quot;&gt;&lt;script&gt;\">a &amp; b &lt; c</a>");
    zc_buf_clear(page.out);
    zc_page_put(&page, "<b>$</b>", "costs $5, takes 100%s");
    assert_string_equal(zc_buf_text(page.out), "<b>costs $5, takes 100%s</b>");
    zc_buf_free(page.out);
}

static void a_csv_cell_runs_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text, *cell;
    } cases[] = {
        {"plain", "\"plain\""},           {"", "\"\""},
        {"say \"no\"", "\"say \"\"no\"\"\""}, {"=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""},
        {"+1", "\"'+1\""},                {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"-12,345.60", "\"-12,345.60\""}, {"-2+3", "\"'-2+3\""},
        {"-", "\"'-\""},                  {"\tx", "\"'\tx\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_buf out = {0};
        zc_page_csv(&out, cases[i].text);
        assert_string_equal(zc_buf_text(&out), cases[i].cell);
        zc_buf_free(&out);
    }
}

static void an_id_is_decimal_digits(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        int64_t id;
    } cases[] = {
        {"1", true, 1},
        {"4574847980850380801", true, 4574847980850380801},
        {"9223372036854775807", true, INT64_MAX},
        {"9223372036854775808", false, 0},
        {"99999999999999999999", false, 0},
        {"", false, 0},
        {NULL, false, 0},
        {"-1", false, 0},
        {" 1", false, 0},
        {"1x", false, 0},
        {"0x1", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t id = 0;
        assert_int_equal(zc_page_id(&id, cases[i].text), cases[i].good);
        if (cases[i].good)
            assert_true(id == cases[i].id);
    }
}

static void an_address_keeps_what_it_was_given(void **state)
{
    (void)state;
    struct zc_named query[] = {{"asof", "2017-06-30"}, {"q", "改 &#"}, {"lang", "en"}};
    struct zc_request request = {.query = query, .query_count = 3};
    struct zc_response response;
    struct zc_page page;
    make(&page, &request, &response);
    page.asof = "2017-06-30";
    page.known = "2017-07-07T16:20:41+08:00";
    assert_string_equal(zc_page_link(&page, "/figures", NULL),
                        "/figures?asof=2017-06-30&known=2017-07-07T16%3A20%3A41%2B08%3A00&lang=en");
    assert_string_equal(zc_page_link_at(&page, "/r?x=1", NULL, NULL, "2017H1"), "/r?x=1&period=2017H1&lang=en");
    assert_string_equal(zc_page_here(&page, "lang", "zh"), "/figures/a%20b?asof=2017-06-30&q=%E6%94%B9%20%26%23&lang=zh");
    assert_string_equal(zc_page_here(&page, "q", NULL), "/figures/a%20b?asof=2017-06-30&lang=en");
}

static void dates_and_digests_are_written_for_people(void **state)
{
    (void)state;
    struct zc_request request = {0};
    struct zc_response response;
    struct zc_page page;
    int date;
    make(&page, &request, &response);
    assert_true(zc_date_make(&date, 2017, 6, 30));
    assert_string_equal(zc_page_date(&page, date), "2017年6月30日");
    assert_string_equal(zc_page_date(&page, ZC_DATE_MAX), "至今");
    assert_string_equal(zc_page_instant(&page, zc_date_instant(date) + (int64_t)58841 * 1000000), "2017年6月30日 16:20:41");
    page.english = true;
    assert_string_equal(zc_page_date(&page, date), "30 June 2017");
    /* GB/T 32905, example 1 */
    zc_page_digest(&page, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    assert_string_equal(zc_buf_text(page.out), "<code class=\"digest\">66c7f0f4 62eeedd9 d1f2d46b dc10e4e2<br>4167c487 5cf2f7a2 297da02b 8f4ba8e0</code>");
    zc_buf_free(page.out);
}

static int done(void **state)
{
    (void)state;
    zc_arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_never_becomes_markup),          cmocka_unit_test(a_csv_cell_runs_nothing),
        cmocka_unit_test(an_id_is_decimal_digits),            cmocka_unit_test(an_address_keeps_what_it_was_given),
        cmocka_unit_test(dates_and_digests_are_written_for_people),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}

/* exposition: names, escapes and histograms as the text format 0.0.4 wants them. The vectors are those of Prometheus, "Exposition formats". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/exposition.h"

#include <math.h>

static struct zc_buf out;

static struct zc_exposition begin(void)
{
    zc_buf_clear(&out);
    return (struct zc_exposition){.out = &out};
}

static void counters_stand_under_their_family(void **state)
{
    struct zc_exposition exposition = begin();
    (void)state;
    zc_exposition_family(&exposition, ZC_COUNTER, "http_requests_total", "The total number of HTTP requests.");
    zc_exposition_int(&exposition, (const struct zc_label[]){{"method", "post"}, {"code", "200"}}, 2, 1027);
    zc_exposition_int(&exposition, (const struct zc_label[]){{"method", "post"}, {"code", "400"}}, 2, 3);
    zc_exposition_family(&exposition, ZC_GAUGE, "ready", "no labels");
    zc_exposition_int(&exposition, NULL, 0, -1);
    assert_string_equal(zc_buf_text(&out), "# HELP http_requests_total The total number of HTTP requests.\n# TYPE http_requests_total counter\n"
                                           "http_requests_total{method=\"post\",code=\"200\"} 1027\nhttp_requests_total{method=\"post\",code=\"400\"} 3\n"
                                           "# HELP ready no labels\n# TYPE ready gauge\nready -1\n");
}

static void labels_and_help_are_escaped(void **state)
{
    struct zc_exposition exposition = begin();
    (void)state;
    zc_exposition_family(&exposition, ZC_GAUGE, "msdos_file_access_time_seconds", "a \\ and\na line, \"quoted\"");
    zc_exposition_real(&exposition, (const struct zc_label[]){{"path", "C:\\DIR\\FILE.TXT"}, {"error", "Cannot find file:\n\"FILE.TXT\""}}, 2, 1.458255915e9);
    assert_string_equal(zc_buf_text(&out), "# HELP msdos_file_access_time_seconds a \\\\ and\\na line, \"quoted\"\n# TYPE msdos_file_access_time_seconds gauge\n"
                                           "msdos_file_access_time_seconds{path=\"C:\\\\DIR\\\\FILE.TXT\",error=\"Cannot find file:\\n\\\"FILE.TXT\\\"\"} 1458255915\n");
}

static void a_histogram_counts_up(void **state)
{
    static const double bounds[] = {0.05, 0.1, 0.2, 0.5, 1};
    static const uint64_t counts[] = {24054, 9390, 66948, 28997, 4599, 10332}; /* the cumulative ones of the vector, taken apart */
    struct zc_exposition exposition = begin();
    (void)state;
    zc_exposition_family(&exposition, ZC_HISTOGRAM, "http_request_duration_seconds", "A histogram of the request duration.");
    zc_exposition_histogram(&exposition, NULL, 0, bounds, counts, 5, 53423);
    assert_string_equal(zc_buf_text(&out), "# HELP http_request_duration_seconds A histogram of the request duration.\n# TYPE http_request_duration_seconds histogram\n"
                                           "http_request_duration_seconds_bucket{le=\"0.05\"} 24054\nhttp_request_duration_seconds_bucket{le=\"0.1\"} 33444\n"
                                           "http_request_duration_seconds_bucket{le=\"0.2\"} 100392\nhttp_request_duration_seconds_bucket{le=\"0.5\"} 129389\n"
                                           "http_request_duration_seconds_bucket{le=\"1\"} 133988\nhttp_request_duration_seconds_bucket{le=\"+Inf\"} 144320\n"
                                           "http_request_duration_seconds_sum 53423\nhttp_request_duration_seconds_count 144320\n");
    zc_buf_clear(&out);
    zc_exposition_histogram(&exposition, (const struct zc_label[]){{"work", "read"}}, 1, bounds, counts, 1, 0.25);
    assert_string_equal(zc_buf_text(&out), "http_request_duration_seconds_bucket{work=\"read\",le=\"0.05\"} 24054\n"
                                           "http_request_duration_seconds_bucket{work=\"read\",le=\"+Inf\"} 33444\n"
                                           "http_request_duration_seconds_sum{work=\"read\"} 0.25\nhttp_request_duration_seconds_count{work=\"read\"} 33444\n");
}

static void numbers_read_back_as_they_were(void **state)
{
    static const struct { double value; const char *text; } cases[] = {
        {0, "v 0\n"}, {0.1, "v 0.1\n"}, {1e-9, "v 1e-09\n"}, {1790776800.123456, "v 1790776800.123456\n"}, {1e300, "v 1e+300\n"},
        {INFINITY, "v +Inf\n"}, {-INFINITY, "v -Inf\n"}, {NAN, "v NaN\n"}, {1.0 / 3, "v 0.3333333333333333\n"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_exposition exposition = begin();
        exposition.name = "v";
        exposition.kind = ZC_GAUGE;
        zc_exposition_real(&exposition, NULL, 0, cases[i].value);
        assert_string_equal(zc_buf_text(&out), cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counters_stand_under_their_family), cmocka_unit_test(labels_and_help_are_escaped),
                                       cmocka_unit_test(a_histogram_counts_up), cmocka_unit_test(numbers_read_back_as_they_were)};
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    zc_buf_free(&out);
    return rc;
}

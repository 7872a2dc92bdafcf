/* log: a line is one line and one object whatever stands in it, and a flood of lines is bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/log.h"

#include <string.h>

static const char *const at = "2017-06-30T01:02:03.000004Z";
static struct zc_buf out;

static const char *render(enum zc_log_style style, const char *event, const struct zc_log_field *fields, size_t count)
{
    zc_buf_clear(&out);
    zc_log_render(&out, style, at, "info", event, fields, count);
    return zc_buf_text(&out);
}

static void both_styles_say_the_same(void **state)
{
    static const struct zc_log_field fields[] = {{"request", "0123456789abcdef", 0, 0}, {"route", "/api/v1/{entity}", 0, 0}, {"status", NULL, 200, 0}, {"ms", NULL, 3042, 3}};
    (void)state;
    assert_string_equal(render(ZC_LOG_JSON, "request", fields, 4),
                        "{\"ts\":\"2017-06-30T01:02:03.000004Z\",\"level\":\"info\",\"event\":\"request\",\"request\":\"0123456789abcdef\","
                        "\"route\":\"/api/v1/{entity}\",\"status\":200,\"ms\":3.042}");
    assert_string_equal(render(ZC_LOG_TEXT, "request", fields, 4),
                        "2017-06-30T01:02:03.000004Z info request request=0123456789abcdef route=/api/v1/{entity} status=200 ms=3.042");
    static const struct zc_log_field sentence[] = {{"text", "the disk is full", 0, 0}, {"request", "abcd", 0, 0}};
    assert_string_equal(render(ZC_LOG_TEXT, "message", sentence, 2), "2017-06-30T01:02:03.000004Z info the disk is full request=abcd");
    static const struct zc_log_field below[] = {{"n", NULL, -5, 1}, {"m", NULL, 7, 3}};
    assert_string_equal(render(ZC_LOG_TEXT, "x", below, 2), "2017-06-30T01:02:03.000004Z info x n=-0.5 m=0.007");
}

static void a_hostile_text_stays_inside_its_line(void **state)
{
    static const char *const texts[] = {"a\n2017 error forged", "\r\n\t\x01\x7f", "\"},{\"level\":\"error", "\xff\xfe", "\xe4\xb8", ""};
    char long_text[8000];
    (void)state;
    memset(long_text, 'x', sizeof long_text);
    long_text[0] = '.'; /* so that the limit falls inside a character */
    for (size_t i = 1; i + 3 < sizeof long_text; i += 3)
        memcpy(long_text + i, "筑", 3);
    long_text[sizeof long_text - 1] = 0;
    for (size_t i = 0; i <= sizeof texts / sizeof *texts; i++) {
        const struct zc_log_field field = {"text", i < sizeof texts / sizeof *texts ? texts[i] : long_text, 0, 0};
        struct zc_arena arena = {0};
        struct zc_json *json = NULL;
        struct zc_error err = {0};
        assert_null(strpbrk(render(ZC_LOG_TEXT, "message", &field, 1), "\n\r"));
        const char *line = render(ZC_LOG_JSON, "message", &field, 1);
        assert_null(strpbrk(line, "\n\r"));
        assert_true(strlen(line) < 4096); /* a pipe takes it whole */
        assert_int_equal(zc_json_parse(&json, &arena, line, strlen(line), &err), ZC_OK);
        assert_string_equal(zc_json_text(json, "level"), "info");
        zc_arena_free(&arena);
    }
}

static void a_flood_of_lines_is_bounded(void **state)
{
    const int64_t second = 1000000000;
    int64_t full_at = 0, now = 1000 * second;
    int written = 0;
    (void)state;
    for (int i = 0; i < 5000; i++)
        written += zc_log_room(&full_at, now, 100, 1000);
    assert_int_equal(written, 1000);
    for (int i = 0; i < 5000; i++)
        written += zc_log_room(&full_at, now + second, 100, 1000);
    assert_int_equal(written, 1100);
    for (int i = 0; i < 5000; i++) /* who was silent for a day gets no more than at once */
        written += zc_log_room(&full_at, now + 86400 * second, 100, 1000);
    assert_int_equal(written, 2100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(both_styles_say_the_same), cmocka_unit_test(a_hostile_text_stays_inside_its_line),
                                       cmocka_unit_test(a_flood_of_lines_is_bounded)};
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    zc_buf_free(&out);
    return rc;
}

/* send and ical: where reminders may go, what a mail looks like on the wire, and calendars that telephones read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/ical.h"
#include "http/send.h"

#include <string.h>

static void where_it_may_go(void **state)
{
    (void)state;
    static const char *allow[] = {"robot.example.org", "other.example.org:8443", "http://10.0.0.7:8080"};
    struct zc_send_conf conf = {.allow = allow, .allow_count = 3};
    static const char *const good[] = {"https://robot.example.org/send?key=1", "https://robot.example.org:443/x", "https://other.example.org:8443/", "http://10.0.0.7:8080/x"};
    static const char *const bad[] = {"http://robot.example.org/send", "https://robot.example.org:8443/", "https://other.example.org/", "https://10.0.0.7:8080/", "http://10.0.0.7/",
                                      "https://robot.example.org.evil.example/", "https://evil.example/?robot.example.org", "https://robot.example.org@evil.example/",
                                      "https://user:word@robot.example.org/", "ftp://robot.example.org/", "file:///etc/passwd", "robot.example.org", "", "https://",
                                      "https://ROBOT.example.org.:443/", "gopher://robot.example.org:443/"};
    struct zc_error err;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (zc_send_allowed(&conf, good[i], &err))
            fail_msg("%s: %s", good[i], err.en);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (zc_send_allowed(&conf, bad[i], &err) != ZC_EDENIED)
            fail_msg("allowed: %s", bad[i]);
}

static void mail_on_the_wire(void **state)
{
    (void)state;
    struct zc_buf out = {0};
    zc_mail_compose(&out, "ledger@example.org", "a@example.org", "市住建局有三件事今天到期，其中一件已经逾期，请看正文里的清单", "甲\n乙", "1.2@x", 1499415641000000);
    const char *text = zc_buf_text(&out);
    assert_non_null(strstr(text, "Date: Fri, 7 Jul 2017 08:20:41 +0000\r\n"));
    assert_non_null(strstr(text, "Message-ID: <1.2@x>\r\n"));
    assert_non_null(strstr(text, "\r\n\r\n55SyCuS5mQ==\r\n"));
    for (const char *line = text, *end; (end = strstr(line, "\r\n")); line = end + 2)
        assert_true(end - line <= 78); /* RFC 5322 2.1.1 */
    size_t words = 0;
    for (const char *at = text; (at = strstr(at, "=?UTF-8?B?")); at++, words++)
        assert_true(strstr(at, "?=") - at + 2 <= 75); /* RFC 2047 2 */
    assert_int_equal(words, 3);
    zc_buf_free(&out);
}

static void calendar(void **state)
{
    (void)state;
    struct zc_buf out = {0};
    struct zc_ical_event event = {.uid = "reform.task-1-due@x", .day = 17352 /* 2017-07-05 */, .summary = "完成时限：甲；乙, 丙; 丁\\戊\n己——这一行很长，要在第七十五个字节之前折断，而且不能把一个字切成两半", .over = true};
    zc_ical_begin(&out, "试验市");
    zc_ical_event(&out, &event, 1499415641000000);
    zc_ical_end(&out);
    const char *text = zc_buf_text(&out);
    assert_true(strncmp(text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:", 37) == 0);
    assert_non_null(strstr(text, "\r\nDTSTAMP:20170707T082041Z\r\nDTSTART;VALUE=DATE:20170705\r\nDTEND;VALUE=DATE:20170706\r\n"));
    assert_non_null(strstr(text, "甲；乙\\, 丙\\; 丁\\\\戊\\n"));
    assert_non_null(strstr(text, "PRIORITY:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"));
    struct zc_buf whole = {0};
    for (const char *line = text, *end; (end = strstr(line, "\r\n")); line = end + 2) {
        assert_true(end - line <= 75);
        assert_true(((unsigned char)line[*line == ' '] & 0xc0) != 0x80); /* no character is cut */
        zc_buf_add(&whole, line + (*line == ' '), (size_t)(end - line) - (*line == ' '));
    }
    assert_non_null(strstr(zc_buf_text(&whole), "而且不能把一个字切成两半")); /* unfolded it is whole */
    zc_buf_free(&whole);
    zc_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(where_it_may_go), cmocka_unit_test(mail_on_the_wire), cmocka_unit_test(calendar)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

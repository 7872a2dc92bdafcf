#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "record/attachment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void marks_are_told_from_words(void **state)
{
    (void)state;
    const struct {
        const char *text;
        bool marked;
    } cases[] = {
        {"机密★5年\n关于……的通知", true}, {"绝密★", true},      {"秘密 ★ 1年", true}, {"\n  绝密  \n正文", true}, {"【秘密】", true},
        {"注意保守商业秘密。", false},     {"保守国家秘密法", false}, {"机密文件柜", false}, {"", false},              {"这是机密", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(zc_attachment_marked(cases[i].text, strlen(cases[i].text)), cases[i].marked);
}

static void the_content_decides_what_a_file_is(void **state)
{
    (void)state;
    const struct {
        const char *bytes;
        size_t size;
        const char *name;
        int code;
        const char *type;
    } cases[] = {
        {"%PDF-1.7 x", 10, "a.pdf", ZC_OK, "application/pdf"},
        {"plain", 5, "a.pdf", ZC_EINPUT, NULL},
        {"%PDF-1.7 x", 10, "a.png", ZC_EINPUT, NULL},
        {"PK\x03\x04rest", 8, "a.xlsx", ZC_OK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"words", 5, "a.txt", ZC_OK, "text/plain; charset=utf-8"},
        {"\x00\x01\x02", 3, "a.bin", ZC_OK, "application/octet-stream"},
        {"绝密★10年", 14, "a.txt", ZC_EDENIED, NULL},
        {"\xbb\xfa\xc3\xdc\xa1\xef", 6, "a.txt", ZC_EDENIED, NULL}, /* 机密★ in GB18030 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[] = "/tmp/zc-attachment-XXXXXX";
        const char *type = NULL;
        int file = mkstemp(path);
        assert_true(file >= 0);
        assert_int_equal(write(file, cases[i].bytes, cases[i].size), (ssize_t)cases[i].size);
        close(file);
        int code = zc_attachment_check(&type, path, cases[i].name, NULL);
        unlink(path);
        assert_int_equal(code, cases[i].code);
        if (cases[i].type)
            assert_string_equal(type, cases[i].type);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_told_from_words),
        cmocka_unit_test(the_content_decides_what_a_file_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

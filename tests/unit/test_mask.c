/* mask: forms of core.md 4.3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mask.h"

static void what_remains_visible(void **state)
{
    (void)state;
    static const struct {
        char *(*mask)(struct zc_arena *, const char *);
        const char *text, *shown;
    } cases[] = {
        {zc_mask_citizen_id, "52010218850307002X", "5201************2X"}, {zc_mask_citizen_id, "990102850615001", "9901*********01"},
        {zc_mask_citizen_id, "5201", "****"}, {zc_mask_citizen_id, "", ""}, {zc_mask_citizen_id, "筑城筑城筑城筑城筑城筑城", "************"},
        {zc_mask_phone, "13800001234", "138****1234"}, {zc_mask_phone, "138 0000 1234", "138****1234"}, {zc_mask_phone, "110", "***"},
        {zc_mask_card, "6222000000001234", "************1234"}, {zc_mask_card, "1234567", "*******"},
        {zc_mask_name, "李四", "李*"}, {zc_mask_name, "李小明", "李*明"}, {zc_mask_name, "欧阳修", "欧阳*"}, {zc_mask_name, "欧阳小明", "欧阳*明"},
        {zc_mask_name, "欧阳", "欧*"}, {zc_mask_name, "阿卜杜·热合曼", "阿卜杜·*"}, {zc_mask_name, "阿卜杜•热合曼·甲", "阿卜杜·*"},
        {zc_mask_name, "李", "*"}, {zc_mask_name, "", ""}, {zc_mask_name, "示例·001", "示例·*"},
        {zc_mask_address, "贵阳市南明区油榨街道中山路12号3栋", "贵阳市南明区油榨街道***"}, {zc_mask_address, "开阳县双流镇凉水井村", "开阳县双流镇***"},
        {zc_mask_address, "南明区中华路12号镇江苑", "南明区***"}, {zc_mask_address, "贵阳市花溪区", "贵阳市花溪区"},
        {zc_mask_address, "云岩区友谊社区服务中心5号", "云岩区友谊社区服务中心***"}, {zc_mask_address, "中山路12号", "***"}, {zc_mask_address, "", ""},
    };
    struct zc_arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(cases[i].mask(&arena, cases[i].text), cases[i].shown);
    assert_string_equal(zc_mask_minor(&arena, 2010), "某(2010年生)");
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_remains_visible)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

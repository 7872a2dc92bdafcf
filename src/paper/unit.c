/* unit: the table, the longest match at a place, the exact conversion. */
#include "paper/unit.h"

#include <string.h>

#define COUNT(name)                                                                                                    \
    {                                                                                                                  \
        name, name, 0, ZC_UNIT_COUNT                                                                                   \
    }
#define BASE(name)                                                                                                     \
    {                                                                                                                  \
        name, name, 0, ZC_UNIT_MEASURE                                                                                 \
    }
#define POWER(name, base, power)                                                                                       \
    {                                                                                                                  \
        name, base, power, ZC_UNIT_MEASURE                                                                             \
    }

static const struct zc_unit units[] = {
    /* money */
    BASE("元"),
    POWER("百元", "元", 2),
    POWER("千元", "元", 3),
    POWER("万元", "元", 4),
    POWER("百万元", "元", 6),
    POWER("千万元", "元", 7),
    POWER("亿元", "元", 8),
    POWER("万亿元", "元", 12),
    POWER("角", "元", -1),
    POWER("10k CNY", "元", 4),
    POWER("CNY", "元", 0),
    POWER("yuan", "元", 0),
    POWER("10 000 yuan", "元", 4),
    POWER("10,000 yuan", "元", 4),
    BASE("美元"),
    BASE("欧元"),
    BASE("港元"),
    /* area, length, volume */
    BASE("平方米"),
    POWER("平方公里", "平方米", 6),
    POWER("平方千米", "平方米", 6),
    POWER("公顷", "平方米", 4),
    POWER("万平方米", "平方米", 4),
    POWER("km2", "平方米", 6),
    POWER("km²", "平方米", 6),
    POWER("m2", "平方米", 0),
    POWER("m²", "平方米", 0),
    POWER("square kilometres", "平方米", 6),
    BASE("亩"),
    POWER("万亩", "亩", 4),
    BASE("米"),
    POWER("公里", "米", 3),
    POWER("千米", "米", 3),
    POWER("厘米", "米", -2),
    POWER("毫米", "米", -3),
    POWER("km", "米", 3),
    POWER("m", "米", 0),
    BASE("立方米"),
    POWER("万立方米", "立方米", 4),
    /* mass, energy, power, angle and temperature */
    BASE("克"),
    POWER("千克", "克", 3),
    POWER("公斤", "克", 3),
    POWER("kg", "克", 3),
    POWER("吨", "克", 6),
    POWER("万吨", "克", 10),
    POWER("千瓦时", "度", 0),
    POWER("kWh", "度", 0),
    BASE("度"),
    POWER("亿千瓦时", "度", 8),
    POWER("万千瓦时", "度", 4),
    BASE("千瓦"),
    POWER("万千瓦", "千瓦", 4),
    POWER("kW", "千瓦", 0),
    POWER("MW", "千瓦", 3),
    /* shares */
    BASE("%"),
    POWER("percent", "%", 0),
    POWER("per cent", "%", 0),
    POWER("‰", "%", -1),
    BASE("个百分点"),
    POWER("百分点", "个百分点", 0),
    BASE("倍"),
    BASE("成"),
    /* spans of time; a month is no number of days */
    POWER("个工作日", "工作日", 0),
    BASE("工作日"),
    BASE("天"),
    BASE("个月"),
    POWER("个小时", "小时", 0),
    BASE("小时"),
    BASE("分钟"),
    BASE("秒"),
    BASE("周"),
    POWER("个季度", "季度", 0),
    BASE("季度"),
    BASE("周年"),
    POWER("岁", "周岁", 0),
    BASE("周岁"),
    BASE("分"),
    /* the calendar: a date's parts, or a span when nothing tells */
    {"年", "年", 0, ZC_UNIT_CALENDAR},
    {"year", "年", 0, ZC_UNIT_CALENDAR},
    {"年度", "年", 0, ZC_UNIT_CALENDAR},
    {"月", "月", 0, ZC_UNIT_CALENDAR},
    {"month", "月", 0, ZC_UNIT_CALENDAR},
    {"月份", "月", 0, ZC_UNIT_CALENDAR},
    {"日", "日", 0, ZC_UNIT_CALENDAR},
    {"day", "日", 0, ZC_UNIT_CALENDAR},
    /* people */
    COUNT("人次"),
    COUNT("人"),
    COUNT("名"),
    COUNT("位"),
    /* measure words */
    COUNT("个"),
    COUNT("个层级"),
    COUNT("项"),
    COUNT("次"),
    COUNT("家"),
    COUNT("户"),
    COUNT("户次"),
    COUNT("条"),
    COUNT("座"),
    COUNT("件"),
    COUNT("件次"),
    COUNT("所"),
    COUNT("县"),
    COUNT("村"),
    COUNT("镇"),
    COUNT("乡"),
    COUNT("市"),
    COUNT("区"),
    COUNT("社区"),
    COUNT("街道"),
    COUNT("省"),
    COUNT("层"),
    COUNT("级"),
    COUNT("类"),
    COUNT("种"),
    COUNT("批"),
    COUNT("批次"),
    COUNT("期"),
    COUNT("处"),
    COUNT("台"),
    COUNT("台次"),
    COUNT("套"),
    COUNT("张"),
    COUNT("份"),
    COUNT("部"),
    COUNT("篇"),
    COUNT("门"),
    COUNT("间"),
    COUNT("栋"),
    COUNT("幢"),
    COUNT("辆"),
    COUNT("架"),
    COUNT("艘"),
    COUNT("只"),
    COUNT("头"),
    COUNT("匹"),
    COUNT("株"),
    COUNT("棵"),
    COUNT("块"),
    COUNT("片"),
    COUNT("段"),
    COUNT("支"),
    COUNT("枚"),
    COUNT("组"),
    COUNT("队"),
    COUNT("场"),
    COUNT("场次"),
    COUNT("册"),
    COUNT("卷"),
    COUNT("轮"),
    COUNT("站"),
    COUNT("点"),
    COUNT("环"),
    COUNT("园"),
    COUNT("店"),
    COUNT("厂"),
    COUNT("院"),
    COUNT("校"),
    COUNT("床"),
    COUNT("张床位"),
    COUNT("例"),
    COUNT("笔"),
    COUNT("宗"),
    COUNT("起"),
    COUNT("桩"),
    COUNT("杯"),
    COUNT("封"),
    COUNT("幅"),
    COUNT("列"),
    COUNT("班"),
    COUNT("对"),
    COUNT("双"),
    COUNT("群"),
    COUNT("道"),
    COUNT("步"),
    COUNT("款"),
    COUNT("章"),
    COUNT("节"),
    COUNT("目"),
    COUNT("大类"),
    COUNT("领域"),
    COUNT("个领域"),
};
enum { UNITS = sizeof units / sizeof *units };

const struct zc_unit *zc_unit_at(const char *text, size_t size)
{
    const struct zc_unit *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < UNITS; i++) {
        size_t length = strlen(units[i].name);
        if (length <= longest || length > size || memcmp(text, units[i].name, length) != 0)
            continue;
        char last = units[i].name[length - 1];
        bool latin = (last >= 'a' && last <= 'z') || (last >= 'A' && last <= 'Z') || last == '2';
        /* "5m" is metres, "5mo" is not: a Latin unit ends where the word ends. */
        if (latin && length < size) {
            char next = text[length];
            if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || (next >= '0' && next <= '9'))
                continue;
        }
        best = &units[i];
        longest = length;
    }
    return best;
}

const struct zc_unit *zc_unit_find(const char *name)
{
    if (!name)
        return NULL;
    for (size_t i = 0; i < UNITS; i++)
        if (strcmp(units[i].name, name) == 0)
            return &units[i];
    return NULL;
}

bool zc_unit_convert(int64_t *out, int *out_scale, int64_t value, int scale, const struct zc_unit *from,
                     const struct zc_unit *to)
{
    if (from != to) {
        if (!from || !to || strcmp(from->base, to->base) != 0)
            return false;
        scale -= from->power - to->power;
    }
    for (; scale < 0; scale++)
        if (__builtin_mul_overflow(value, (int64_t)10, &value))
            return false;
    while (scale > 0 && value % 10 == 0) {
        value /= 10;
        scale--;
    }
    *out = value;
    *out_scale = scale;
    return scale <= 18;
}

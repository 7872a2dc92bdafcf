/* date: the civil calendar by days (algorithm of Howard Hinnant's chrono notes, own code), texts, instants, periods. */
#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SHANGHAI_SECONDS = 8 * 3600 };
#define DAY_US (INT64_C(86400) * 1000000)

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int zc_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap(year) ? 29 : days[month - 1];
}

bool zc_date_make(int *out, int year, int month, int day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > zc_days_in_month(year, month))
        return false;
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400, of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    *out = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
    return true;
}

void zc_date_split(int date, int *year, int *month, int *day)
{
    long long z = (long long)date + 719468;
    long long era = (z >= 0 ? z : z - 146096) / 146097;
    int of_era = (int)(z - era * 146097);
    int years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * years + years / 4 - years / 100);
    int shifted = (5 * of_year + 2) / 153;
    *day = of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = (int)(years + era * 400 + (*month <= 2));
}

static bool digits(const char *text, int count, int *out)
{
    int number = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        number = number * 10 + (text[i] - '0');
    }
    *out = number;
    return true;
}

static bool day_at(int *out, const char *text)
{
    int year, month, day;
    return digits(text, 4, &year) && text[4] == '-' && digits(text + 5, 2, &month) && text[7] == '-' &&
           digits(text + 8, 2, &day) && zc_date_make(out, year, month, day);
}

bool zc_date_parse(int *out, const char *text)
{
    return strlen(text) == 10 && day_at(out, text);
}

void zc_date_format(char out[ZC_DATE_TEXT], int date)
{
    int year, month, day;
    out[0] = 0;
    if (date == ZC_DATE_MAX)
        return;
    zc_date_split(date, &year, &month, &day);
    if (year < 0 || year > 9999)
        return;
    const int digits[] = {year / 1000, year / 100 % 10, year / 10 % 10, year % 10, -1, month / 10, month % 10, -1, day / 10, day % 10};
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        *out++ = digits[i] < 0 ? '-' : (char)('0' + digits[i]);
    *out = 0;
}

int zc_date_weekday(int date)
{
    long long days = (long long)date + 3; /* 1970-01-01 was a Thursday */
    return (int)((days % 7 + 7) % 7) + 1;
}

int zc_date_add_months(int date, int months)
{
    int year, month, day, out = date;
    zc_date_split(date, &year, &month, &day);
    long long total = (long long)year * 12 + month - 1 + months;
    year = (int)(total / 12);
    month = (int)(total % 12) + 1;
    if (day > zc_days_in_month(year, month))
        day = zc_days_in_month(year, month);
    zc_date_make(&out, year, month, day);
    return out;
}

void zc_date_words(char *out, unsigned size, int date, bool english)
{
    static const char *const weekdays[] = {"一", "二", "三", "四", "五", "六", "日"};
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    int year, month, day;
    zc_date_split(date, &year, &month, &day);
    if (english)
        snprintf(out, size, "%d %s %d", day, months[month - 1], year);
    else
        snprintf(out, size, "%d年%d月%d日(周%s)", year, month, day, weekdays[zc_date_weekday(date) - 1]);
}

int64_t zc_instant_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t zc_date_instant(int date)
{
    return ((int64_t)date * 86400 - SHANGHAI_SECONDS) * 1000000;
}

int zc_instant_date(int64_t instant)
{
    int64_t local = instant + (int64_t)SHANGHAI_SECONDS * 1000000;
    int64_t day = local / DAY_US;
    if (local < 0 && local % DAY_US)
        day--;
    return day > ZC_DATE_MAX ? ZC_DATE_MAX : (int)day;
}

bool zc_instant_parse(int64_t *out, const char *text)
{
    int day, hour, minute, second, micro = 0;
    size_t length = strlen(text);
    if (length == 10) {
        if (!day_at(&day, text))
            return false;
        *out = zc_date_instant(day + 1) - 1;
        return true;
    }
    if (length < 20 || !day_at(&day, text) || (text[10] != 'T' && text[10] != ' ') || !digits(text + 11, 2, &hour) ||
        text[13] != ':' || !digits(text + 14, 2, &minute) || text[16] != ':' || !digits(text + 17, 2, &second) ||
        hour > 23 || minute > 59 || second > 59)
        return false;
    const char *at = text + 19;
    if (*at == '.') {
        int scale = 100000;
        for (at++; *at >= '0' && *at <= '9'; at++, scale /= 10) {
            if (!scale)
                return false;
            micro += (*at - '0') * scale;
        }
    }
    int64_t shift = 0;
    if (strcmp(at, "+08:00") == 0)
        shift = SHANGHAI_SECONDS;
    else if (strcmp(at, "Z") != 0)
        return false;
    *out = ((int64_t)day * 86400 + hour * 3600 + minute * 60 + second - shift) * 1000000 + micro;
    return true;
}

void zc_instant_local(char out[ZC_INSTANT_TEXT], int64_t instant)
{
    int date = zc_instant_date(instant), minute = (int)((instant - zc_date_instant(date)) / 60000000);
    zc_date_format(out, date);
    snprintf(out + strlen(out), ZC_INSTANT_TEXT - strlen(out), " %02d:%02d", minute / 60, minute % 60);
}

void zc_instant_format(char out[ZC_INSTANT_TEXT], int64_t instant)
{
    int64_t day = instant / DAY_US, rest = instant % DAY_US;
    if (rest < 0) {
        rest += DAY_US;
        day--;
    }
    int year, month, date;
    zc_date_split((int)day, &year, &month, &date);
    int second = (int)(rest / 1000000), micro = (int)(rest % 1000000);
    snprintf(out, ZC_INSTANT_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", year % 10000, month % 100, date % 100,
             second / 3600 % 24, second / 60 % 60, second % 60, micro % 1000000);
}

bool zc_period_parse(struct zc_period *out, const char *text)
{
    int year, from_month = 1, months = 12, part;
    size_t length = strlen(text);
    if (length < 4 || length >= sizeof out->name || !digits(text, 4, &year) || year < 1)
        return false;
    if (length == 6 && text[4] == 'H' && (text[5] == '1' || text[5] == '2')) {
        months = 6;
        from_month = text[5] == '1' ? 1 : 7;
    } else if (length == 6 && text[4] == 'Q' && text[5] >= '1' && text[5] <= '4') {
        months = 3;
        from_month = (text[5] - '1') * 3 + 1;
    } else if (length == 7 && text[4] == '-' && digits(text + 5, 2, &part) && part >= 1 && part <= 12) {
        months = 1;
        from_month = part;
    } else if (length != 4) {
        return false;
    }
    int last_month = from_month + months - 1;
    snprintf(out->name, sizeof out->name, "%s", text);
    return zc_date_make(&out->from, year, from_month, 1) &&
           zc_date_make(&out->to, year, last_month, zc_days_in_month(year, last_month));
}

void zc_period_half_of(struct zc_period *out, int date)
{
    int year, month, day;
    char name[12];
    zc_date_split(date, &year, &month, &day);
    snprintf(name, sizeof name, "%04dH%d", year % 10000, month <= 6 ? 1 : 2);
    zc_period_parse(out, name);
}

/*
 * date: civil days and instants. A day is an int of days since 1970-01-01 in Asia/Shanghai's calendar; an instant is
 * int64 microseconds UTC. Shanghai is UTC+8 without summer time since 1991, which covers every record here.
 * "asof D" is the end of day D in Shanghai.
 */
#ifndef ZC_BASE_DATE_H
#define ZC_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

enum { ZC_DATE_MAX = 2147483647, ZC_DATE_TEXT = 16, ZC_INSTANT_TEXT = 40 };
#define ZC_INSTANT_MAX INT64_MAX

bool zc_date_make(int *out, int year, int month, int day); /* false when no such day */
void zc_date_split(int date, int *year, int *month, int *day);
bool zc_date_parse(int *out, const char *text); /* exactly YYYY-MM-DD */
void zc_date_format(char out[ZC_DATE_TEXT], int date); /* YYYY-MM-DD; ZC_DATE_MAX gives "" */
int zc_date_weekday(int date); /* 1 = Monday … 7 = Sunday (ISO 8601) */
int zc_days_in_month(int year, int month);
int zc_date_add_months(int date, int months); /* counted from the origin: 31 Jan + 1 = last day of February */

/* 2017年6月30日(周五) | 30 June 2017 */
void zc_date_words(char *out, unsigned size, int date, bool english);

int64_t zc_instant_now(void); /* the machine's clock */
bool zc_instant_parse(int64_t *out, const char *text); /* YYYY-MM-DDTHH:MM:SS[.ffffff](Z|+08:00); a bare date = its end in Shanghai */
void zc_instant_format(char out[ZC_INSTANT_TEXT], int64_t instant); /* YYYY-MM-DDTHH:MM:SS.ffffffZ */
void zc_instant_local(char out[ZC_INSTANT_TEXT], int64_t instant);  /* YYYY-MM-DD HH:MM in Shanghai */
int zc_instant_date(int64_t instant);         /* the day in Shanghai */
int64_t zc_date_instant(int date);            /* 00:00 in Shanghai of that day */

/* A reporting period: 2017, 2017H1, 2017Q2, 2017-06. First and last day, both included. */
struct zc_period {
    int from, to;
    char name[12];
};
bool zc_period_parse(struct zc_period *out, const char *text);
void zc_period_half_of(struct zc_period *out, int date); /* the half-year in which the day lies */

#endif

#include "http/ical.h"
#include "base/date.h"

#include <stdio.h>
#include <string.h>

enum { LINE = 75 };

/* One content line, folded: what goes on begins with a blank, which counts. */
static void put_line(struct zc_buf *out, const char *line)
{
    size_t used = 0;
    for (const char *at = line; *at;) {
        size_t size = 1;
        while (((unsigned char)at[size] & 0xc0) == 0x80)
            size++;
        if (used + size > LINE) {
            zc_buf_str(out, "\r\n ");
            used = 1;
        }
        zc_buf_add(out, at, size);
        used += size;
        at += size;
    }
    zc_buf_str(out, "\r\n");
}

static void put_text(struct zc_buf *out, const char *name, const char *text)
{
    struct zc_buf line = {0};
    zc_buf_printf(&line, "%s:", name);
    for (const char *at = text; *at; at++) {
        if (*at == '\n')
            zc_buf_str(&line, "\\n");
        else if (*at == '\\' || *at == ';' || *at == ',')
            zc_buf_printf(&line, "\\%c", *at);
        else if ((unsigned char)*at >= 0x20)
            zc_buf_char(&line, *at);
    }
    put_line(out, zc_buf_text(&line));
    zc_buf_free(&line);
}

static void put_day(struct zc_buf *out, const char *name, int day)
{
    int year, month, date;
    zc_date_split(day, &year, &month, &date);
    zc_buf_printf(out, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, year, month, date);
}

void zc_ical_begin(struct zc_buf *out, const char *name)
{
    zc_buf_str(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//zhucheng//deadlines//ZH\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
    put_text(out, "X-WR-CALNAME", name);
    zc_buf_str(out, "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n");
}

void zc_ical_event(struct zc_buf *out, const struct zc_ical_event *event, int64_t stamp)
{
    char text[ZC_INSTANT_TEXT], when[20] = "";
    size_t length = 0;
    zc_instant_format(text, stamp); /* 2017-07-07T08:20:41…Z */
    for (const char *at = text; *at && *at != '.' && *at != 'Z' && length + 1 < sizeof when; at++)
        if (*at != '-' && *at != ':')
            when[length++] = *at;
    when[length] = 0;
    zc_buf_str(out, "BEGIN:VEVENT\r\n");
    put_text(out, "UID", event->uid);
    zc_buf_printf(out, "DTSTAMP:%sZ\r\n", when);
    put_day(out, "DTSTART", event->day);
    put_day(out, "DTEND", event->day + 1);
    put_text(out, "SUMMARY", event->summary);
    if (event->description && *event->description)
        put_text(out, "DESCRIPTION", event->description);
    if (event->url && *event->url) {
        struct zc_buf line = {0};
        zc_buf_printf(&line, "URL:%s", event->url);
        put_line(out, zc_buf_text(&line));
        zc_buf_free(&line);
    }
    zc_buf_printf(out, "TRANSP:TRANSPARENT\r\nPRIORITY:%d\r\nEND:VEVENT\r\n", event->over ? 1 : 5);
}

void zc_ical_end(struct zc_buf *out) { zc_buf_str(out, "END:VCALENDAR\r\n"); }

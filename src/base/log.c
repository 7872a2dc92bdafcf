#include "base/log.h"
#include "base/date.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void zc_log(const char *level, const char *format, ...)
{
    char line[2048], at[ZC_INSTANT_TEXT];
    zc_instant_format(at, zc_instant_now());
    int used = snprintf(line, sizeof line - 1, "%s %s ", at, level);
    va_list args;
    va_start(args, format);
    int more = vsnprintf(line + used, sizeof line - 1 - (size_t)used, format, args);
    va_end(args);
    size_t length = more < 0 ? (size_t)used : strlen(line);
    for (size_t i = 0; i < length; i++) /* a hostile value must not forge a second line */
        if (line[i] == '\n' || line[i] == '\r')
            line[i] = ' ';
    line[length++] = '\n';
    ssize_t ignored = write(STDERR_FILENO, line, length);
    (void)ignored;
}

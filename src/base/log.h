/* log: one line a message on standard error, with time and level. Never secrets, never row values. Thread-safe. */
#ifndef ZC_BASE_LOG_H
#define ZC_BASE_LOG_H

void zc_log(const char *level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

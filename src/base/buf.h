/*
 * buf: a growing byte buffer for output (JSON, HTML, SQL, canonical entries). Always NUL-terminated behind its end.
 * The owner frees it with zc_buf_free; `bytes` stays valid until the next append. Out of memory aborts.
 */
#ifndef ZC_BASE_BUF_H
#define ZC_BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

struct zc_buf {
    char *bytes; /* NULL while nothing was written */
    size_t size, capacity;
};

void zc_buf_add(struct zc_buf *buf, const void *bytes, size_t size);
void zc_buf_str(struct zc_buf *buf, const char *text); /* NULL adds nothing */
void zc_buf_char(struct zc_buf *buf, char c);
void zc_buf_int(struct zc_buf *buf, int64_t number);
void zc_buf_printf(struct zc_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void zc_buf_json(struct zc_buf *buf, const char *text, size_t size); /* quoted JSON string; escapes of core.md 7.2 */
void zc_buf_json_str(struct zc_buf *buf, const char *text);          /* NULL writes null */
void zc_buf_html(struct zc_buf *buf, const char *text);              /* escapes & < > " ' */
void zc_buf_clear(struct zc_buf *buf);                               /* keeps the memory */
void zc_buf_free(struct zc_buf *buf);
const char *zc_buf_text(const struct zc_buf *buf); /* never NULL */

#endif

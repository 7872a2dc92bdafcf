/* body: 1 parts of a form; 2 how much may come; 3 taking it. */
#include "http/body.h"
#include "base/text.h"
#include "http/caller.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BODY_LIMIT = 1 << 20, UPLOAD_LIMIT = 64 << 20 };

/* 1 */

static void finish_part(struct zc_exchange *exchange)
{
    struct zc_request *request = &exchange->request;
    if (!exchange->part.name)
        return;
    if (exchange->part.file >= 0 && exchange->part.file_name) {
        close(exchange->part.file);
        struct zc_upload *upload =
            zc_arena_push(&exchange->arena, &request->uploads, &request->upload_count, &exchange->upload_capacity, sizeof *upload);
        *upload = (struct zc_upload){exchange->part.name, exchange->part.file_name, zc_arena_str(&exchange->arena, exchange->part.path), exchange->part.size};
        if (!zc_utf8_valid(upload->file_name, strlen(upload->file_name)))
            exchange->refuse_status = 400;
    } else if (zc_utf8_valid(zc_buf_text(&exchange->part.value), exchange->part.value.size)) {
        if (exchange->part.value.size && memchr(exchange->part.value.bytes, 0, exchange->part.value.size))
            exchange->refuse_status = 400; /* what stands behind it would be lost */
        struct zc_named *named =
            zc_arena_push(&exchange->arena, &request->form, &request->form_count, &exchange->form_capacity, sizeof *named);
        *named = (struct zc_named){exchange->part.name, zc_arena_copy(&exchange->arena, zc_buf_text(&exchange->part.value), exchange->part.value.size)};
    }
    zc_buf_clear(&exchange->part.value);
    exchange->part.name = exchange->part.file_name = NULL;
    exchange->part.file = -1;
    exchange->part.size = 0;
}

static enum MHD_Result form_part(void *user, enum MHD_ValueKind kind, const char *key, const char *file_name, const char *type,
                                 const char *encoding, const char *data, uint64_t offset, size_t size)
{
    struct zc_exchange *exchange = user;
    (void)kind, (void)type, (void)encoding;
    if (offset == 0) {
        finish_part(exchange);
        if (exchange->request.form_count + exchange->request.upload_count >= ZC_FORM_FIELDS)
            return MHD_NO;
        if (!key || !zc_utf8_valid(key, strlen(key)))
            return MHD_NO;
        exchange->part.name = zc_arena_str(&exchange->arena, key);
        exchange->part.file = -1;
        if (file_name && *file_name) {
            if (!zc_caller_signed_in(exchange)) { /* a stranger fills no disk */
                exchange->refuse_status = 413;
                return MHD_NO;
            }
            const char *slash = strrchr(file_name, '/'), *back = strrchr(file_name, '\\');
            const char *base = slash > back ? slash + 1 : back ? back + 1 : file_name;
            exchange->part.file_name = zc_arena_str(&exchange->arena, base);
            snprintf(exchange->part.path, sizeof exchange->part.path, "/tmp/zhucheng-upload-XXXXXX");
            exchange->part.file = mkostemp(exchange->part.path, O_CLOEXEC);
            if (exchange->part.file < 0)
                return MHD_NO;
        }
    }
    if (exchange->part.file >= 0) {
        exchange->part.size += size;
        if (exchange->part.size > UPLOAD_LIMIT || (size && write(exchange->part.file, data, size) != (ssize_t)size)) {
            exchange->refuse_status = 413;
            return MHD_NO;
        }
    } else {
        if (exchange->part.value.size + size > BODY_LIMIT) {
            exchange->refuse_status = 413;
            return MHD_NO;
        }
        zc_buf_add(&exchange->part.value, data, size);
    }
    return MHD_YES;
}

/* 2 */

static bool is_form(const struct zc_request *request)
{
    const char *type = zc_request_header(request, "Content-Type");
    return request->method != ZC_GET && type &&
           (strncasecmp(type, "multipart/form-data", 19) == 0 || strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0);
}

static size_t most_body(const struct zc_exchange *exchange)
{
    return is_form(&exchange->request) && zc_caller_signed_in(exchange) ? (size_t)UPLOAD_LIMIT + BODY_LIMIT : (size_t)BODY_LIMIT;
}

size_t zc_body_announced(struct zc_exchange *exchange)
{
    const char *text = zc_request_header(&exchange->request, "Content-Length");
    unsigned long long size = text ? strtoull(text, NULL, 10) : 0;
    size_t most = most_body(exchange);
    if (size > most && !exchange->refuse_status)
        exchange->refuse_status = 413;
    return size > most ? most : (size_t)size;
}

/* 3 */

void zc_body_open(struct zc_exchange *exchange)
{
    if (is_form(&exchange->request))
        exchange->post = MHD_create_post_processor(exchange->connection, 64 * 1024, form_part, exchange);
}

/* What is refused is read and dropped up to the limit, so that the answer arrives; beyond it the line is cut. */
bool zc_body_read(struct zc_exchange *exchange, const char *data, size_t size)
{
    exchange->total += size;
    if (exchange->refused || exchange->refuse_status)
        return exchange->total <= 2 * (size_t)UPLOAD_LIMIT;
    if (exchange->total > most_body(exchange))
        exchange->refuse_status = 413;
    else if (!exchange->post)
        zc_buf_add(&exchange->body, data, size);
    else if (MHD_post_process(exchange->post, data, size) != MHD_YES && !exchange->refuse_status)
        exchange->refuse_status = 400;
    return true;
}

void zc_body_finish(struct zc_exchange *exchange)
{
    if (exchange->post)
        MHD_destroy_post_processor(exchange->post);
    exchange->post = NULL;
    finish_part(exchange);
}

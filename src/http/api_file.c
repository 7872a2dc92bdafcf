/*
 * Files that hang on records: 1 attaching one; 2 fetching it. The upload is checked, digested and synced on a thread of the
 * pool; only the record of it is written on the writer's thread.
 */
#include "http/api.h"
#include "http/download.h"
#include "base/text.h"
#include "record/attachment.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* 1 */

struct attaching {
    struct zc_attachment attachment;
    int64_t id;
};

static int write_attachment(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct attaching *attaching = user;
    return zc_attachment_add(&attaching->id, tx, &attaching->attachment, err);
}

/* Before the bytes are taken: whoever may not write attachments stores none. */
static int may_attach(struct zc_api *api)
{
    const struct zc_entity *entity = zc_model_entity(api->model, "core.attachment");
    const struct zc_reader *acting = &api->identity->acting;
    struct zc_reader probe = *acting;
    for (size_t i = 0; entity && i < entity->write_count; i++)
        if (strncmp(entity->write_text[i], "role ", 5) != 0)
            return ZC_OK; /* the rule needs the row: the write itself will tell */
    for (size_t i = 0; entity && i < entity->write_count; i++) {
        const char *role = entity->write_text[i] + 5;
        if (zc_reader_has_role(&probe, strchr(role, '.') ? role : zc_arena_printf(api->arena, "%s.%s", entity->module, role)))
            return ZC_OK;
    }
    return zc_fail(&api->err, ZC_EDENIED, "您的岗位不能上传附件", "your post may not attach files");
}

void zc_api_attach(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct attaching attaching = {0};
    struct zc_attachment *attachment = &attaching.attachment;
    struct zc_record record;
    zc_api_open(&api, response, request);
    attachment->entity = zc_api_entity(&api, request->params[0], ZC_API_READ);
    if (!attachment->entity)
        return;
    if (!zc_api_id(&attachment->id, request->params[1]) ||
        zc_rows_get(&record, api.arena, api.db, attachment->entity, attachment->id, zc_times_now(api.db), api.reader, NULL)) {
        zc_api_missing(&api);
        return;
    }
    if (!zc_api_entity(&api, "core.attachment", ZC_API_WRITE))
        return;
    int rc = may_attach(&api);
    if (!rc && request->upload_count != 1)
        rc = zc_fail(&api.err, ZC_EINPUT, "每次上传一个文件(multipart/form-data),收到 %zu 个", "one file at a time (multipart/form-data), %zu came", request->upload_count);
    const struct zc_upload *upload = request->uploads;
    if (!rc && (!zc_utf8_valid(upload->file_name, strlen(upload->file_name)) || !*upload->file_name || zc_utf8_length(upload->file_name) > ZC_ATTACHMENT_NAME))
        rc = zc_fail(&api.err, ZC_EINPUT, "文件名应为 1 至 %d 个字", "a file's name takes 1 to %d characters", ZC_ATTACHMENT_NAME);
    if (!rc) {
        attachment->name = upload->file_name;
        rc = zc_attachment_check(&attachment->media_type, upload->path, upload->file_name, &api.err);
    }
    if (!rc)
        rc = zc_attachment_keep(attachment, api.city, upload->path, &api.err);
    if (!rc) {
        struct zc_actor actor = zc_actor_of(&api.identity->acting, "api");
        rc = zc_writer_run(api.server->writer, &actor, write_attachment, &attaching, &api.err);
    }
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    response->status = 201;
    zc_buf_printf(api.out, "{\"id\":\"%lld\",\"digest\":\"%s\",\"bytes\":%lld,\"media_type\":", (long long)attaching.id, attachment->digest, (long long)attachment->size);
    zc_buf_json_str(api.out, attachment->media_type);
    zc_buf_printf(api.out, ",\"file\":\"/api/v1/core.attachment/%lld/file\"}\n", (long long)attaching.id);
}

/* 2 */

/* A file says no less than the record that it hangs on. */
static bool sees_subject(struct zc_api *api, const struct zc_record *file)
{
    struct zc_record subject;
    const struct zc_entity *entity = zc_model_entity(api->model, zc_record_text(file, "subject_entity"));
    return entity && !zc_rows_get(&subject, api->arena, api->db, entity, zc_record_value(file, "subject_id").number, zc_times_now(api->db), api->reader, NULL);
}

void zc_api_file(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_record record;
    int64_t id;
    zc_api_open(&api, response, request);
    const struct zc_entity *entity = zc_api_entity(&api, "core.attachment", ZC_API_READ);
    if (!entity)
        return;
    if (!zc_api_id(&id, request->params[0]) || zc_rows_get(&record, api.arena, api.db, entity, id, zc_times_now(api.db), api.reader, NULL) ||
        !sees_subject(&api, &record)) {
        zc_api_missing(&api);
        return;
    }
    const char *digest = zc_record_text(&record, "digest");
    const char *path = zc_attachment_path(api.arena, api.city, digest);
    if (strlen(digest) != 64 || strspn(digest, "0123456789abcdef") != 64 || access(path, R_OK) != 0) {
        zc_api_fail(&api, zc_fail(&api.err, ZC_EIO, "附件 %s 的文件不在", "the file of attachment %s is missing", digest));
        return;
    }
    zc_response_download(response, api.arena, path, zc_record_text(&record, "file_name"));
}

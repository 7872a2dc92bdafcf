/* attachment: 1 what the bytes are; 2 marks of secrecy; 3 the file in its place; 4 the record. */
#include "record/attachment.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD = 1 << 20 }; /* so much of a file is looked into */

/* 1 */

struct kind {
    const char *media_type, *magic;
    size_t magic_size;
    const char *endings; /* of names; " " between them */
};
static const struct kind kinds[] = {
    {"application/pdf", "%PDF-", 5, ".pdf"},
    {"image/png", "\x89PNG\r\n\x1a\n", 8, ".png"},
    {"image/jpeg", "\xff\xd8\xff", 3, ".jpg .jpeg"},
    {"image/gif", "GIF8", 4, ".gif"},
    {"application/zip", "PK\x03\x04", 4, ".zip .docx .xlsx .pptx .ofd .odt .ods .wps .et"},
    {"application/x-ole-storage", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, ".doc .xls .ppt .wps .et .dps"},
};

static bool ends_with(const char *name, const char *endings)
{
    size_t length = strlen(name);
    for (const char *at = endings; *at;) {
        size_t size = strcspn(at, " ");
        if (length > size && strncasecmp(name + length - size, at, size) == 0)
            return true;
        at += size;
        at += *at == ' ';
    }
    return false;
}

static const char *exact_type(const struct kind *kind, const char *name)
{
    static const struct {
        const char *ending, *type;
    } known[] = {{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
                 {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                 {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
                 {".ofd", "application/ofd"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (ends_with(name, known[i].ending))
            return known[i].type;
    return kind->media_type;
}

int zc_attachment_check(const char **media_type, const char *path, const char *name, struct zc_error *err)
{
    struct zc_arena arena = {0};
    char *head = zc_arena_alloc(&arena, HEAD + 1);
    FILE *file = fopen(path, "rb");
    int rc = ZC_OK;
    if (!file) {
        zc_arena_free(&arena);
        return zc_fail(err, ZC_EIO, "读不到上传的文件", "the uploaded file cannot be read");
    }
    size_t size = fread(head, 1, HEAD, file);
    fclose(file);
    const struct kind *found = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        bool is = size >= kinds[i].magic_size && memcmp(head, kinds[i].magic, kinds[i].magic_size) == 0;
        if (is && (!found || ends_with(name, kinds[i].endings)))
            found = &kinds[i];
        else if (!is && ends_with(name, kinds[i].endings) && !found && i < 4)
            rc = zc_fail(err, ZC_EINPUT, "文件内容与名称不符:%.100s", "the file's content is not what its name says: %.100s", name);
    }
    bool named_otherwise = false;
    for (size_t i = 0; found && i < sizeof kinds / sizeof *kinds; i++)
        named_otherwise |= &kinds[i] != found && ends_with(name, kinds[i].endings) && !ends_with(name, found->endings);
    if (!rc && named_otherwise)
        rc = zc_fail(err, ZC_EINPUT, "文件内容与名称不符:%.100s", "the file's content is not what its name says: %.100s", name);
    if (!rc && found) {
        *media_type = exact_type(found, name);
    } else if (!rc) {
        const char *text = zc_utf8_valid(head, size) ? head : size < HEAD ? zc_text_from_gb18030(&arena, head, size) : NULL;
        bool plain = text && !memchr(head, 0, size);
        *media_type = plain ? "text/plain; charset=utf-8" : "application/octet-stream";
        if (plain && zc_attachment_marked(text, strlen(text)))
            rc = zc_fail(err, ZC_EDENIED, "文件带有密级标志,涉密文件不得上传(只查文字,不查图片)",
                         "the document bears a mark of state secrecy and is refused (only text is looked into, no pictures)");
    }
    zc_arena_free(&arena);
    return rc;
}

/* 2 */

static bool blank_before(const char *text, const char *at)
{
    while (at > text && (at[-1] == ' ' || at[-1] == '\t' || at[-1] == '\r'))
        at--;
    return at == text || at[-1] == '\n' || (at - text >= 3 && (memcmp(at - 3, "【", 3) == 0 || memcmp(at - 3, "　", 3) == 0));
}

static bool mark_after(const char *at)
{
    at += strspn(at, " \t");
    if (strncmp(at, "★", 3) == 0 || strncmp(at, "☆", 3) == 0)
        return true;
    return *at == 0 || *at == '\n' || *at == '\r' || strncmp(at, "】", 3) == 0;
}

bool zc_attachment_marked(const char *text, size_t size)
{
    static const char *const marks[] = {"秘密", "机密", "绝密"};
    (void)size;
    for (size_t i = 0; i < 3; i++)
        for (const char *at = text; (at = strstr(at, marks[i])); at += strlen(marks[i])) {
            const char *after = at + strlen(marks[i]), *star = after + strspn(after, " \t");
            if (strncmp(star, "★", 3) == 0 || (blank_before(text, at) && mark_after(after)))
                return true;
        }
    return false;
}

/* 3 */

const char *zc_attachment_path(struct zc_arena *arena, const struct zc_city *city, const char *digest)
{
    return zc_arena_printf(arena, "%s/files/%.2s/%s", city->folder, digest, digest);
}

static int sync_folder(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = folder < 0 ? -1 : fsync(folder);
    if (folder >= 0)
        close(folder);
    return rc;
}

static bool copy_bytes(struct zc_attachment *attachment, int to, int from)
{
    unsigned char block[64 * 1024], digest[ZC_DIGEST_SIZE];
    struct zc_sm3 *sm3 = zc_sm3_new();
    ssize_t got;
    bool good = true;
    attachment->size = 0;
    while (good && (got = read(from, block, sizeof block)) > 0) {
        zc_sm3_add(sm3, block, (size_t)got);
        good = write(to, block, (size_t)got) == got;
        attachment->size += got;
    }
    good = good && got == 0;
    zc_sm3_done(sm3, digest);
    zc_sm3_free(sm3);
    zc_hex(attachment->digest, digest, sizeof digest);
    return good;
}

int zc_attachment_keep(struct zc_attachment *attachment, const struct zc_city *city, const char *path, struct zc_error *err)
{
    struct zc_arena arena = {0};
    char *draft = zc_arena_printf(&arena, "%s/files/.draft-XXXXXX", city->folder);
    const char *root = zc_arena_printf(&arena, "%s/files", city->folder);
    int from = open(path, O_RDONLY | O_CLOEXEC), to = mkostemp(draft, O_CLOEXEC);
    bool good = from >= 0 && to >= 0 && fchmod(to, 0600) == 0 && copy_bytes(attachment, to, from) && fsync(to) == 0;
    if (good) {
        const char *place = zc_attachment_path(&arena, city, attachment->digest);
        const char *folder = zc_arena_printf(&arena, "%s/files/%.2s", city->folder, attachment->digest);
        good = (mkdir(folder, 0700) == 0 || errno == EEXIST) && rename(draft, place) == 0 && sync_folder(folder) == 0 && sync_folder(root) == 0;
    }
    int problem = errno;
    if (from >= 0)
        close(from);
    if (to >= 0) {
        close(to);
        if (!good)
            unlink(draft);
    }
    zc_arena_free(&arena);
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "附件没有存下:%s", "the file was not stored: %s", strerror(problem));
}

/* 4 */

int zc_attachment_add(int64_t *id, struct zc_tx *tx, const struct zc_attachment *attachment, struct zc_error *err)
{
    struct zc_db *db = zc_tx_db(tx);
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.attachment");
    struct zc_arena arena = {0};
    char number[24], bytes[24], now[ZC_INSTANT_TEXT];
    bool changed;
    if (!entity)
        return zc_fail(err, ZC_EINTERNAL, "缺少附件的声明", "attachments are not declared");
    const char *name = zc_text_nfc(&arena, attachment->name);
    struct zc_patch patch = zc_patch_new(&arena, entity, 0);
    snprintf(number, sizeof number, "%lld", (long long)attachment->id);
    snprintf(bytes, sizeof bytes, "%lld", (long long)attachment->size);
    zc_instant_format(now, zc_db_now(db));
    patch.home_area = zc_id_area(attachment->id) ? zc_id_area(attachment->id) : db->city->area;
    int rc = ZC_OK;
    const char *const fields[][2] = {{"subject_entity", attachment->entity->full_name}, {"subject_id", number}, {"file_name", name},
                                     {"digest", attachment->digest}, {"media_type", attachment->media_type}, {"bytes", bytes}, {"added_at", now}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields && !rc; i++)
        rc = zc_patch_set(&patch, &arena, fields[i][0], fields[i][1], err);
    const struct zc_field *post = zc_entity_field(entity, "added_by");
    if (!rc && post && zc_tx_actor(tx)->post) {
        patch.values[post->column] = zc_int(zc_tx_actor(tx)->post);
        patch.set[post->column] = true;
    }
    if (!rc)
        rc = zc_record_change(id, &changed, tx, &patch, err);
    const struct zc_field *kept = attachment->entity->file_digest;
    if (!rc && kept) { /* under the writer's own right over the record, and with its checks */
        int64_t same;
        struct zc_patch subject = zc_patch_new(&arena, attachment->entity, attachment->id);
        if (!(rc = zc_patch_set(&subject, &arena, kept->name, attachment->digest, err)))
            rc = zc_record_change(&same, &changed, tx, &subject, err);
    }
    if (!rc) {
        struct zc_buf payload = {0};
        zc_buf_printf(&payload, "{\"digest\":\"%s\",\"name\":", attachment->digest);
        zc_buf_json_str(&payload, name);
        zc_buf_printf(&payload, ",\"size\":\"%s\",\"subject\":\"%s\"}", bytes, number);
        rc = zc_tx_note(tx, patch.home_area, "file", zc_buf_text(&payload), err);
        zc_buf_free(&payload);
    }
    zc_arena_free(&arena);
    return rc;
}

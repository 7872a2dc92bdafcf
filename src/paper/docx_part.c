/* docx_part: the package, relations, XML, files. */
#include "paper/docx_part.h"
#include "base/text.h"

#include <errno.h>
#include <expat.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 10000, DEPTH_MAX = 256, PART_MAX = 64 * 1024 * 1024, ALL_MAX = 256 * 1024 * 1024 };

/* ---- package ---- */

static int check_entry(const zip_stat_t *stat, uint64_t *total, struct zc_error *err)
{
    const char *name = stat->name ? stat->name : "";
    if (!*name || name[0] == '/' || strchr(name, '\\') || strstr(name, ".."))
        return zc_fail(err, ZC_EINPUT, "部件名“%s”不合法", "the part name \"%s\" is not allowed", name);
    if ((stat->valid & ZIP_STAT_ENCRYPTION_METHOD) && stat->encryption_method != ZIP_EM_NONE)
        return zc_fail(err, ZC_EINPUT, "部件“%s”已加密，无法读取", "the part \"%s\" is encrypted", name);
    if (stat->size > PART_MAX)
        return zc_fail(err, ZC_ELIMIT, "部件“%s”解压后超过 64 MiB", "the part \"%s\" unpacks to more than 64 MiB", name);
    if (stat->size > 1024 * 1024 && stat->size / 100 > stat->comp_size)
        return zc_fail(err, ZC_ELIMIT, "部件“%s”压缩比超过 100", "the part \"%s\" has a ratio beyond 100", name);
    *total += stat->size;
    if (*total > ALL_MAX)
        return zc_fail(err, ZC_ELIMIT, "文件解压后超过 %d MiB", "the file unpacks to more than %d MiB", 256);
    return ZC_OK;
}

static int open_bytes(struct zc_docx_package *out, const void *bytes, size_t size, int flags, struct zc_error *err)
{
    *out = (struct zc_docx_package){0};
    zip_error_t error;
    zip_error_init(&error);
    /* The library keeps the bytes; a copy of its own lets it write a changed package. */
    void *copy = size ? zc_malloc(size) : NULL;
    if (size)
        memcpy(copy, bytes, size);
    out->source = zip_source_buffer_create(copy, size, 1, &error);
    if (!out->source) {
        free(copy);
        return zc_fail(err, ZC_EIO, "无法读入文件", "the file cannot be taken in");
    }
    zip_source_keep(out->source);
    out->zip = zip_open_from_source(out->source, flags, &error);
    if (!out->zip) {
        int rc = zc_fail(err, ZC_EINPUT, "不是 DOCX 文件：%s", "this is no DOCX file: %s", zip_error_strerror(&error));
        zip_error_fini(&error);
        zip_source_free(out->source);
        zip_source_free(out->source);
        *out = (struct zc_docx_package){0};
        return rc;
    }
    zip_error_fini(&error);
    return ZC_OK;
}

int zc_docx_create(struct zc_docx_package *out, struct zc_error *err)
{
    return open_bytes(out, NULL, 0, ZIP_CREATE | ZIP_TRUNCATE, err);
}

int zc_docx_open(struct zc_docx_package *out, const void *bytes, size_t size, struct zc_error *err)
{
    if (!size)
        bytes = "", size = 1; /* refused by the library as any other file that is no archive */
    int opened = open_bytes(out, bytes, size, 0, err);
    if (opened)
        return opened;
    zip_int64_t count = zip_get_num_entries(out->zip, 0);
    if (count > PARTS_MAX) {
        zc_docx_close(out);
        return zc_fail(err, ZC_ELIMIT, "部件数 %lld 超过上限 10000", "%lld parts, more than 10,000", (long long)count);
    }
    uint64_t total = 0;
    for (zip_int64_t i = 0; i < count; i++) {
        zip_stat_t stat;
        int rc = zip_stat_index(out->zip, (zip_uint64_t)i, 0, &stat)
                     ? zc_fail(err, ZC_EINPUT, "压缩目录已损坏", "the archive's directory is broken")
                     : check_entry(&stat, &total, err);
        if (rc) {
            zc_docx_close(out);
            return rc;
        }
    }
    return ZC_OK;
}

void zc_docx_close(struct zc_docx_package *package)
{
    if (package->zip)
        zip_discard(package->zip);
    if (package->source)
        zip_source_free(package->source);
    *package = (struct zc_docx_package){0};
}

bool zc_docx_has(const struct zc_docx_package *package, const char *name)
{
    return zip_name_locate(package->zip, name, 0) >= 0;
}

int zc_docx_part(char **out, size_t *size, struct zc_arena *arena, const struct zc_docx_package *package,
                 const char *name, struct zc_error *err)
{
    zip_stat_t stat;
    if (zip_stat(package->zip, name, 0, &stat))
        return zc_fail(err, ZC_EINPUT, "缺少部件“%s”", "the part \"%s\" is missing", name);
    zip_file_t *file = zip_fopen(package->zip, name, 0);
    if (!file)
        return zc_fail(err, ZC_EINPUT, "部件“%s”打不开：%s", "the part \"%s\" cannot be opened: %s", name,
                       zip_strerror(package->zip));
    char *bytes = zc_arena_alloc(arena, (size_t)stat.size + 1);
    size_t used = 0;
    zip_int64_t got = 0;
    while (used < stat.size && (got = zip_fread(file, bytes + used, stat.size - used)) > 0)
        used += (size_t)got;
    char beyond;
    bool longer = used == stat.size && zip_fread(file, &beyond, 1) != 0;
    zip_fclose(file);
    if (got < 0 || used != stat.size || longer)
        return zc_fail(err, ZC_EINPUT, "部件“%s”已损坏", "the part \"%s\" is broken", name);
    *out = bytes;
    *size = used;
    return ZC_OK;
}

int zc_docx_put(struct zc_docx_package *package, const char *name, const void *bytes, size_t size, struct zc_error *err)
{
    void *copy = zc_malloc(size + 1);
    if (size)
        memcpy(copy, bytes, size);
    zip_source_t *source = zip_source_buffer(package->zip, copy, size, 1);
    zip_int64_t index = source ? zip_file_add(package->zip, name, source, ZIP_FL_OVERWRITE | ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
        if (source)
            zip_source_free(source);
        else
            free(copy);
        return zc_fail(err, ZC_EIO, "写入部件“%s”失败：%s", "writing the part \"%s\" failed: %s", name,
                       zip_strerror(package->zip));
    }
    /* 1 January 1980, the first date an archive can hold: equal calls give equal bytes. */
    zip_file_set_dostime(package->zip, (zip_uint64_t)index, 0, 33, 0);
    return ZC_OK;
}

int zc_docx_take(struct zc_buf *out, struct zc_docx_package *package, struct zc_error *err)
{
    int rc = ZC_OK;
    if (zip_close(package->zip)) {
        rc = zc_fail(err, ZC_EIO, "写出文件失败：%s", "writing the file failed: %s", zip_strerror(package->zip));
        zc_docx_close(package);
        return rc;
    }
    package->zip = NULL;
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_source_stat(package->source, &stat) || zip_source_open(package->source)) {
        zc_docx_close(package);
        return zc_fail(err, ZC_EIO, "写出文件失败", "writing the file failed");
    }
    char chunk[65536];
    zip_int64_t got;
    while ((got = zip_source_read(package->source, chunk, sizeof chunk)) > 0)
        zc_buf_add(out, chunk, (size_t)got);
    zip_source_close(package->source);
    zc_docx_close(package);
    return got < 0 ? zc_fail(err, ZC_EIO, "写出文件失败", "writing the file failed") : ZC_OK;
}

/* ---- XML ---- */

static void split_name(struct zc_docx_name *out, const char *name)
{
    *out = (struct zc_docx_name){0};
    const char *first = strchr(name, '|');
    if (!first) {
        out->local = name;
        out->local_size = strlen(name);
        out->space = out->prefix = "";
        return;
    }
    const char *second = strchr(first + 1, '|');
    out->space = name;
    out->space_size = (size_t)(first - name);
    out->local = first + 1;
    out->local_size = second ? (size_t)(second - first - 1) : strlen(first + 1);
    out->prefix = second ? second + 1 : "";
    out->prefix_size = strlen(out->prefix);
}

bool zc_docx_local_is(const struct zc_docx_name *name, const char *local)
{
    return strlen(local) == name->local_size && memcmp(local, name->local, name->local_size) == 0;
}

bool zc_docx_space_ends(const struct zc_docx_name *name, const char *end)
{
    size_t size = strlen(end);
    return size <= name->space_size && memcmp(name->space + name->space_size - size, end, size) == 0;
}

const char *zc_docx_attribute(const char **attributes, const char *local)
{
    for (; attributes && attributes[0]; attributes += 2) {
        struct zc_docx_name name;
        split_name(&name, attributes[0]);
        if (zc_docx_local_is(&name, local))
            return attributes[1];
    }
    return NULL;
}

void zc_docx_xml_refuse(struct zc_docx_xml *xml, const char *zh, const char *en)
{
    if (!xml->refused_zh) {
        xml->refused_zh = zh;
        xml->refused_en = en;
    }
    XML_StopParser(xml->parser, XML_FALSE);
}

static void locate(struct zc_docx_xml *xml)
{
    xml->at = (size_t)XML_GetCurrentByteIndex(xml->parser);
    xml->length = (size_t)XML_GetCurrentByteCount(xml->parser);
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    struct zc_docx_xml *xml = user;
    if (xml->refused_zh)
        return;
    if (++xml->depth > DEPTH_MAX) {
        zc_docx_xml_refuse(xml, "XML 嵌套超过 256 层", "XML is nested deeper than 256");
        return;
    }
    struct zc_docx_name split;
    split_name(&split, name);
    locate(xml);
    xml->start(xml->user, &split, (const char **)attributes);
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    struct zc_docx_xml *xml = user;
    if (xml->refused_zh)
        return;
    struct zc_docx_name split;
    split_name(&split, name);
    locate(xml);
    xml->end(xml->user, &split);
    xml->depth--;
}

static void XMLCALL on_text(void *user, const XML_Char *bytes, int size)
{
    struct zc_docx_xml *xml = user;
    if (!xml->refused_zh && xml->text)
        xml->text(xml->user, bytes, size);
}

static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                               int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    zc_docx_xml_refuse(user, "XML 含 DTD，不予读取", "XML with a DTD is not read");
}

int zc_docx_xml_parse(struct zc_docx_xml *xml, const char *bytes, size_t size, const char *part, struct zc_error *err)
{
    XML_Parser parser = XML_ParserCreateNS(NULL, '|');
    if (!parser)
        abort();
    XML_SetReturnNSTriplet(parser, 1);
    xml->parser = parser;
    xml->depth = 0;
    xml->refused_zh = xml->refused_en = NULL;
    XML_SetUserData(parser, xml);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    int rc = ZC_OK;
    /* One piece: byte positions then count from the start of the part. PART_MAX fits an int. */
    enum XML_Status status = XML_Parse(parser, bytes, (int)size, 1);
    if (xml->refused_zh) {
        rc = zc_fail(err, ZC_EINPUT, "%s%.0s", "%.0s%s", xml->refused_zh, xml->refused_en);
        zc_fail_within(err, part);
    } else if (status != XML_STATUS_OK) {
        rc = zc_fail(err, ZC_EINPUT, "%s 第 %lu 行不是合法的 XML：%s", "%s, line %lu is not well-formed: %s", part,
                     (unsigned long)XML_GetCurrentLineNumber(parser), XML_ErrorString(XML_GetErrorCode(parser)));
    }
    XML_ParserFree(parser);
    xml->parser = NULL;
    return rc;
}

void zc_docx_escape(struct zc_buf *out, const char *text, size_t size)
{
    const char *end = text + size;
    while (text < end) {
        const char *from = text;
        uint32_t c = zc_utf8_next(&text, end);
        switch (c) {
        case '&': zc_buf_str(out, "&amp;"); break;
        case '<': zc_buf_str(out, "&lt;"); break;
        case '>': zc_buf_str(out, "&gt;"); break;
        case '"': zc_buf_str(out, "&quot;"); break;
        case '\t':
        case '\n':
        case '\r': zc_buf_char(out, (char)c); break;
        default:
            if (c < 0x20 || c == 0xFFFD || c == 0xFFFE || c == 0xFFFF || (c >= 0xD800 && c < 0xE000))
                zc_buf_str(out, "\xEF\xBF\xBD");
            else
                zc_buf_add(out, from, (size_t)(text - from));
        }
    }
}

/* ---- relations ---- */

struct relation_search {
    struct zc_arena *arena;
    const char *type;
    char *target;
};

static void relation_start(void *user, const struct zc_docx_name *name, const char **attributes)
{
    struct relation_search *search = user;
    if (search->target || !zc_docx_local_is(name, "Relationship"))
        return;
    const char *type = zc_docx_attribute(attributes, "Type"), *target = zc_docx_attribute(attributes, "Target");
    const char *mode = zc_docx_attribute(attributes, "TargetMode");
    size_t size = strlen(search->type), have = type ? strlen(type) : 0;
    if (target && have >= size && strcmp(type + have - size, search->type) == 0 &&
        !(mode && strcmp(mode, "External") == 0))
        search->target = zc_arena_str(search->arena, target);
}

static void relation_end(void *user, const struct zc_docx_name *name) { (void)user, (void)name; }

char *zc_docx_relations_of(struct zc_arena *arena, const char *part)
{
    const char *slash = strrchr(part, '/');
    if (!slash)
        return zc_arena_printf(arena, "_rels/%s.rels", part);
    return zc_arena_printf(arena, "%.*s/_rels/%s.rels", (int)(slash - part), part, slash + 1);
}

int zc_docx_relation(char **out, struct zc_arena *arena, const struct zc_docx_package *package, const char *from,
                     const char *type, struct zc_error *err)
{
    *out = NULL;
    char *name = zc_docx_relations_of(arena, from), *bytes;
    size_t size;
    if (!zc_docx_has(package, name))
        return ZC_OK;
    int rc = zc_docx_part(&bytes, &size, arena, package, name, err);
    if (rc)
        return rc;
    struct relation_search search = {.arena = arena, .type = type};
    struct zc_docx_xml xml = {.user = &search, .start = relation_start, .end = relation_end};
    rc = zc_docx_xml_parse(&xml, bytes, size, name, err);
    if (rc || !search.target)
        return rc;
    const char *slash = strrchr(from, '/');
    if (search.target[0] == '/')
        *out = search.target + 1;
    else if (slash)
        *out = zc_arena_printf(arena, "%.*s/%s", (int)(slash - from), from, search.target);
    else
        *out = search.target;
    return ZC_OK;
}

/* ---- files ---- */

int zc_docx_load(char **out, size_t *size, struct zc_arena *arena, const char *path, struct zc_error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return zc_fail(err, ZC_EIO, "打不开文件“%s”：%s", "cannot open \"%s\": %s", path, strerror(errno));
    int rc = ZC_OK;
    long length = fseek(file, 0, SEEK_END) ? -1 : ftell(file);
    if (length < 0 || fseek(file, 0, SEEK_SET)) {
        rc = zc_fail(err, ZC_EIO, "读不了文件“%s”", "cannot read \"%s\"", path);
    } else if (length > ALL_MAX) {
        rc = zc_fail(err, ZC_ELIMIT, "文件“%s”超过 256 MiB", "\"%s\" is larger than 256 MiB", path);
    } else {
        *out = zc_arena_alloc(arena, (size_t)length + 1);
        *size = fread(*out, 1, (size_t)length, file);
        if (*size != (size_t)length)
            rc = zc_fail(err, ZC_EIO, "读不了文件“%s”", "cannot read \"%s\"", path);
    }
    fclose(file);
    return rc;
}

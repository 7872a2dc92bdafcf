/* package: reading a zip from memory, checking its directory, handing out parts, then relations. */
#include "paper/package.h"
#include "base/map.h"

#include <minizip/unzip.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LONGEST_NAME = 512, CHUNK = 1 << 16, RELATIONS_MOST = 100000 };

struct memory {
    const unsigned char *bytes;
    ZPOS64_T size, at;
};
struct zc_package {
    struct zc_arena arena;
    struct memory memory;
    unzFile zip;
    struct zc_part *parts;
    unz64_file_pos *places;
    size_t count;
    struct zc_map names; /* folded name → part */
    bool busy;
};

/* ---- minizip's view of bytes in memory ---- */

static voidpf ZCALLBACK memory_open(voidpf opaque, const void *name, int mode)
{
    (void)name, (void)mode;
    return opaque;
}

static uLong ZCALLBACK memory_read(voidpf opaque, voidpf stream, void *out, uLong size)
{
    (void)stream;
    struct memory *memory = opaque;
    ZPOS64_T left = memory->at < memory->size ? memory->size - memory->at : 0;
    uLong take = size < left ? size : (uLong)left;
    if (take)
        memcpy(out, memory->bytes + memory->at, take);
    memory->at += take;
    return take;
}

static uLong ZCALLBACK memory_write(voidpf opaque, voidpf stream, const void *bytes, uLong size)
{
    (void)opaque, (void)stream, (void)bytes, (void)size;
    return 0;
}

static ZPOS64_T ZCALLBACK memory_tell(voidpf opaque, voidpf stream)
{
    (void)stream;
    return ((struct memory *)opaque)->at;
}

static long ZCALLBACK memory_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
    (void)stream;
    struct memory *memory = opaque;
    ZPOS64_T from = origin == ZLIB_FILEFUNC_SEEK_CUR ? memory->at : origin == ZLIB_FILEFUNC_SEEK_END ? memory->size : 0;
    ZPOS64_T to;
    if (__builtin_add_overflow(from, offset, &to) || to > memory->size)
        return -1;
    memory->at = to;
    return 0;
}

static int ZCALLBACK memory_close(voidpf opaque, voidpf stream)
{
    (void)opaque, (void)stream;
    return 0;
}

static int ZCALLBACK memory_no_error(voidpf opaque, voidpf stream)
{
    (void)opaque, (void)stream;
    return 0;
}

/* ---- the directory ---- */

static void fold(char *name)
{
    for (; *name; name++)
        if (*name >= 'A' && *name <= 'Z')
            *name = (char)(*name - 'A' + 'a');
}

static bool good_name(const char *name)
{
    if (!*name || *name == '/' || strchr(name, '\\') || strchr(name, ':'))
        return false;
    for (const char *at = name; at; at = strchr(at, '/')) {
        at += *at == '/';
        if (strncmp(at, "..", 2) == 0 && (at[2] == '/' || !at[2]))
            return false;
    }
    return true;
}

static int check_part(const unz_file_info64 *info, const char *name, struct zc_error *err)
{
    if (info->size_filename >= LONGEST_NAME || strlen(name) != info->size_filename || !good_name(name))
        return zc_fail(err, ZC_EINPUT, "压缩包内有不允许的文件名(过长、含“..”、绝对路径或控制字符)",
                       "the package holds a name that is not allowed (too long, with \"..\", absolute, or with control characters)");
    if (info->flag & 1)
        return zc_fail(err, ZC_EINPUT, "部件 %s 已加密,请去掉密码后再导入", "part %s is encrypted: remove the password first",
                       name);
    if (info->compression_method != 0 && info->compression_method != Z_DEFLATED)
        return zc_fail(err, ZC_EINPUT, "部件 %s 的压缩方法 %lu 不受支持", "part %s: packing method %lu is not supported", name,
                       (unsigned long)info->compression_method);
    if (info->uncompressed_size > ZC_PACKAGE_RATIO_FROM &&
        info->uncompressed_size / ZC_PACKAGE_RATIO > info->compressed_size)
        return zc_fail(err, ZC_ELIMIT, "部件 %s 的压缩比超过 %d 倍(上限:压缩比)",
                       "part %s unpacks to more than %d times its size (limit: packing ratio)", name, ZC_PACKAGE_RATIO);
    return ZC_OK;
}

static int read_directory(struct zc_package *package, uint64_t file_size, struct zc_error *err)
{
    unz_global_info64 global;
    if (unzGetGlobalInfo64(package->zip, &global) != UNZ_OK)
        return zc_fail(err, ZC_EINPUT, "压缩包目录损坏", "the package's directory is broken");
    if (global.number_entry > ZC_PACKAGE_PARTS)
        return zc_fail(err, ZC_ELIMIT, "压缩包内有 %llu 个部件,上限 %d 个(上限:部件数)",
                       "the package holds %llu parts, at most %d are read (limit: parts)",
                       (unsigned long long)global.number_entry, ZC_PACKAGE_PARTS);
    size_t entries = (size_t)global.number_entry;
    package->parts = zc_arena_array(&package->arena, entries, sizeof *package->parts);
    package->places = zc_arena_array(&package->arena, entries, sizeof *package->places);
    zc_map_init(&package->names, &package->arena);
    uint64_t packed = 0, unpacked = 0;
    for (size_t i = 0; i < entries; i++) {
        unz_file_info64 info;
        char name[LONGEST_NAME] = "";
        struct zc_part *part = &package->parts[i];
        int moved = i ? unzGoToNextFile(package->zip) : unzGoToFirstFile(package->zip);
        if (moved != UNZ_OK ||
            unzGetCurrentFileInfo64(package->zip, &info, name, sizeof name - 1, NULL, 0, NULL, 0) != UNZ_OK ||
            unzGetFilePos64(package->zip, &package->places[i]) != UNZ_OK)
            return zc_fail(err, ZC_EINPUT, "压缩包目录损坏", "the package's directory is broken");
        int result = check_part(&info, name, err);
        if (result)
            return result;
        if (__builtin_add_overflow(packed, (uint64_t)info.compressed_size, &packed) || packed > file_size)
            return zc_fail(err, ZC_EINPUT, "压缩包各部件相加大于文件本身,文件被截断或经过伪造",
                           "the parts together are larger than the file: it is cut short or forged");
        if (__builtin_add_overflow(unpacked, (uint64_t)info.uncompressed_size, &unpacked) || unpacked > ZC_PACKAGE_UNPACKED)
            return zc_fail(err, ZC_ELIMIT, "解压后超过 %llu MiB(上限:解压大小)",
                           "unpacks to more than %llu MiB (limit: unpacked size)",
                           (unsigned long long)(ZC_PACKAGE_UNPACKED >> 20));
        *part = (struct zc_part){zc_arena_str(&package->arena, name), info.uncompressed_size, i};
        fold(name);
        if (zc_map_get(&package->names, name))
            return zc_fail(err, ZC_EINPUT, "压缩包内有重名部件 %s", "the package holds part %s twice", part->name);
        zc_map_put(&package->names, name, part);
        package->count++;
    }
    return ZC_OK;
}

static int open_zip(struct zc_package **out, const char *path, const void *bytes, uint64_t size, struct zc_error *err)
{
    struct zc_package *package = zc_malloc(sizeof *package);
    *package = (struct zc_package){.memory = {bytes, size, 0}};
    if (bytes) {
        zlib_filefunc64_def functions = {memory_open, memory_read, memory_write, memory_tell, memory_seek, memory_close,
                                         memory_no_error, &package->memory};
        package->zip = unzOpen2_64("memory", &functions);
    } else {
        package->zip = unzOpen64(path);
    }
    int result = package->zip ? read_directory(package, size, err)
                              : zc_fail(err, ZC_EINPUT, "不是完整的 XLSX 或 DOCX 文件(压缩包打不开或被截断)",
                                        "not a whole XLSX or DOCX file (the package cannot be opened or is cut short)");
    if (result) {
        zc_package_close(package);
        package = NULL;
    }
    *out = package;
    return result;
}

int zc_package_open(struct zc_package **out, const char *path, struct zc_error *err)
{
    struct stat about;
    *out = NULL;
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return zc_fail(err, ZC_EIO, "打不开文件 %s", "cannot open file %s", path);
    return open_zip(out, path, NULL, (uint64_t)about.st_size, err);
}

int zc_package_open_bytes(struct zc_package **out, const void *bytes, size_t size, struct zc_error *err)
{
    return open_zip(out, NULL, size ? bytes : "", size, err);
}

void zc_package_close(struct zc_package *package)
{
    if (!package)
        return;
    if (package->zip)
        unzClose(package->zip);
    zc_arena_free(&package->arena);
    free(package);
}

size_t zc_package_parts(const struct zc_package *package, const struct zc_part **out)
{
    *out = package->parts;
    return package->count;
}

const struct zc_part *zc_package_find(const struct zc_package *package, const char *name)
{
    char folded[LONGEST_NAME];
    size_t size = strlen(name);
    if (size >= sizeof folded)
        return NULL;
    memcpy(folded, name, size + 1);
    fold(folded);
    return zc_map_get(&package->names, folded);
}

/* ---- parts ---- */

static int stream_open_part(struct zc_package *package, const struct zc_part *part,
                            int (*chunk)(void *user, const char *bytes, size_t size), void *user, struct zc_error *err)
{
    char *bytes = zc_malloc(CHUNK);
    uint64_t total = 0;
    int result = ZC_OK, got;
    while ((got = unzReadCurrentFile(package->zip, bytes, CHUNK)) > 0) {
        total += (uint64_t)got;
        if ((result = chunk(user, bytes, (size_t)got)) != 0)
            break;
    }
    int closed = unzCloseCurrentFile(package->zip);
    free(bytes);
    if (!result && (got < 0 || total != part->size))
        return zc_fail(err, ZC_EINPUT, "部件 %s 不完整", "part %s is incomplete", part->name);
    if (!result && closed == UNZ_CRCERROR)
        return zc_fail(err, ZC_EINPUT, "部件 %s 的校验和不符", "part %s fails its checksum", part->name);
    return result;
}

int zc_package_stream(struct zc_package *package, const char *name,
                      int (*chunk)(void *user, const char *bytes, size_t size), void *user, struct zc_error *err)
{
    const struct zc_part *part = zc_package_find(package, name);
    if (!part)
        return zc_fail(err, ZC_EINPUT, "缺少部件 %s", "part %s is missing", name);
    if (package->busy)
        return zc_fail(err, ZC_EBUSY, "正在读取另一个部件,不能同时读取 %s", "another part is being read, %s must wait", name);
    if (unzGoToFilePos64(package->zip, &package->places[part->index]) != UNZ_OK ||
        unzOpenCurrentFile(package->zip) != UNZ_OK)
        return zc_fail(err, ZC_EINPUT, "部件 %s 打不开", "part %s cannot be opened", name);
    package->busy = true;
    int result = stream_open_part(package, part, chunk, user, err);
    package->busy = false;
    return result;
}

static int append(void *user, const char *bytes, size_t size)
{
    zc_buf_add(user, bytes, size);
    return ZC_OK;
}

int zc_package_load(struct zc_buf *out, struct zc_package *package, const char *name, size_t most, struct zc_error *err)
{
    const struct zc_part *part = zc_package_find(package, name);
    if (part && part->size > most)
        return zc_fail(err, ZC_ELIMIT, "部件 %s 超过 %zu 字节", "part %s is larger than %zu bytes", name, most);
    return zc_package_stream(package, name, append, out, err);
}

struct feed {
    struct zc_xml *xml;
    struct zc_error *err;
};

static int feed_xml(void *user, const char *bytes, size_t size)
{
    struct feed *feed = user;
    return zc_xml_push(feed->xml, bytes, size, feed->err);
}

int zc_package_parse(struct zc_package *package, const char *name, const struct zc_xml_handlers *handlers, void *user,
                     struct zc_error *err)
{
    struct feed feed = {zc_xml_new(handlers, user, name), err};
    int result = zc_package_stream(package, name, feed_xml, &feed, err);
    if (!result)
        result = zc_xml_finish(feed.xml, err);
    zc_xml_free(feed.xml);
    return result;
}

/* ---- relations ---- */

struct relations {
    struct zc_arena *arena;
    const char *part;
    struct zc_relation *items;
    size_t count, capacity;
};

/* Resolves a target against the folder of its part. NULL when it climbs out of the package. */
static char *resolve(struct zc_arena *arena, const char *part, const char *target)
{
    struct zc_buf path = {0};
    const char *slash = strrchr(part, '/');
    if (*target != '/' && slash)
        zc_buf_add(&path, part, (size_t)(slash - part));
    bool inside = true;
    while (*target && inside) {
        size_t size = strcspn(target, "/");
        if (size == 2 && memcmp(target, "..", 2) == 0) {
            char *last = path.size ? strrchr(path.bytes, '/') : NULL;
            inside = path.size > 0;
            path.size = last ? (size_t)(last - path.bytes) : 0;
            if (path.bytes)
                path.bytes[path.size] = 0;
        } else if (size && !(size == 1 && *target == '.')) {
            if (path.size)
                zc_buf_char(&path, '/');
            zc_buf_add(&path, target, size);
        }
        target += size + (target[size] == '/');
    }
    char *result = inside && path.size < LONGEST_NAME ? zc_arena_str(arena, zc_buf_text(&path)) : NULL;
    zc_buf_free(&path);
    return result;
}

static int relation_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct relations *relations = user;
    if (strcmp(name, "Relationship") != 0)
        return ZC_OK;
    const char *id = zc_xml_attribute(attributes, "Id"), *type = zc_xml_attribute(attributes, "Type");
    const char *target = zc_xml_attribute(attributes, "Target"), *mode = zc_xml_attribute(attributes, "TargetMode");
    if (!id || !type || !target)
        return zc_fail(zc_xml_error(xml), ZC_EINPUT, "%s 的关系缺少 Id、Type 或 Target", "a relation of %s lacks Id, Type or Target",
                       *relations->part ? relations->part : "package");
    if (relations->count >= RELATIONS_MOST)
        return zc_fail(zc_xml_error(xml), ZC_ELIMIT, "关系超过 %d 条", "more than %d relations", RELATIONS_MOST);
    bool external = mode && strcmp(mode, "External") == 0;
    const char *slash = strrchr(type, '/');
    char *full = external ? zc_arena_str(relations->arena, target) : resolve(relations->arena, relations->part, target);
    if (!full)
        return zc_fail(zc_xml_error(xml), ZC_EINPUT, "关系 %s 指向压缩包之外", "relation %s leads out of the package", id);
    struct zc_relation *relation =
        zc_arena_push(relations->arena, &relations->items, &relations->count, &relations->capacity, sizeof *relation);
    *relation = (struct zc_relation){zc_arena_str(relations->arena, id),
                                     zc_arena_str(relations->arena, slash ? slash + 1 : type), full, external};
    return ZC_OK;
}

char *zc_package_relations_name(struct zc_arena *arena, const char *part)
{
    const char *slash = strrchr(part, '/');
    size_t folder = slash ? (size_t)(slash - part) + 1 : 0;
    return zc_arena_printf(arena, "%.*s_rels/%s.rels", (int)folder, part, part + folder);
}

int zc_package_relations(struct zc_relation **out, size_t *count, struct zc_arena *arena, struct zc_package *package,
                         const char *part, struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {relation_start, NULL, NULL};
    struct relations relations = {.arena = arena, .part = part};
    const char *name = zc_package_relations_name(arena, part);
    *out = NULL;
    *count = 0;
    if (!zc_package_find(package, name))
        return ZC_OK;
    int result = zc_package_parse(package, name, &handlers, &relations, err);
    *out = relations.items;
    *count = relations.count;
    return result;
}

const struct zc_relation *zc_relation_by_type(const struct zc_relation *relations, size_t count, const char *type)
{
    for (size_t i = 0; i < count; i++)
        if (!relations[i].external && strcmp(relations[i].type, type) == 0)
            return &relations[i];
    return NULL;
}

const struct zc_relation *zc_relation_by_id(const struct zc_relation *relations, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(relations[i].id, id) == 0)
            return &relations[i];
    return NULL;
}

/* static: 1 reading the folder; 2 which form of a file a client takes; 3 answering. */
#include "http/static.h"
#include "base/digest.h"
#include "base/log.h"
#include "http/server.h"

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ASSETS_MOST = 512, ASSET_LIMIT = 8 << 20, FORMS = 3 };

/* A file and, beside it, the same compressed. What a client takes is tried in this order. */
static const struct {
    const char *ending, *coding;
} forms[FORMS] = {{".br", "br"}, {".gz", "gzip"}, {"", NULL}};

struct asset {
    const char *name; /* within the folder, such as assets/index-1a2b.js */
    struct zc_buf bytes[FORMS];
    bool there[FORMS];
    char tag[ZC_DIGEST_HEX + 2]; /* entity tag: the digest in quotes */
};

/* 1 */

static struct zc_arena kept;
static struct asset *assets;
static size_t asset_count, asset_capacity;
static pthread_once_t read_once = PTHREAD_ONCE_INIT;

static const char *folder_of_page(void)
{
    const char *given = getenv("ZHUCHENG_PAGE");
    if (given && *given)
        return given;
    char self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length > 0 ? length : 0] = 0;
    for (int level = 0; level < 3; level++) {
        char *slash = strrchr(self, '/');
        if (!slash)
            break;
        *slash = 0;
        const char *beside = zc_arena_printf(&kept, "%s/page", self);
        if (access(zc_arena_printf(&kept, "%s/index.html", beside), R_OK) == 0)
            return beside;
    }
    return NULL;
}

static bool read_whole(struct zc_buf *out, const char *path)
{
    char piece[16384];
    size_t size;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return false;
    while ((size = fread(piece, 1, sizeof piece, file)) > 0 && out->size <= ASSET_LIMIT)
        zc_buf_add(out, piece, size);
    bool good = !ferror(file) && out->size <= ASSET_LIMIT;
    fclose(file);
    if (!good)
        zc_buf_free(out);
    return good;
}

static bool ends(const char *text, const char *ending)
{
    size_t length = strlen(text), tail = strlen(ending);
    return length > tail && strcmp(text + length - tail, ending) == 0;
}

static void read_folder(const char *folder, const char *prefix)
{
    DIR *listing = opendir(zc_arena_printf(&kept, "%s/%s", folder, prefix));
    struct dirent *item;
    while (listing && (item = readdir(listing))) {
        if (item->d_name[0] == '.' || !strchr(item->d_name, '.') || ends(item->d_name, ".br") || ends(item->d_name, ".gz"))
            continue;
        if (asset_count == ASSETS_MOST) {
            zc_log("error", "%s holds more than %d files: the rest is not served", folder, ASSETS_MOST);
            break;
        }
        struct asset *asset = zc_arena_push(&kept, &assets, &asset_count, &asset_capacity, sizeof *asset);
        *asset = (struct asset){.name = zc_arena_printf(&kept, "%s%s", prefix, item->d_name)};
        for (int form = 0; form < FORMS; form++)
            asset->there[form] = read_whole(&asset->bytes[form], zc_arena_printf(&kept, "%s/%s%s", folder, asset->name, forms[form].ending));
        if (!asset->there[FORMS - 1]) {
            asset_count--;
            continue;
        }
        char digest[ZC_DIGEST_HEX];
        zc_sm3_hex(digest, zc_buf_text(&asset->bytes[FORMS - 1]), asset->bytes[FORMS - 1].size);
        snprintf(asset->tag, sizeof asset->tag, "\"%s\"", digest);
    }
    if (listing)
        closedir(listing);
}

static void read_page(void)
{
    const char *folder = folder_of_page();
    if (!folder)
        return;
    read_folder(folder, "");
    read_folder(folder, "assets/");
}

static const struct asset *find(const char *name)
{
    pthread_once(&read_once, read_page);
    for (size_t i = 0; i < asset_count; i++)
        if (strcmp(assets[i].name, name) == 0)
            return &assets[i];
    return NULL;
}

bool zc_static_present(void) { return find("index.html") != NULL; }

/* 2 */

static const char *type_of(const char *name)
{
    static const char *const types[][2] = {{".html", "text/html; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"},
                                           {".css", "text/css; charset=utf-8"},   {".svg", "image/svg+xml"},
                                           {".json", "application/json"},         {".webmanifest", "application/manifest+json"},
                                           {".png", "image/png"},                 {".woff2", "font/woff2"}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (ends(name, types[i][0]))
            return types[i][1];
    return "application/octet-stream";
}

/* Whether Accept-Encoding names the coding and does not refuse it by q=0. */
static bool takes(const char *accept, const char *coding)
{
    size_t length = strlen(coding);
    for (const char *at = accept; at && *at;) {
        at += strspn(at, " \t,");
        size_t size = strcspn(at, ",");
        if (strncasecmp(at, coding, length) == 0 && (size == length || strchr(" \t;", at[length]))) {
            const char *quality = memchr(at, '=', size);
            return !quality || strtod(quality + 1, NULL) > 0;
        }
        at += size;
    }
    return false;
}

/* 3 */

/* No script but our own files, none inside the page, nothing from elsewhere. */
static const char policy[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
                             "connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

static void send(struct zc_response *response, struct zc_request *request, const struct asset *asset, bool lasting)
{
    const char *accept = zc_request_header(request, "Accept-Encoding"), *known = zc_request_header(request, "If-None-Match");
    int form = 0;
    while (form < FORMS - 1 && !(asset->there[form] && takes(accept, forms[form].coding)))
        form++;
    response->type = type_of(asset->name);
    zc_response_header(response, "Content-Security-Policy", policy);
    zc_response_header(response, "Vary", "Accept-Encoding");
    zc_response_header(response, "ETag", asset->tag);
    /* the name of an asset holds the digest of its content; the page itself is asked for again each time */
    zc_response_header(response, "Cache-Control", lasting ? "public, max-age=31536000, immutable" : "no-cache");
    if (known && strcmp(known, asset->tag) == 0) {
        response->status = 304;
        return;
    }
    if (forms[form].coding)
        zc_response_header(response, "Content-Encoding", forms[form].coding);
    zc_buf_add(&response->body, asset->bytes[form].bytes, asset->bytes[form].size);
}

void zc_static_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_error err;
    const char *name = request->params[0] ? request->params[0] : "";
    const struct asset *page = find("index.html");
    if (!page) {
        zc_fail(&err, ZC_ENOTFOUND, "这个程序旁边没有工作台页面(web/ 未构建);不用脚本的页面照常可用", "no workplace page stands beside this program (web/ is not built); the pages without scripts work as ever");
        zc_answer_error(response, request, ZC_ENOTFOUND, &err);
        return;
    }
    bool lasting = strncmp(name, "assets/", 7) == 0;
    const struct asset *asset = *name ? find(name) : page;
    if (!asset && !lasting)
        asset = page; /* the address of a screen: the page reads it */
    if (asset) {
        send(response, request, asset, lasting);
    } else {
        zc_fail(&err, ZC_ENOTFOUND, "没有这个文件", "there is no such file");
        zc_answer_error(response, request, ZC_ENOTFOUND, &err);
    }
}

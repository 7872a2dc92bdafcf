#include "face/face.h"

#include <string.h>
#include <strings.h>

static const char *find(const struct zc_named *items, size_t count, const char *name, int (*same)(const char *, const char *))
{
    for (size_t i = 0; i < count; i++)
        if (same(items[i].name, name) == 0)
            return items[i].value;
    return NULL;
}

const char *zc_request_query(const struct zc_request *request, const char *name)
{
    return find(request->query, request->query_count, name, strcmp);
}
const char *zc_request_form(const struct zc_request *request, const char *name)
{
    return find(request->form, request->form_count, name, strcmp);
}
const char *zc_request_header(const struct zc_request *request, const char *name)
{
    return find(request->headers, request->header_count, name, strcasecmp);
}

void zc_response_header(struct zc_response *response, const char *name, const char *value)
{
    zc_assert(response->header_count < sizeof response->headers / sizeof *response->headers);
    response->headers[response->header_count++] = (struct zc_named){name, value};
}

void zc_response_redirect(struct zc_response *response, struct zc_request *request, const char *to)
{
    response->status = 303;
    zc_response_header(response, "Location", zc_arena_str(request->arena, to));
}

bool zc_route_match(const struct zc_route *route, const char *path, const char **params, struct zc_arena *arena)
{
    const char *pattern = route->pattern;
    size_t count = 0;
    while (*pattern) {
        if (*pattern == '{') {
            const char *close = strchr(pattern, '}');
            bool rest = close[-1] == '*';
            size_t length = rest ? strlen(path) : strcspn(path, "/");
            if (!length || count == 8)
                return false;
            params[count++] = zc_arena_copy(arena, path, length);
            path += length;
            pattern = close + 1;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *path == 0;
}

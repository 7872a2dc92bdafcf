/* head: 1 parameters; 2 method and language; 3 the client's address; 4 its name; 5 framing and host; 6 all of it. */
#include "http/head.h"
#include "base/secret.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <string.h>

/* 1 */

struct collected {
    struct zc_exchange *exchange;
    struct zc_named **items;
    size_t *count;
    size_t capacity;
};

static enum MHD_Result collect(void *user, enum MHD_ValueKind kind, const char *key, const char *value)
{
    struct collected *collected = user;
    struct zc_arena *arena = &collected->exchange->arena;
    (void)kind;
    if (*collected->count >= ZC_FORM_FIELDS)
        return MHD_NO;
    struct zc_named *named = zc_arena_push(arena, collected->items, collected->count, &collected->capacity, sizeof *named);
    *named = (struct zc_named){zc_arena_str(arena, key), zc_arena_str(arena, value ? value : "")};
    return MHD_YES;
}

/* 2 */

static enum zc_method method_of(const char *text)
{
    static const char *const words[] = {"GET", "POST", "PATCH", "PUT", "DELETE"};
    if (strcmp(text, "HEAD") == 0)
        return ZC_GET;
    for (int i = 0; i < 5; i++)
        if (strcmp(text, words[i]) == 0)
            return i;
    return ZC_OTHER_METHOD;
}

static enum zc_lang language(const struct zc_request *request)
{
    const char *asked = zc_request_query(request, "lang"), *cookie = zc_request_header(request, "Cookie"),
               *accept = zc_request_header(request, "Accept-Language");
    if (asked)
        return strcmp(asked, "en") == 0 ? ZC_EN : ZC_ZH;
    if (cookie && strstr(cookie, "zc-lang=en"))
        return ZC_EN;
    if (cookie && strstr(cookie, "zc-lang=zh"))
        return ZC_ZH;
    return accept && strncmp(accept, "en", 2) == 0 ? ZC_EN : ZC_ZH;
}

/* 3 */

/* One in a list divided by blanks. */
static bool listed(const char *list, const char *word, size_t length)
{
    for (const char *at = list; at && *at;) {
        size_t size = strcspn(at, " ");
        if (size == length && size && strncasecmp(at, word, size) == 0)
            return true;
        at += size;
        at += strspn(at, " ");
    }
    return false;
}

/* IPv4 as it is, IPv6 by its first 64 bits (what one subscriber gets), IPv4 inside IPv6 as IPv4. *here: this machine. */
static const char *address_text(bool *here, struct zc_arena *arena, int family, const void *bytes)
{
    char text[INET6_ADDRSTRLEN] = "";
    struct in6_addr six;
    if (family == AF_INET6) {
        memcpy(&six, bytes, sizeof six);
        *here = IN6_IS_ADDR_LOOPBACK(&six);
        if (!IN6_IS_ADDR_V4MAPPED(&six)) {
            if (!*here)
                memset(six.s6_addr + 8, 0, 8);
            inet_ntop(AF_INET6, &six, text, sizeof text);
            return zc_arena_str(arena, text);
        }
        bytes = six.s6_addr + 12;
    }
    *here = *(const unsigned char *)bytes == 127;
    inet_ntop(AF_INET, bytes, text, sizeof text);
    return zc_arena_str(arena, text);
}

/* The peer, or whom a proxy that is believed names last: that is what the proxy itself saw. true: the peer is this machine. */
static bool find_client(struct zc_exchange *exchange)
{
    struct zc_request *request = &exchange->request;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const char *forwarded = NULL;
    bool here = false;
    if (!info || !info->client_addr)
        return false;
    if (info->client_addr->sa_family == AF_INET)
        request->address = address_text(&here, &exchange->arena, AF_INET, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr);
    else
        request->address = address_text(&here, &exchange->arena, AF_INET6, &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr);
    for (size_t i = 0; i < request->header_count; i++)
        if (strcasecmp(request->headers[i].name, "X-Forwarded-For") == 0)
            forwarded = request->headers[i].value;
    bool peer_here = here;
    /* a proxy on this machine does not make the world this machine */
    request->loopback = here && !zc_server_behind_proxy(exchange->server) && !forwarded && !zc_request_header(request, "Forwarded") && !zc_request_header(request, "Via");
    if (forwarded && listed(exchange->server->proxies, request->address, strlen(request->address))) {
        const char *comma = strrchr(forwarded, ','), *last = zc_text_trim(&exchange->arena, comma ? comma + 1 : forwarded);
        unsigned char bytes[16];
        if (inet_pton(AF_INET, last, bytes) == 1)
            request->address = address_text(&here, &exchange->arena, AF_INET, bytes);
        else if (inet_pton(AF_INET6, last, bytes) == 1)
            request->address = address_text(&here, &exchange->arena, AF_INET6, bytes);
    }
    if (here)
        request->address = NULL;
    return peer_here;
}

/* 4 */

static uint64_t id_now;
static void choose_start(void) { zc_random(&id_now, sizeof id_now); }

/* Different for every request of this and, by chance, of any other process: a step along all numbers of 64 bits from a place of chance, stirred so
 * that two in a row do not look alike (the finalizer of SplitMix64, Steele, Lea and Flood 2014). */
static const char *new_id(struct zc_arena *arena)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, choose_start);
    uint64_t z = __atomic_add_fetch(&id_now, UINT64_C(0x9e3779b97f4a7c15), __ATOMIC_RELAXED);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return zc_arena_printf(arena, "%016llx", (unsigned long long)(z ^ z >> 31));
}

/* A proxy's own name for it is kept, so that both logs tell of the same; anybody else's could be made to look like another's. */
static void name_request(struct zc_exchange *exchange, bool from_here)
{
    struct zc_request *request = &exchange->request;
    const char *given = zc_request_header(request, "X-Request-Id");
    size_t length = given ? strlen(given) : 0;
    bool believed = from_here || zc_server_behind_proxy(exchange->server);
    if (believed && length >= 8 && length <= 64 && !given[strspn(given, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")])
        request->id = given;
    else
        request->id = new_id(&exchange->arena);
}

/* 5 */

/* A proxy before us and we must agree where a request ends, so whatever leaves a doubt is refused. */
static bool well_framed(const struct zc_request *request)
{
    size_t lengths = 0, codings = 0, hosts = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        const char *name = request->headers[i].name, *value = request->headers[i].value;
        for (const char *at = name; *at; at++)
            if (!strchr("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", *at))
                return false;
        for (const char *at = value; *at; at++)
            if (((unsigned char)*at < 0x20 && *at != '\t') || *at == 0x7F)
                return false;
        if (strcasecmp(name, "Content-Length") == 0) {
            lengths++;
            if (!*value || value[strspn(value, "0123456789")] || strlen(value) > 18)
                return false;
        } else if (strcasecmp(name, "Transfer-Encoding") == 0) {
            codings++;
            if (strcasecmp(value, "chunked") != 0)
                return false;
        } else if (strcasecmp(name, "Host") == 0) {
            hosts++;
        }
    }
    return lengths + codings <= 1 && hosts <= 1;
}

/* A page of another name that was led to this machine (DNS rebinding) would pass for one of ours. */
static bool host_is_ours(const struct zc_exchange *exchange)
{
    const char *host = zc_request_header(&exchange->request, "Host"), *names = exchange->server->names;
    if (!names || !host)
        return true;
    size_t length = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
    return length <= strlen(host) && listed(names, host, length);
}

/* 6 */

void zc_head_read(struct zc_exchange *exchange, struct MHD_Connection *connection, const char *url, const char *method)
{
    struct zc_request *request = &exchange->request;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    exchange->watched = info ? info->socket_context : NULL;
    exchange->connection = connection;
    exchange->started = true;
    request->arena = &exchange->arena;
    request->path = zc_arena_str(&exchange->arena, url);
    request->method = method_of(method);
    request->server = exchange->server;
    struct collected query = {exchange, &request->query, &request->query_count, 0};
    struct collected headers = {exchange, &request->headers, &request->header_count, 0};
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, collect, &query);
    MHD_get_connection_values(connection, MHD_HEADER_KIND, collect, &headers);
    size_t head = strlen(request->url);
    for (size_t i = 0; i < request->header_count; i++)
        head += strlen(request->headers[i].name) + strlen(request->headers[i].value) + 4;
    if (head > ZC_HEADER_LIMIT || request->header_count == ZC_FORM_FIELDS || request->query_count == ZC_FORM_FIELDS)
        exchange->refuse_status = 431;
    request->lang = language(request);
    name_request(exchange, find_client(exchange));
    if (!zc_utf8_valid(request->path, strlen(request->path)) || strstr(request->url, "%00")) /* libmicrohttpd would cut it off there */
        exchange->refuse_status = 400;
    for (size_t i = 0; i < request->query_count; i++)
        if (!zc_utf8_valid(request->query[i].value, strlen(request->query[i].value)) ||
            !zc_utf8_valid(request->query[i].name, strlen(request->query[i].name)))
            exchange->refuse_status = 400;
    if (!well_framed(request)) {
        exchange->refuse_status = 400;
        exchange->closes = true;
    } else if (!exchange->refuse_status && !host_is_ours(exchange)) {
        exchange->refuse_status = 421;
    }
}

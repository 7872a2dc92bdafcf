/* The server's limits, met with real sockets: heads, bodies, slow clients, a full queue, many at once, and its end under load. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "http/server.h"
#include "trial_city.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>

static struct trial_city trial;
static struct zc_server server;

static void hello(struct zc_response *response, struct zc_request *request)
{
    (void)request;
    zc_buf_str(&response->body, "hello");
}
static void count(struct zc_response *response, struct zc_request *request)
{
    zc_buf_printf(&response->body, "%zu", request->body_size);
}
static void write_note(struct zc_response *response, struct zc_request *request)
{
    struct zc_error err = {0};
    int rc = zc_tx_note(request->tx, 520100, "config", "{\"a\":\"b\"}", &err);
    if (rc)
        zc_answer_error(response, request, rc, &err);
    else
        zc_buf_str(&response->body, "written");
}
static void refuse_write(struct zc_response *response, struct zc_request *request)
{
    struct zc_error err = {0};
    zc_tx_note(request->tx, 520100, "config", "{\"never\":\"stored\"}", &err);
    zc_answer_error(response, request, zc_fail(&err, ZC_ECONFLICT, "不行", "no"), &err);
}

static void where(struct zc_response *response, struct zc_request *request)
{
    zc_buf_printf(&response->body, "%s %s", request->loopback ? "here" : "there", request->address ? request->address : "-");
}
static void form(struct zc_response *response, struct zc_request *request)
{
    zc_buf_printf(&response->body, "%zu fields, %zu files", request->form_count, request->upload_count);
}

static const struct zc_route routes[] = {
    {ZC_GET, "/where", where, ZC_ROUTE_PUBLIC, {0}},
    {ZC_GET, "/find", hello, ZC_ROUTE_PUBLIC | ZC_ROUTE_SEARCHES, {0}},
    {ZC_GET, "/lines.csv", hello, ZC_ROUTE_PUBLIC, {0}},
    {ZC_POST, "/form", form, ZC_ROUTE_PUBLIC, {0}},
    {ZC_GET, "/hash", hello, ZC_ROUTE_PUBLIC | ZC_ROUTE_HASHES, {0}},
    {ZC_GET, "/hello", hello, ZC_ROUTE_PUBLIC, {0}},
    {ZC_GET, "/slow", hello, ZC_ROUTE_PUBLIC | ZC_ROUTE_SLOW, {0}},
    {ZC_POST, "/count", count, ZC_ROUTE_PUBLIC, {0}},
    {ZC_POST, "/write", write_note, ZC_ROUTE_PUBLIC | ZC_ROUTE_WRITES, {0}},
    {ZC_POST, "/refuse", refuse_write, ZC_ROUTE_PUBLIC | ZC_ROUTE_WRITES, {0}},
    {ZC_POST, "/closed", count, 0, {0}},
    {0},
};
static const struct zc_route *const tables[] = {routes, NULL};

static void start(void)
{
    struct zc_error err = {0};
    server = (struct zc_server){.city = trial.city, .host = "127.0.0.1", .threads = 2, .tables = tables, .slow_seconds = 2};
    assert_int_equal(zc_server_start(&server, &err), ZC_OK);
}

static int open_trial(void **state)
{
    (void)state;
    trial_city_open(&trial);
    start();
    return 0;
}
static int close_trial(void **state)
{
    (void)state;
    zc_server_stop(&server);
    trial_city_close(&trial);
    return 0;
}

static int dial(void)
{
    int file = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)server.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_true(file >= 0);
    assert_int_equal(connect(file, (struct sockaddr *)&address, sizeof address), 0);
    return file;
}

static bool put(int file, const char *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t sent = send(file, bytes + done, size - done, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        done += (size_t)sent;
    }
    return true;
}
static bool say(int file, const char *text) { return put(file, text, strlen(text)); }

/* All that comes until the other side closes; the status, 0 when nothing came. */
static int hear(char *out, size_t size, int file)
{
    size_t length = 0;
    ssize_t got;
    while (length + 1 < size && (got = recv(file, out + length, size - length - 1, 0)) > 0)
        length += (size_t)got;
    out[length] = 0;
    close(file);
    return strncmp(out, "HTTP/1.1 ", 9) == 0 ? atoi(out + 9) : 0;
}

static int ask(char *out, size_t size, const char *text)
{
    int file = dial();
    say(file, text);
    return hear(out, size, file);
}

static void answers_carry_the_headers_that_protect(void **state)
{
    (void)state;
    char out[4096];
    assert_int_equal(ask(out, sizeof out, "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 200);
    const char *const needed[] = {"Content-Security-Policy: default-src 'none'", "X-Content-Type-Options: nosniff", "Cache-Control: no-store",
                                  "Cross-Origin-Opener-Policy: same-origin", "hello"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        assert_non_null(strstr(out, needed[i]));
    assert_int_equal(ask(out, sizeof out, "GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 404);
    assert_int_equal(ask(out, sizeof out, "DELETE /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 405);
    assert_int_equal(ask(out, sizeof out, "GET /%ff HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 400);
}

static void heads_beyond_the_limit_are_refused(void **state)
{
    (void)state;
    char out[4096];
    static char text[40000];
    snprintf(text, sizeof text, "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Long: %0*d\r\n\r\n", 15000, 1);
    assert_int_equal(ask(out, sizeof out, text), 200);
    snprintf(text, sizeof text, "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Long: %0*d\r\n\r\n", 17000, 1);
    assert_int_equal(ask(out, sizeof out, text), 431);
}

static void bodies_beyond_the_limit_are_refused(void **state)
{
    (void)state;
    char out[4096], head[200];
    static char body[(1 << 20) + 1];
    memset(body, 'a', sizeof body);
    for (size_t size = sizeof body - 1; size <= sizeof body; size++) {
        int file = dial();
        snprintf(head, sizeof head, "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n", size);
        say(file, head);
        put(file, body, size);
        assert_int_equal(hear(out, sizeof out, file), size == sizeof body ? 413 : 200);
    }
    /* announced, and asked about before it is sent: refused at once */
    assert_int_equal(ask(out, sizeof out, "POST /count HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n"), 413);
    /* without a stated size: the limit holds all the same */
    int file = dial();
    say(file, "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 40; i++) {
        say(file, "8000\r\n");
        put(file, body, 0x8000);
        say(file, "\r\n");
    }
    say(file, "0\r\n\r\n");
    assert_int_equal(hear(out, sizeof out, file), 413);
}

static void a_body_is_not_taken_from_who_may_not_send_it(void **state)
{
    (void)state;
    char out[4096];
    assert_int_equal(ask(out, sizeof out, "POST /closed HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n"), 401);
    assert_int_equal(ask(out, sizeof out, "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: http://b\r\nContent-Length: 1\r\n\r\nx"), 403);
    assert_int_equal(ask(out, sizeof out, "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: zc=1\r\nContent-Length: 1\r\n\r\nx"), 403);
    assert_int_equal(ask(out, sizeof out, "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: http://a\r\nContent-Length: 1\r\n\r\nx"), 200);
}

/* A client that sends a byte now and then keeps a connection from falling silent, but not from being cut. */
static void slow_clients_are_cut(void **state)
{
    (void)state;
    char out[4096];
    int head = dial(), body = dial();
    say(head, "GET /hello HTTP/1.1\r\nHost: a\r\n");
    say(body, "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
    struct timeval pause = {.tv_usec = 200000};
    setsockopt(head, SOL_SOCKET, SO_RCVTIMEO, &pause, sizeof pause);
    int drops = 0;
    while (drops < 600 && recv(head, out, sizeof out, 0) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) { /* until it is cut */
        say(head, "X");
        drops++;
    }
    assert_true(drops < 600);
    close(head);
    assert_int_equal(hear(out, sizeof out, body), 0); /* ends without an answer */
}

static struct {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool held, open;
} gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, false};

static int hold(void *user, struct zc_db *db, struct zc_error *err)
{
    (void)user, (void)db, (void)err;
    pthread_mutex_lock(&gate.lock);
    gate.held = true;
    pthread_cond_broadcast(&gate.wake);
    while (!gate.open)
        pthread_cond_wait(&gate.wake, &gate.lock);
    pthread_mutex_unlock(&gate.lock);
    return ZC_OK;
}
static void held(void *user, int code, const struct zc_error *err) { (void)user, (void)code, (void)err; }

static void a_full_queue_says_come_again(void **state)
{
    (void)state;
    enum { MANY = ZC_WRITER_QUEUE + 20 };
    static int files[MANY];
    char out[4096];
    struct zc_error err = {0};
    int written = 0, busy = 0;
    assert_int_equal(zc_writer_submit_alone(server.writer, hold, held, NULL, &err), ZC_OK);
    pthread_mutex_lock(&gate.lock);
    while (!gate.held)
        pthread_cond_wait(&gate.wake, &gate.lock);
    pthread_mutex_unlock(&gate.lock);
    for (int i = 0; i < MANY; i++) {
        files[i] = dial();
        say(files[i], "POST /write HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }
    /* those that do not fit are answered while the others still wait */
    fd_set ready;
    while (busy < MANY - ZC_WRITER_QUEUE) {
        FD_ZERO(&ready);
        int most = 0;
        for (int i = 0; i < MANY; i++)
            if (files[i] >= 0) {
                FD_SET(files[i], &ready);
                most = files[i] > most ? files[i] : most;
            }
        assert_true(select(most + 1, &ready, NULL, NULL, NULL) > 0);
        for (int i = 0; i < MANY; i++)
            if (files[i] >= 0 && FD_ISSET(files[i], &ready)) {
                assert_int_equal(hear(out, sizeof out, files[i]), 503);
                assert_non_null(strstr(out, "Retry-After: 2"));
                files[i] = -1;
                busy++;
            }
    }
    pthread_mutex_lock(&gate.lock);
    gate.open = true;
    pthread_cond_broadcast(&gate.wake);
    pthread_mutex_unlock(&gate.lock);
    for (int i = 0; i < MANY; i++)
        if (files[i] >= 0)
            written += hear(out, sizeof out, files[i]) == 200;
    assert_int_equal(busy, MANY - ZC_WRITER_QUEUE);
    assert_int_equal(written, ZC_WRITER_QUEUE);
}

static int64_t entries(const char *payload)
{
    struct zc_stmt *stmt;
    assert_int_equal(zc_stmt_prepare(&stmt, trial.db.store, "SELECT count(*) FROM journal WHERE payload = ?1", NULL), ZC_OK);
    zc_stmt_bind_text(stmt, 1, payload, strlen(payload));
    assert_int_equal(zc_stmt_step(stmt, NULL), 1);
    int64_t number = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return number;
}

static void *mixed_load(void *user)
{
    static const char *const texts[] = {"GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                                        "POST /write HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                                        "GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                                        "POST /refuse HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"};
    static const int wanted[] = {200, 200, 200, 409};
    char out[4096];
    int *wrong = user;
    for (int i = 0; i < 60; i++) {
        int file = socket(AF_INET, SOCK_STREAM, 0);
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)server.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        if (connect(file, (struct sockaddr *)&address, sizeof address) != 0 || !say(file, texts[i % 4]) || hear(out, sizeof out, file) != wanted[i % 4])
            ++*wrong;
    }
    return NULL;
}

static void many_at_once_get_their_own_answer(void **state)
{
    (void)state;
    pthread_t threads[6];
    int wrong[6] = {0};
    int64_t before = entries("{\"a\":\"b\"}");
    for (int i = 0; i < 6; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, mixed_load, &wrong[i]), 0);
    for (int i = 0; i < 6; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(wrong[i], 0);
    }
    assert_int_equal(entries("{\"a\":\"b\"}") - before, 6 * 15);
    assert_int_equal(entries("{\"never\":\"stored\"}"), 0);
}

static void *load_until_cut(void *user)
{
    int wrong = 0;
    (void)user;
    mixed_load(&wrong); /* some fail: the server ends meanwhile */
    return NULL;
}

/* Whoever was told "written" is in the journal, whatever was under way when the server was told to stop. */
static void stopping_under_load_is_clean(void **state)
{
    (void)state;
    pthread_t threads[4];
    for (int round = 0; round < 3; round++) {
        char out[4096];
        for (int i = 0; i < 4; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, load_until_cut, NULL), 0);
        assert_int_equal(ask(out, sizeof out, "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 200);
        zc_server_stop(&server);
        for (int i = 0; i < 4; i++)
            pthread_join(threads[i], NULL);
        start();
    }
}

/* What a proxy in front could read in another way is refused, and nothing that stands behind it is taken for a request. */
static void doubtful_framing_is_refused(void **state)
{
    static const char *const heads[] = {
        "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n",
        "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\n",
        "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n",
        "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 5\r\n\r\n",
        "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length : 0\r\n\r\n",
        "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
        "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a\r\nX-Odd: a\vb\r\n\r\n",
        "GET /hello HTTP/1.1\r\n\r\n",
    };
    char out[8192], text[1024];
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        snprintf(text, sizeof text, "%sGET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", heads[i]);
        int status = ask(out, sizeof out, text);
        if (status != 400 || strstr(out, "hello") || strstr(out, "HTTP/1.1 200"))
            fail_msg("head %zu: status %d\n%s", i, status, out);
    }
    assert_int_equal(ask(out, sizeof out, "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"), 200);
    assert_non_null(strstr(out, "\r\n\r\n3"));
}

/* libmicrohttpd ends texts at a NUL: a path or a value must not mean one thing before it and another behind. */
static void nothing_is_cut_at_a_nul(void **state)
{
    char out[4096];
    (void)state;
    assert_int_equal(ask(out, sizeof out, "GET /hello%00.csv HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 400);
    assert_int_equal(ask(out, sizeof out, "GET /hello?q=a%00b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 400);
    assert_int_equal(ask(out, sizeof out, "GET /hello?%ff=a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 400);
    assert_int_equal(ask(out, sizeof out, "POST /form HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                                          "Content-Length: 16\r\n\r\npassword=abc%00d"), 400);
    assert_int_equal(ask(out, sizeof out, "POST /form HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                                          "Content-Length: 12\r\n\r\npassword=abc"), 200);
    assert_non_null(strstr(out, "1 fields, 0 files"));
}

static void a_stranger_leaves_no_files(void **state)
{
    char out[4096], head[300];
    static const char body[] = "--boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\nContent-Type: text/plain\r\n\r\nabc\r\n--boundary--\r\n";
    (void)state;
    int file = dial();
    snprintf(head, sizeof head, "POST /form HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=boundary\r\nContent-Length: %zu\r\n\r\n", sizeof body - 1);
    say(file, head);
    say(file, body);
    int status = hear(out, sizeof out, file);
    if (status != 413)
        fail_msg("%d: %s", status, out);
    /* nor does he announce more than a body of text */
    assert_int_equal(ask(out, sizeof out, "POST /form HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Type: multipart/form-data; boundary=boundary\r\nContent-Length: 2000000\r\n\r\n"), 413);
}

static void other_names_and_schemes_are_not_ours(void **state)
{
    char out[4096];
    (void)state;
    zc_server_stop(&server);
    start();
    server.names = "localhost 127.0.0.1 [::1]";
    assert_int_equal(ask(out, sizeof out, "GET /hello HTTP/1.1\r\nHost: 127.0.0.1:8520\r\nConnection: close\r\n\r\n"), 200);
    assert_int_equal(ask(out, sizeof out, "GET /hello HTTP/1.1\r\nHost: LocalHost\r\nConnection: close\r\n\r\n"), 200);
    assert_int_equal(ask(out, sizeof out, "GET /hello HTTP/1.1\r\nHost: [::1]:8520\r\nConnection: close\r\n\r\n"), 200);
    assert_int_equal(ask(out, sizeof out, "GET /hello HTTP/1.1\r\nHost: rebound.example:8520\r\nConnection: close\r\n\r\n"), 421);
    assert_int_equal(ask(out, sizeof out, "GET /hello HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n"), 421);
    assert_int_equal(ask(out, sizeof out, "GET /hello HTTP/1.1\r\nHost: local\r\nConnection: close\r\n\r\n"), 421);
    server.names = NULL;
    assert_int_equal(ask(out, sizeof out, "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: https://a\r\nContent-Length: 1\r\n\r\nx"), 403);
    assert_int_equal(ask(out, sizeof out, "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: null\r\nContent-Length: 1\r\n\r\nx"), 403);
    server.secure = true;
    assert_int_equal(ask(out, sizeof out, "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: https://a\r\nContent-Length: 1\r\n\r\nx"), 200);
    assert_int_equal(ask(out, sizeof out, "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: http://a\r\nContent-Length: 1\r\n\r\nx"), 403);
    server.secure = false;
}

static const char *client(const char *headers)
{
    static char out[4096], text[1024];
    snprintf(text, sizeof text, "GET /where HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n", headers);
    assert_int_equal(ask(out, sizeof out, text), 200);
    return strstr(out, "\r\n\r\n") + 4;
}

static void the_client_is_whom_a_trusted_proxy_names_last(void **state)
{
    (void)state;
    assert_string_equal(client(""), "here -");
    assert_string_equal(client("X-Forwarded-For: 192.0.2.1\r\n"), "there -"); /* not believed, and not this machine either */
    assert_string_equal(client("Via: 1.1 proxy\r\n"), "there -");
    assert_string_equal(client("Forwarded: for=192.0.2.1\r\n"), "there -");
    server.proxies = "192.0.2.200 127.0.0.1";
    assert_string_equal(client("X-Forwarded-For: 192.0.2.1\r\n"), "there 192.0.2.1");
    assert_string_equal(client("X-Forwarded-For: 127.0.0.1, 198.51.100.7\r\n"), "there 198.51.100.7"); /* the first is the client's own word */
    assert_string_equal(client("X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 198.51.100.8\r\n"), "there 198.51.100.8");
    assert_string_equal(client("X-Forwarded-For: 2001:db8:1:2:3:4:5:6\r\n"), "there 2001:db8:1:2::");
    assert_string_equal(client("X-Forwarded-For: ::ffff:192.0.2.9\r\n"), "there 192.0.2.9");
    assert_string_equal(client("X-Forwarded-For: nonsense\r\n"), "there -");
    server.proxies = "192.0.2.200";
    assert_string_equal(client("X-Forwarded-For: 192.0.2.1\r\n"), "there -");
    server.proxies = NULL;
    server.secure = true;
    assert_string_equal(client(""), "there -"); /* what comes through a proxy is not this machine */
    server.secure = false;
}

static int from(const char *address, const char *path)
{
    char out[4096], text[1024];
    snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: %s\r\n\r\n", path, address);
    int status = ask(out, sizeof out, text);
    if (status == 429)
        assert_non_null(strstr(out, "Retry-After: "));
    return status;
}

static void too_many_requests_are_told_when_to_come_again(void **state)
{
    static const struct zc_limits limits = {.search = 1, .public_ = 1, .public_burst = 5, .exports = 1};
    int good = 0;
    (void)state;
    zc_server_stop(&server);
    server = (struct zc_server){.city = trial.city, .host = "127.0.0.1", .threads = 2, .tables = tables, .slow_seconds = 2, .limits = &limits, .proxies = "127.0.0.1"};
    assert_int_equal(zc_server_start(&server, NULL), ZC_OK);
    for (int i = 0; i < 20; i++)
        good += from("192.0.2.1", "/hello") == 200;
    assert_in_range(good, 5, 9); /* one a second comes back */
    assert_int_equal(from("192.0.2.1", "/nothing"), 429);
    assert_int_equal(from("192.0.2.2", "/find"), 200);
    assert_int_equal(from("192.0.2.2", "/find"), 429);
    assert_int_equal(from("192.0.2.2", "/hello"), 200);
    for (int i = 0; i < 20; i++)
        assert_int_equal(from("127.0.0.1", "/hello"), 200); /* this machine itself */
    assert_int_equal(from("192.0.2.3", "/lines.csv"), 200);
    assert_int_equal(from("192.0.2.3", "/lines.csv"), 200); /* one after the other */
    assert_true(zc_limit_export_begin(server.limiter));
    assert_int_equal(from("192.0.2.3", "/lines.csv"), 429);
    zc_limit_export_end(server.limiter);
    assert_int_equal(from("192.0.2.3", "/lines.csv"), 200);
    assert_int_equal(from("192.0.2.4", "/hash"), 200);
    zc_server_stop(&server);
    start();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_carry_the_headers_that_protect),
        cmocka_unit_test(heads_beyond_the_limit_are_refused),
        cmocka_unit_test(bodies_beyond_the_limit_are_refused),
        cmocka_unit_test(a_body_is_not_taken_from_who_may_not_send_it),
        cmocka_unit_test(slow_clients_are_cut),
        cmocka_unit_test(a_full_queue_says_come_again),
        cmocka_unit_test(doubtful_framing_is_refused),
        cmocka_unit_test(nothing_is_cut_at_a_nul),
        cmocka_unit_test(a_stranger_leaves_no_files),
        cmocka_unit_test(other_names_and_schemes_are_not_ours),
        cmocka_unit_test(the_client_is_whom_a_trusted_proxy_names_last),
        cmocka_unit_test(too_many_requests_are_told_when_to_come_again),
        cmocka_unit_test(many_at_once_get_their_own_answer),
        cmocka_unit_test(stopping_under_load_is_clean),
    };
    return cmocka_run_group_tests(tests, open_trial, close_trial);
}

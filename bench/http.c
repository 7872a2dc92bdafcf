/* http: 1 sockets; 2 the bare loop; 3 the load. */
#include "http.h"
#include "bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 64, ROOM = 64 * 1024 };

/* 1 */

static void must(bool good, const char *doing)
{
    if (good)
        return;
    fprintf(stderr, "%s: %s\n", doing, strerror(errno));
    exit(1);
}

static int open_socket(int port, bool listening)
{
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    must(fd >= 0, "socket");
    if (listening) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
        must(bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 512) == 0, "listen");
    } else {
        must(connect(fd, (struct sockaddr *)&address, sizeof address) == 0, "connect");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    must(fcntl(fd, F_SETFL, O_NONBLOCK) == 0, "fcntl");
    return fd;
}

static void watch(int epoll, int fd, void *data)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = data};
    must(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll");
}

/* 2: one listening socket, one epoll and its own connections a thread */

struct loop_thread {
    struct bench_loop *loop;
    pthread_t thread;
    int listener, stop[2];
};
struct bench_loop {
    char *answer;
    size_t size;
    int threads;
    struct loop_thread thread[16];
};

static void *loop(void *data)
{
    struct loop_thread *self = data;
    struct epoll_event events[EVENTS];
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    char block[ROOM];
    watch(epoll, self->listener, &self->listener);
    watch(epoll, self->stop[0], &self->stop[0]);
    for (;;) {
        int count = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr == &self->stop[0]) {
                close(epoll);
                return NULL;
            }
            if (events[i].data.ptr == &self->listener) {
                int fd;
                while ((fd = accept4(self->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
                    int one = 1;
                    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    watch(epoll, fd, (void *)(intptr_t)fd);
                }
                continue;
            }
            int fd = (int)(intptr_t)events[i].data.ptr;
            ssize_t got = read(fd, block, sizeof block);
            if (got <= 0 || write(fd, self->loop->answer, self->loop->size) != (ssize_t)self->loop->size)
                close(fd);
        }
    }
}

struct bench_loop *bench_loop_start(int threads, size_t body, int *port)
{
    struct bench_loop *self = zc_malloc(sizeof *self);
    *self = (struct bench_loop){.threads = threads};
    self->answer = zc_malloc(body + 256);
    int head = snprintf(self->answer, 256, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", body);
    memset(self->answer + head, 'x', body);
    self->size = (size_t)head + body;
    *port = 0;
    for (int i = 0; i < threads; i++) {
        struct loop_thread *thread = &self->thread[i];
        struct sockaddr_in address;
        socklen_t size = sizeof address;
        thread->loop = self;
        thread->listener = open_socket(*port, true);
        must(getsockname(thread->listener, (struct sockaddr *)&address, &size) == 0 && pipe2(thread->stop, O_CLOEXEC) == 0, "listen");
        *port = ntohs(address.sin_port);
    }
    for (int i = 0; i < threads; i++)
        must(pthread_create(&self->thread[i].thread, NULL, loop, &self->thread[i]) == 0, "thread");
    return self;
}

void bench_loop_stop(struct bench_loop *self)
{
    for (int i = 0; i < self->threads; i++) {
        must(write(self->thread[i].stop[1], "x", 1) == 1, "stop");
        pthread_join(self->thread[i].thread, NULL);
        close(self->thread[i].listener);
        close(self->thread[i].stop[0]);
        close(self->thread[i].stop[1]);
    }
    free(self->answer);
    free(self);
}

/* 3 */

struct client {
    int fd;
    size_t next, got, want; /* want: size of the answer once its head is in, 0 before */
    bool good;
    char head[4096];
    size_t head_size;
};
struct load_thread {
    struct bench_load *load;
    pthread_t thread;
    int connections;
    long count, good;
    double bytes;
};

static void send_next(struct load_thread *self, struct client *client)
{
    const char *request = self->load->requests[client->next++ % self->load->request_count];
    size_t size = strlen(request);
    client->got = client->want = client->head_size = 0;
    must(write(client->fd, request, size) == (ssize_t)size, "send");
}

/* True when the whole answer is in. */
static bool take(struct client *client, const char *block, size_t size)
{
    if (!client->want) {
        size_t room = sizeof client->head - 1 - client->head_size, part = size < room ? size : room;
        memcpy(client->head + client->head_size, block, part);
        client->head_size += part;
        client->head[client->head_size] = 0;
        const char *end = strstr(client->head, "\r\n\r\n"), *length = strcasestr(client->head, "content-length:");
        if (end) {
            must(length && length < end, "an answer without length");
            client->want = (size_t)(end + 4 - client->head) + strtoul(length + 15, NULL, 10);
            client->good = strncmp(client->head, "HTTP/1.1 200", 12) == 0;
            if (!client->good)
                fprintf(stderr, "%.200s\n", client->head);
        }
    }
    client->got += size;
    return client->want && client->got >= client->want;
}

static void *drive(void *data)
{
    struct load_thread *self = data;
    struct epoll_event events[EVENTS];
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct client *clients = zc_malloc((size_t)self->connections * sizeof *clients);
    char *block = zc_malloc(ROOM);
    long sent = 0, done = 0;
    for (int i = 0; i < self->connections; i++) {
        clients[i] = (struct client){.fd = open_socket(self->load->port, false), .next = (size_t)i * 7919};
        watch(epoll, clients[i].fd, &clients[i]);
        if (sent < self->count) {
            send_next(self, &clients[i]);
            sent++;
        }
    }
    while (done < self->count) {
        int count = epoll_wait(epoll, events, EVENTS, 10000);
        must(count > 0, "no answer for ten seconds");
        for (int i = 0; i < count; i++) {
            struct client *client = events[i].data.ptr;
            ssize_t got = read(client->fd, block, ROOM);
            must(got > 0, "receive");
            if (!take(client, block, (size_t)got))
                continue;
            done++;
            self->good += client->good;
            self->bytes += (double)client->got;
            if (sent < self->count) {
                send_next(self, client);
                sent++;
            }
        }
    }
    for (int i = 0; i < self->connections; i++)
        close(clients[i].fd);
    close(epoll);
    free(block);
    free(clients);
    return NULL;
}

void bench_load_run(struct bench_load *load)
{
    struct load_thread threads[16];
    load->good = 0;
    load->bytes = 0;
    double start = bench_now();
    for (int i = 0; i < load->threads; i++) {
        threads[i] = (struct load_thread){.load = load, .connections = load->connections / load->threads, .count = load->count / load->threads};
        must(pthread_create(&threads[i].thread, NULL, drive, &threads[i]) == 0, "thread");
    }
    for (int i = 0; i < load->threads; i++) {
        pthread_join(threads[i].thread, NULL);
        load->good += threads[i].good;
        load->bytes += threads[i].bytes / (double)load->count;
    }
    load->seconds = bench_now() - start;
}

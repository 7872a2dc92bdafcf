/*
 * forward: 1 the address; 2 the client; 3 streams that never hold the writer up; 4 running a verb; 5 the listening thread.
 *
 * A message is one packet: the words, each ended by a NUL, beside four descriptors (standard input, output, error, working
 * folder). The answer is one byte.
 */
#include "cli/forward.h"
#include "cli/args.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { MESSAGE = 64 * 1024, MOST_WORDS = 512, STREAMS = 4, PATIENCE_MS = 5000 };

/* 1: through the folder's descriptor, because a socket's path may hold 107 bytes only */

static int socket_in(struct sockaddr_un *address, int *folder_file, const char *folder)
{
    *folder_file = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (*folder_file < 0)
        return -1;
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/run.sock", *folder_file);
    int file = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (file < 0)
        close(*folder_file);
    return file;
}

static bool same_user(int file)
{
    struct ucred who;
    socklen_t size = sizeof who;
    return getsockopt(file, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 && who.uid == geteuid();
}

/* 2 */

static int remembered_count;
static char **remembered;

void zc_forward_remember(int argc, char **argv)
{
    remembered_count = argc;
    remembered = argv;
}

static bool send_command(int file, int working_folder)
{
    char *bytes = zc_malloc(MESSAGE);
    size_t size = 0;
    bool fits = true;
    for (int i = 0; i < remembered_count && fits; i++) {
        size_t length = strlen(remembered[i]) + 1;
        if ((fits = size + length <= MESSAGE))
            memcpy(bytes + size, remembered[i], length);
        size += length;
    }
    union {
        char room[CMSG_SPACE(STREAMS * sizeof(int))];
        struct cmsghdr align;
    } control = {0};
    struct iovec part = {bytes, size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    int files[STREAMS] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, working_folder};
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof files);
    memcpy(CMSG_DATA(head), files, sizeof files);
    bool sent = fits && sendmsg(file, &message, MSG_NOSIGNAL) == (ssize_t)size;
    free(bytes);
    return sent;
}

/* Ctrl-C closes the line to the server in one direction: what listens to it stops cleanly and answers; the rest goes on to its end. */
static volatile sig_atomic_t line_to_close = -1;
static void close_line(int signal_number)
{
    (void)signal_number;
    if (line_to_close >= 0)
        shutdown(line_to_close, SHUT_WR);
}

static int wait_for_answer(unsigned char *answer, int file)
{
    struct sigaction stop = {.sa_handler = close_line}, before;
    line_to_close = file;
    sigaction(SIGINT, &stop, &before);
    ssize_t got;
    do
        got = recv(file, answer, 1, 0);
    while (got < 0 && errno == EINTR);
    sigaction(SIGINT, &before, NULL);
    line_to_close = -1;
    return got == 1 ? 0 : -1;
}

bool zc_forward_run(int *status, const char *folder)
{
    struct sockaddr_un address;
    int folder_file, file;
    if (!remembered_count || strcmp(remembered[0], "serve") == 0 || (file = socket_in(&address, &folder_file, folder)) < 0)
        return false;
    int working_folder = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    unsigned char answer = 1;
    bool ran = working_folder >= 0 && connect(file, (struct sockaddr *)&address, sizeof address) == 0 && same_user(file) &&
               send_command(file, working_folder);
    if (ran && wait_for_answer(&answer, file))
        answer = 1; /* the server ended first: what it had not acknowledged may or may not be there */
    if (working_folder >= 0)
        close(working_folder);
    close(file);
    close(folder_file);
    *status = answer;
    return ran;
}

/* 3: a terminal that is held (Ctrl-S) or a pipe nobody reads must not stop everybody's writing; what it cannot take is lost */

struct stream {
    int file;
    bool deaf;
};

static ssize_t stream_write(void *cookie, const char *bytes, size_t size)
{
    struct stream *stream = cookie;
    for (size_t done = 0; done < size && !stream->deaf;) {
        struct pollfd ready = {.fd = stream->file, .events = POLLOUT};
        size_t part = size - done < 4096 ? size - done : 4096; /* a pipe that is ready takes so much at once */
        ssize_t written = poll(&ready, 1, PATIENCE_MS) == 1 && (ready.revents & POLLOUT) ? write(stream->file, bytes + done, part) : -1;
        if (written <= 0)
            stream->deaf = true;
        else
            done += (size_t)written;
    }
    return (ssize_t)size;
}

static FILE *stream_open(struct stream *stream, int file)
{
    *stream = (struct stream){.file = file};
    FILE *out = fopencookie(stream, "w", (cookie_io_functions_t){.write = stream_write});
    zc_assert(out != NULL);
    setvbuf(out, NULL, _IOLBF, 4096);
    return out;
}

/* 4 */

struct command {
    struct zc_server *server;
    int argc;
    char *argv[MOST_WORDS];
    int files[STREAMS];
    int line;
    int status;
};

static int run_command(void *user, struct zc_db *db, struct zc_error *err)
{
    static _Thread_local bool own_folder; /* the writer's thread may change its folder without moving the others */
    struct command *command = user;
    (void)err;
    struct stream out, problems;
    FILE *out_file = stream_open(&out, command->files[1]), *err_file = stream_open(&problems, command->files[2]);
    if (!own_folder)
        own_folder = unshare(CLONE_FS) == 0;
    if (!own_folder || fchdir(command->files[3]) != 0) {
        fprintf(err_file, "zhucheng: %s\n", strerror(errno));
        command->status = 1;
    } else {
        struct zc_host host = {.city = command->server->city, .db = db, .input = command->files[0], .problems = command->files[2], .line = command->line};
        zc_session_host(&host);
        command->status = zc_run_verb(command->argc, command->argv, out_file, err_file);
        zc_session_host(NULL);
        if (chdir("/") != 0)
            own_folder = false;
    }
    zc_store_rollback(db->store); /* a verb that ended early leaves nothing open */
    fclose(out_file);
    fclose(err_file);
    return ZC_OK;
}

static bool split(struct command *command, char *bytes, size_t size)
{
    if (!size || bytes[size - 1])
        return false;
    for (size_t at = 0; at < size; at += strlen(bytes + at) + 1) {
        if (command->argc == MOST_WORDS - 1)
            return false;
        command->argv[command->argc++] = bytes + at;
    }
    return true;
}

static bool receive(struct command *command, char *bytes, int file)
{
    union {
        char room[CMSG_SPACE(STREAMS * sizeof(int))];
        struct cmsghdr align;
    } control = {0};
    struct iovec part = {bytes, MESSAGE};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
    struct pollfd ready = {.fd = file, .events = POLLIN};
    if (poll(&ready, 1, PATIENCE_MS) != 1)
        return false;
    ssize_t size = recvmsg(file, &message, MSG_CMSG_CLOEXEC);
    bool whole = size > 0 && !(message.msg_flags & (MSG_TRUNC | MSG_CTRUNC));
    const struct cmsghdr *head = size > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS && head->cmsg_len >= CMSG_LEN(sizeof(int))) {
        size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(command->files, CMSG_DATA(head), (count < STREAMS ? count : STREAMS) * sizeof(int));
    }
    return whole && command->files[STREAMS - 1] >= 0 && split(command, bytes, (size_t)size);
}

static void serve_one(struct zc_server *server, char *bytes, int file)
{
    struct command command = {.server = server, .files = {-1, -1, -1, -1}, .line = file, .status = 1};
    struct zc_error err = {0};
    if (same_user(file) && receive(&command, bytes, file)) {
        if (zc_writer_alone(server->writer, run_command, &command, &err))
            dprintf(command.files[2], "zhucheng: %s\n", err.en);
        zc_readers_forget(server->readers); /* the verb may have changed somebody's rights */
        unsigned char status = (unsigned char)command.status;
        send(file, &status, 1, MSG_NOSIGNAL);
    }
    for (int i = 0; i < STREAMS; i++)
        if (command.files[i] >= 0)
            close(command.files[i]);
}

/* 5 */

struct zc_forward {
    struct zc_server *server;
    int socket, folder, stop[2];
    pthread_t thread;
};

static void *loop(void *data)
{
    struct zc_forward *forward = data;
    char *bytes = zc_malloc(MESSAGE);
    for (;;) {
        struct pollfd ready[2] = {{.fd = forward->socket, .events = POLLIN}, {.fd = forward->stop[0], .events = POLLIN}};
        if (poll(ready, 2, -1) < 0 && errno != EINTR)
            break;
        if (ready[1].revents)
            break;
        int file = ready[0].revents ? accept4(forward->socket, NULL, NULL, SOCK_CLOEXEC) : -1;
        if (file >= 0) {
            serve_one(forward->server, bytes, file);
            close(file);
        }
    }
    free(bytes);
    return NULL;
}

int zc_forward_listen(struct zc_forward **out, struct zc_server *server, struct zc_error *err)
{
    struct sockaddr_un address;
    struct zc_forward *forward = zc_malloc(sizeof *forward);
    *forward = (struct zc_forward){.server = server, .folder = -1, .stop = {-1, -1}};
    forward->socket = socket_in(&address, &forward->folder, server->city->folder);
    mode_t mask = umask(0177);
    /* the folder's lock is ours, so a socket that stands here belongs to nobody any more */
    bool bound = forward->socket >= 0 && (unlink(address.sun_path) == 0 || errno == ENOENT) &&
                 bind(forward->socket, (struct sockaddr *)&address, sizeof address) == 0 && listen(forward->socket, 16) == 0;
    umask(mask);
    if (!bound || pipe2(forward->stop, O_CLOEXEC) != 0 || pthread_create(&forward->thread, NULL, loop, forward) != 0) {
        int rc = zc_fail(err, ZC_EIO, "无法在 %s 中建立 run.sock:%s", "cannot make run.sock in %s: %s", server->city->folder, strerror(errno));
        if (forward->socket >= 0)
            close(forward->socket);
        free(forward);
        return rc;
    }
    *out = forward;
    return ZC_OK;
}

void zc_forward_stop(struct zc_forward *forward)
{
    if (!forward)
        return;
    if (write(forward->stop[1], "", 1) == 1)
        pthread_join(forward->thread, NULL);
    unlinkat(forward->folder, "run.sock", 0);
    close(forward->socket);
    close(forward->folder);
    close(forward->stop[0]);
    close(forward->stop[1]);
    free(forward);
}

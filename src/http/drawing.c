/* drawing: 1 starting; 2 reading what comes; 3 the whole. */
#include "http/drawing.h"
#include "paper/official_pack.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* 1 */

struct line {
    int from, to; /* of a pipe */
};

static bool open_line(struct line *line)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return false;
    *line = (struct line){ends[0], ends[1]};
    return true;
}

static void close_end(int *end)
{
    if (*end >= 0)
        close(*end);
    *end = -1;
}

/* The description, in memory: a file without a name, to be read from its beginning. */
static int lay_down(const struct zc_official *paper)
{
    struct zc_buf text = {0};
    zc_official_pack(&text, paper);
    int file = memfd_create("paper", MFD_CLOEXEC);
    size_t done = 0;
    while (file >= 0 && done < text.size) {
        ssize_t wrote = write(file, text.bytes + done, text.size - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            break;
        done += (size_t)wrote;
    }
    if (file >= 0 && (done < text.size || lseek(file, 0, SEEK_SET) != 0)) {
        close(file);
        file = -1;
    }
    zc_buf_free(&text);
    return file;
}

static int start(pid_t *child, const struct zc_city *city, const char *as, const char *more, const char *value, int description, const struct line *file,
                 const struct line *complaint)
{
    const char *argv[] = {"zhucheng", "paper", city->folder, "-", "--as", as, "--out", "-", more, value, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, description, 0);
    posix_spawn_file_actions_adddup2(&actions, file->to, 1);
    posix_spawn_file_actions_adddup2(&actions, complaint->to, 2);
    int failed = posix_spawn(child, "/proc/self/exe", &actions, NULL, (char *const *)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

/* 2 */

static int64_t seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* Until both lines end; false when it takes too long or grows too large. */
static bool receive(struct zc_buf *out, struct zc_buf *said, int file, int complaint)
{
    int64_t until = seconds() + ZC_DRAWING_SECONDS;
    struct pollfd ends[2] = {{.fd = file, .events = POLLIN}, {.fd = complaint, .events = POLLIN}};
    size_t before = out->size;
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        int64_t left = until - seconds();
        int ready = left > 0 ? poll(ends, 2, (int)left * 1000) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        for (int i = 0; i < 2; i++) {
            char piece[65536];
            if (ends[i].fd < 0 || !ends[i].revents)
                continue;
            ssize_t came = read(ends[i].fd, piece, sizeof piece);
            if (came < 0 && errno == EINTR)
                continue;
            if (came <= 0)
                ends[i].fd = -1;
            else if (i == 0)
                zc_buf_add(out, piece, (size_t)came);
            else if (said->size < 4096)
                zc_buf_add(said, piece, (size_t)came);
        }
        if (out->size - before > ZC_DRAWING_LARGEST)
            return false;
    }
    return true;
}

/* 3 */

int zc_drawing(struct zc_buf *out, const struct zc_city *city, const struct zc_official *paper, const char *as, const char *more, const char *value, struct zc_error *err)
{
    struct line file = {-1, -1}, complaint = {-1, -1};
    struct zc_buf said = {0};
    size_t before = out->size;
    pid_t child = -1;
    int status = 0, rc = ZC_OK, failed = 0, description = lay_down(paper);
    if (description < 0 || !open_line(&file) || !open_line(&complaint) || (failed = start(&child, city, as, more, value, description, &file, &complaint)))
        rc = zc_fail(err, ZC_EIO, "不能另起进程画公文：%s", "cannot start a process that draws the paper: %s", strerror(failed ? failed : errno));
    close_end(&description);
    close_end(&file.to);
    close_end(&complaint.to);
    if (!rc && !receive(out, &said, file.from, complaint.from)) {
        kill(child, SIGKILL);
        rc = zc_fail(err, ZC_ELIMIT, "公文太大，%d 秒画不完", "the paper is too large to be drawn in %d seconds", (int)ZC_DRAWING_SECONDS);
    }
    close_end(&file.from);
    close_end(&complaint.from);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (!rc && WIFEXITED(status) && WEXITSTATUS(status) == 1) { /* refused, and it says why */
        const char *text = zc_buf_text(&said);
        rc = zc_fail(err, ZC_EINPUT, "%.*s", "%.*s", (int)strcspn(text, "\n"), text);
    } else if (!rc && !(WIFEXITED(status) && WEXITSTATUS(status) == 0)) {
        rc = zc_fail(err, ZC_EINTERNAL, "画公文的进程没有正常结束（%d）", "the process that draws the paper did not end well (%d)", status);
    }
    if (rc)
        out->size = before;
    zc_buf_free(&said);
    return rc;
}

int zc_drawing_pdf(struct zc_buf *out, const struct zc_city *city, const struct zc_official *paper, struct zc_error *err)
{
    return zc_drawing(out, city, paper, "pdf", NULL, NULL, err);
}

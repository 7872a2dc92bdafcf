#include "record/last.h"
#include "base/date.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const names[ZC_LASTS] = {"last-backup", "last-seal"};

void zc_last_put(const char *folder, enum zc_last what)
{
    char path[4200], part[4200], at[ZC_INSTANT_TEXT];
    snprintf(path, sizeof path, "%s/%s", folder, names[what]);
    snprintf(part, sizeof part, "%s/%s.part", folder, names[what]);
    zc_instant_format(at, zc_instant_now());
    int file = open(part, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (file < 0)
        return;
    size_t size = strlen(at);
    at[size++] = '\n';
    bool whole = write(file, at, size) == (ssize_t)size;
    whole &= close(file) == 0;
    if (!whole || rename(part, path) != 0)
        unlink(part);
}

int64_t zc_last_get(const char *folder, enum zc_last what)
{
    char path[4200], at[ZC_INSTANT_TEXT] = "";
    int64_t instant;
    snprintf(path, sizeof path, "%s/%s", folder, names[what]);
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return 0;
    ssize_t size = read(file, at, sizeof at - 1);
    close(file);
    at[size > 0 ? (size_t)size : 0] = 0;
    at[strcspn(at, "\n")] = 0;
    return zc_instant_parse(&instant, at) ? instant : 0;
}

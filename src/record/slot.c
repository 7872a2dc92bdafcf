#include "record/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Byte 0 is the gate, byte n the number n. Locks of this kind belong to the opened file, not to the process. */
static bool lock_byte(int file, int byte, bool wait)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
    int rc;
    do
        rc = fcntl(file, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
    while (rc != 0 && errno == EINTR);
    return rc == 0;
}

static int open_lock(const struct zc_city *city)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/lock", city->folder);
    return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

int zc_slot_take(struct zc_slot *out, const struct zc_city *city, struct zc_error *err)
{
    *out = (struct zc_slot){.file = -1};
    if (!zc_city_on_server(city))
        return ZC_OK;
    if ((out->file = open_lock(city)) < 0)
        return zc_fail(err, ZC_EIO, "城市文件夹 %s 不可写:%s", "the city folder %s cannot be written: %s", city->folder, strerror(errno));
    for (int number = 1; number <= ZC_SLOTS; number++)
        if (lock_byte(out->file, number, false)) {
            out->number = number;
            return ZC_OK;
        }
    zc_slot_give(out);
    return zc_fail(err, ZC_ELIMIT, "这个城市已有 %d 个进程,或文件夹所在的文件系统不能加锁", "the city has %d processes already, or its file system knows no locks", ZC_SLOTS);
}

void zc_slot_give(struct zc_slot *slot)
{
    if (slot->file >= 0)
        close(slot->file);
    *slot = (struct zc_slot){.file = -1};
}

bool zc_slot_lives(const struct zc_slot *slot, int number)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = number, .l_len = 1};
    return slot->file >= 0 && number > 0 && number != slot->number && fcntl(slot->file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

int zc_slot_enter(const struct zc_slot *slot, const struct zc_city *city, bool wait)
{
    if (slot->file < 0)
        return ZC_GATE_NONE;
    int gate = open_lock(city);
    if (gate >= 0 && !lock_byte(gate, 0, wait)) {
        close(gate);
        gate = -1;
    }
    return gate;
}

void zc_slot_leave(int gate)
{
    if (gate >= 0)
        close(gate);
}

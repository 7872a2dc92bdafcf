#include "record/rights_mark.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

uint64_t *zc_rights_mark_map(const struct zc_city *city)
{
    char path[4200];
    if (!zc_city_on_server(city))
        return NULL;
    snprintf(path, sizeof path, "%s/rights.mark", city->folder);
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return NULL;
    /* With room of its own: on a full disk writing into a hole would end the program. */
    void *mark = posix_fallocate(file, 0, sizeof(uint64_t)) == 0 ? mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
    close(file);
    return mark == MAP_FAILED ? NULL : mark;
}

void zc_rights_mark_unmap(uint64_t *mark)
{
    if (mark)
        munmap(mark, sizeof *mark);
}

uint64_t zc_rights_mark_read(const uint64_t *mark) { return mark ? __atomic_load_n(mark, __ATOMIC_ACQUIRE) : 0; }

void zc_rights_mark_move(const struct zc_city *city)
{
    uint64_t *mark = zc_rights_mark_map(city);
    if (mark)
        __atomic_add_fetch(mark, 1, __ATOMIC_RELEASE);
    zc_rights_mark_unmap(mark);
}

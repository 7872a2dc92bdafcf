#include "base/process.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void read_sizes(struct zc_process *out)
{
    long long virtual_pages, resident_pages;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return;
    if (fscanf(file, "%lld %lld", &virtual_pages, &resident_pages) == 2) {
        out->virtual_ = virtual_pages * sysconf(_SC_PAGESIZE);
        out->resident = resident_pages * sysconf(_SC_PAGESIZE);
    }
    fclose(file);
}

static int64_t entries(const char *path)
{
    DIR *folder = opendir(path);
    int64_t count = 0;
    if (!folder)
        return -1;
    for (const struct dirent *entry; (entry = readdir(folder));)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

void zc_process_look(struct zc_process *out)
{
    struct rlimit limit;
    struct rusage usage;
    *out = (struct zc_process){-1, -1, -1, -1, -1, -1};
    read_sizes(out);
    out->threads = entries("/proc/self/task");
    out->files = entries("/proc/self/fd");
    if (out->files > 0)
        out->files--; /* the one by which they were counted */
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        out->most_files = (int64_t)limit.rlim_cur;
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        out->cpu_seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

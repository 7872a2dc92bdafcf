/* process: what the operating system says of this process (proc(5)). What cannot be read is -1. */
#ifndef ZC_BASE_PROCESS_H
#define ZC_BASE_PROCESS_H

#include <stdint.h>

struct zc_process {
    int64_t resident, virtual_; /* bytes */
    int64_t files, most_files, threads;
    double cpu_seconds;         /* user and system, of all threads */
};
void zc_process_look(struct zc_process *out);

#endif

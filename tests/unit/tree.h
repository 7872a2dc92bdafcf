/* tree: module files in a folder of their own below /tmp, for the tests that load them. The folder goes with tree_remove. */
#ifndef ZC_TESTS_TREE_H
#define ZC_TESTS_TREE_H

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

static inline void tree_make(char folder[64])
{
    snprintf(folder, 64, "/tmp/zc-test-XXXXXX");
    zc_assert(mkdtemp(folder) != NULL);
}

/* Writes folder/path, making the folders on the way. */
static inline void tree_write(const char *folder, const char *path, const char *text)
{
    char full[512];
    snprintf(full, sizeof full, "%s/%s", folder, path);
    for (char *slash = strchr(full + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        zc_assert(mkdir(full, 0700) == 0 || errno == EEXIST);
        *slash = '/';
    }
    FILE *file = fopen(full, "wb");
    zc_assert(file && fwrite(text, 1, strlen(text), file) == strlen(text) && fclose(file) == 0);
}

static inline int tree_remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

static inline void tree_remove(const char *folder) { nftw(folder, tree_remove_one, 16, FTW_DEPTH | FTW_PHYS); }

#endif

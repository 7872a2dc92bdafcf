/*
 * replay: runs a fuzz target over files instead of searching. Without clang the seeds, and the inputs that once failed,
 * are still tested under the ordinary sanitizers. Usage: replay_NAME FOLDER
 *
 * The empty input always comes first; then every regular file of the folder, if there is one.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes are copied to a block of exactly their size, so that a read beyond them is seen. */
static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    if (!file || fstat(fileno(file), &status) != 0) {
        perror(path);
        return 1;
    }
    size_t size = (size_t)status.st_size;
    uint8_t *bytes = malloc(size ? size : 1);
    int failed = !bytes || fread(bytes, 1, size, file) != size;
    if (failed)
        perror(path);
    else
        LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    fclose(file);
    return failed;
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
        return 2;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    DIR *folder = opendir(arguments[1]);
    if (!folder)
        return 0;
    int failed = 0, files = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char path[4096];
        struct stat status;
        int length = snprintf(path, sizeof path, "%s/%s", arguments[1], entry->d_name);
        if (length < 0 || (size_t)length >= sizeof path || stat(path, &status) != 0 || !S_ISREG(status.st_mode))
            continue;
        failed |= replay(path);
        files++;
    }
    closedir(folder);
    printf("%d inputs replayed\n", files);
    return failed;
}

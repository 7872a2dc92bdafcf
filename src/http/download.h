/* download: an answer that is a file to be kept, never shown inside a page, whatever it holds. */
#ifndef ZC_HTTP_DOWNLOAD_H
#define ZC_HTTP_DOWNLOAD_H

#include "base/arena.h"
#include "face/face.h"

/* `path` must outlive the response; `name` is what the file is called for people. */
void zc_response_download(struct zc_response *response, struct zc_arena *arena, const char *path, const char *name);

#endif

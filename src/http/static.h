/*
 * static: the workplace page as `web/` builds it, out of the folder `page` beside the program (or above it, or the one that
 * ZHUCHENG_PAGE names). All its files are read once, at the first request, and kept for the life of the process, so that a
 * page that is built anew under a running program cannot be served in two halves. A program without that folder says so;
 * the pages without scripts never need it.
 */
#ifndef ZC_HTTP_STATIC_H
#define ZC_HTTP_STATIC_H

#include "face/face.h"

bool zc_static_present(void); /* whether a page was found */
zc_handler zc_static_page;    /* /app/…: a file under assets/, or the page itself for every address of a screen */

#endif

/*
 * blob: content-addressed files of a city: files/<first two hex digits>/<SM3>. A blob is written beside, synced and renamed before
 * the transaction that names it commits, so a committed name always has its bytes. The same bytes are stored once.
 */
#ifndef ZC_RECORD_BLOB_H
#define ZC_RECORD_BLOB_H

#include "base/digest.h"
#include "query/city.h"

int zc_blob_store(char digest[ZC_DIGEST_HEX], const struct zc_city *city, const void *bytes, size_t size, struct zc_error *err);
/* The path of a blob; whether it is there is the caller's to see. */
void zc_blob_path(char *out, size_t size, const struct zc_city *city, const char *digest);

#endif

/*
 * attachment: files that hang on records, kept by their content in files/xx/<SM3> of the city's folder (mode 0600). A file is
 * written and synced before the commit that names it, so every digest in the database has its file. Documents marked 秘密, 机密
 * or 绝密 are refused; only text is looked into, and the refusal says so.
 */
#ifndef ZC_RECORD_ATTACHMENT_H
#define ZC_RECORD_ATTACHMENT_H

#include "base/digest.h"
#include "record/write.h"

enum { ZC_ATTACHMENT_NAME = 200 }; /* code points of a file's name */

struct zc_attachment {
    const struct zc_entity *entity; /* the record it hangs on */
    int64_t id;
    const char *name;               /* as the user calls it; data only, never a path */
    const char *media_type;
    char digest[ZC_DIGEST_HEX];
    int64_t size;
};

/* Looks at the bytes: the media type from the content; ZC_EINPUT when the name's ending says another, or when the text carries
 * a mark of state secrecy. */
int zc_attachment_check(const char **media_type, const char *path, const char *name, struct zc_error *err);
/* Whether a text bears a classification mark: 秘密★, 【机密】, or a line of its own. Ordinary words (商业秘密) are none. */
bool zc_attachment_marked(const char *text, size_t size);
/* Copies a file into its place, synced; fills digest and size. Safe to run twice and at the same time. */
int zc_attachment_keep(struct zc_attachment *attachment, const struct zc_city *city, const char *path, struct zc_error *err);
/* Records it (core.attachment) and journals the file. */
int zc_attachment_add(int64_t *id, struct zc_tx *tx, const struct zc_attachment *attachment, struct zc_error *err);
/* Where the file of a digest lies. */
const char *zc_attachment_path(struct zc_arena *arena, const struct zc_city *city, const char *digest);

#endif

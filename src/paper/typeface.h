/*
 * typeface: the five faces of an official paper and the files in which they are found.
 *
 * For each face, in this order: a file of the city's folder fonts/ (fangsong, kaiti, heiti, biaosong, songti with .ttf, .otf or .ttc); an
 * installed font of one of the official names (方正小标宋简体, 仿宋_GB2312, …); an open fallback (Fandol, AR PL, Noto). Only the first two
 * conform to the standard; a paper says which it had. A letter that its face lacks is taken from the other faces and the fallbacks,
 * else 〓 stands in its place and the letter is listed.
 *
 * Fonts are looked for at the first paper of a process and kept open: cairo remembers faces beyond their use, and a server at rest
 * that never made a paper holds none. One paper is set at a time. Widths are in ems of the face.
 */
#ifndef ZC_PAPER_TYPEFACE_H
#define ZC_PAPER_TYPEFACE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zc_face { ZC_FACE_FANGSONG, ZC_FACE_KAITI, ZC_FACE_HEITI, ZC_FACE_BIAOSONG, ZC_FACE_SONGTI, ZC_FACE_COUNT };

struct zc_typefaces;
/* `folder`: the city's, NULL for none. Waits until no other thread has the set. ZC_ENOTFOUND when the machine has no Chinese font at all;
 * the message says what to install. */
int zc_typefaces_take(struct zc_typefaces **out, const char *folder, struct zc_error *err);
void zc_typefaces_give(struct zc_typefaces *set); /* gives it back; NULL is none */

double zc_typefaces_advance(struct zc_typefaces *set, enum zc_face face, uint32_t letter);
/* How far the ink of the letter reaches above and below the base line. */
void zc_typefaces_ink(struct zc_typefaces *set, enum zc_face face, uint32_t letter, double *above, double *below);

const char *zc_face_name(enum zc_face face);          /* 仿宋 */
const char *zc_face_official(enum zc_face face);      /* 仿宋_GB2312: the name that a document asks a word processor for */
const char *zc_typefaces_family(const struct zc_typefaces *set, enum zc_face face); /* what was found */
bool zc_typefaces_conform(const struct zc_typefaces *set, enum zc_face face);
/* Letters met since the set was taken that no font has, each once, in their order. */
const uint32_t *zc_typefaces_missing(const struct zc_typefaces *set, size_t *count);

/* For drawing: a cairo_font_face_t that the set owns, and the glyph in it. */
void *zc_typefaces_glyph(struct zc_typefaces *set, enum zc_face face, uint32_t letter, unsigned *glyph);

#endif

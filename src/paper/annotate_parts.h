/*
 * annotate_parts: the pieces of zc_annotate: the state they share, marking the cells of a sheet, notes beside them.
 * Everything lives in the annotation's arena until the copy is written. Internal to paper/.
 */
#ifndef ZC_PAPER_ANNOTATE_PARTS_H
#define ZC_PAPER_ANNOTATE_PARTS_H

#include "paper/finding.h"
#include "paper/splice.h"
#include "paper/xlsx.h"

/* Ink of a found cell, of the result sheet's header and of its text cells. */
enum zc_ink { ZC_INK_RED, ZC_INK_AMBER, ZC_INK_HEADER, ZC_INK_PLAIN, ZC_INKS };

struct zc_mark {
    int row, column;
    enum zc_severity severity; /* the gravest */
    bool whole_row;            /* every cell of the row is filled */
    struct zc_buf note;        /* freed by zc_annotate */
    bool noted;
    const char *content;       /* of a cell that is filled in and keeps its look: its inline string; NULL: the cell is marked */
};
struct zc_change {
    const char *name;
    struct zc_buf bytes;
};
struct zc_related {
    const char *part, *id, *type, *target;
};
struct zc_inked {
    long base;
    enum zc_ink ink;
};
struct zc_annotation {
    struct zc_arena arena;
    struct zc_book *book;
    struct zc_xlsx *xlsx;
    bool strict;               /* ISO strict namespaces */
    struct zc_change *changes; /* parts to write instead of, or beside, those of the source */
    size_t change_count, change_capacity;
    struct zc_inked *inked;    /* cell styles to add behind the existing ones, in order */
    size_t inked_count, inked_capacity;
    size_t style_count;        /* cell styles the source has */
    struct zc_related *related; /* relations to add */
    size_t related_count, related_capacity;
    struct zc_related *typed;  /* new parts and their content types, in `target` and `type` */
    size_t typed_count, typed_capacity;
    bool needs_vml_type;
    int names;                 /* serial for names of new parts */
};

/* The style of a cell with this base style once it is inked. */
long zc_annotation_style(struct zc_annotation *annotation, long base, enum zc_ink ink);
struct zc_buf *zc_annotation_change(struct zc_annotation *annotation, const char *name); /* where the new bytes go */
/* A part name that is free, e.g. "xl/comments_zc1.xml" from "xl/comments_zc%d.xml". */
const char *zc_annotation_part_name(struct zc_annotation *annotation, const char *before, const char *after);
const char *zc_annotation_main_namespace(const struct zc_annotation *annotation);
/* Notes a relation to add, and a new part with its content type. Texts must stay. */
void zc_annotation_relate(struct zc_annotation *annotation, const char *part, const char *id, const char *type,
                          const char *target);
void zc_annotation_declare(struct zc_annotation *annotation, const char *part, const char *content_type);
/* A relation id that is free in this list. */
const char *zc_annotation_relation_id(struct zc_annotation *annotation, const struct zc_relation *relations, size_t count,
                                      int serial);

/* Fills the marked cells of a sheet; `marks` ascend by row and column. `drawing` is the id of the relation to a new VML
 * drawing, NULL when the sheet has one. */
int zc_annotate_cells(struct zc_annotation *annotation, const char *part, const struct zc_mark *marks, size_t count,
                      const char *drawing, struct zc_error *err);
/* A copy of an XLSX in which the empty cells of one sheet are filled with the `content` of the marks, and nothing else is changed. */
int zc_annotate_fill(struct zc_book *book, const char *from, const char *to, size_t sheet, const struct zc_mark *marks, size_t count, struct zc_error *err);
/* Writes the notes of a sheet beside those it has. Gives the id for zc_annotate_cells in `drawing`. */
int zc_annotate_notes(const char **drawing, struct zc_annotation *annotation, size_t sheet, struct zc_mark *marks,
                      size_t count, struct zc_error *err);

#endif

/*
 * breaking: where lines of Chinese text end. Pure functions over letters with widths; nothing is known of fonts or pages.
 *
 * A line does not begin with 、 。 ， and their kin, does not end with an opening bracket, and breaks no number, no word of Latin letters, no
 * —— and no ……. A mark that would begin the next line is pulled back where marks of the line give up half their width for it, else the
 * letter in front goes along with it.
 */
#ifndef ZC_PAPER_BREAKING_H
#define ZC_PAPER_BREAKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zc_letter {
    uint32_t code;
    double width; /* points; of a full-width letter the pitch of its cell */
    size_t span;  /* the caller's own: to which span it belongs */
};

/* The end of the line that begins at `from` (letters[end] begins the next); always beyond `from` while there are letters. */
size_t zc_break_line(const struct zc_letter *letters, size_t count, size_t from, double width);
/* Places the letters of one line from 0 to `width`: x of each, in points. With `justify` the line fills the width; marks shrink where it
 * is too long. Blanks at the end take no place. Returns where the last letter ends. */
double zc_break_place(double *x, const struct zc_letter *letters, size_t from, size_t to, double width, bool justify);

bool zc_break_never_first(uint32_t code);
bool zc_break_never_last(uint32_t code);
/* Latin letters, digits and what stands between them: set at their own width and never torn apart. */
bool zc_break_is_word(uint32_t code);

enum { ZC_TITLE_LINES = 5 };
/* A title in as few lines as it needs, no word torn (dictionary of ICU), as a trapezoid or a rhombus (7.3.1). `ends` receives the end of
 * each line, in letters; `most` letters fit in one. Returns the number of lines, at most ZC_TITLE_LINES: a title beyond that is cut
 * into full lines. Letters of a word count half. */
size_t zc_break_title(size_t ends[ZC_TITLE_LINES], const uint32_t *letters, size_t count, size_t most);

#endif

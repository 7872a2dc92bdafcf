/*
 * password: which passwords may be chosen (core.md 5.2): 12 to 128 code points after NFKC, three of four classes where the
 * profile asks for them, and not made of a few pieces that everybody guesses.
 *
 * What is guessed is measured, not looked up whole: the password is cut into the fewest pieces, where a piece is a known word
 * (also with 0 for o, @ for a, $ for s …), a year or a date, a run along the keyboard, the alphabet or the numbers (also
 * Chinese ones), one character repeated, a piece that stood just before, or any single character. Fewer than
 * ZC_PASSWORD_PIECES pieces are refused. So one word refuses itself with every year, ending and capital, and 贵阳2017!! and
 * P@ssw0rd1234 are refused without standing in a list. Pure functions; texts are the caller's.
 */
#ifndef ZC_BASE_PASSWORD_H
#define ZC_BASE_PASSWORD_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { ZC_PASSWORD_LEAST = 12, ZC_PASSWORD_LONGEST = 128, ZC_PASSWORD_WAIVED = 20, ZC_PASSWORD_PIECES = 7 };

struct zc_password_profile {
    const char *name;
    bool classes; /* three of capital letters, small letters, digits, others; waived from 20 code points on */
    int days;     /* to be changed after so many; 0 = never without a reason */
};
extern const struct zc_password_profile zc_password_mlps3, zc_password_nist;
enum { ZC_PASSWORD_REMIND = 14 }; /* days before the change is due */

enum { /* faults, together in one number */
    ZC_PASSWORD_SHORT = 1,
    ZC_PASSWORD_LONG = 2,
    ZC_PASSWORD_PLAIN = 4,  /* too few classes */
    ZC_PASSWORD_COMMON = 8, /* too few pieces */
    ZC_PASSWORD_BROKEN = 16 /* no valid UTF-8, or control characters */
};
struct zc_words {
    const char **items; /* in any case; shorter than two code points are passed over */
    size_t count, capacity;
};
void zc_words_add(struct zc_words *words, struct zc_arena *arena, const char *text); /* also its parts between blanks */
/* One word a line, # starts a comment. */
int zc_words_read(struct zc_words *words, struct zc_arena *arena, const char *path, struct zc_error *err);

unsigned zc_password_faults(const char *password, const struct zc_password_profile *profile, const struct zc_words *words);
/* How many pieces, at most `most`. */
int zc_password_pieces(const char *password, const struct zc_words *words, int most);

#endif

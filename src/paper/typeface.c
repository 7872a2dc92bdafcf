/* typeface: 1 names; 2 finding files; 3 opening; 4 letters. */
#include "paper/typeface.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>
#include <pthread.h>
#include <ft2build.h>
#include FT_FREETYPE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FALLBACKS = 3, MOST_FONTS = ZC_FACE_COUNT + FALLBACKS, MOST_MISSING = 64, FOLLOW = 0x3013 }; /* 〓 */

/* 1 */

struct family {
    const char *name;
    bool bold, official;
};
static const struct {
    const char *file, *zh, *official;
    struct family families[8];
} known[ZC_FACE_COUNT] = {
    {"fangsong", "仿宋", "仿宋_GB2312",
     {{"FangSong_GB2312", false, true}, {"仿宋_GB2312", false, true}, {"FangSong", false, true}, {"FandolFang R", false, false}, {"FandolFang", false, false}, {"Noto Serif CJK SC", false, false}}},
    {"kaiti", "楷体", "楷体_GB2312",
     {{"KaiTi_GB2312", false, true}, {"楷体_GB2312", false, true}, {"KaiTi", false, true}, {"FandolKai", false, false}, {"AR PL KaitiM GB", false, false}, {"Noto Serif CJK SC", false, false}}},
    {"heiti", "黑体", "黑体", {{"SimHei", false, true}, {"黑体", false, true}, {"FandolHei", false, false}, {"Noto Sans CJK SC", true, false}}},
    {"biaosong", "小标宋", "方正小标宋简体",
     {{"FZXiaoBiaoSong-B05S", false, true}, {"方正小标宋简体", false, true}, {"FZXiaoBiaoSong-B05", false, true}, {"FandolSong", true, false}, {"Noto Serif CJK SC", true, false}}},
    {"songti", "宋体", "宋体", {{"SimSun", false, true}, {"宋体", false, true}, {"FandolSong", false, false}, {"Noto Serif CJK SC", false, false}}},
};
static const struct family fallbacks[FALLBACKS] = {{"Noto Serif CJK SC", false, false}, {"Noto Sans CJK SC", false, false}, {"DejaVu Sans", false, false}};

const char *zc_face_name(enum zc_face face) { return known[face].zh; }
const char *zc_face_official(enum zc_face face) { return known[face].official; }

/* Several faces may come out of one file: it is opened once, so that a PDF holds it once. */
struct font {
    FT_Face face;
    cairo_font_face_t *drawn;
    char *path;
    int index;
    struct font *next;
};
struct choice {
    struct font *font; /* NULL: not there */
    char family[96];
    bool official;
};
struct zc_typefaces {
    struct zc_typefaces *next;
    char *folder; /* "" for none */
    FT_Library library;
    FcConfig *config;
    struct font *opened;
    struct choice choices[MOST_FONTS]; /* by face, then the fallbacks */
    uint32_t missing[MOST_MISSING];
    size_t missing_count;
};

/* 2 */

static bool open_file(struct zc_typefaces *set, struct choice *choice, const char *path, int index)
{
    struct font *font = set->opened;
    while (font && (font->index != index || strcmp(font->path, path) != 0))
        font = font->next;
    if (!font) {
        FT_Face face;
        if (FT_New_Face(set->library, path, index, &face))
            return false;
        if (FT_Select_Charmap(face, FT_ENCODING_UNICODE) || !face->units_per_EM) {
            FT_Done_Face(face);
            return false;
        }
        font = zc_malloc(sizeof *font);
        *font = (struct font){.face = face, .path = zc_strdup(path), .index = index, .next = set->opened};
        set->opened = font;
    }
    choice->font = font;
    snprintf(choice->family, sizeof choice->family, "%s", font->face->family_name ? font->face->family_name : path);
    return true;
}

static bool open_family(struct zc_typefaces *set, struct choice *choice, const struct family *family)
{
    FcPattern *asked = FcPatternCreate();
    FcObjectSet *wanted = FcObjectSetBuild(FC_FILE, FC_INDEX, FC_WEIGHT, FC_VARIABLE, NULL);
    FcPatternAddString(asked, FC_FAMILY, (const FcChar8 *)family->name);
    FcFontSet *found = FcFontList(set->config, asked, wanted);
    FcChar8 *best = NULL;
    int best_index = 0, best_distance = 1 << 20;
    for (int i = 0; found && i < found->nfont; i++) {
        FcChar8 *file;
        int index, weight = FC_WEIGHT_REGULAR;
        if (FcPatternGetString(found->fonts[i], FC_FILE, 0, &file) != FcResultMatch || FcPatternGetInteger(found->fonts[i], FC_INDEX, 0, &index) != FcResultMatch)
            continue;
        FcPatternGetInteger(found->fonts[i], FC_WEIGHT, 0, &weight);
        int distance = abs(weight - (family->bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR));
        /* of equals the first by name, so that the order in which a folder is read has no part in it */
        if (distance < best_distance || (distance == best_distance && strcmp((const char *)file, (const char *)best) < 0)) {
            best = file;
            best_index = index & 0xffff;
            best_distance = distance;
        }
    }
    bool opened = best && open_file(set, choice, (const char *)best, best_index);
    if (opened) {
        size_t size = strlen(choice->family);
        if (family->bold)
            snprintf(choice->family + size, sizeof choice->family - size, " Bold");
        choice->official = family->official;
    }
    if (found)
        FcFontSetDestroy(found);
    FcObjectSetDestroy(wanted);
    FcPatternDestroy(asked);
    return opened;
}

static bool open_configured(struct zc_typefaces *set, struct choice *choice, const char *folder, const char *name)
{
    static const char *const endings[] = {"ttf", "otf", "ttc"};
    for (size_t i = 0; folder && i < sizeof endings / sizeof *endings; i++) {
        char path[4200];
        snprintf(path, sizeof path, "%s/fonts/%s.%s", folder, name, endings[i]);
        if (access(path, R_OK) == 0 && open_file(set, choice, path, 0)) {
            choice->official = true;
            return true;
        }
    }
    return false;
}

/* 3 */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct zc_typefaces *sets; /* one a city's folder, kept as long as the process */

static int find_fonts(struct zc_typefaces **out, const char *folder, struct zc_error *err)
{
    struct zc_typefaces *set = zc_malloc(sizeof *set);
    size_t found = 0;
    *set = (struct zc_typefaces){0};
    if (FT_Init_FreeType(&set->library)) {
        free(set);
        return zc_fail(err, ZC_EINTERNAL, "字体库打不开", "the font library does not open");
    }
    set->config = FcInitLoadConfigAndFonts();
    for (int face = 0; face < ZC_FACE_COUNT; face++) {
        struct choice *choice = &set->choices[face];
        bool opened = open_configured(set, choice, folder, known[face].file);
        for (size_t i = 0; set->config && i < 8 && known[face].families[i].name && !opened; i++)
            opened = open_family(set, choice, &known[face].families[i]);
        found += opened && FT_Get_Char_Index(choice->font->face, 0x56fd); /* 国 */
    }
    for (int i = 0; set->config && i < FALLBACKS; i++)
        open_family(set, &set->choices[ZC_FACE_COUNT + i], &fallbacks[i]);
    if (set->config)
        FcConfigDestroy(set->config);
    set->config = NULL;
    if (!found) {
        for (struct font *font = set->opened, *next; font; font = next) {
            next = font->next;
            FT_Done_Face(font->face);
            free(font->path);
            free(font);
        }
        FT_Done_FreeType(set->library);
        free(set);
        return zc_fail(err, ZC_ENOTFOUND, "这台机器没有中文字体：请把字体文件放进城市文件夹的 fonts/，或安装 fonts-noto-cjk",
                       "this machine has no Chinese font: put font files into fonts/ of the city's folder, or install fonts-noto-cjk");
    }
    set->folder = zc_strdup(folder ? folder : "");
    set->next = sets;
    sets = set;
    *out = set;
    return ZC_OK;
}

int zc_typefaces_take(struct zc_typefaces **out, const char *folder, struct zc_error *err)
{
    int rc = ZC_OK;
    pthread_mutex_lock(&lock);
    *out = sets;
    while (*out && strcmp((*out)->folder, folder ? folder : "") != 0)
        *out = (*out)->next;
    if (!*out)
        rc = find_fonts(out, folder, err);
    if (rc) {
        *out = NULL;
        pthread_mutex_unlock(&lock);
    } else {
        (*out)->missing_count = 0;
    }
    return rc;
}

void zc_typefaces_give(struct zc_typefaces *set)
{
    if (set)
        pthread_mutex_unlock(&lock);
}

const char *zc_typefaces_family(const struct zc_typefaces *set, enum zc_face face) { return set->choices[face].font ? set->choices[face].family : ""; }
bool zc_typefaces_conform(const struct zc_typefaces *set, enum zc_face face) { return set->choices[face].font && set->choices[face].official; }

const uint32_t *zc_typefaces_missing(const struct zc_typefaces *set, size_t *count)
{
    *count = set->missing_count;
    return set->missing;
}

/* 4 */

/* The font that has the letter; the letter becomes 〓 where none has it. */
static struct font *having(struct zc_typefaces *set, enum zc_face face, uint32_t *letter, unsigned *glyph)
{
    for (int round = 0; round < 2; round++) {
        for (int i = -1; i < MOST_FONTS; i++) {
            struct font *font = set->choices[i < 0 ? (int)face : i].font;
            if (font && (*glyph = FT_Get_Char_Index(font->face, *letter)))
                return font;
        }
        size_t seen = 0;
        while (seen < set->missing_count && set->missing[seen] != *letter)
            seen++;
        if (seen == set->missing_count && seen < MOST_MISSING)
            set->missing[set->missing_count++] = *letter;
        *letter = FOLLOW;
    }
    *glyph = 0;
    for (int i = 0; i < MOST_FONTS; i++)
        if (set->choices[i].font)
            return set->choices[i].font;
    return NULL;
}

double zc_typefaces_advance(struct zc_typefaces *set, enum zc_face face, uint32_t letter)
{
    unsigned glyph;
    struct font *font = having(set, face, &letter, &glyph);
    if (FT_Load_Glyph(font->face, glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING))
        return 1;
    return (double)font->face->glyph->metrics.horiAdvance / font->face->units_per_EM;
}

void zc_typefaces_ink(struct zc_typefaces *set, enum zc_face face, uint32_t letter, double *above, double *below)
{
    unsigned glyph;
    struct font *font = having(set, face, &letter, &glyph);
    *above = 0.85;
    *below = 0.1;
    if (FT_Load_Glyph(font->face, glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING))
        return;
    const FT_Glyph_Metrics *metrics = &font->face->glyph->metrics;
    *above = (double)metrics->horiBearingY / font->face->units_per_EM;
    *below = (double)(metrics->height - metrics->horiBearingY) / font->face->units_per_EM;
}

void *zc_typefaces_glyph(struct zc_typefaces *set, enum zc_face face, uint32_t letter, unsigned *glyph)
{
    struct font *font = having(set, face, &letter, glyph);
    if (!font->drawn)
        font->drawn = cairo_ft_font_face_create_for_ft_face(font->face, FT_LOAD_NO_HINTING);
    return font->drawn;
}

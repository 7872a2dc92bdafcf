/* check_text: secrecy markings; garbled text; every cell of a table. */
#include "paper/check.h"

#include "base/text.h"

#include <string.h>

bool zc_check_is_marking(const char *squeezed)
{
    static const char *const levels[] = {"绝密", "机密", "秘密"};
    static const char *const stars[] = {"★", "☆", "*"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        size_t length = strlen(levels[i]);
        if (strcmp(squeezed, levels[i]) == 0)
            return true;
        for (const char *at = squeezed; (at = strstr(at, levels[i])); at += length)
            for (size_t j = 0; j < sizeof stars / sizeof *stars; j++)
                if (strncmp(at + length, stars[j], strlen(stars[j])) == 0)
                    return true;
        if (strncmp(squeezed, levels[i], length) == 0) { /* 机密10年, 秘密长期 */
            const char *rest = squeezed + length, *years = rest + strspn(rest, "0123456789");
            if (strcmp(rest, "长期") == 0 || (years > rest && strcmp(years, "年") == 0))
                return true;
        }
    }
    return false;
}

/* All levels end with 密, and no other character becomes it by squeezing: without it there is nothing to squeeze. */
bool zc_check_marked(struct zc_arena *arena, const char *text)
{
    return strstr(text, "密") && zc_check_is_marking(zc_text_squeeze(arena, text));
}

const char *zc_check_garbled(const char *text)
{
    /* Every cell is read through: only bytes that begin a mark are compared. */
    static const char *const marks[] = {"\xEF\xBF\xBD", "锟斤拷", "烫烫烫", "屯屯屯", "ï¿½", "Ã¤", "Ã¥", "Ã¦", "Ã§", "â€"};
    for (; *text; text++) {
        size_t i, end;
        switch ((unsigned char)*text) {
        case 0xEF: i = 0, end = 1; break;
        case 0xE9: i = 1, end = 2; break;
        case 0xE7: i = 2, end = 3; break;
        case 0xE5: i = 3, end = 4; break;
        case 0xC3: i = 4, end = sizeof marks / sizeof *marks; break;
        default: continue;
        }
        for (; i < end; i++)
            if (text[1] == marks[i][1] && strncmp(text, marks[i], strlen(marks[i])) == 0)
                return text;
    }
    return NULL;
}

static void check_cell(struct zc_import_result *result, const struct zc_table *table, const struct zc_line *line, const struct zc_cell *cell,
                       struct zc_arena *arena)
{
    if (cell->kind != ZC_CELL_TEXT || cell->covered)
        return;
    if (zc_check_marked(arena, cell->text)) {
        zc_import_say(result, table->name, line->row->number, cell->column, ZC_SEV_ERROR, "classified_marking",
                      "单元格带有密级标志“%.60s”:本平台只接收非涉密材料,整个文件拒收,请按保密规定处理",
                      "the cell bears a secrecy marking \"%.60s\": only unclassified material is taken, the whole file is refused", cell->text);
        result->refused = true;
    }
    const char *garbled = zc_check_garbled(cell->text);
    if (garbled) {
        const char *at = garbled, *end = garbled + strlen(garbled);
        for (int i = 0; i < 3; i++)
            zc_utf8_next(&at, end);
        zc_import_say(result, table->name, line->row->number, cell->column, ZC_SEV_ERROR, "garbled_text", "含乱码(“%.*s”),请从原文重新粘贴",
                      "garbled text (\"%.*s\"): paste it again from the source", (int)(at - garbled), garbled);
    }
}

void zc_check_cells(struct zc_import_result *result, const struct zc_table *table)
{
    struct zc_arena arena = {0};
    for (size_t i = 0; i < table->count; i++) {
        const struct zc_line *line = &table->lines[i];
        for (size_t j = 0; j < line->row->count; j++) {
            int column = line->row->cells[j].column;
            if (column < table->width && !table->hidden[column])
                check_cell(result, table, line, &line->row->cells[j], &arena);
        }
        zc_arena_free(&arena);
    }
}

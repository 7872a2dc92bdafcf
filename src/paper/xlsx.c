/* xlsx: the workbook part, shared strings, styles, then opening and closing. Sheets are read in xlsx_sheet.c. */
#include "paper/xlsx.h"
#include "paper/number_format.h"
#include "paper/rich.h"

#include <stdlib.h>
#include <string.h>

enum { STRINGS_MOST = 10000000, STYLES_MOST = 65536 };

/* ---- workbook ---- */

struct workbook {
    struct zc_book *book;
    const struct zc_relation *relations;
    size_t relation_count, sheet_capacity;
};

static int workbook_sheet(struct workbook *workbook, struct zc_error *err, const char **attributes)
{
    struct zc_book *book = workbook->book;
    struct zc_xlsx *xlsx = book->state;
    const char *name = zc_xml_attribute(attributes, "name"), *id = zc_xml_attribute(attributes, "id");
    const char *state = zc_xml_attribute(attributes, "state");
    if (!name || !*name || !id)
        return zc_fail(err, ZC_EINPUT, "工作簿中有一张工作表没有名称或部件", "a sheet of the workbook has no name or no part");
    const struct zc_relation *relation = zc_relation_by_id(workbook->relations, workbook->relation_count, id);
    if (!relation || relation->external)
        return zc_fail(err, ZC_EINPUT, "缺少部件:工作表“%s”(%s)", "part missing: sheet \"%s\" (%s)", name, id);
    if (strcmp(relation->type, "worksheet") != 0)
        return ZC_OK; /* a chart or a macro sheet holds no cells */
    if (!zc_package_find(xlsx->package, relation->target))
        return zc_fail(err, ZC_EINPUT, "缺少部件 %s(工作表“%s”)", "part %s is missing (sheet \"%s\")", relation->target, name);
    if (book->sheet_count >= ZC_SHEET_SHEETS)
        return zc_fail(err, ZC_ELIMIT, "工作表超过 %d 张(上限:工作表数)", "more than %d sheets (limit: sheets)",
                       ZC_SHEET_SHEETS);
    size_t count = book->sheet_count;
    struct zc_xlsx_sheet *sheet =
        zc_arena_push(&book->arena, &xlsx->sheets, &count, &xlsx->sheet_capacity, sizeof *sheet);
    *sheet = (struct zc_xlsx_sheet){.part = zc_arena_str(&book->arena, relation->target)};
    struct zc_sheet_info *info =
        zc_arena_push(&book->arena, &book->sheets, &book->sheet_count, &workbook->sheet_capacity, sizeof *info);
    *info = (struct zc_sheet_info){zc_arena_str(&book->arena, name), state && strcmp(state, "visible") != 0};
    return ZC_OK;
}

static int workbook_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct workbook *workbook = user;
    struct zc_xlsx *xlsx = workbook->book->state;
    if (strcmp(name, "workbookPr") == 0)
        xlsx->epoch_1904 = zc_xml_flag(attributes, "date1904", false);
    else if (strcmp(name, "sheet") == 0 && zc_xml_depth(xml) == 3)
        return workbook_sheet(workbook, zc_xml_error(xml), attributes);
    return ZC_OK;
}

/* ---- shared strings ---- */

struct string_reader {
    struct zc_xlsx_strings *strings;
    struct zc_rich rich;
    bool inside;
};

static size_t keep_string(struct zc_xlsx_strings *strings, const struct zc_buf *text)
{
    size_t offset = strings->bytes.size;
    zc_buf_add(&strings->bytes, zc_buf_text(text), text->size + 1);
    return offset;
}

static int string_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct string_reader *reader = user;
    if (strcmp(name, "si") == 0) {
        if (reader->strings->count >= STRINGS_MOST)
            return zc_fail(zc_xml_error(xml), ZC_ELIMIT, "共享字符串超过 %d 条(上限:共享字符串)",
                           "more than %d shared strings (limit: shared strings)", STRINGS_MOST);
        zc_rich_begin(&reader->rich);
        reader->inside = true;
    } else if (reader->inside) {
        zc_rich_start(&reader->rich, name, attributes);
    }
    return ZC_OK;
}

static int string_end(void *user, struct zc_xml *xml, const char *name)
{
    struct string_reader *reader = user;
    struct zc_xlsx_strings *strings = reader->strings;
    (void)xml;
    if (strcmp(name, "si") != 0 || !reader->inside) {
        zc_rich_end(&reader->rich, name);
        return ZC_OK;
    }
    reader->inside = false;
    zc_rich_finish(&reader->rich);
    if (strings->count == strings->capacity) {
        strings->capacity = strings->capacity ? strings->capacity * 2 : 1024;
        strings->offsets = zc_realloc(strings->offsets, zc_mul_size(strings->capacity, sizeof *strings->offsets));
    }
    if (reader->rich.styled) {
        if (strings->struck_count == strings->struck_capacity) {
            strings->struck_capacity = strings->struck_capacity ? strings->struck_capacity * 2 : 16;
            strings->struck = zc_realloc(strings->struck, zc_mul_size(strings->struck_capacity, sizeof *strings->struck));
        }
        strings->struck[strings->struck_count].string = strings->count;
        strings->struck[strings->struck_count++].offset = keep_string(strings, &reader->rich.struck);
    }
    strings->offsets[strings->count++] = keep_string(strings, &reader->rich.text);
    return ZC_OK;
}

static int string_text(void *user, struct zc_xml *xml, const char *bytes, size_t size)
{
    struct string_reader *reader = user;
    (void)xml;
    if (reader->inside)
        zc_rich_add(&reader->rich, bytes, size);
    return ZC_OK;
}

const char *zc_xlsx_struck(const struct zc_xlsx_strings *strings, size_t string)
{
    size_t low = 0, high = strings->struck_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strings->struck[middle].string < string)
            low = middle + 1;
        else
            high = middle;
    }
    return low < strings->struck_count && strings->struck[low].string == string
               ? strings->bytes.bytes + strings->struck[low].offset
               : NULL;
}

/* ---- styles ---- */

struct custom_format {
    int id;
    const char *code;
};
struct style_reader {
    struct zc_book *book;
    struct custom_format *formats;
    size_t format_count, format_capacity;
    bool *struck_fonts;
    size_t font_count, font_capacity;
    bool in_fonts, in_cell_styles;
};

static int cell_style(struct style_reader *reader, struct zc_error *err, const char **attributes)
{
    struct zc_xlsx *xlsx = reader->book->state;
    const char *format = zc_xml_attribute(attributes, "numFmtId"), *font = zc_xml_attribute(attributes, "fontId");
    long format_id = 0, font_id = 0;
    if ((format && !zc_parse_int(&format_id, format, 0, 1 << 30)) || (font && !zc_parse_int(&font_id, font, 0, 1 << 30)))
        return zc_fail(err, ZC_EINPUT, "样式表损坏:numFmtId 或 fontId 不是数字", "broken styles: numFmtId or fontId is no number");
    if (xlsx->style_count >= STYLES_MOST)
        return zc_fail(err, ZC_ELIMIT, "单元格样式超过 %d 个(上限:样式)", "more than %d cell styles (limit: styles)",
                       STYLES_MOST);
    struct zc_xlsx_style *style =
        zc_arena_push(&reader->book->arena, &xlsx->styles, &xlsx->style_count, &xlsx->style_capacity, sizeof *style);
    *style = (struct zc_xlsx_style){.format_id = (int)format_id, .font = (int)font_id};
    return ZC_OK;
}

static int style_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct style_reader *reader = user;
    struct zc_arena *arena = &reader->book->arena;
    int depth = zc_xml_depth(xml);
    if (depth == 2) {
        reader->in_fonts = strcmp(name, "fonts") == 0;
        reader->in_cell_styles = strcmp(name, "cellXfs") == 0;
    } else if (depth == 3 && strcmp(name, "numFmt") == 0) {
        const char *id = zc_xml_attribute(attributes, "numFmtId"), *code = zc_xml_attribute(attributes, "formatCode");
        long number;
        if (!id || !code || !zc_parse_int(&number, id, 0, 1 << 30) || reader->format_count >= STYLES_MOST)
            return zc_fail(zc_xml_error(xml), ZC_EINPUT, "样式表损坏:numFmt", "broken styles: numFmt");
        struct custom_format *format =
            zc_arena_push(arena, &reader->formats, &reader->format_count, &reader->format_capacity, sizeof *format);
        *format = (struct custom_format){(int)number, zc_arena_str(arena, code)};
    } else if (depth == 3 && reader->in_fonts && strcmp(name, "font") == 0) {
        bool *struck = zc_arena_push(arena, &reader->struck_fonts, &reader->font_count, &reader->font_capacity, sizeof *struck);
        *struck = false;
    } else if (depth == 4 && reader->in_fonts && reader->font_count && strcmp(name, "strike") == 0) {
        reader->struck_fonts[reader->font_count - 1] = zc_xml_flag(attributes, "val", true);
    } else if (depth == 3 && reader->in_cell_styles && strcmp(name, "xf") == 0) {
        return cell_style(reader, zc_xml_error(xml), attributes);
    }
    return ZC_OK;
}

static int compare_formats(const void *a, const void *b)
{
    const struct custom_format *left = a, *right = b;
    return (left->id > right->id) - (left->id < right->id);
}

/* A code that the file defines itself outranks the built-in one of the same number. */
static void resolve_styles(struct style_reader *reader)
{
    struct zc_xlsx *xlsx = reader->book->state;
    if (reader->format_count)
        qsort(reader->formats, reader->format_count, sizeof *reader->formats, compare_formats);
    for (size_t i = 0; i < xlsx->style_count; i++) {
        struct zc_xlsx_style *style = &xlsx->styles[i];
        struct custom_format key = {style->format_id, NULL};
        const struct custom_format *own = reader->format_count ? bsearch(&key, reader->formats, reader->format_count,
                                                                         sizeof key, compare_formats)
                                                               : NULL;
        style->format = own ? own->code : zc_number_format_builtin(style->format_id);
        if (strcmp(style->format, "General") == 0)
            style->format = "";
        style->date = zc_number_format_is_date(style->format);
        style->percent = !style->date && zc_number_format_is_percent(style->format);
        style->struck = style->font < (int)reader->font_count && reader->struck_fonts[style->font];
    }
}

/* ---- opening ---- */

static void xlsx_close(struct zc_book *book)
{
    struct zc_xlsx *xlsx = book->state;
    zc_package_close(xlsx->package);
    zc_buf_free(&xlsx->strings.bytes);
    free(xlsx->strings.offsets);
    free(xlsx->strings.struck);
}

static bool xlsx_column_hidden(struct zc_book *book, size_t sheet, int column)
{
    struct zc_xlsx *xlsx = book->state;
    if (zc_xlsx_scan(book, sheet, NULL))
        return false; /* the reading itself reports what is wrong */
    const struct zc_xlsx_sheet *which = &xlsx->sheets[sheet];
    for (size_t i = 0; i < which->hidden_count; i++)
        if (column >= which->hidden[i].first && column <= which->hidden[i].last)
            return true;
    return false;
}

static const char *find_related(struct zc_xlsx *xlsx, const struct workbook *workbook, const char *type)
{
    const struct zc_relation *relation = zc_relation_by_type(workbook->relations, workbook->relation_count, type);
    return relation && zc_package_find(xlsx->package, relation->target) ? relation->target : NULL;
}

static int find_workbook(struct zc_book *book, struct zc_error *err)
{
    struct zc_xlsx *xlsx = book->state;
    struct zc_relation *relations;
    size_t count;
    int result = zc_package_relations(&relations, &count, &book->arena, xlsx->package, "", err);
    if (result)
        return result;
    const struct zc_relation *relation = zc_relation_by_type(relations, count, "officeDocument");
    xlsx->workbook_part = relation ? relation->target : "xl/workbook.xml";
    if (!zc_package_find(xlsx->package, xlsx->workbook_part))
        return zc_fail(err, ZC_EINPUT, "缺少部件 %s:不是 XLSX 工作簿", "part %s is missing: not an XLSX workbook",
                       xlsx->workbook_part);
    size_t size = strlen(xlsx->workbook_part);
    if (size > 4 && strcmp(xlsx->workbook_part + size - 4, ".bin") == 0)
        return zc_fail(err, ZC_EINPUT, "XLSB(二进制工作簿)不受支持,请另存为 XLSX",
                       "XLSB (binary workbook) is not supported: save it as XLSX");
    return ZC_OK;
}

int zc_xlsx_open(struct zc_book *book, struct zc_error *err)
{
    static const struct zc_book_reader reader = {xlsx_close, xlsx_column_hidden, zc_xlsx_read};
    static const struct zc_xml_handlers workbook_handlers = {workbook_start, NULL, NULL};
    static const struct zc_xml_handlers string_handlers = {string_start, string_end, string_text};
    static const struct zc_xml_handlers style_handlers = {style_start, NULL, NULL};
    struct zc_xlsx *xlsx = zc_arena_alloc(&book->arena, sizeof *xlsx);
    struct zc_relation *relations;
    struct workbook workbook = {.book = book};
    book->reader = &reader;
    book->state = xlsx;
    int result = book->path ? zc_package_open(&xlsx->package, book->path, err)
                            : zc_package_open_bytes(&xlsx->package, book->bytes, book->size, err);
    if (result || (result = find_workbook(book, err)) ||
        (result = zc_package_relations(&relations, &workbook.relation_count, &book->arena, xlsx->package,
                                       xlsx->workbook_part, err)))
        return result;
    workbook.relations = relations;
    if ((result = zc_package_parse(xlsx->package, xlsx->workbook_part, &workbook_handlers, &workbook, err)))
        return result;
    if (!book->sheet_count)
        return zc_fail(err, ZC_EINPUT, "工作簿里没有工作表", "the workbook has no sheet");
    const char *strings_part = find_related(xlsx, &workbook, "sharedStrings");
    if (strings_part) {
        struct string_reader strings = {.strings = &xlsx->strings};
        result = zc_package_parse(xlsx->package, strings_part, &string_handlers, &strings, err);
        zc_rich_free(&strings.rich);
        if (result)
            return result;
    }
    xlsx->styles_part = find_related(xlsx, &workbook, "styles");
    if (xlsx->styles_part) {
        struct style_reader styles = {.book = book};
        if ((result = zc_package_parse(xlsx->package, xlsx->styles_part, &style_handlers, &styles, err)))
            return result;
        resolve_styles(&styles);
    }
    return ZC_OK;
}

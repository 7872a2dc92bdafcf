/* Value readers one by one: a cell in, a value and reason codes out. The rules are those of the samples' README, section 1. */
#include "import_fixture.h"

#include "paper/check.h"
#include "paper/reading.h"

/* The reasons that a reading gave, in order, joined by ";". */
static const char *reasons_of(const struct zc_reading *reading)
{
    const char *text = "";
    for (size_t i = 0; i < reading->count; i++)
        text = zc_arena_printf(&fixture.arena, "%s%s%s", text, i ? ";" : "", reading->reasons[i].code);
    return text;
}

static struct zc_reading read_cell(const char *reader, struct zc_layout_field *field, const struct zc_cell *cell)
{
    field->reader = zc_reading_find(reader);
    assert_non_null(field->reader);
    struct zc_reading reading = {.arena = &fixture.arena,
                                 .cell = cell,
                                 .field = field,
                                 .label = "列",
                                 .reg = &fixture.reg,
                                 .calendar = &fixture.calendar,
                                 .year = 2017,
                                 .date = fixture.options.date};
    zc_reading_run(&reading);
    return reading;
}

static void check(const char *reader, struct zc_layout_field field, struct zc_cell cell, const char *value, const char *reasons)
{
    if (!field.most)
        field.least = INT64_MIN, field.most = INT64_MAX;
    struct zc_reading reading = read_cell(reader, &field, &cell);
    if (strcmp(reading.value, value) != 0 || strcmp(reasons_of(&reading), reasons) != 0)
        fail_msg("%s of \"%s\": \"%s\" (%s), expected \"%s\" (%s)", reader, cell.text, reading.value, reasons_of(&reading), value, reasons);
}

static struct zc_cell text_cell(const char *text) { return (struct zc_cell){.kind = ZC_CELL_TEXT, .text = text, .format = ""}; }

static struct zc_cell number_cell(double number, const char *text) { return (struct zc_cell){.kind = ZC_CELL_NUMBER, .text = text, .number = number, .format = ""}; }

struct row {
    const char *text, *value, *reasons;
};

static void check_texts(const char *reader, struct zc_layout_field field, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check(reader, field, text_cell(rows[i].text), rows[i].value, rows[i].reasons);
}

#define CHECK_TEXTS(reader, field, rows) check_texts(reader, field, rows, sizeof(rows) / sizeof *(rows))

static void due(void **state)
{
    (void)state;
    static const struct row rows[] = {{"2017年5月31日", "2017-05-31", ""},
                                      {"２０１７年３月２０日", "2017-03-20", ""},
                                      {"5月25日前", "2017-05-25", ""},
                                      {"2017年9月20日前", "2017-09-20", ""},
                                      {"2017.2.28", "2017-02-28", ""},
                                      {"2017/7/31", "2017-07-31", ""},
                                      {"2017-04-20", "2017-04-20", ""},
                                      {"20170630", "2017-06-30", ""},
                                      {"2017年4月30日", "2017-04-30", ""}, /* a Sunday stays as written */
                                      {"1月底", "2017-01-26", "due_parsed"}, /* 27 January 2017 began the Spring Festival holiday */
                                      {"4月底前", "2017-04-28", "due_parsed"},
                                      {"9月底", "2017-09-30", "due_parsed"}, /* a working Saturday */
                                      {"12月底前完成", "2017-12-29", "due_parsed"},
                                      {"全年", "2017-12-29", "due_parsed"},
                                      {"2017年底", "2017-12-29", "due_parsed"},
                                      {"2017年", "2017-12-29", "due_parsed"},
                                      {"上半年", "2017-06-30", "due_parsed"},
                                      {"2017年下半年", "2017-12-29", "due_parsed"},
                                      {"10月中旬", "2017-10-20", "due_parsed"},
                                      {"10月上旬", "2017-10-10", "due_parsed"},
                                      {"10月下旬", "2017-10-31", "due_parsed"},
                                      {"二季度末", "2017-06-30", "due_parsed"},
                                      {"第3季度", "2017-09-30", "due_parsed"},
                                      {"2017.6", "2017-06-30", "due_parsed"},
                                      {"6月30日前完成初稿", "2017-06-30", "due_parsed"},
                                      {"年底前", "2017-12-29", "due_placeholder"},
                                      {"年内完成", "2017-12-29", "due_placeholder"},
                                      {"2017年2月30日", "", "date_impossible"},
                                      {"2017.6.31", "", "date_impossible"},
                                      {"13月底", "", "date_impossible"},
                                      {"6月底前出台方案,12月底前全面实施", "", "multiple_due_dates"},
                                      {"2017年3月31日、2017年9月30日", "", "multiple_due_dates"},
                                      {"尽快", "", "due_unreadable"},
                                      {"6月", "2017-06-30", "due_parsed"},
                                      {"99999999999999999999", "", "due_unreadable"}};
    CHECK_TEXTS("due", (struct zc_layout_field){0}, rows);
    struct zc_cell day = {.kind = ZC_CELL_DATE, .text = "42855.70833333334", .format = "yyyy/m/d h:mm"};
    assert_true(zc_date_make(&day.date, 2017, 4, 30));
    check("due", (struct zc_layout_field){0}, day, "2017-04-30", "");
    check("due", (struct zc_layout_field){0}, number_cell(42886, "42886"), "2017-05-31", "date_serial_number");
    check("due", (struct zc_layout_field){.part = "kind"}, day, "exact", "");
    check("due", (struct zc_layout_field){.part = "kind"}, text_cell("三季度末"), "parsed", "due_parsed");
    check("due", (struct zc_layout_field){.missing = "missing_due"}, (struct zc_cell){.kind = ZC_CELL_EMPTY}, "", "missing_due");
    check("due", (struct zc_layout_field){0}, (struct zc_cell){.kind = ZC_CELL_ERROR, .text = "#REF!"}, "", "formula_error");
}

static void dates(void **state)
{
    (void)state;
    static const struct row rows[] = {{"2017年2月16日(星期四)", "2017-02-16", ""},
                                      {"2017年5月11日上午", "2017-05-11", ""},
                                      {"2017年6月30日16:00", "2017-06-30", ""},
                                      {"2017年6月30日 下午 3:30", "2017-06-30", ""},
                                      {"2017年6月30日（周五）上午9:00", "2017-06-30", ""},
                                      {"2017.3.9", "2017-03-09", ""},
                                      {"2017年6月", "2017-06-30", "date_month_only"},
                                      {"2017年1月", "2017-01-26", "date_month_only"},
                                      {"2017-02-29", "", "date_impossible"},
                                      {"6月30日", "", "date_unreadable"}, /* without a year nothing is guessed */
                                      {"待定", "", "date_unreadable"},
                                      {"—", "", ""}};
    CHECK_TEXTS("date", (struct zc_layout_field){0}, rows);
    static const struct row stops[] = {{"2017年9月30日终止:省级政策调整,经验教训已报备", "2017-09-30", ""}, {"示例数据", "", ""}, {"2017年9月30日", "", ""}};
    CHECK_TEXTS("date", (struct zc_layout_field){.within = "终止"}, stops);
    check("date", (struct zc_layout_field){.part = "year"}, text_cell("2016年2月16日"), "2016", "");
    check("date", (struct zc_layout_field){.month_code = "accepted_month_only"}, text_cell("2017年6月"), "2017-06-30", "accepted_month_only");

    static const struct row from[] = {{"2014.10-2017.12", "2014-10-01", ""}, {"2016年1月—2018年12月", "2016-01-01", ""}, {"2016年1月至2018年2月", "2016-01-01", ""}};
    static const struct row to[] = {{"2014.10-2017.12", "2017-12-31", ""},
                                    {"2016年1月—2020年2月", "2020-02-29", ""},
                                    {"2019年12月31日", "2019-12-31", ""},
                                    {"2018.12-2017.12", "", "period_unreadable"},
                                    {"长期", "", "period_unreadable"},
                                    {"2016.13-2017.12", "", "date_impossible"}};
    CHECK_TEXTS("period", (struct zc_layout_field){.part = "from"}, from);
    CHECK_TEXTS("period", (struct zc_layout_field){.part = "to"}, to);
}

static void numbers(void **state)
{
    (void)state;
    static const struct row serials[] = {{"１２", "12", ""},      {" 7 ", "7", ""},       {"第1次", "1", ""}, {"第二十五次会议", "25", ""},
                                         {"第十次", "10", ""},    {"第九十九次", "99", ""}, {"7.", "7", ""},    {"甲", "", "serial_unreadable"},
                                         {"99999999999", "", "serial_unreadable"}};
    CHECK_TEXTS("serial", (struct zc_layout_field){0}, serials);
    check("serial", (struct zc_layout_field){.least = 1, .most = 999}, number_cell(1000, "1000"), "", "number_out_of_range");

    struct zc_layout_field weight = {.least = 1, .most = 10, .out_of_range = "weight_out_of_range", .as_text_is_said = true};
    check("integer", weight, number_cell(3, "3"), "3", "");
    check("integer", weight, number_cell(15, "15"), "", "weight_out_of_range");
    check("integer", weight, number_cell(2.5, "2.5"), "", "number_unreadable");
    check("integer", weight, text_cell("２"), "2", "number_as_text");
    check("integer", weight, text_cell("较高"), "", "number_unreadable");
    check("integer", weight, text_cell(""), "", "");

    struct zc_layout_field plain = {0};
    struct zc_cell shown = number_cell(0.6, "0.6");
    shown.percent = true;
    check("percent", plain, shown, "60", "");
    shown = number_cell(1.2, "1.2");
    shown.percent = true;
    check("percent", plain, shown, "", "percent_out_of_range");
    check("percent", plain, number_cell(60, "60"), "60", "percent_scale");
    check("percent", plain, number_cell(0, "0"), "0", "");
    check("percent", plain, number_cell(0.3, "0.3"), "30", "percent_scale");
    check("percent", plain, number_cell(160, "160"), "", "percent_out_of_range");
    static const struct row texts[] = {{"60%", "60", ""},       {"６０％", "60", ""}, {"60", "60", "percent_scale"}, {"大部分", "", "percent_unreadable"},
                                       {"-5%", "", "percent_out_of_range"}, {"%", "", "percent_unreadable"}, {"", "", ""}};
    CHECK_TEXTS("percent", plain, texts);
}

static void texts(void **state)
{
    (void)state;
    static const char *marks[] = {"▲"};
    static const char *empty_phrases[] = {"持续推进"};
    struct zc_layout_field title = {.plus = true, .marks = {marks, 1}};
    static const struct row rows[] = {{"▲规范法官检察官 员额管理\n", "规范法官检察官员额管理", ""},
                                      {"等“1+3”文件", "等“1+3”文件", ""},
                                      {"等“１＋３”文件", "等“1+3”文件", ""},
                                      {"等“1 3”文件", "等“13”文件", "lost_plus_sign"},
                                      {"等“1　3”文件", "等“13”文件", "lost_plus_sign"},
                                      {"开展 2017 年工作", "开展2017年工作", ""}};
    CHECK_TEXTS("text", title, rows);
    check("mark", title, text_cell("▲规范"), "true", "");
    check("mark", title, text_cell("规范"), "", "");
    struct zc_layout_field measures = {.placeholders = {empty_phrases, 1}};
    static const struct row lines[] = {{" 1.甲;\r\n\r\n2.乙; ", "1.甲;\n2.乙;", ""}, {"持续推进", "持续推进", "placeholder_text"}, {"1.持续推进。", "1.持续推进。", "placeholder_text"},
                                       {"持续推进垃圾分类", "持续推进垃圾分类", ""}};
    CHECK_TEXTS("lines", measures, lines);
    static const struct row titles[] = {{"《河湖分级名录》", "河湖分级名录", ""}, {"编制《河湖分级名录》", "编制《河湖分级名录》", ""}, {"《甲》和《乙》", "《甲》和《乙》", ""}, {"《》", "《》", ""}};
    CHECK_TEXTS("title", (struct zc_layout_field){0}, titles);
    static const struct row documents[] = {{"筑改发〔２０１７〕１号第４７项", "筑改发〔2017〕1号第47项", ""},
                                           {"筑改发[2017]1号第93项", "筑改发〔2017〕1号第93项", "docno_brackets"},
                                           {"筑改发〔17〕007号", "筑改发〔17〕007号", "document_number_malformed"},
                                           {"筑改发〔2017〕07号", "筑改发〔2017〕07号", "document_number_malformed"},
                                           {"筑改发〔2017〕7", "筑改发〔2017〕7", "document_number_malformed"},
                                           {"中央全面深化改革领导小组2017年工作要点第1项", "中央全面深化改革领导小组2017年工作要点第1项", ""}};
    CHECK_TEXTS("document", (struct zc_layout_field){0}, documents);
    static const struct row keys[] = {{"01-020", "2017-01-020", ""}, {"1-20、02-3", "2017-01-020;2017-02-003", ""}, {"2016-01-020", "2016-01-020", ""}};
    CHECK_TEXTS("keys", (struct zc_layout_field){0}, keys);
    check("list", (struct zc_layout_field){.part = "last"}, text_cell("市纪委\n市监察局、市纪委市监察局"), "市纪委市监察局", "");
    struct zc_cell struck = text_cell("9月底前");
    struck.struck = true;
    struck.struck_text = "5月底前";
    check("due", (struct zc_layout_field){0}, struck, "2017-09-30", "due_parsed;struck_text");
    struct zc_cell code = number_cell(7, "7");
    code.format = "000";
    check("key", (struct zc_layout_field){0}, code, "007", "");
}

static void codes(void **state)
{
    (void)state;
    static const char *economy[] = {"经济体制改革"}, *culture[] = {"文化体制改革"}, *platform[] = {"平台系统上线"}, *ending[] = {"改革"};
    static struct zc_layout_code domains[] = {{"01", economy, 1}, {"08", culture, 1}, {"SYS", platform, 1}};
    struct zc_layout_field field = {.codes = domains, .code_count = 3, .unknown = "unknown_domain"};
    static const struct row rows[] = {{"一、经济体制改革\n(32项)", "01", ""}, {"八、文化体制改革（１０项）", "08", ""},  {"二十一、文化体制改革(续)", "08", ""},
                                      {"文化体制改革(10项)(续)", "08", ""},    {"01", "01", ""},                          {"文化体质改革", "", "unknown_domain"}};
    CHECK_TEXTS("domain", field, rows);
    field.words = (struct zc_layout_words){ending, 1};
    check("domain", field, text_cell("经济体制"), "01", "");
    static const struct row forms[] = {{"平台系统上线(SYS)", "SYS", ""}, {"平台系统上线（sys）", "SYS", ""}, {"平台系统上线(DOC)", "", "unknown_domain"}, {"sys", "SYS", ""}};
    CHECK_TEXTS("code", field, forms);
    assert_int_equal(zc_reading_bracket(&fixture.arena, "一、经济体制改革\n（３２项）"), 32);
    assert_int_equal(zc_reading_bracket(&fixture.arena, "依法治市(续)"), -1);
}

static void names(void **state)
{
    (void)state;
    static const char *groups[] = {"市直有关部门"}, *post_words[] = {"部长", "书记"};
    struct zc_layout_field field = {.words = {groups, 1}};
    static const struct row units[] = {{"市财政局、市工信委；市住建局，市国资委", "027;020;031;041", ""},
                                       {"市扶贫办、\n市农委、\n市供销社", "052;036;057", ""},
                                       {"市公积金中心、\xE2\x80\x8B市民政局", "059;025", ""},
                                       {"市编委办、各区（市、县）人民政府", "010;520102;520103;520111;520112;520113;520115;520121;520122;520123;520181", ""},
                                       {"市大数据委、市直有关部门", "055", "unit_group_unresolved"},
                                       {"市文广局、市国资委等", "038;041", "list_open_ended"},
                                       {"市旅游局、市财政局", "043;027", "unit_renamed"},
                                       {"市生态委、市水利局、市财政局", "030;027", "unknown_unit"},
                                       {"市财政局、市财政局", "027", ""},
                                       {"—", "", ""},
                                       {"(市财政局", "", "unknown_unit"}};
    CHECK_TEXTS("units", field, units);
    static const struct row one[] = {{" 市政协办公厅 ", "016", ""}, {"市卫计委、市人社局", "", "two_units"}, {"市发该委", "", "unknown_unit"}, {"中共贵阳市委组织部", "002", ""}};
    CHECK_TEXTS("unit", (struct zc_layout_field){0}, one);
    static const struct row areas[] = {{"云岩、观山湖", "520103;520115", ""}, {"各开发区", "Z01;Z02;Z03", ""}, {"青岩镇、卫城镇", "520111101;520181102", ""},
                                       {"云岩区、小河区", "520103", "unknown_area"}, {"/", "", ""}};
    CHECK_TEXTS("areas", (struct zc_layout_field){0}, areas);
    static const struct row posts[] = {{"市委常委、市委组织部部长", "市委常委、市委组织部部长", ""}, {"张某", "", "not_a_post"}};
    CHECK_TEXTS("post", ((struct zc_layout_field){.words = {post_words, 2}}), posts);
}

static void whole_cells(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool marking;
    } markings[] = {{"机密★3年", true}, {"秘密", true},   {"绝密☆长期", true}, {"秘密10年", true}, {"内部材料机密★", true}, {"健全国有企业商业秘密保护制度", false},
                    {"保守国家秘密", false}, {"秘密调查", false}, {"", false},       {"工作秘密事项清单", false}};
    for (size_t i = 0; i < sizeof markings / sizeof *markings; i++)
        assert_int_equal(zc_check_is_marking(markings[i].text), markings[i].marking);
    assert_non_null(zc_check_garbled("2.锟斤拷锟斤拷;"));
    assert_non_null(zc_check_garbled("完成\xEF\xBF\xBD调研"));
    assert_null(zc_check_garbled("完成调研"));
    assert_null(zc_reading_find("no_such_reader"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(due),   cmocka_unit_test(dates), cmocka_unit_test(numbers), cmocka_unit_test(texts),
                                       cmocka_unit_test(codes), cmocka_unit_test(names), cmocka_unit_test(whole_cells)};
    return cmocka_run_group_tests(tests, fixture_set_up, fixture_tear_down);
}

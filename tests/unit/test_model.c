/* model: every kind of error of the loader, with its place and what it offers. */
#include "kit.h"

#include "model/model.h"

static const char good_module[] = "module: core\n"
                                  "title: 基础 | Core\n"
                                  "roles: {office: 办公室 | office}\n"
                                  "codes: {level: {title: 级别 | level, values: {national: 国家级 | national, municipal: 市级 | municipal}}}\n";
static const char good_thing[] = "entity: thing\n"
                                 "title: 事物 | thing\n"
                                 "spread: everywhere\n"
                                 "fields:\n"
                                 "  name: {title: 名称 | name, type: text}\n"
                                 "  level: {title: 级别 | level, type: code, from: level}\n"
                                 "  on: {title: 日期 | on, type: date}\n"
                                 "  size: {title: 大小 | size, type: int}\n"
                                 "access: {read: [\"true\"]}\n";

/* A file under core/ and what is said of it. `says` begins with file:line:column. */
static const struct {
    const char *name; /* of the file */
    const char *text;
    const char *says[3];
} cases[] = {
    /* module.yaml */
    {"module.yaml", "module: core\ntitle: 基础 | Core\nrolls: {}\n", {"core/module.yaml:3:1: unknown key rolls; the nearest is roles"}},
    {"module.yaml", "module: gore\ntitle: 基础 | Core\n", {"core/module.yaml:1:1: the module is called gore, its folder core"}},
    {"module.yaml", "title: 基础 | Core\n", {"core/module.yaml:1:1: module is missing"}},
    {"module.yaml", "module: core\ntitle: 基础\n", {"core/module.yaml:2:8: write \"题名 | title\": both languages are needed"}},
    {"module.yaml", "module: core\ntitle: '基础 | '\n", {"core/module.yaml:2:8: both languages are needed"}},
    {"module.yaml", "module: core\ntitle: 基础 | Core\nneeds: [moon]\n", {"core/module.yaml:3:8: needs the module moon, which does not exist"}},
    {"module.yaml", "module: core\ntitle: 基础 | Core\nroles: [office]\n", {"core/module.yaml:3:8: roles takes KEY: value"}},
    {"module.yaml", "module: core\ntitle: 基础 | Core\ncodes: {level: {title: 级 | level}}\n", {"core/module.yaml:3:16: the code list lacks values"}},
    {"module.yaml", "module: core\ntitle: 基础 | Core\ncodes: {level: {title: 级 | level, values: {\"a;b\": 甲 | a}}}\n",
     {"core/module.yaml:3:51: a code holds no semicolon"}},
    {"module.yaml", "module: core\ntitle: 基础 | Core\nwordings: [{phrase: 一把手, kind: joke, reason: 称谓 | a title}]\n",
     {"kind is one of: wording name_number claim"}},
    {"module.yaml", "module: core\ntitle: 基础 | Core\ntitle: 又 | again\n", {"core/module.yaml:3:1: key title stands twice (also in line 2)"}},
    {"module.yaml", "module: core\ntitle: &a 基础 | Core\n", {"core/module.yaml:2:8: "}},
    {"module.yaml", "module: core\ntitle: [\n", {"core/module.yaml:3:1: "}},
    {"module.yaml", "", {"core/module.yaml:"}},
    {"module.yaml", "- a\n", {"core/module.yaml:1:1: a map of keys is expected here"}},
    /* entities: keys and types */
    {"entities/t.yaml", "entity: t\ntitle: 甲 | t\nspread: everywhere\nfeilds: {}\naccess: {read: [\"true\"]}\n",
     {"core/entities/t.yaml:4:1: unknown key feilds; the nearest is fields", "core/entities/t.yaml:1:1: fields is missing"}},
    {"entities/t.yaml", "entity: Big Name\ntitle: 甲 | t\n", {"core/entities/t.yaml:1:1: the entity name Big Name cannot be used"}},
    {"entities/t.yaml", "entity: thing\ntitle: 甲 | t\n", {"core/entities/thing.yaml:1:1: the entity core.thing is declared twice"}},
    {"entities/t.yaml", "entity: t\ntitle: 甲 | t\nspread: nowhere\nfields: {a: {title: 甲 | a, type: text}}\naccess: {read: [\"true\"]}\n",
     {"core/entities/t.yaml:3:9: spread is one of: everywhere"}},
    {"entities/t.yaml", "entity: t\ntitle: 甲 | t\nhome: own\nspread: everywhere\nfields: {a: {title: 甲 | a, type: text}}\naccess: {read: [\"true\"]}\n",
     {"core/entities/t.yaml:1:1: exactly one of home and spread is needed"}},
    {"entities/t.yaml", "entity: t\ntitle: 甲 | t\nhome: a\nfields: {a: {title: 甲 | a, type: text}}\naccess: {read: [\"true\"]}\n",
     {"core/entities/t.yaml:3:7: home is `own` or a required single ref of this entity"}},
    {"entities/t.yaml", "entity: t\ntitle: 甲 | t\nspread: everywhere\nread_log: \"true\"\nfields: {a: {title: 甲 | a, type: text}}\naccess: {read: [\"true\"]}\n",
     {"core/entities/t.yaml:4:11: read_log is true or false"}},
    {"entities/t.yaml", "entity: t\ntitle: 甲 | t\nspread: everywhere\nfields: {a: {title: 甲 | a, type: text}}\n",
     {"core/entities/t.yaml:1:1: core.t lacks access.read: every entity says who may see it"}},
    {"entities/t.yaml", "entity: t\ntitle: 甲 | t\nspread: everywhere\nfields: {a: {title: 甲 | a, type: text}}\naccess: {read: []}\n",
     {"core/entities/t.yaml:1:1: core.t lacks access.read"}},
    {"entities/t.yaml", "entity: t\ntitle: 甲 | t\nspread: everywhere\nkey: [b]\norder: [-c]\nnamed_by: d\nvalid_from: a\nfields: {a: {title: 甲 | a, type: text}}\naccess: {read: [\"true\"]}\n",
     {"core/entities/t.yaml:4:6: key names the field b, which does not exist", "core/entities/t.yaml:5:8: order names the field -c, which does not exist",
      "core/entities/t.yaml:7:13: valid_from names a date field"}},
};

/* A field line of an otherwise good entity; it stands in line 5, the field's map at column 6. */
static const struct {
    const char *field, *says;
} fields[] = {
    {"a: {title: 甲 | a, type: txt}", "5:27: there is no type txt; the nearest is text"},
    {"a: {title: 甲 | a}", "5:6: type is missing"},
    {"a: {type: text}", "5:6: title is missing"},
    {"a: {title: 甲 | a, type: \"date[]\"}", "5:6: only text, code and ref make lists"},
    {"a: {title: 甲 | a, type: text, max: 1x}", "5:38: max takes a whole number"},
    {"a: {title: 甲 | a, type: text, max: 010}", "5:38: max takes a whole number"},
    {"a: {title: 甲 | a, type: text, max: 99999999999999999999}", "5:38: max takes a whole number"},
    {"a: {title: 甲 | a, type: decimal, scale: 12}", "5:6: scale is 0 to 9"},
    {"a: {title: 甲 | a, type: text, required: yes}", "5:43: required is true or false"},
    {"a: {title: 甲 | a, type: text, maxx: 3}", "5:33: unknown key maxx; the nearest is max"},
    {"a: {title: 甲 | a, type: ref}", "5:6: a ref needs `to`"},
    {"a: {title: 甲 | a, type: ref, to: nobody}", "5:36: there is no entity core.nobody"},
    {"a: {title: 甲 | a, type: ref, to: moon.thing}", "5:36: there is no entity moon.thing"},
    {"a: {title: 甲 | a, type: text, to: thing}", "5:6: only a ref takes `to`"},
    {"a: {title: 甲 | a, type: code}", "5:6: a code needs `from`"},
    {"a: {title: 甲 | a, type: code, from: levl}", "5:39: there is no code list levl; the nearest is core.level"},
    {"a: {title: 甲 | a, type: text, from: level}", "5:6: only a code takes `from`"},
    {"valid_from: {title: 甲 | a, type: date}", "5:15: the field name valid_from cannot be used"},
    {"known_to: {title: 甲 | a, type: date}", "cannot be used"},
    {"state: {title: 甲 | a, type: text}", "cannot be used"},
    {"not: {title: 甲 | a, type: bool}", "cannot be used"},
    {"A: {title: 甲 | a, type: text}", "cannot be used"},
    {"a: {title: 甲 | a, type: int, search: true}", "5:6: only texts can be searched"},
    {"a: {title: 甲 | a, type: int, computed: core.fn}", "5:6: a computed field names its inputs"},
    {"a: {title: 甲 | a, type: int, computed: core.fn, inputs: [moon]}", "5:6: inputs names moon, which is no entity or field"},
    {"a: {title: 甲 | a, type: bool, derived: \"on < :asof\", computed: core.fn, inputs: [thing]}", "5:6: derived and computed exclude each other"},
    {"a: {title: 甲 | a, type: int, derived: \"on < :asof\"}", "5:41: the expression has another type than the field a"},
    {"a: {title: 甲 | a, type: int, derived: \"a + 1\"}", "5:6: the derived fields a and a need each other in a circle"},
    {"a: {title: 甲 | a, type: int, check: \"a > 1\"}", "5:39: a check needs a message"},
    {"a: {title: 甲 | a, type: int, check: \"a + 1\", message: 甲 | a}", "5:39: a condition is expected here"},
    {"a: {title: 甲 | a, type: text, check: \"levle = 'national'\", message: 甲 | a}",
     "5:40: expression, character 1: core.t has no field levle; the nearest is level"},
    {"a: {title: 甲 | a, type: text, check: \"level = 'natoinal'\", message: 甲 | a}",
     "5:40: expression, character 9: code 'natoinal' is not in core.level; the nearest is 'national'"},
    {"a: {title: 甲 | a, type: text, check: \"on < 'x'\", message: 甲 | a}", "5:40: expression, character 6: these cannot be compared: on (date) and"},
    {"a: {title: 甲 | a, type: text, check: \"role mayor\", message: 甲 | a}", "there is no role core.mayor"},
    {"a: {title: 甲 | a, type: date, baseline_at: fly}", "5:6: baseline_at names the transition fly, which does not exist"},
};

/* What stands below the fields, from line 7 on. */
static const struct {
    const char *rest, *says;
} rests[] = {
    {"states: {a: 甲 | a, b: 乙 | b}\ntransitions: {go: {title: 去 | go, from: a, to: c, by: [office]}}\n", "8:19: there is no state c"},
    {"states: {a: 甲 | a, b: 乙 | b}\ntransitions: {go: {title: 去 | go, from: a, to: a, by: [office]}}\n", "8:14: no transition leads to the state b"},
    /* a step leads to c, but only from where nobody comes */
    {"states: {a: 甲 | a, b: 乙 | b, c: 丙 | c}\ntransitions: {go: {title: 去 | go, from: b, to: c, by: [office]}, back: {title: 回 | back, from: c, to: b, by: [office]}}\n",
     "8:14: no transition leads to the state b"},
    {"states: {a: 甲 | a, b: 乙 | b}\n", "7:9: no transition leads to the state b"},
    {"transitions: {go: {title: 去 | go, from: a, to: b, by: [office]}}\n", "7:14: transitions need states"},
    {"states: {a: 甲 | a, b: 乙 | b}\ntransitions: {go: {title: 去 | go, from: a, to: b, by: [mayor]}}\n", "8:19: there is no role mayor"},
    {"states: {a: 甲 | a, b: 乙 | b}\ntransitions: {go: {title: 去 | go, from: a, to: b, on: name, by: [office]}}\n", "8:19: on names a date field"},
    {"states: {a: 甲 | a, b: 乙 | b}\ntransitions: {go: {title: 去 | go, from: a, to: b, by: [office], when: \"size > 1\"}}\n", "a guard needs a message"},
    {"gantt: {start: on}\n", "7:8: due is missing"},
    {"gantt: {start: on, due: onn}\n", "7:25: gantt: due names onn, which is no field; the nearest is on"},
    {"gantt: {start: on, due: size}\n", "7:25: gantt: due names a date field, size is none"},
    {"gantt: {start: on, due: on, progress: name}\n", "7:39: gantt: progress names a whole number (percent) or a decimal (a share), name is neither"},
    {"gantt: {start: on, due: on, done: [on, name]}\n", "7:35: gantt: done names a date field, name is none"},
    {"gantt: {start: on, due: on, ended: on}\n", "unknown key ended"},
    {"clocks: {c: {title: 钟 | c, starts: on}}\n", "7:13: exactly one of ends_on, workdays, days, months, years, hours, minutes is needed"},
    {"clocks: {c: {title: 钟 | c, starts: name, workdays: 3}}\n", "7:13: starts names name, which is no field of a date or an instant and no transition"},
    {"clocks: {c: {title: 钟 | c, starts: on, ends_on: size}}\n", "7:13: ends_on names a date field"},
    {"clocks: {c: {title: 钟 | c, starts: on, days: 3, stops: [never]}}\n", "7:13: stops names never, which is no field of a date or an instant and no transition"},
    {"clocks: {c: {title: 钟 | c, starts: on, days: 3, warn: [10 days]}}\n", "7:13: warn is written as 10 workdays"},
    {"clocks: {c: {title: 钟 | c, starts: on, days: 3, paused: {from: size, to: on}}}\n", "from names a stored date field"},
    {"clocks: {c: {title: 钟 | c, starts: on, hours: 3}}\n", "7:13: starts of a clock of hours or minutes names an instant field or a transition with at, which on is not"},
    {"clocks: {c: {title: 钟 | c, starts: on, days: 3, warn: [30 percent]}}\n", "7:13: warn is written as 10 workdays"},
    {"clocks: {c: {title: 钟 | c, starts: on, days: 3, hours_of: hours.office}}\n", "there is no rule value core.hours.office"},
    {"clocks: {c: {title: 钟 | c, starts: on, days: 2000000}}\n", "7:13: a length is 0 to 1000000"},
    {"states: {a: 甲 | a, b: 乙 | b}\ntransitions: {go: {title: 去 | go, from: a, to: b, at: on, by: [office]}}\n", "8:19: at names a stored instant field"},
    {"number: {form: \"{size}-{serial:03\", field: name}\n", "7:9: a brace of form is not closed"},
    {"number: {form: \"{siez}-{serial}\", field: name}\n", "7:16: expression, character 1: core.t has no field siez; the nearest is size"},
    {"number: {form: \"{size}\", field: name}\n", "7:16: form needs {serial}"},
    {"number: {form: \"{serial:99}\", field: name}\n", "7:16: a serial is {serial} or {serial:1} to {serial:11}"},
    {"number: {form: \"{serials}\", field: name}\n", "7:16: a serial is {serial} or {serial:1} to {serial:11}"},
    {"number: {form: \"{size + 1}-{serial}\", field: name}\n", "7:16: {size + 1} names no field"},
    {"number: {form: \"{serial}\", field: size}\n", "7:9: field names a text field"},
    {"number: {form: \"{serial}\", field: name, taken_at: fly}\n", "7:9: taken_at is insert or a transition"},
    {"number: {form: \"{serial}\", field: name, taken_at: on}\n", "7:9: taken_at is insert or a transition"},
    {"checks: [{that: \"size > 1\"}]\n", "7:10: message is missing"},
    {"checks: [{message: 甲 | a}]\n", "7:10: that is missing"},
    {"checks: {that: \"size > 1\"}\n", "7:9: checks takes a list"},
    {"access: {read: [\"true\"], rite: []}\n", "7:26: unknown key rite; the nearest is write"},
    {"access: {read: \"true\"}\n", "7:16: read takes a list of rules"},
    {"access: {read: [\"size + 1\"]}\n", "7:17: a condition is expected here"},
};

static const struct {
    const char *file, *text, *says;
} figures[] = {
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, count: thong}\n", "2:57: there is no entity core.thong"},
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, count: thing, sum: thing.size}\n", "2:6: exactly one of count, distinct"},
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n}\n", "2:6: exactly one of count, distinct"},
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, sum: thing.name}\n", "2:55: only numbers can be summed"},
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, distinct: thing.nome}\n", "2:60: core.thing has no stored field nome"},
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, distinct: size}\n", "2:60: write ENTITY.FIELD"},
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, ratio: {of: a, over: b}}\n", "2:6: there is no metric a"},
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, ratio: {of: m, over: m}}\n", "2:6: the metric m counts itself in a circle"},
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, rule: pack.value}\n", "2:6: there is no rule value core.pack.value"},
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, declared: true}\n", "2:6: no entity declared_figure holds declared figures"},
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, count: thing, flow: size}\n", "2:70: flow names a date field"},
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, count: thing, where: \"size + 1\"}\n", "2:71: a condition is expected here"},
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, count: thing, scope: world}\n", "2:71: scope is one of: city reader"},
    {"metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, count: thing, scale: 12}\n", "2:71: scale is 0 to 9"},
    {"rules/p.yaml", "pack: p\ntitle: 包 | p\nvalues:\n  v: {title: 值 | v, value: 4, from: 2017-13-01, basis: 法}\n", "4:37: from takes a date such as 2017-01-01"},
    {"rules/p.yaml", "pack: p\ntitle: 包 | p\nvalues:\n  v: {title: 值 | v, value: 4, from: 2017-01-01}\n", "4:6: basis is missing"},
    {"rules/p.yaml", "pack: p\ntitle: 包 | p\nvalues:\n  v: {title: 值 | v, from: 2017-01-01, basis: 法, status: maybe}\n", "status is one of: law local assumption to_confirm"},
    {"rules/p.yaml", "title: 包 | p\nvalues: {}\n", "1:1: pack is missing"},
};

static char *report_of(struct kit *kit, int *rc)
{
    struct zc_model *model = NULL;
    char *report = NULL;
    *rc = zc_model_load(&model, kit->modules, &report, &kit->err);
    if (*rc == ZC_OK)
        zc_model_free(model);
    return report;
}

static void expect_said(struct kit *kit, const char *text, const char *says)
{
    int rc;
    char *report = report_of(kit, &rc);
    if (rc != ZC_ECHECK || !report || !strstr(report, says))
        fail_msg("%s\nexpected: %s\ngot %d: %s", text, says, rc, report ? report : "nothing");
    assert_true(kit->err.zh[0] && kit->err.en[0] && kit->err.code == ZC_ECHECK);
    free(report);
}

static int unsaid;

/* "5:6: there …" in English stands behind " | ": the place and the message are looked for in one line. */
static void expect_line(struct kit *kit, const char *text, const char *file, const char *says)
{
    int rc;
    char *report = report_of(kit, &rc), place[200] = "";
    const char *message = says;
    if (*says >= '0' && *says <= '9') {
        message = strstr(says, ": ") + 2;
        snprintf(place, sizeof place, "%s:%.*s ", file, (int)(message - says - 1), says);
    }
    bool found = false;
    for (char *line = report; line && *line && !found;) {
        size_t length = strcspn(line, "\n");
        char *copy = strndup(line, length);
        found = strncmp(copy, place, strlen(place)) == 0 && strstr(copy, message);
        free(copy);
        line += length + (line[length] == '\n');
    }
    if (rc != ZC_ECHECK || !found) { /* all of a table are shown before the test fails */
        print_error("%s\n  expected: %s%s\n  got %d: %s\n", text, place, message, rc, report ? report : "nothing");
        unsaid++;
    }
    free(report);
}

static void lay_good(struct kit *kit)
{
    kit_root(kit);
    kit_file(kit, "core/module.yaml", good_module);
    kit_file(kit, "core/entities/thing.yaml", good_thing);
}

static void files_say_what_is_wrong(void **state)
{
    (void)state;
    unsaid = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kit kit;
        char name[80];
        lay_good(&kit);
        snprintf(name, sizeof name, "core/%s", cases[i].name);
        kit_file(&kit, name, cases[i].text);
        for (int s = 0; s < 3 && cases[i].says[s]; s++) {
            const char *place = strstr(cases[i].says[s], ": "); /* split "file:line:column: message" */
            if (strncmp(cases[i].says[s], "core/", 5) == 0 && place) {
                char file[120];
                const char *line = strstr(cases[i].says[s], ".yaml:") + 5;
                snprintf(file, sizeof file, "%.*s", (int)(line - cases[i].says[s]), cases[i].says[s]);
                expect_line(&kit, cases[i].text, file, line + 1);
            } else {
                expect_said(&kit, cases[i].text, cases[i].says[s]);
            }
        }
        kit_close(&kit);
    }
    assert_int_equal(unsaid, 0);
}

static void fields_say_what_is_wrong(void **state)
{
    (void)state;
    unsaid = 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct kit kit;
        char text[1000];
        lay_good(&kit);
        snprintf(text, sizeof text,
                 "entity: t\ntitle: 甲 | t\nspread: everywhere\nfields:\n  %s\n  level: {title: 级别 | level, type: code, from: level}\n"
                 "  on: {title: 日期 | on, type: date}\naccess: {read: [\"true\"]}\n",
                 fields[i].field);
        kit_file(&kit, "core/entities/t.yaml", text);
        expect_line(&kit, fields[i].field, "core/entities/t.yaml", fields[i].says);
        kit_close(&kit);
    }
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
        struct kit kit;
        char text[1000];
        lay_good(&kit);
        snprintf(text, sizeof text,
                 "entity: t\ntitle: 甲 | t\nspread: everywhere\nfields: {name: {title: 名 | name, type: text},\n  size: {title: 大小 | size, type: int},\n"
                 "  on: {title: 日 | on, type: date}}\n%s%s",
                 rests[i].rest, strstr(rests[i].rest, "access:") ? "" : "access: {read: [\"true\"]}\n");
        kit_file(&kit, "core/entities/t.yaml", text);
        expect_line(&kit, rests[i].rest, "core/entities/t.yaml", rests[i].says);
        kit_close(&kit);
    }
    assert_int_equal(unsaid, 0);
}

static void figures_say_what_is_wrong(void **state)
{
    (void)state;
    unsaid = 0;
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        struct kit kit;
        char name[80];
        lay_good(&kit);
        snprintf(name, sizeof name, "core/%s", figures[i].file);
        kit_file(&kit, name, figures[i].text);
        expect_line(&kit, figures[i].text, name, figures[i].says);
        kit_close(&kit);
    }
    assert_int_equal(unsaid, 0);
}

static void modules_speak_of_each_other(void **state)
{
    (void)state;
    unsaid = 0;
    struct kit kit;
    lay_good(&kit);
    kit_file(&kit, "core/module.yaml", "module: core\ntitle: 基础 | Core\nneeds: [reform]\ncodes: {level: {title: 级别 | level, values: {national: 国家级 | national}}}\n");
    kit_file(&kit, "reform/module.yaml", "module: reform\ntitle: 改革 | Reform\nneeds: [core]\n");
    expect_line(&kit, "circle", "core/module.yaml", "3:8: the modules need each other in a circle: core");
    kit_close(&kit);

    /* a ref leads along only to rows of the same home, or to what is everywhere */
    lay_good(&kit);
    kit_file(&kit, "core/entities/plan.yaml", "entity: plan\ntitle: 计划 | plan\nhome: own\nfields: {year: {title: 年 | year, type: int}}\naccess: {read: [\"true\"]}\n");
    kit_file(&kit, "core/entities/other.yaml",
             "entity: other\ntitle: 别 | other\nhome: own\nfields:\n  plan: {title: 计划 | plan, type: ref, to: plan}\nchecks: [{that: \"plan.year = 2017\", message: 年 | year}]\n"
             "access: {read: [\"true\"]}\n");
    expect_line(&kit, "home", "core/entities/other.yaml",
                "6:17: expression, character 1: core.plan has another home than core.other: declare a copied field in core.other instead of following the ref");
    kit_close(&kit);

    /* the same metric in two modules */
    lay_good(&kit);
    kit_file(&kit, "core/metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, count: thing}\n");
    kit_file(&kit, "reform/module.yaml", "module: reform\ntitle: 改革 | Reform\nneeds: [core]\n");
    kit_file(&kit, "reform/metrics.yaml", "metrics:\n  m: {title: 数 | m, explain: 数 | m, unit: 个 | n, count: core.thing}\n");
    expect_line(&kit, "twice", "reform/metrics.yaml", "2:6: the metric m is declared twice");
    kit_close(&kit);

    /* two refs that give their target a list of the same name */
    lay_good(&kit);
    for (int i = 0; i < 2; i++) {
        char name[48], text[400];
        snprintf(name, sizeof name, "core/entities/c%d.yaml", i);
        snprintf(text, sizeof text, "entity: c%d\ntitle: 子 | c\nspread: everywhere\nfields:\n  up: {title: 上 | up, type: ref, to: thing, inverse: kids}\naccess: {read: [\"true\"]}\n", i);
        kit_file(&kit, name, text);
    }
    expect_line(&kit, "inverse", "core/entities/c1.yaml", "5:7: core.thing has a list kids already, from core.c0");
    kit_close(&kit);

    kit_root(&kit);
    int rc;
    char *report = report_of(&kit, &rc);
    assert_int_equal(rc, ZC_ECHECK);
    assert_non_null(strstr(report, "the folder holds no modules"));
    free(report);
    kit_close(&kit);
    assert_int_equal(unsaid, 0);
}

static void all_errors_come_in_one_pass(void **state)
{
    (void)state;
    struct kit kit;
    int rc;
    lay_good(&kit);
    kit_file(&kit, "core/entities/t.yaml",
             "entity: t\ntitle: 甲\nspread: everywhere\nfields:\n  a: {title: 甲 | a, type: txt}\n  b: {title: 乙 | b, type: ref, to: nobody}\n"
             "  c: {title: 丙 | c, type: code, from: none, maxx: 3}\n");
    kit_file(&kit, "core/entities/u.yaml", "entity: u\ntitle: 乙 | u\nfields: {}\n");
    char *report = report_of(&kit, &rc);
    int lines = 0;
    for (const char *at = report; at && *at; at++)
        lines += *at == '\n';
    if (lines < 7)
        fail_msg("only %d lines: %s", lines, report);
    assert_non_null(strstr(kit.err.en, "core/entities/t.yaml:2:8: ")); /* the first one */
    free(report);

    /* expressions of several entities, too */
    lay_good(&kit);
    kit_file(&kit, "core/entities/a.yaml", "entity: a\ntitle: 甲 | a\nspread: everywhere\nfields: {x: {title: 甲 | x, type: int}}\naccess: {read: [\"y = 1\", \"x = '1'\"]}\n");
    kit_file(&kit, "core/entities/b.yaml", "entity: b\ntitle: 乙 | b\nspread: everywhere\nfields: {x: {title: 甲 | x, type: int}}\naccess: {read: [\"z = 1\"]}\n");
    report = report_of(&kit, &rc);
    assert_non_null(strstr(report, "core.a has no field y"));
    assert_non_null(strstr(report, "these cannot be compared: x ("));
    assert_non_null(strstr(report, "core.b has no field z"));
    free(report);
    kit_close(&kit);
}

static void digest_of(char out[65], struct kit *kit)
{
    struct zc_model *model;
    KIT_OK(kit, zc_model_load(&model, kit->modules, NULL, &kit->err));
    snprintf(out, 65, "%s", model->language_digest);
    assert_int_equal(strlen(out), 64);
    zc_model_free(model);
}

static void the_digest_says_which_declarations_ran(void **state)
{
    (void)state;
    struct kit kit, other;
    char first[65], again[65], elsewhere[65], changed[65];
    lay_good(&kit);
    lay_good(&other);
    digest_of(first, &kit);
    digest_of(again, &kit);
    digest_of(elsewhere, &other);
    assert_string_equal(first, again);
    assert_string_equal(first, elsewhere); /* the folder's own path does not count */
    kit_file(&other, "core/rules/p.yaml", "pack: p\ntitle: 包 | p\nvalues: {v: {title: 值 | v, value: 4, from: 2017-01-01, basis: 法}}\n");
    digest_of(changed, &other);
    assert_string_not_equal(first, changed);
    kit_close(&kit);
    kit_close(&other);
}

static void what_is_declared_is_bound(void **state)
{
    (void)state;
    struct kit kit;
    kit_root(&kit);
    kit_declare(&kit);
    struct zc_model *model;
    KIT_OK(&kit, zc_model_load(&model, kit.modules, NULL, &kit.err));
    const struct zc_entity *task = zc_model_entity(model, "task"), *unit = zc_model_entity(model, "core.unit");
    assert_true(task && unit && task == zc_model_entity(model, "core.task") && !zc_model_entity(model, "core.nothing"));
    assert_true(task->home == ZC_HOME_PARENT && unit->home == ZC_HOME_EVERYWHERE && unit->public_ && unit->key_count == 1);
    const struct zc_field *share = zc_entity_field(task, "share"), *amount = zc_entity_field(task, "amount"), *late = zc_entity_field(task, "late");
    assert_true(share->scale == 3 && share->least == 0 && share->most == 1000 && amount->scale == 2 && late->column == -1 && late->derived);
    assert_non_null(zc_entity_field(task, "due_baseline"));
    assert_string_equal(zc_entity_field(task, "state")->codelist->codes[0].code, "draft");
    assert_non_null(zc_model_rule(model, "core.supervision.per_year", kit_day("2017-12-31")));
    assert_null(zc_model_rule(model, "core.supervision.per_year", kit_day("2018-01-01"))); /* half-open */
    assert_null(zc_model_rule(model, "core.supervision.per_year", kit_day("2016-12-31")));
    assert_true(zc_model_metric(model, "amounts")->scale == 2);
    zc_model_free(model);
    kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_say_what_is_wrong),      cmocka_unit_test(fields_say_what_is_wrong),
        cmocka_unit_test(figures_say_what_is_wrong),    cmocka_unit_test(modules_speak_of_each_other),
        cmocka_unit_test(all_errors_come_in_one_pass),  cmocka_unit_test(the_digest_says_which_declarations_ran),
        cmocka_unit_test(what_is_declared_is_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

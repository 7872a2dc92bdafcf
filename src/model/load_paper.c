/* load_paper: papers/<name>.yaml. */
#include "model/bind.h"
#include "model/expr.h"
#include "model/paper.h"

#include <string.h>

const char *const zc_paper_text_keys[ZC_PAPER_TEXTS] = {"mark", "number", "copy_number", "secrecy", "urgency", "signer", "compiler", "compiled_on", "heading",
                                                         "addressee", "signature", "date", "note", "copies", "printer", "printed_on", "draft"};

static void fill(struct zc_loader *loader, struct zc_fills *out, const struct zc_paper *paper, const char *text, size_t size, const struct zc_place *place)
{
    struct zc_error why = {0};
    if (text && zc_fill_parse(out, &loader->model->arena, loader->model, paper->of, paper->module, text, size, &why))
        zc_bind_fail_err(loader, place, &why);
}

/* Where the Markdown files beside a declaration are read. */
struct files {
    const char *(*read)(void *user, const char *name, size_t *size);
    void *user;
};

static void markdown(struct zc_loader *loader, struct zc_fills *out, const struct zc_paper *paper, const struct zc_yaml *node, const char *name, const struct files *files)
{
    size_t size = 0, length = strlen(name);
    const char *bytes = strchr(name, '/') || length < 4 || strcmp(name + length - 3, ".md") != 0 ? NULL : files->read(files->user, name, &size);
    if (!bytes)
        zc_bind_fail(loader, &node->place, "读不到同一文件夹里的 %s（应为 .md 文件）", "cannot read %s in the same folder (it is to be an .md file)", name);
    else
        fill(loader, out, paper, bytes, size, &node->place);
}

static void attachment(struct zc_loader *loader, struct zc_paper *paper, struct zc_yaml *node, const struct files *files)
{
    struct zc_paper_attachment *made = &paper->attachments[paper->attachment_count++];
    if (node->kind == ZC_YAML_SCALAR) {
        fill(loader, &made->name, paper, node->text, strlen(node->text), &node->place);
    } else if (node->kind == ZC_YAML_MAP) {
        zc_bind_only(loader, node, "name body");
        const char *name = zc_bind_text(loader, node, "name", true), *body = zc_bind_text(loader, node, "body", true);
        fill(loader, &made->name, paper, name, name ? strlen(name) : 0, &node->place);
        if (body)
            markdown(loader, &made->body, paper, zc_yaml_get(node, "body"), body, files);
    } else {
        zc_bind_fail(loader, &node->place, "附件应为名称，或 {name, body}", "an attachment is a name, or {name, body}");
    }
}

static const struct zc_field *dated(struct zc_loader *loader, const struct zc_paper *paper, const struct zc_yaml *node, const char *key, const char *name, enum zc_type type)
{
    const struct zc_field *field = name ? zc_entity_field(paper->of, name) : NULL;
    if (!name || (field && field->type == type && !field->list && field->column >= 0))
        return field;
    zc_bind_fail(loader, &node->place, type == ZC_DATE ? "%s 应为日期字段" : "%s 应为时刻字段", type == ZC_DATE ? "%s names a stored date" : "%s names a stored instant", key);
    return NULL;
}

static void times(struct zc_loader *loader, struct zc_paper *paper, struct zc_yaml *yaml)
{
    size_t count;
    const struct zc_yaml *period = zc_yaml_get(yaml, "period");
    paper->asof = dated(loader, paper, zc_yaml_get(yaml, "asof"), "asof", zc_bind_text(loader, yaml, "asof", false), ZC_DATE);
    paper->known = dated(loader, paper, zc_yaml_get(yaml, "known"), "known", zc_bind_text(loader, yaml, "known", false), ZC_INSTANT);
    const char **names = zc_bind_list(loader, yaml, "period", &count);
    if (period && count != 2) {
        zc_bind_fail(loader, &period->place, "period 应为两个日期字段", "period names two date fields");
    } else if (period) {
        paper->from = dated(loader, paper, period, "period", names[0], ZC_DATE);
        paper->to = dated(loader, paper, period, "period", names[1], ZC_DATE);
    }
    if (paper->known && !paper->asof)
        zc_bind_fail(loader, &zc_yaml_get(yaml, "known")->place, "known 与 asof 一起写", "known goes with asof");
}

static void lists(struct zc_loader *loader, struct zc_paper *paper, struct zc_yaml *yaml, const struct files *files)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *attachments = zc_bind_items(loader, yaml, "attachments");
    paper->attachments = zc_arena_array(arena, attachments ? attachments->count + 1 : 1, sizeof *paper->attachments);
    for (struct zc_yaml *child = attachments ? attachments->child : NULL; child; child = child->next)
        attachment(loader, paper, child, files);
    struct zc_yaml *rosters = zc_bind_items(loader, yaml, "roster");
    paper->rosters = zc_arena_array(arena, rosters ? rosters->count + 1 : 1, sizeof *paper->rosters);
    for (struct zc_yaml *child = rosters ? rosters->child : NULL; child; child = child->next) {
        struct zc_paper_roster *roster = &paper->rosters[paper->roster_count++];
        zc_bind_only(loader, child, "label names");
        roster->label = zc_bind_text(loader, child, "label", true);
        const char *names = zc_bind_text(loader, child, "names", true);
        fill(loader, &roster->names, paper, names, names ? strlen(names) : 0, &child->place);
    }
}

static void body_of(struct zc_loader *loader, struct zc_paper *paper, struct zc_yaml *yaml, const struct files *files)
{
    struct zc_yaml *body = zc_yaml_get(yaml, "body"), *text = zc_yaml_get(yaml, "text");
    if (!body == !text) {
        zc_bind_fail(loader, &yaml->place, "须且只能写 body、text 之一", "exactly one of body and text is needed");
        return;
    }
    const char *name = zc_bind_text(loader, yaml, body ? "body" : "text", true);
    if (!name)
        return;
    if (text) {
        paper->text = zc_entity_field(paper->of, name);
        if (!paper->text || paper->text->type != ZC_TEXT || paper->text->list || paper->text->column < 0)
            zc_bind_fail(loader, &text->place, "text 应为存着正文摘要的文字字段", "text names a stored text that holds the digest of the text");
        return;
    }
    markdown(loader, &paper->body, paper, body, name, files);
}

void zc_load_paper(struct zc_loader *loader, const char *module, struct zc_yaml *yaml, const char *(*body)(void *user, const char *name, size_t *size), void *user)
{
    struct zc_model *model = loader->model;
    struct zc_paper *paper = zc_arena_alloc(&model->arena, sizeof *paper);
    zc_bind_only(loader, yaml,
                 "paper title of when form mark number copy_number secrecy urgency signer compiler compiled_on heading addressee signature date note copies printer "
                 "printed_on draft attachments roster body text asof known period seal");
    *paper = (struct zc_paper){.module = module, .place = yaml->place};
    paper->name = zc_bind_text(loader, yaml, "paper", true);
    paper->title = zc_bind_pair(loader, yaml, "title", true);
    const char *of = zc_bind_text(loader, yaml, "of", true);
    paper->of = of ? zc_load_entity_of(loader, module, of, &zc_yaml_get(yaml, "of")->place) : NULL;
    if (!paper->name || !paper->of)
        return;
    paper->full_name = zc_arena_printf(&model->arena, "%s.%s", module, paper->name);
    if (zc_paper_named(model, paper->of, paper->name)) {
        zc_bind_fail(loader, &yaml->place, "公文 %s 声明了两次", "the paper %s is declared twice", paper->full_name);
        return;
    }
    struct zc_yaml *when = zc_yaml_get(yaml, "when");
    if (when)
        zc_load_condition(loader, &paper->when, paper->of, when);
    if (!zc_yaml_get(yaml, "form"))
        zc_bind_fail(loader, &yaml->place, "缺少 form", "form is missing");
    paper->form = zc_bind_word(loader, yaml, "form", "document letter minutes bulletin press", 0);
    paper->seal = zc_bind_bool(loader, yaml, "seal", false);
    times(loader, paper, yaml);
    for (int i = 0; i < ZC_PAPER_TEXTS; i++) {
        struct zc_yaml *node = zc_yaml_get(yaml, zc_paper_text_keys[i]);
        const char *text = node ? zc_bind_text(loader, yaml, zc_paper_text_keys[i], true) : NULL;
        fill(loader, &paper->texts[i], paper, text, text ? strlen(text) : 0, node ? &node->place : &yaml->place);
        for (size_t w = 0; w < paper->texts[i].count; w++)
            if (paper->texts[i].items[w].kind == ZC_FILL_WORDS && strstr(paper->texts[i].items[w].text, "{{"))
                zc_bind_fail(loader, &node->place, "指标只能写在正文里：%s", "figures stand in the body only: %s", text);
    }
    const struct files files = {body, user};
    lists(loader, paper, yaml, &files);
    body_of(loader, paper, yaml, &files);
    *(struct zc_paper **)zc_arena_push(&model->arena, &model->papers, &model->paper_count, &model->paper_capacity, sizeof *model->papers) = paper;
}

size_t zc_papers_of(const struct zc_paper **out, size_t most, const struct zc_model *model, const struct zc_entity *entity)
{
    size_t count = 0;
    for (size_t i = 0; i < model->paper_count && count < most; i++)
        if (model->papers[i]->of == entity)
            out[count++] = model->papers[i];
    return count;
}

const struct zc_paper *zc_paper_named(const struct zc_model *model, const struct zc_entity *entity, const char *name)
{
    for (size_t i = 0; i < model->paper_count; i++)
        if (model->papers[i]->of == entity && (strcmp(model->papers[i]->name, name) == 0 || strcmp(model->papers[i]->full_name, name) == 0))
            return model->papers[i];
    return NULL;
}

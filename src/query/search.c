/* search: which fields have an index, and its name. */
#include "query/search.h"

#include <stdio.h>

bool zc_search_field(const struct zc_field *field, enum zc_column_class class_)
{
    return field->search && !field->erasable && field->column >= 0 && field->class_ == class_;
}

bool zc_search_has(const struct zc_entity *entity, enum zc_column_class class_)
{
    for (size_t i = 0; i < entity->column_count; i++)
        if (zc_search_field(entity->columns[i], class_))
            return true;
    return false;
}

void zc_search_table(char out[ZC_SEARCH_TABLE], const struct zc_entity *entity, enum zc_column_class class_)
{
    snprintf(out, ZC_SEARCH_TABLE, "s_%s_%d", entity->table, (int)class_);
}

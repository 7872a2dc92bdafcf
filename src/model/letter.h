/*
 * letter: a record that anybody may send without an account, through a page without a script.
 *
 *   letter: {fields: [text, place], on: received_on, sender: {entity: clue_sender, by: clue, fields: [name, contact]}}
 *
 * `fields` are the texts that are asked for; `on` receives the day; the number of the record is the receipt. What the sender says of
 * himself is kept in a record of its own, which its own access rules protect; whoever leaves it empty sends without a name.
 */
#ifndef ZC_MODEL_LETTER_H
#define ZC_MODEL_LETTER_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_letter {
    const struct zc_field **fields, *on;
    size_t field_count;
    const struct zc_entity *sender; /* NULL: nothing is asked of him */
    const struct zc_field *by;      /* its ref to the letter */
    const struct zc_field **sender_fields;
    size_t sender_count;
};
/* Binds the key of an entity; after the numbers of all entities are known. */
void zc_load_letter(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif

/*
 * lamp_field: the lamp of a task and what people say of it, as computed fields from the rows at the two times. The decision stands in
 * lamp.h; here its facts are read off the rows and its reasons put into words.
 *
 * A task without items is its own single item. Changes of the due date are counted by the day from which they hold, on the task and on
 * each of its items; the one moved most often counts.
 */
#ifndef ZC_REFORM_LAMP_FIELD_H
#define ZC_REFORM_LAMP_FIELD_H

#include "query/compute.h"

ZC_FUNCTION(reform, lamp);
/* How sure the leading city leader or the inspection team is: the latest statement; its reason is the sentence. */
ZC_FUNCTION(reform, confidence);

#endif

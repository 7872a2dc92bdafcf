/* answer: sending what a handler made, with the headers that every answer carries; and the answers of errors (http/server.h). */
#ifndef ZC_HTTP_ANSWER_H
#define ZC_HTTP_ANSWER_H

#include "http/exchange.h"

void zc_answer_reset(struct zc_response *response);
enum MHD_Result zc_answer_send(struct zc_exchange *exchange);

#endif

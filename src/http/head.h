/*
 * head: what the first lines of a request say: method, address, parameters, language, the client's own address behind proxies that are
 * believed. What leaves a doubt about where a request ends, or names another host, sets the status with which it is refused.
 */
#ifndef ZC_HTTP_HEAD_H
#define ZC_HTTP_HEAD_H

#include "http/exchange.h"

void zc_head_read(struct zc_exchange *exchange, struct MHD_Connection *connection, const char *url, const char *method);

#endif

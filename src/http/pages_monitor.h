/* pages_monitor: what programs that watch over the server ask: /health, /health/alive, /health/ready, /metrics. */
#ifndef ZC_HTTP_PAGES_MONITOR_H
#define ZC_HTTP_PAGES_MONITOR_H

#include "face/face.h"

zc_handler zc_health_page, zc_health_alive_page, zc_health_ready_page, zc_meter_page;

#endif

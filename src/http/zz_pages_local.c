#include "http/server.h"
const struct zc_route zc_page_routes[] = {{0}}, zc_sign_in_routes[] = {{0}};

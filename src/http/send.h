/*
 * send: messages that leave the machine: mail over SMTP, and robots of WeCom and DingTalk over HTTPS. Where they may go is the
 * administrator's word alone, in keys/reminders.conf (docs/operations/reminders.md): whoever writes an address into a record reaches no
 * other host, no redirect is followed, and a name that leads into private networks is refused unless the file says so.
 *
 * Nothing of an address beyond its host, and no password, stands in an error.
 */
#ifndef ZC_HTTP_SEND_H
#define ZC_HTTP_SEND_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct zc_send_conf {
    const char *smtp, *user, *password, *from; /* smtps://mail.example:465 or smtp://mail.example:587; NULL: no mail */
    bool plain;                                /* smtp-plain: without TLS, and then without a password */
    bool private_hosts;                        /* allow-private: names may lead into private networks */
    const char **allow;                        /* host, host:port, or http://host:port */
    size_t allow_count;
};
/* ZC_ENOTFOUND without the file, ZC_EINPUT when a line is wrong or others than its owner may read it. */
int zc_send_conf_read(struct zc_send_conf *out, struct zc_arena *arena, const char *folder, struct zc_error *err);

/* ZC_EDENIED with what is wrong: no https, a host that is not allowed, a name and password in the address. */
int zc_send_allowed(const struct zc_send_conf *conf, const char *url, struct zc_error *err);

/* The message as it goes over the wire (RFC 5322, 2045, 2047). `at`: µs UTC. Pure. */
void zc_mail_compose(struct zc_buf *out, const char *from, const char *to, const char *subject, const char *body, const char *id, int64_t at);
int zc_send_mail(const struct zc_send_conf *conf, struct zc_arena *arena, const char *to, const char *subject, const char *body, const char *id, int64_t at,
                 struct zc_error *err);
/* `kind`: wecom or dingtalk; `secret` of DingTalk's signature, may be empty. ZC_EIO when the robot refuses. */
int zc_send_robot(const struct zc_send_conf *conf, struct zc_arena *arena, const char *kind, const char *url, const char *secret, const char *text, int64_t at,
                  struct zc_error *err);

#endif

/* send: 1 the administrator's file; 2 where it may go; 3 a mail; 4 the wire; 5 robots. */
#include "http/send.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/json.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST_FILE = 65536, LONGEST_ANSWER = 65536, MOST_ALLOWED = 64 };

/* 1 */

static bool truth(const char *value) { return strcmp(value, "true") == 0; }

static int one_line(struct zc_send_conf *out, struct zc_arena *arena, char *line, int number, struct zc_error *err)
{
    char *equal = strchr(line, '=');
    if (!equal)
        return zc_fail(err, ZC_EINPUT, "keys/reminders.conf 第 %d 行应写作 名 = 值", "keys/reminders.conf, line %d: write NAME = VALUE", number);
    *equal = 0;
    for (char *end = equal; end > line && (end[-1] == ' ' || end[-1] == '\t'); end--)
        end[-1] = 0;
    char *value = equal + 1 + strspn(equal + 1, " \t");
    const char **texts[] = {&out->smtp, &out->user, &out->password, &out->from};
    static const char *const names[] = {"smtp", "user", "password", "from"};
    for (size_t i = 0; i < 4; i++)
        if (strcmp(line, names[i]) == 0) {
            *texts[i] = value;
            return ZC_OK;
        }
    if (strcmp(line, "smtp-plain") == 0)
        out->plain = truth(value);
    else if (strcmp(line, "allow-private") == 0)
        out->private_hosts = truth(value);
    else if (strcmp(line, "allow") == 0)
        for (char *save = NULL, *word = strtok_r(value, " \t", &save); word && out->allow_count < MOST_ALLOWED; word = strtok_r(NULL, " \t", &save))
            out->allow[out->allow_count++] = zc_arena_str(arena, word);
    else
        return zc_fail(err, ZC_EINPUT, "keys/reminders.conf 第 %d 行:不认识 %.40s", "keys/reminders.conf, line %d: unknown name %.40s", number, line);
    return ZC_OK;
}

int zc_send_conf_read(struct zc_send_conf *out, struct zc_arena *arena, const char *folder, struct zc_error *err)
{
    struct stat info;
    const char *path = zc_arena_printf(arena, "%s/keys/reminders.conf", folder);
    *out = (struct zc_send_conf){.allow = zc_arena_array(arena, MOST_ALLOWED, sizeof *out->allow)};
    FILE *file = fopen(path, "re");
    if (!file)
        return errno == ENOENT ? zc_fail(err, ZC_ENOTFOUND, "没有 keys/reminders.conf,提醒不外发", "there is no keys/reminders.conf: no reminder leaves the machine")
                               : zc_fail(err, ZC_EIO, "读不到 keys/reminders.conf:%s", "cannot read keys/reminders.conf: %s", strerror(errno));
    char *bytes = zc_arena_alloc(arena, LONGEST_FILE + 1);
    int rc = ZC_OK, number = 0;
    if (fstat(fileno(file), &info) != 0 || (info.st_mode & 077))
        rc = zc_fail(err, ZC_EINPUT, "keys/reminders.conf 里有口令,权限应为 600", "keys/reminders.conf holds a password: its mode has to be 600");
    size_t size = rc ? 0 : fread(bytes, 1, LONGEST_FILE, file);
    fclose(file);
    bytes[size] = 0;
    for (char *save = NULL, *line = strtok_r(bytes, "\r\n", &save); line && !rc; line = strtok_r(NULL, "\r\n", &save)) {
        number++;
        line += strspn(line, " \t");
        if (*line && *line != '#')
            rc = one_line(out, arena, line, number, err);
    }
    if (!rc && out->smtp && (!out->from || (strncmp(out->smtp, "smtp://", 7) != 0 && strncmp(out->smtp, "smtps://", 8) != 0)))
        rc = zc_fail(err, ZC_EINPUT, "smtp 应以 smtp:// 或 smtps:// 开头,并写 from", "smtp begins with smtp:// or smtps://, and from is needed");
    if (!rc && out->plain && out->user)
        rc = zc_fail(err, ZC_EINPUT, "smtp-plain 不加密,不能带口令", "smtp-plain is not enciphered and sends no password");
    return rc;
}

/* 2 */

static char *part(CURLU *url, CURLUPart which)
{
    char *text = NULL;
    return curl_url_get(url, which, &text, which == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0) == CURLUE_OK ? text : NULL;
}

static bool listed(const struct zc_send_conf *conf, const char *scheme, const char *host, const char *port)
{
    char with_port[300], whole[320];
    snprintf(with_port, sizeof with_port, "%s:%s", host, port);
    snprintf(whole, sizeof whole, "%s://%s", scheme, with_port);
    bool https = strcmp(scheme, "https") == 0;
    for (size_t i = 0; i < conf->allow_count; i++)
        if (strcmp(conf->allow[i], whole) == 0 || (https && (strcmp(conf->allow[i], with_port) == 0 || (strcmp(port, "443") == 0 && strcmp(conf->allow[i], host) == 0))))
            return true;
    return false;
}

int zc_send_allowed(const struct zc_send_conf *conf, const char *url, struct zc_error *err)
{
    CURLU *parsed = curl_url();
    int rc = ZC_OK;
    if (!parsed || curl_url_set(parsed, CURLUPART_URL, url, 0) != CURLUE_OK) {
        curl_url_cleanup(parsed);
        return zc_fail(err, ZC_EDENIED, "地址读不懂", "the address cannot be read");
    }
    char *scheme = part(parsed, CURLUPART_SCHEME), *host = part(parsed, CURLUPART_HOST), *port = part(parsed, CURLUPART_PORT), *user = part(parsed, CURLUPART_USER);
    if (user)
        rc = zc_fail(err, ZC_EDENIED, "地址里不能带用户名", "an address holds no user name");
    else if (!scheme || !host || !port || !listed(conf, scheme, host, port))
        rc = zc_fail(err, ZC_EDENIED, "%.100s 不在管理员允许的地址里(keys/reminders.conf 的 allow)", "%.100s is not among the hosts that the administrator allows (allow in keys/reminders.conf)",
                     host ? host : "?");
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_free(user);
    curl_url_cleanup(parsed);
    return rc;
}

static bool inside(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET6) {
        const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
        static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
        if (memcmp(six->s6_addr, mapped, 12) != 0)
            return IN6_IS_ADDR_LOOPBACK(six) || IN6_IS_ADDR_LINKLOCAL(six) || IN6_IS_ADDR_UNSPECIFIED(six) || (six->s6_addr[0] & 0xfe) == 0xfc;
        struct sockaddr_in four = {.sin_family = AF_INET};
        memcpy(&four.sin_addr, six->s6_addr + 12, 4);
        return inside((const struct sockaddr *)(const void *)&four);
    }
    if (address->sa_family != AF_INET)
        return true;
    uint32_t four = ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr);
    return four >> 24 == 0 || four >> 24 == 10 || four >> 24 == 127 || four >> 16 == 0xa9fe || four >> 20 == 0xac1 || four >> 16 == 0xc0a8 || four >> 22 == 0x191 ||
           four >> 28 >= 14;
}

/* A name that is allowed may be made to lead anywhere by whoever answers for the name: private networks only by the file's word. */
static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    if (!*(const bool *)user && inside(&address->addr))
        return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static bool is_literal(const char *url)
{
    unsigned char bytes[16];
    char host[128] = "";
    CURLU *parsed = curl_url();
    char *text = parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK ? part(parsed, CURLUPART_HOST) : NULL;
    snprintf(host, sizeof host, "%s", text ? text : "");
    curl_free(text);
    curl_url_cleanup(parsed);
    return *host == '[' || inet_pton(AF_INET, host, bytes) == 1;
}

/* 3 */

static void put_base64(struct zc_buf *out, const char *bytes, size_t size)
{
    unsigned char text[80];
    while (size) {
        int step = size > 54 ? 54 : (int)size;
        EVP_EncodeBlock(text, (const unsigned char *)bytes, step);
        zc_buf_str(out, (const char *)text);
        zc_buf_str(out, "\r\n");
        bytes += step;
        size -= (size_t)step;
    }
}

/* Encoded words of at most 75 characters, none of which cuts a character in two. */
static void put_subject(struct zc_buf *out, const char *subject)
{
    zc_buf_str(out, "Subject:");
    while (*subject) {
        size_t size = 0;
        while (subject[size]) {
            size_t next = size + 1;
            while (((unsigned char)subject[next] & 0xc0) == 0x80)
                next++;
            if (next > 42)
                break;
            size = next;
        }
        unsigned char text[64];
        EVP_EncodeBlock(text, (const unsigned char *)subject, (int)size);
        zc_buf_printf(out, " =?UTF-8?B?%s?=\r\n", text);
        subject += size;
    }
}

void zc_mail_compose(struct zc_buf *out, const char *from, const char *to, const char *subject, const char *body, const char *id, int64_t at)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(at / 1000000);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    zc_buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\nFrom: <%s>\r\nTo: <%s>\r\nMessage-ID: <%s>\r\n", days[utc.tm_wday], utc.tm_mday, months[utc.tm_mon],
                  utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec, from, to, id);
    put_subject(out, *subject ? subject : "-");
    zc_buf_str(out, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n");
    put_base64(out, body, strlen(body));
}

/* 4 */

struct wire {
    struct zc_buf out;
    size_t sent;
    struct zc_buf answer;
};

static size_t give(char *to, size_t size, size_t count, void *user)
{
    struct wire *wire = user;
    size_t room = size * count, left = wire->out.size - wire->sent, step = left < room ? left : room;
    memcpy(to, wire->out.bytes + wire->sent, step);
    wire->sent += step;
    return step;
}

static size_t take(char *from, size_t size, size_t count, void *user)
{
    struct wire *wire = user;
    if (wire->answer.size + size * count > LONGEST_ANSWER)
        return 0;
    zc_buf_add(&wire->answer, from, size * count);
    return size * count;
}

static CURL *open_wire(struct wire *wire, const char *url, const bool *may_inside)
{
    CURL *curl = curl_easy_init();
    if (!curl)
        return NULL;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps,http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* the surroundings do not say where it goes */
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 15L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, (void *)(uintptr_t)may_inside);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, wire);
    return curl;
}

int zc_send_mail(const struct zc_send_conf *conf, struct zc_arena *arena, const char *to, const char *subject, const char *body, const char *id, int64_t at,
                 struct zc_error *err)
{
    static const bool server_may_stand_inside = true; /* its address is the administrator's own */
    struct wire wire = {0};
    (void)arena;
    if (!conf->smtp)
        return zc_fail(err, ZC_EINPUT, "keys/reminders.conf 没有写 smtp", "keys/reminders.conf names no smtp server");
    if (!strchr(to, '@') || strpbrk(to, "<> \r\n\t\"") || strlen(to) > 200)
        return zc_fail(err, ZC_EDENIED, "邮箱写法不对", "the mail address is malformed");
    CURL *curl = open_wire(&wire, conf->smtp, &server_may_stand_inside);
    if (!curl)
        return zc_fail(err, ZC_EIO, "无法准备发信", "sending cannot be prepared");
    struct curl_slist *rcpt = curl_slist_append(NULL, to);
    zc_mail_compose(&wire.out, conf->from, to, subject, body, id, at);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, conf->from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, rcpt);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(conf->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (conf->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, conf->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, conf->password ? conf->password : "");
    }
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &wire);
    CURLcode code = curl_easy_perform(curl);
    long answer = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    int rc = code == CURLE_OK ? ZC_OK : zc_fail(err, ZC_EIO, "邮件没有发出:%s(%ld)", "the mail was not sent: %s (%ld)", curl_easy_strerror(code), answer);
    curl_slist_free_all(rcpt);
    curl_easy_cleanup(curl);
    zc_buf_free(&wire.out);
    zc_buf_free(&wire.answer);
    return rc;
}

/* 5 */

/* DingTalk: base64 of HMAC-SHA256 over "milliseconds\nsecret", keyed with the secret. */
static const char *signed_url(struct zc_arena *arena, CURL *curl, const char *url, const char *secret, int64_t at)
{
    unsigned char mac[EVP_MAX_MD_SIZE], text[128];
    unsigned size = 0;
    const char *what = zc_arena_printf(arena, "%lld\n%s", (long long)(at / 1000), secret);
    HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)what, strlen(what), mac, &size);
    EVP_EncodeBlock(text, mac, (int)size);
    char *escaped = curl_easy_escape(curl, (const char *)text, 0);
    const char *whole = zc_arena_printf(arena, "%s%ctimestamp=%lld&sign=%s", url, strchr(url, '?') ? '&' : '?', (long long)(at / 1000), escaped ? escaped : "");
    curl_free(escaped);
    return whole;
}

int zc_send_robot(const struct zc_send_conf *conf, struct zc_arena *arena, const char *kind, const char *url, const char *secret, const char *text, int64_t at,
                  struct zc_error *err)
{
    struct wire wire = {0};
    int rc = zc_send_allowed(conf, url, err);
    if (rc)
        return rc;
    bool may_inside = conf->private_hosts || is_literal(url); /* a number that the file lists leads where it says */
    CURL *curl = open_wire(&wire, url, &may_inside);
    if (!curl)
        return zc_fail(err, ZC_EIO, "无法准备发送", "sending cannot be prepared");
    if (strcmp(kind, "dingtalk") == 0 && *secret)
        curl_easy_setopt(curl, CURLOPT_URL, signed_url(arena, curl, url, secret, at));
    zc_buf_str(&wire.out, "{\"msgtype\":\"text\",\"text\":{\"content\":");
    zc_buf_json_str(&wire.out, text);
    zc_buf_str(&wire.out, "}}");
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json; charset=utf-8");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, wire.out.bytes);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)wire.out.size);
    CURLcode code = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    struct zc_json *answer = NULL;
    if (code != CURLE_OK)
        rc = zc_fail(err, ZC_EIO, "机器人没有收到:%s", "the robot was not reached: %s", curl_easy_strerror(code));
    else if (status != 200)
        rc = zc_fail(err, ZC_EIO, "机器人答以 %ld", "the robot answered %ld", status);
    else if (!zc_json_parse(&answer, arena, zc_buf_text(&wire.answer), wire.answer.size, NULL)) {
        const struct zc_json *number = zc_json_get(answer, "errcode");
        if (number && number->kind == ZC_JSON_NUMBER && strcmp(number->text, "0") != 0)
            rc = zc_fail(err, ZC_EIO, "机器人拒收:errcode %.20s", "the robot refused: errcode %.20s", number->text);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    zc_buf_free(&wire.out);
    zc_buf_free(&wire.answer);
    return rc;
}

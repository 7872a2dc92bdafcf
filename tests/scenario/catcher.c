/*
 * catcher: what a mail server or a robot would receive, for scenarios. Listens on a free port of the loopback and stops by itself.
 *
 *   catcher smtp|http FILE MESSAGES REFUSALS
 *
 * Prints the port, then takes connections one after another. The first REFUSALS messages are answered with a failure that is worth another
 * try; what is taken, refused ones included, is appended to FILE with a line "-- taken" or "-- refused" behind. Ends after MESSAGES
 * messages that were taken, or after a minute in any case.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static FILE *file;
static int refusals;

static void say(FILE *to, const char *text)
{
    fputs(text, to);
    fflush(to);
}

static int end(FILE *client, const char *refused, const char *taken)
{
    int bad = refusals > 0;
    refusals -= bad;
    say(file, bad ? "-- refused\n" : "-- taken\n");
    say(client, bad ? refused : taken);
    return !bad;
}

static int smtp(FILE *in, FILE *out)
{
    char line[4096];
    int taken = 0, data = 0;
    say(out, "220 catcher\r\n");
    while (fgets(line, sizeof line, in)) {
        if (data) {
            if (strcmp(line, ".\r\n") == 0) {
                data = 0;
                taken += end(out, "451 try again\r\n", "250 taken\r\n");
            } else {
                say(file, line);
            }
        } else if (strncasecmp(line, "EHLO", 4) == 0) {
            say(out, "250-catcher\r\n250 8BITMIME\r\n");
        } else if (strncasecmp(line, "DATA", 4) == 0) {
            data = 1;
            say(out, "354 go on\r\n");
        } else if (strncasecmp(line, "QUIT", 4) == 0) {
            say(out, "221 bye\r\n");
            break;
        } else {
            if (strncasecmp(line, "MAIL", 4) == 0 || strncasecmp(line, "RCPT", 4) == 0)
                say(file, line);
            say(out, "250 good\r\n");
        }
    }
    return taken;
}

static int http(FILE *in, FILE *out)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 27\r\nConnection: close\r\n\r\n{\"errcode\":0,\"errmsg\":\"ok\"}";
    static const char failure[] = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    char line[8192];
    size_t length = 0;
    if (!fgets(line, sizeof line, in))
        return 0;
    say(file, line);
    while (fgets(line, sizeof line, in) && strcmp(line, "\r\n") != 0)
        if (strncasecmp(line, "Content-Length:", 15) == 0)
            length = strtoul(line + 15, NULL, 10);
    for (int c; length && (c = fgetc(in)) != EOF; length--)
        fputc(c, file);
    say(file, "\n");
    return end(out, failure, answer);
}

static int number(int *out, const char *text)
{
    char *after;
    long value = strtol(text, &after, 10);
    *out = (int)value;
    return after != text && !*after && value >= 0 && value <= 1000;
}

int main(int count, char **words)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int wanted;
    if (count != 5 || !number(&wanted, words[3]) || !number(&refusals, words[4]) || !(file = fopen(words[2], "a")))
        return 2;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    alarm(60);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 8) != 0 || getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        return 1;
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    while (wanted > 0) {
        int client = accept(listener, NULL, NULL);
        if (client < 0)
            return 1;
        FILE *in = fdopen(client, "r"), *out = fdopen(dup(client), "w");
        if (!in || !out)
            return 1;
        wanted -= strcmp(words[1], "smtp") == 0 ? smtp(in, out) : http(in, out);
        fclose(out);
        fclose(in);
    }
    return 0;
}

/*
 * duty: who answers for a post on a day, and as which posts a person may act (core.md 3). A holding gives the post's rights from
 * its first to its last day; a deputyship gives them only while its condition holds, and never passes on: the deputy's post is
 * one that he holds, so a deputy of a deputy has nothing. A leave with a name in `handed_to` is a deputyship for its days.
 *
 * Everything is read from the records of today with the city's eyes; results live in the caller's arena.
 */
#ifndef ZC_QUERY_DUTY_H
#define ZC_QUERY_DUTY_H

#include "query/rows.h"

struct zc_duty {
    int64_t post;
    bool deputy;             /* represented, not held */
    bool read_only;          /* the holding's choice */
    int64_t own_post;        /* of a deputy: the post he holds, from which he acts; 0 when he was named in person and holds none */
    int64_t represented;     /* of a deputy: the person whose post it is; 0 while it is vacant */
    const char *condition;   /* of a deputy: on_leave, vacant, always */
    const char *listed;      /* of a deputy with listed duties: the role names that he may use, as ";a;b;"; else NULL */
};
struct zc_duties {
    struct zc_duty *items;
    size_t count;
};
/* As which posts a person may act today: those held first, then those represented; no post twice. Holdings without rights and
 * posts that were abolished are left out. */
int zc_duties_of(struct zc_duties *out, struct zc_arena *arena, struct zc_db *db, int64_t person, struct zc_error *err);
/* The duty for this post, NULL when there is none. */
const struct zc_duty *zc_duty_for(const struct zc_duties *duties, int64_t post);

/* Whether nobody holds the post with its full rights on the day (acting holders and appointed deputies do not fill it). `since`
 * receives the first day of the vacancy, 0 when nobody ever held it. */
bool zc_post_vacant(int *since, struct zc_db *db, int64_t post, int on);

/* To whom what waits at a post goes (core.md 3): its holder; else, first that exists, the deputy, the acting holder, the head of
 * the unit, the office of the superior unit. */
enum zc_goes_to { ZC_GOES_HOLDER, ZC_GOES_DEPUTY, ZC_GOES_ACTING, ZC_GOES_HEAD, ZC_GOES_SUPERIOR, ZC_GOES_NOBODY };
struct zc_duty_route {
    enum zc_goes_to by;
    int64_t post, person;    /* who sees to it: a post, or the person of a holding or deputyship; 0 where not known */
    int vacant_since;        /* 0 when the post is filled, or was never held */
    bool vacant;
};
int zc_duty_route(struct zc_duty_route *out, struct zc_arena *arena, struct zc_db *db, int64_t post, struct zc_error *err);
/* The post that heads the unit of this post: its superior post in the same unit, else the unit's post marked as head; 0 = none,
 * or the post itself is the head. */
int64_t zc_post_head(struct zc_arena *arena, struct zc_db *db, int64_t post);
/* The office of the superior unit, else its head; 0 = none. */
int64_t zc_post_superior(struct zc_arena *arena, struct zc_db *db, int64_t post);
/* The post marked as head of a unit; 0 = none. */
int64_t zc_unit_head(struct zc_arena *arena, struct zc_db *db, int64_t unit);

/* Who did something, for people: "市住建局联络员", or "代 市住建局主要负责人岗 办理:市住建局联络员 | …". `actor`: as a journal entry holds it. */
const char *zc_actor_words(struct zc_arena *arena, struct zc_db *db, const char *actor, enum zc_lang lang);

#endif

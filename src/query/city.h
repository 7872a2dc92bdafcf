/*
 * city: an opened city folder. `struct zc_city` is what is shared by all threads and does not change while it is open: the
 * folder, the settings, the model, the calendar. `struct zc_db` is one thread's connection to it.
 *
 * A city folder holds city.conf (settings), city.db (unless city.conf names a database on a server), keys/, files/ (attachments by SM3), lock. The clock of a real city is
 * the machine's; a sample city has its own (architecture 3.16), kept in the database and only moving forward.
 */
#ifndef ZC_QUERY_CITY_H
#define ZC_QUERY_CITY_H

#include "base/date.h"
#include "model/model.h"
#include "model/notice.h"
#include "store/store.h"

struct zc_official; /* paper/official.h */
struct zc_city;
/* Appends a paper as PDF. */
typedef int zc_city_drawer(struct zc_buf *out, const struct zc_city *city, const struct zc_official *paper, struct zc_error *err);

struct zc_city_setting {
    const char *name, *value;
};
struct zc_city {
    const char *folder;
    char id[33];               /* 32 hex digits; stands in every journal entry */
    struct zc_pair name;       /* 贵阳市 | Guiyang */
    int64_t area;              /* home area of the city: 520100 */
    bool sample;
    struct zc_model *model;
    struct zc_notices notices; /* the calendar, as each State Council notice made it known */
    const char *modules_folder;
    struct zc_city_setting *settings; /* every line of city.conf */
    size_t setting_count;
    zc_city_drawer *drawer;    /* how a step draws its paper while the server runs; NULL: in this process */
    struct zc_arena arena;
};

struct zc_rows_kept;
struct zc_compute_kept;
struct zc_draw_kept;
struct zc_db {
    const struct zc_city *city;
    struct zc_store *store;
    struct zc_store *keys; /* keys/subjects.db, opened when an erasable value is met */
    struct { /* the first entry of a record, once found; asked again by its place each time */
        int64_t chain, seq, at;
    } first;
    struct { /* what holds for the transaction of this number; 0: nothing is known */
        uint64_t clock_of, ahead_of;
        int64_t clock;
        int ahead; /* nothing waits up to this day */
    } known;
    struct zc_rows_kept *kept; /* NULL until a record is read */
    struct zc_compute_kept *codes; /* NULL until an expression asks for a computed field */
    struct zc_draw_kept *draws;    /* NULL until a draw is looked at */
};

/* Where the module declarations lie: $ZHUCHENG_MODULES, else modules/ beside the program or one level above. */
const char *zc_modules_folder(struct zc_arena *arena);

/* Reads settings and declarations. The folder must be a city. */
int zc_city_open(struct zc_city **out, const char *folder, struct zc_error *err);
void zc_city_close(struct zc_city *city);
/* A line of city.conf; NULL when it is not there. */
const char *zc_city_setting(const struct zc_city *city, const char *name);
/* The same as a number from least to most; *out is left alone when it is not there, ZC_EINPUT when it is no such number. */
int zc_city_number(int64_t *out, const struct zc_city *city, const char *name, int64_t least, int64_t most, struct zc_error *err);

/* Its database is on a server: several processes may write to it, all of this folder (ZC_EDENIED for those of a copied one). */
bool zc_city_on_server(const struct zc_city *city);
int zc_db_open(struct zc_db *out, const struct zc_city *city, enum zc_store_mode mode, struct zc_error *err);
void zc_db_close(struct zc_db *db);

/* The city's time now: the machine's clock, or the sample clock, which stands still within a transaction. */
int64_t zc_db_now(struct zc_db *db);
int zc_db_today(struct zc_db *db);
/* The newest known time in the journal; below it no transaction is in flight (one writer). 0 before the first entry. */
int64_t zc_db_watermark(struct zc_db *db);

/* Whether a slice begins by `today` that the present tables do not hold yet: until the next write turns them (record/ahead.h) a reading of
 * now looks beside them. */
bool zc_db_behind(struct zc_db *db, int today);

/* The two times of a reading. */
struct zc_times {
    int asof;      /* the end of this day in Shanghai */
    int64_t known; /* as recorded by this instant */
    bool present;  /* both are now, and the present tables have turned to today: they alone answer */
    bool latest;   /* `known` is an instant, and nothing was recorded after it */
};
/* All that is recorded is known: of the past, the slices that are still held for true answer, which lie in indexes of their own. */
static inline bool zc_times_latest(struct zc_times times) { return times.latest || times.known == ZC_INSTANT_MAX; }
/* The day whose knowledge answers: of the known time, or today. The calendar of working days is the one known then. */
int zc_times_known_day(struct zc_db *db, struct zc_times times);
const struct zc_calendar *zc_db_calendar(struct zc_db *db); /* as known today */
struct zc_times zc_times_now(struct zc_db *db); /* today, everything known */
/* The end of `asof` (ZC_DATE_MAX = today) as known at `known` (ZC_INSTANT_MAX = now). */
struct zc_times zc_times_at(struct zc_db *db, int asof, int64_t known);

/* In which a person stands towards a row: what :person, :post, :unit and :area mean. */
struct zc_stand {
    int64_t person, post, unit, area; /* 0 = none */
};

/* Who reads. Rights come from the roles of the posts held now; refusals from the person. A deputy reads and acts with the post
 * that he represents: `post`, `unit`, `area` and `roles` are that post's, `person` stays himself. */
struct zc_reader {
    int64_t account, person, post, unit, area;
    const char **roles; /* full names: reform.office */
    size_t role_count;
    bool read_only;     /* the chosen post is held for reading: nothing may be written */
    bool deputy;        /* `post` is represented, not held */
    int64_t own_post;   /* of a deputy: the post he holds himself, 0 = named in person and without one */
    const struct zc_stand *apart; /* refusals are asked of these too: the other posts held, and whoever is represented */
    size_t apart_count;
    const int64_t *former; /* units that ended in this one: what they might read, closed rows too, their successor reads */
    size_t former_count;
    bool city;          /* the city itself: counts all rows; never a person */
};
enum { ZC_FORMER_MOST = 16 };
extern const struct zc_reader ZC_READER_CITY;
extern const struct zc_reader ZC_READER_PUBLIC; /* no account: sees only entities marked public */
bool zc_reader_has_role(const struct zc_reader *reader, const char *full_role);

#endif

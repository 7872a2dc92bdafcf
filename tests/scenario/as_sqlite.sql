-- What SQLite understands and PostgreSQL does not, as far as stories ask a city with it.
CREATE SCHEMA sqlite;
SET search_path = sqlite, public;
CREATE FUNCTION date(seconds numeric, unit text) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT to_char(to_timestamp(floor(seconds)) AT TIME ZONE 'UTC', 'YYYY-MM-DD') WHERE unit = 'unixepoch' $$;
CREATE FUNCTION instr(text, text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT strpos($1, $2) $$;
CREATE FUNCTION strftime(format text, seconds numeric, unit text) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT to_char(to_timestamp(floor(seconds)) AT TIME ZONE 'UTC', replace(replace(replace(replace(replace(replace(replace(format,
       'T', '"T"'), '%Y', 'YYYY'), '%m', 'MM'), '%d', 'DD'), '%H', 'HH24'), '%M', 'MI'), '%S', 'SS')) WHERE unit = 'unixepoch' $$;
CREATE FUNCTION joined(text, anyelement) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT CASE WHEN $2 IS NULL THEN $1 ELSE coalesce($1 || ',', '') || $2::text END $$;
CREATE FUNCTION joined(text, anyelement, text) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT CASE WHEN $2 IS NULL THEN $1 ELSE coalesce($1 || $3, '') || $2::text END $$;
CREATE AGGREGATE group_concat(anyelement) (SFUNC = joined, STYPE = text);
CREATE AGGREGATE group_concat(anyelement, text) (SFUNC = joined, STYPE = text);

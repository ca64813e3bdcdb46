-- Work that outlives a request.
-- key-ok: one queue for the installation; workers look for what is due over all editions
create table job (
    id integer primary key,         -- made by the program, time-ordered
    edition_id integer not null,    -- the edition it is about; 0: the installation
    person_id integer not null,     -- who asked for it; 0: the program
    kind text not null,             -- FEATURE.VERB
    title text not null,            -- for people
    payload text not null,          -- the kind's own text, up to 64 KB
    state integer not null,         -- 0 waits, 1 runs, 2 done, 3 failed, 4 cancelled
    unique_number integer not null, -- not 0: one of this kind and number may wait or run; the lowest number is the schedule's
    stop integer not null,          -- 1: somebody cancelled it while it ran
    tries integer not null,         -- how often it was started
    run_at integer not null,        -- not before, seconds since 1970 UTC
    started_at integer not null,    -- its last start, seconds since 1970 UTC; 0: never
    ended_at integer not null,      -- when it was done, had failed or was cancelled; 0: not yet
    units_done integer not null,    -- progress in the kind's own units
    units_total integer not null,   -- of so many; 0: not known
    said text not null,             -- the newest sentence for people
    result text not null            -- a local address that shows the result, or empty
);

create index job_due on job (run_at, id) where state = 0;
create index job_running on job (id) where state = 1;
create index job_ended on job (kind, ended_at) where state >= 2;
create index job_edition on job (edition_id, id);
create unique index job_once on job (kind, unique_number) where unique_number <> 0 and state <= 1;

-- When each scheduled kind was started last; its jobs may have been deleted since.
create table job_schedule (
    kind text primary key,      -- FEATURE.VERB
    started_at integer not null -- seconds since 1970 UTC
);

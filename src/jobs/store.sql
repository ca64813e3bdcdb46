--: shape row id:i64 edition_id:i64 person_id:i64 kind:text title:text state:i64 units_done:i64
--:   units_total:i64 tries:i64 run_at:i64 started_at:i64 ended_at:i64 said:text result:text

-- Puts a waiting job.
--: do put(id:i64 edition_id:i64 person_id:i64 kind:text title:text payload:text unique_number:i64
--:   run_at:i64)
insert into job (id, edition_id, person_id, kind, title, payload, state, unique_number, stop, tries,
                 run_at, started_at, ended_at, units_done, units_total, said, result)
values (:id, :edition_id, :person_id, :kind, :title, :payload, 0, :unique_number, 0, 0,
        :run_at, 0, 0, 0, 0, '', '');

-- The job of a kind and number that waits or runs.
--: maybe once(kind:text unique_number:i64) -> id:i64 state:i64 run_at:i64
select id, state, run_at
  from job
 where kind = :kind and unique_number = :unique_number and unique_number <> 0 and state <= 1;

--: maybe get(id:i64) -> :row
select id, edition_id, person_id, kind, title, state, units_done, units_total, tries, run_at,
       started_at, ended_at, said, result
  from job
 where id = :id;

--: many newest(most:i64) -> :row  scan-ok "stops at its limit"
select id, edition_id, person_id, kind, title, state, units_done, units_total, tries, run_at,
       started_at, ended_at, said, result
  from job
 order by id desc
 limit :most;

--: many newest_of(edition_id:i64 most:i64) -> :row
select id, edition_id, person_id, kind, title, state, units_done, units_total, tries, run_at,
       started_at, ended_at, said, result
  from job
 where edition_id = :edition_id
 order by id desc
 limit :most;

-- The job that is to run next, due or not.
--: maybe next() -> id:i64 run_at:i64  scan-ok "takes the first of an index"
select id, run_at from job where state = 0 order by run_at, id limit 1;

-- What a worker needs of a job that is due.
--: maybe due(now:i64) -> id:i64 edition_id:i64 person_id:i64 kind:text payload:text tries:i64
--:   unique_number:i64
select id, edition_id, person_id, kind, payload, tries, unique_number
  from job
 where state = 0 and run_at <= :now
 order by run_at, id
 limit 1;

--: do start(now:i64 id:i64) -> changed
update job
   set state = 1, tries = tries + 1, started_at = :now, stop = 0, said = ''
 where id = :id and state = 0;

--: do progress(units_done:i64 units_total:i64 said:text id:i64)
update job set units_done = :units_done, units_total = :units_total, said = :said
 where id = :id and state = 1;

-- Ends a running job for good.
--: do finish(state:i64 now:i64 units_done:i64 units_total:i64 said:text result:text id:i64)
update job
   set state = :state, ended_at = :now, units_done = :units_done, units_total = :units_total,
       said = :said, result = :result
 where id = :id and state = 1;

-- A running job waits again.
--: do wait_again(run_at:i64 tries:i64 said:text id:i64)
update job set state = 0, run_at = :run_at, tries = :tries, said = :said
 where id = :id and state = 1;

--: maybe stopped(id:i64) -> stop:bool
select stop from job where id = :id;

-- What a cancellation needs to know.
--: maybe brief(id:i64) -> state:i64 kind:text unique_number:i64
select state, kind, unique_number from job where id = :id;

-- Asks a running job to stop.
--: do ask_to_stop(id:i64) -> changed
update job set stop = 1 where id = :id and state = 1;

--: do cancel(now:i64 id:i64) -> changed
update job set state = 4, ended_at = :now where id = :id and state = 0;

-- Jobs that were running when the program ended.
--: many running() -> id:i64 kind:text tries:i64 stop:bool said:text
--:   scan-ok "an index of the few that run"
select id, kind, tries, stop, said from job where state = 1 order by id;

--: one tally() -> waiting:i64 running:i64  scan-ok "two indexes of what has not ended"
select (select count(*) from job where state = 0), (select count(*) from job where state = 1);

--: do note_start(kind:text now:i64)
insert into job_schedule (kind, started_at) values (:kind, :now)
on conflict (kind) do update set started_at = excluded.started_at;

--: maybe last_start(kind:text) -> started_at:i64
select started_at from job_schedule where kind = :kind;

-- A waiting job comes earlier.
--: do bring_forward(id:i64 run_at:i64)
update job set run_at = :run_at where id = :id and state = 0 and run_at > :run_at;

--: many ended_kinds() -> kind:text  scan-ok "once an hour, over an index"
select distinct kind from job where state >= 2;

--: do forget(kind:text before:i64) -> changed
delete from job where kind = :kind and state >= 2 and ended_at < :before;

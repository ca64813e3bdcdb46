-- The least of a session that a star needs; no blocker, which nobody outside the desk sees.
--: maybe session(edition:i64 id:i64) -> number:i64 slug:text is_confirmed:bool
select number, slug, state = 'confirmed' from session
 where edition_id = :edition and id = :id and kind <> 'blocker' and state <> 'draft';

-- Starring twice keeps the first moment.
--: do put(edition:i64 person:i64 session:i64 now:i64)
insert into star (edition_id, person_id, session_id, starred_at)
values (:edition, :person, :session, :now)
    on conflict (edition_id, person_id, session_id) do nothing;

--: do drop(edition:i64 person:i64 session:i64)
delete from star where edition_id = :edition and person_id = :person and session_id = :session;

--: maybe mine(edition:i64 person:i64 session:i64) -> starred_at:i64
select starred_at from star
 where edition_id = :edition and person_id = :person and session_id = :session;

--: many of_person(edition:i64 person:i64) -> session:i64 starred_at:i64
select session_id, starred_at from star where edition_id = :edition and person_id = :person;

--: one total(edition:i64 person:i64) -> stars:i64
select count(*) from star where edition_id = :edition and person_id = :person;

--: do erase(edition:i64 person:i64)
delete from star where edition_id = :edition and person_id = :person;

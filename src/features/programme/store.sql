-- A session with its room, and one of its people: a session with three people is three rows, joined
-- in programme.c. Texts are the reader's, and English where a field of the reader's is empty.
--: shape line id:i64 number:i64 slug:text kind:text model:text day:i64 starts_at:i64 minutes:i64 state:text capacity:i64 online_url:text room_id:i64? room_code:text room_name:text building:text floor:text seats:i64 room_open:bool was_room:text title:text text:text bring:text reason:text version:i64 person_id:i64? role:text given_name:text family_name:text

-- All sessions from one day to another; with `everything`, drafts and blockers too.
--: many span(edition:i64 tag:text first_day:i64 last_day:i64 everything:bool) -> :line
select s.id, s.number, s.slug, s.kind, s.model, s.day, s.starts_at, s.minutes, s.state, s.capacity,
       s.online_url, s.room_id, coalesce(r.code, ''), coalesce(r.name, ''), coalesce(r.building, ''),
       coalesce(nullif(rt.floor, ''), rd.floor, ''), coalesce(r.seats, 0), coalesce(r.is_open, 1),
       coalesce(w.name, ''), coalesce(nullif(t.title, ''), d.title, ''),
       coalesce(nullif(t.text, ''), d.text, ''), coalesce(nullif(t.bring, ''), d.bring, ''),
       coalesce(nullif(t.reason, ''), d.reason, ''), s.version, sp.person_id, coalesce(sp.role, ''),
       coalesce(p.given_name, ''), coalesce(p.family_name, '')
  from session s
  left join session_text t on t.edition_id = s.edition_id and t.session_id = s.id and t.lang = :tag
  left join session_text d on d.edition_id = s.edition_id and d.session_id = s.id and d.lang = 'en'
  left join room r on r.edition_id = s.edition_id and r.id = s.room_id
  left join room_text rt on rt.edition_id = s.edition_id and rt.room_id = s.room_id and rt.lang = :tag
  left join room_text rd on rd.edition_id = s.edition_id and rd.room_id = s.room_id and rd.lang = 'en'
  left join room w on w.edition_id = s.edition_id and w.id = s.was_room_id
  left join session_person sp on sp.edition_id = s.edition_id and sp.session_id = s.id
  left join person p on p.id = sp.person_id
 where s.edition_id = :edition and s.day >= :first_day and s.day <= :last_day
   and (:everything = 1 or (s.state <> 'draft' and s.kind <> 'blocker'))
 order by s.starts_at, s.number, sp.position, sp.person_id;

-- One session.
--: many numbered(edition:i64 tag:text number:i64 everything:bool) -> :line
select s.id, s.number, s.slug, s.kind, s.model, s.day, s.starts_at, s.minutes, s.state, s.capacity,
       s.online_url, s.room_id, coalesce(r.code, ''), coalesce(r.name, ''), coalesce(r.building, ''),
       coalesce(nullif(rt.floor, ''), rd.floor, ''), coalesce(r.seats, 0), coalesce(r.is_open, 1),
       coalesce(w.name, ''), coalesce(nullif(t.title, ''), d.title, ''),
       coalesce(nullif(t.text, ''), d.text, ''), coalesce(nullif(t.bring, ''), d.bring, ''),
       coalesce(nullif(t.reason, ''), d.reason, ''), s.version, sp.person_id, coalesce(sp.role, ''),
       coalesce(p.given_name, ''), coalesce(p.family_name, '')
  from session s
  left join session_text t on t.edition_id = s.edition_id and t.session_id = s.id and t.lang = :tag
  left join session_text d on d.edition_id = s.edition_id and d.session_id = s.id and d.lang = 'en'
  left join room r on r.edition_id = s.edition_id and r.id = s.room_id
  left join room_text rt on rt.edition_id = s.edition_id and rt.room_id = s.room_id and rt.lang = :tag
  left join room_text rd on rd.edition_id = s.edition_id and rd.room_id = s.room_id and rd.lang = 'en'
  left join room w on w.edition_id = s.edition_id and w.id = s.was_room_id
  left join session_person sp on sp.edition_id = s.edition_id and sp.session_id = s.id
  left join person p on p.id = sp.person_id
 where s.edition_id = :edition and s.number = :number
   and (:everything = 1 or (s.state <> 'draft' and s.kind <> 'blocker'))
 order by s.starts_at, s.number, sp.position, sp.person_id;

-- What runs or comes, without breaks: enough rows for the first of them.
--: many ahead(edition:i64 tag:text now:i64) -> :line
select s.id, s.number, s.slug, s.kind, s.model, s.day, s.starts_at, s.minutes, s.state, s.capacity,
       s.online_url, s.room_id, coalesce(r.code, ''), coalesce(r.name, ''), coalesce(r.building, ''),
       coalesce(nullif(rt.floor, ''), rd.floor, ''), coalesce(r.seats, 0), coalesce(r.is_open, 1),
       coalesce(w.name, ''), coalesce(nullif(t.title, ''), d.title, ''),
       coalesce(nullif(t.text, ''), d.text, ''), coalesce(nullif(t.bring, ''), d.bring, ''),
       coalesce(nullif(t.reason, ''), d.reason, ''), s.version, sp.person_id, coalesce(sp.role, ''),
       coalesce(p.given_name, ''), coalesce(p.family_name, '')
  from session s
  left join session_text t on t.edition_id = s.edition_id and t.session_id = s.id and t.lang = :tag
  left join session_text d on d.edition_id = s.edition_id and d.session_id = s.id and d.lang = 'en'
  left join room r on r.edition_id = s.edition_id and r.id = s.room_id
  left join room_text rt on rt.edition_id = s.edition_id and rt.room_id = s.room_id and rt.lang = :tag
  left join room_text rd on rd.edition_id = s.edition_id and rd.room_id = s.room_id and rd.lang = 'en'
  left join room w on w.edition_id = s.edition_id and w.id = s.was_room_id
  left join session_person sp on sp.edition_id = s.edition_id and sp.session_id = s.id
  left join person p on p.id = sp.person_id
 where s.edition_id = :edition and s.starts_at > :now - 86400
   and s.starts_at + s.minutes * 60 > :now
   and s.state = 'confirmed' and s.kind <> 'break' and s.kind <> 'blocker'
 order by s.starts_at, s.number, sp.position, sp.person_id
 limit 100;

-- The sessions in which somebody has a part.
--: many of_person(edition:i64 tag:text person:i64 everything:bool) -> :line
select s.id, s.number, s.slug, s.kind, s.model, s.day, s.starts_at, s.minutes, s.state, s.capacity,
       s.online_url, s.room_id, coalesce(r.code, ''), coalesce(r.name, ''), coalesce(r.building, ''),
       coalesce(nullif(rt.floor, ''), rd.floor, ''), coalesce(r.seats, 0), coalesce(r.is_open, 1),
       coalesce(w.name, ''), coalesce(nullif(t.title, ''), d.title, ''),
       coalesce(nullif(t.text, ''), d.text, ''), coalesce(nullif(t.bring, ''), d.bring, ''),
       coalesce(nullif(t.reason, ''), d.reason, ''), s.version, sp.person_id, coalesce(sp.role, ''),
       coalesce(p.given_name, ''), coalesce(p.family_name, '')
  from (select distinct edition_id, session_id from session_person
         where edition_id = :edition and person_id = :person) mine
  join session s on s.edition_id = mine.edition_id and s.id = mine.session_id
  left join session_text t on t.edition_id = s.edition_id and t.session_id = s.id and t.lang = :tag
  left join session_text d on d.edition_id = s.edition_id and d.session_id = s.id and d.lang = 'en'
  left join room r on r.edition_id = s.edition_id and r.id = s.room_id
  left join room_text rt on rt.edition_id = s.edition_id and rt.room_id = s.room_id and rt.lang = :tag
  left join room_text rd on rd.edition_id = s.edition_id and rd.room_id = s.room_id and rd.lang = 'en'
  left join room w on w.edition_id = s.edition_id and w.id = s.was_room_id
  left join session_person sp on sp.edition_id = s.edition_id and sp.session_id = s.id
  left join person p on p.id = sp.person_id
 where s.edition_id = :edition
   and (:everything = 1 or (s.state <> 'draft' and s.kind <> 'blocker'))
 order by s.starts_at, s.number, sp.position, sp.person_id;

--: shape stored id:i64 number:i64 slug:text kind:text model:text day:i64 starts_at:i64 minutes:i64 room_id:i64? was_room_id:i64? online_url:text state:text capacity:i64

--: maybe session_numbered(edition:i64 number:i64) -> :stored
select id, number, slug, kind, model, day, starts_at, minutes, room_id, was_room_id, online_url, state, capacity
  from session where edition_id = :edition and number = :number;

-- As an export writes them.
--: many sessions(edition:i64) -> :stored
select id, number, slug, kind, model, day, starts_at, minutes, room_id, was_room_id, online_url, state, capacity
  from session where edition_id = :edition
 order by number;

--: many session_texts(edition:i64 session:i64) -> lang:text title:text text:text bring:text reason:text
select lang, title, text, bring, reason from session_text
 where edition_id = :edition and session_id = :session
 order by lang;

--: do session_put(edition:i64 id:i64 number:i64 slug:text kind:text model:text day:i64 starts_at:i64 minutes:i64 room:i64? was_room:i64? online_url:text state:text capacity:i64 now:i64)
insert into session (edition_id, id, number, slug, kind, model, day, starts_at, minutes, room_id,
                     was_room_id, online_url, state, capacity, version, changed_at)
values (:edition, :id, :number, :slug, :kind, :model, :day, :starts_at, :minutes, :room, :was_room,
        :online_url, :state, :capacity, 1, :now)
    on conflict (edition_id, id) do update
   set slug = excluded.slug, kind = excluded.kind, model = excluded.model, day = excluded.day,
       starts_at = excluded.starts_at, minutes = excluded.minutes, room_id = excluded.room_id,
       was_room_id = excluded.was_room_id, online_url = excluded.online_url, state = excluded.state,
       capacity = excluded.capacity, version = session.version + 1, changed_at = excluded.changed_at;

--: do session_text_put(edition:i64 session:i64 tag:text title:text text:text bring:text reason:text folded:text)
insert into session_text (edition_id, session_id, lang, title, text, bring, reason, folded)
values (:edition, :session, :tag, :title, :text, :bring, :reason, :folded)
    on conflict (edition_id, session_id, lang) do update
   set title = excluded.title, text = excluded.text, bring = excluded.bring,
       reason = excluded.reason, folded = excluded.folded;

--: maybe session_person(edition:i64 session:i64 person:i64 role:text) -> position:i64
select position from session_person
 where edition_id = :edition and session_id = :session and person_id = :person and role = :role;

--: one session_people_count(edition:i64 session:i64) -> people:i64
select count(*) from session_person where edition_id = :edition and session_id = :session;

--: do session_person_put(edition:i64 session:i64 person:i64 role:text position:i64)
insert into session_person (edition_id, session_id, person_id, role, position)
values (:edition, :session, :person, :role, :position);

--: many session_people(edition:i64) -> number:i64 email:text role:text
select s.number, coalesce(p.email, ''), sp.role
  from session_person sp
  join session s on s.edition_id = sp.edition_id and s.id = sp.session_id
  join person p on p.id = sp.person_id
 where sp.edition_id = :edition
 order by s.number, sp.position;

-- `folded` stands anywhere in the title, in the reader's language or in English.
--: many find_sessions(edition:i64 tag:text folded:text everything:bool) -> number:i64 slug:text title:text starts_at:i64 room_name:text folded:text
select s.number, s.slug, t.title, s.starts_at, coalesce(r.name, ''), t.folded
  from session_text t
  join session s on s.edition_id = t.edition_id and s.id = t.session_id
  left join room r on r.edition_id = s.edition_id and r.id = s.room_id
 where t.edition_id = :edition and (t.lang = :tag or t.lang = 'en')
   and replace(t.folded, :folded, '') <> t.folded
   and (:everything = 1 or (s.state <> 'draft' and s.kind <> 'blocker'))
 order by s.number, case when t.lang = :tag then 0 else 1 end
 limit 40;

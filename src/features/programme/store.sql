-- A session with its room, and one of its people: a session with three people is three rows, joined
-- in programme.c. Texts are the reader's, and English where a field of the reader's is empty.
--: shape line id:i64 number:i64 slug:text kind:text model:text day:i64 starts_at:i64 minutes:i64 state:text capacity:i64 online_url:text room_id:i64? room_code:text room_name:text building:text floor:text seats:i64 room_open:bool was_room:text title:text text:text bring:text reason:text version:i64 person_id:i64? role:text given_name:text family_name:text

-- All sessions from one day to another; with `everything`, drafts and blockers too.
--: many span(edition:i64 lang:text first_day:i64 last_day:i64 everything:bool) -> :line
select s.id, s.number, s.slug, s.kind, s.model, s.day, s.starts_at, s.minutes, s.state, s.capacity,
       s.online_url, s.room_id, coalesce(r.code, ''), coalesce(r.name, ''), coalesce(r.building, ''),
       coalesce(nullif(rt.floor, ''), rd.floor, ''), coalesce(r.seats, 0), coalesce(r.is_open, 1),
       coalesce(w.name, ''), coalesce(nullif(t.title, ''), d.title, ''),
       coalesce(nullif(t.text, ''), d.text, ''), coalesce(nullif(t.bring, ''), d.bring, ''),
       coalesce(nullif(t.reason, ''), d.reason, ''), s.version, sp.person_id, coalesce(sp.role, ''),
       coalesce(p.given_name, ''), coalesce(p.family_name, '')
  from session s
  left join session_text t on t.edition_id = s.edition_id and t.session_id = s.id and t.lang = :lang
  left join session_text d on d.edition_id = s.edition_id and d.session_id = s.id and d.lang = 'en'
  left join room r on r.edition_id = s.edition_id and r.id = s.room_id
  left join room_text rt on rt.edition_id = s.edition_id and rt.room_id = s.room_id and rt.lang = :lang
  left join room_text rd on rd.edition_id = s.edition_id and rd.room_id = s.room_id and rd.lang = 'en'
  left join room w on w.edition_id = s.edition_id and w.id = s.was_room_id
  left join session_person sp on sp.edition_id = s.edition_id and sp.session_id = s.id
  left join person p on p.id = sp.person_id
 where s.edition_id = :edition and s.day >= :first_day and s.day <= :last_day
   and (:everything = 1 or (s.state <> 'draft' and s.kind <> 'blocker'))
 order by s.starts_at, s.number, sp.position, sp.person_id;

-- One session.
--: many numbered(edition:i64 lang:text number:i64 everything:bool) -> :line
select s.id, s.number, s.slug, s.kind, s.model, s.day, s.starts_at, s.minutes, s.state, s.capacity,
       s.online_url, s.room_id, coalesce(r.code, ''), coalesce(r.name, ''), coalesce(r.building, ''),
       coalesce(nullif(rt.floor, ''), rd.floor, ''), coalesce(r.seats, 0), coalesce(r.is_open, 1),
       coalesce(w.name, ''), coalesce(nullif(t.title, ''), d.title, ''),
       coalesce(nullif(t.text, ''), d.text, ''), coalesce(nullif(t.bring, ''), d.bring, ''),
       coalesce(nullif(t.reason, ''), d.reason, ''), s.version, sp.person_id, coalesce(sp.role, ''),
       coalesce(p.given_name, ''), coalesce(p.family_name, '')
  from session s
  left join session_text t on t.edition_id = s.edition_id and t.session_id = s.id and t.lang = :lang
  left join session_text d on d.edition_id = s.edition_id and d.session_id = s.id and d.lang = 'en'
  left join room r on r.edition_id = s.edition_id and r.id = s.room_id
  left join room_text rt on rt.edition_id = s.edition_id and rt.room_id = s.room_id and rt.lang = :lang
  left join room_text rd on rd.edition_id = s.edition_id and rd.room_id = s.room_id and rd.lang = 'en'
  left join room w on w.edition_id = s.edition_id and w.id = s.was_room_id
  left join session_person sp on sp.edition_id = s.edition_id and sp.session_id = s.id
  left join person p on p.id = sp.person_id
 where s.edition_id = :edition and s.number = :number
   and (:everything = 1 or (s.state <> 'draft' and s.kind <> 'blocker'))
 order by s.starts_at, s.number, sp.position, sp.person_id;

-- What runs or comes, without breaks: enough rows for the first of them.
--: many ahead(edition:i64 lang:text now:i64) -> :line
select s.id, s.number, s.slug, s.kind, s.model, s.day, s.starts_at, s.minutes, s.state, s.capacity,
       s.online_url, s.room_id, coalesce(r.code, ''), coalesce(r.name, ''), coalesce(r.building, ''),
       coalesce(nullif(rt.floor, ''), rd.floor, ''), coalesce(r.seats, 0), coalesce(r.is_open, 1),
       coalesce(w.name, ''), coalesce(nullif(t.title, ''), d.title, ''),
       coalesce(nullif(t.text, ''), d.text, ''), coalesce(nullif(t.bring, ''), d.bring, ''),
       coalesce(nullif(t.reason, ''), d.reason, ''), s.version, sp.person_id, coalesce(sp.role, ''),
       coalesce(p.given_name, ''), coalesce(p.family_name, '')
  from session s
  left join session_text t on t.edition_id = s.edition_id and t.session_id = s.id and t.lang = :lang
  left join session_text d on d.edition_id = s.edition_id and d.session_id = s.id and d.lang = 'en'
  left join room r on r.edition_id = s.edition_id and r.id = s.room_id
  left join room_text rt on rt.edition_id = s.edition_id and rt.room_id = s.room_id and rt.lang = :lang
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
--: many of_person(edition:i64 lang:text person:i64 everything:bool) -> :line
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
  left join session_text t on t.edition_id = s.edition_id and t.session_id = s.id and t.lang = :lang
  left join session_text d on d.edition_id = s.edition_id and d.session_id = s.id and d.lang = 'en'
  left join room r on r.edition_id = s.edition_id and r.id = s.room_id
  left join room_text rt on rt.edition_id = s.edition_id and rt.room_id = s.room_id and rt.lang = :lang
  left join room_text rd on rd.edition_id = s.edition_id and rd.room_id = s.room_id and rd.lang = 'en'
  left join room w on w.edition_id = s.edition_id and w.id = s.was_room_id
  left join session_person sp on sp.edition_id = s.edition_id and sp.session_id = s.id
  left join person p on p.id = sp.person_id
 where s.edition_id = :edition
   and (:everything = 1 or (s.state <> 'draft' and s.kind <> 'blocker'))
 order by s.starts_at, s.number, sp.position, sp.person_id;

--: shape place id:i64 code:text name:text building:text floor:text remark:text reason:text seats:i64 is_open:bool

--: many places(edition:i64 lang:text) -> :place
select r.id, r.code, r.name, r.building, coalesce(nullif(t.floor, ''), d.floor, ''),
       coalesce(nullif(t.remark, ''), d.remark, ''), coalesce(nullif(t.reason, ''), d.reason, ''),
       r.seats, r.is_open
  from room r
  left join room_text t on t.edition_id = r.edition_id and t.room_id = r.id and t.lang = :lang
  left join room_text d on d.edition_id = r.edition_id and d.room_id = r.id and d.lang = 'en'
 where r.edition_id = :edition
 order by r.id;

--: maybe place(edition:i64 id:i64 lang:text) -> :place
select r.id, r.code, r.name, r.building, coalesce(nullif(t.floor, ''), d.floor, ''),
       coalesce(nullif(t.remark, ''), d.remark, ''), coalesce(nullif(t.reason, ''), d.reason, ''),
       r.seats, r.is_open
  from room r
  left join room_text t on t.edition_id = r.edition_id and t.room_id = r.id and t.lang = :lang
  left join room_text d on d.edition_id = r.edition_id and d.room_id = r.id and d.lang = 'en'
 where r.edition_id = :edition and r.id = :id;

--: maybe room_coded(edition:i64 code:text) -> id:i64 name:text building:text seats:i64 is_open:bool
select id, name, building, seats, is_open from room where edition_id = :edition and code = :code;

--: many room_texts(edition:i64 room:i64) -> lang:text floor:text remark:text reason:text
select lang, floor, remark, reason from room_text where edition_id = :edition and room_id = :room
 order by lang;

--: do room_put(edition:i64 id:i64 code:text name:text building:text seats:i64 is_open:bool folded:text now:i64)
insert into room (edition_id, id, code, name, building, seats, is_open, folded, changed_at)
values (:edition, :id, :code, :name, :building, :seats, :is_open, :folded, :now)
    on conflict (edition_id, id) do update
   set name = excluded.name, building = excluded.building, seats = excluded.seats,
       is_open = excluded.is_open, folded = excluded.folded, changed_at = excluded.changed_at;

--: do room_text_put(edition:i64 room:i64 lang:text floor:text remark:text reason:text)
insert into room_text (edition_id, room_id, lang, floor, remark, reason)
values (:edition, :room, :lang, :floor, :remark, :reason)
    on conflict (edition_id, room_id, lang) do update
   set floor = excluded.floor, remark = excluded.remark, reason = excluded.reason;

--: do room_open(edition:i64 id:i64 is_open:bool now:i64)
update room set is_open = :is_open, changed_at = :now where edition_id = :edition and id = :id;

-- Forgets why it was out of use, in every language.
--: do room_reasons_drop(edition:i64 room:i64)
update room_text set reason = '' where edition_id = :edition and room_id = :room;

--: do room_reason_put(edition:i64 room:i64 lang:text reason:text)
insert into room_text (edition_id, room_id, lang, floor, remark, reason)
values (:edition, :room, :lang, '', '', :reason)
    on conflict (edition_id, room_id, lang) do update set reason = excluded.reason;

--: one rooms_count(edition:i64) -> all_rooms:i64 open_rooms:i64 first_closed:text
select count(*), coalesce(sum(is_open), 0), coalesce(min(case when is_open = 0 then name end), '')
  from room where edition_id = :edition;

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

--: do session_text_put(edition:i64 session:i64 lang:text title:text text:text bring:text reason:text folded:text)
insert into session_text (edition_id, session_id, lang, title, text, bring, reason, folded)
values (:edition, :session, :lang, :title, :text, :bring, :reason, :folded)
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
--: many find_sessions(edition:i64 lang:text folded:text everything:bool) -> number:i64 slug:text title:text starts_at:i64 room_name:text folded:text
select s.number, s.slug, t.title, s.starts_at, coalesce(r.name, ''), t.folded
  from session_text t
  join session s on s.edition_id = t.edition_id and s.id = t.session_id
  left join room r on r.edition_id = s.edition_id and r.id = s.room_id
 where t.edition_id = :edition and (t.lang = :lang or t.lang = 'en')
   and replace(t.folded, :folded, '') <> t.folded
   and (:everything = 1 or (s.state <> 'draft' and s.kind <> 'blocker'))
 order by s.number, case when t.lang = :lang then 0 else 1 end
 limit 40;

--: many find_rooms(edition:i64 folded:text) -> id:i64 name:text building:text
select id, name, building from room
 where edition_id = :edition and replace(folded, :folded, '') <> folded
 order by id
 limit 10;

--: shape line id:i64 code:text name:text building:text floor:text remark:text reason:text seats:i64 is_open:bool

--: many all(edition:i64 tag:text) -> :line
select r.id, r.code, r.name, r.building, coalesce(nullif(t.floor, ''), d.floor, ''),
       coalesce(nullif(t.remark, ''), d.remark, ''), coalesce(nullif(t.reason, ''), d.reason, ''),
       r.seats, r.is_open
  from room r
  left join room_text t on t.edition_id = r.edition_id and t.room_id = r.id and t.lang = :tag
  left join room_text d on d.edition_id = r.edition_id and d.room_id = r.id and d.lang = 'en'
 where r.edition_id = :edition
 order by r.id;

--: many texts(edition:i64 room:i64) -> lang:text floor:text remark:text reason:text
select lang, floor, remark, reason from room_text where edition_id = :edition and room_id = :room
 order by lang;

--: do put(edition:i64 id:i64 code:text name:text building:text seats:i64 is_open:bool folded:text now:i64)
insert into room (edition_id, id, code, name, building, seats, is_open, folded, changed_at)
values (:edition, :id, :code, :name, :building, :seats, :is_open, :folded, :now)
    on conflict (edition_id, id) do update
   set name = excluded.name, building = excluded.building, seats = excluded.seats,
       is_open = excluded.is_open, folded = excluded.folded, changed_at = excluded.changed_at;

--: do text_put(edition:i64 room:i64 tag:text floor:text remark:text reason:text)
insert into room_text (edition_id, room_id, lang, floor, remark, reason)
values (:edition, :room, :tag, :floor, :remark, :reason)
    on conflict (edition_id, room_id, lang) do update
   set floor = excluded.floor, remark = excluded.remark, reason = excluded.reason;

--: do set_open(edition:i64 id:i64 is_open:bool now:i64)
update room set is_open = :is_open, changed_at = :now where edition_id = :edition and id = :id;

-- Forgets why it was out of use, in every language.
--: do reasons_drop(edition:i64 room:i64)
update room_text set reason = '' where edition_id = :edition and room_id = :room;

--: do reason_put(edition:i64 room:i64 tag:text reason:text)
insert into room_text (edition_id, room_id, lang, floor, remark, reason)
values (:edition, :room, :tag, '', '', :reason)
    on conflict (edition_id, room_id, lang) do update set reason = excluded.reason;

--: one count_open(edition:i64) -> all_rooms:i64 open_rooms:i64 first_closed:text
select count(*), coalesce(sum(is_open), 0), coalesce(min(case when is_open = 0 then name end), '')
  from room where edition_id = :edition;

--: many find(edition:i64 folded:text) -> id:i64 name:text building:text
select id, name, building from room
 where edition_id = :edition and replace(folded, :folded, '') <> folded
 order by id
 limit 10;

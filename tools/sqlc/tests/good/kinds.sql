-- The file's own comment belongs to nobody.

-- How many seats are left.
-- ERR_MISSING no such workshop. An end of comment */ does no harm.
--: one left(workshop:i64 who:i64) -> seats:i64 title:text
select w.seats - (select count(*) from seat s where s.workshop = w.id and s.who <> :who), w.title
  from workshop w -- a comment inside
 where w.id = :workshop;

--: maybe note(workshop:i64 who:i64) -> note:text?
select note from seat where workshop = :workshop and who = :who;

--: many of(who:i64) -> workshop:i64 note:text
select workshop, note from seat where who = :who order by workshop;

--: do take(workshop:i64 who:i64) -> changed
insert into seat (workshop, who) values (:workshop, :who) on conflict do nothing;

--: do leave(workshop:i64 who:i64)
delete from seat where workshop = :workshop and who = :who;

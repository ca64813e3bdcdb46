-- The core's table `mail` (src/core/migrations): cx_mail puts rows in, this feature brings them on their way.
--: shape letter edition:i64 id:i64 to_address:text to_name:text subject:text body:text kind:text state:text tries:i64 fault:text created_at:i64 expires_at:i64 sent_at:i64

--: maybe by_id(id:i64) -> :letter
select edition_id, id, to_address, to_name, subject, body, kind, state, tries, fault, created_at, expires_at, sent_at
  from mail where id = :id;

--: shape row_found id:i64 to_address:text to_name:text subject:text kind:text state:text fault:text created_at:i64

-- Older than `before`, newest first.
--: many all(edition:i64 before:i64 limit:i64) -> :row_found
select id, to_address, to_name, subject, kind, state, fault, created_at
  from mail
 where edition_id = :edition and id < :before
 order by id desc
 limit :limit;

--: many of_state(edition:i64 state:text before:i64 limit:i64) -> :row_found
select id, to_address, to_name, subject, kind, state, fault, created_at
  from mail
 where state = :state and edition_id = :edition and id < :before
 order by id desc
 limit :limit;

--: one how_many(edition:i64 state:text) -> mails:i64
select count(*) from mail where state = :state and edition_id = :edition;

-- What became of a mail that waited. Changes nothing where it waits no longer.
--: do note(edition:i64 id:i64 state:text tries:i64 fault:text sent_at:i64 forget:bool) -> changed
update mail
   set state = :state, tries = :tries, fault = :fault, sent_at = :sent_at,
       body = case when :forget then '' else body end
 where edition_id = :edition and id = :id and state = 'waits';

--: do again(edition:i64 id:i64 expires_at:i64) -> changed
update mail
   set state = 'waits', tries = 0, fault = '', expires_at = :expires_at
 where edition_id = :edition and id = :id and state in ('failed', 'expired', 'kept');

-- Late: past its end since `before`, although nobody noted it (its job was cancelled).
--: do expire_late(before:i64) -> changed
update mail set state = 'expired', body = case when kind = 'sign-in' then '' else body end
 where state = 'waits' and expires_at < :before;

-- Links that nobody can use any more.
--: do forget_links(now:i64) -> changed
update mail set body = ''
 where state in ('kept', 'failed', 'expired') and kind = 'sign-in' and body <> '' and expires_at < :now;

--: do drop_old(before:i64) -> changed scan-ok "once an hour, and what is found is deleted"
delete from mail where created_at < :before;

-- Does this person run an edition, or have a role in the installation?
--: one is_trusted(address:text roles:i64) -> holds:i64
select count(*)
  from person p
  join person_role r on r.person_id = p.id
 where p.email = :address and (r.edition_id = 0 or (r.roles & :roles) <> 0);

--: maybe address(person:i64) -> email:text?
select email from person where id = :person;

--: many to_address(address:text) -> subject:text kind:text state:text created_at:i64 scan-ok "when somebody asks for all data about them"
select subject, kind, state, created_at from mail where to_address = :address order by id;

--: do drop_to(address:text) scan-ok "when somebody's data is erased"
delete from mail where to_address = :address;

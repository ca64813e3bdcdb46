--: shape edition id:i64 slug:text zone:text virtual_day:i64? first_day:i64 last_day:i64 version:i64 title:text short_title:text

-- Every edition with its texts in one language, English where that lacks it.
--: many editions(lang:text) -> :edition scan-ok "an installation has at most 500 editions, and the result is kept in memory"
select e.id, e.slug, e.zone, e.virtual_day, e.first_day, e.last_day, e.version,
       coalesce(t.title, d.title, ''), coalesce(t.short_title, d.short_title, '')
  from edition e
  left join edition_text t on t.edition_id = e.id and t.lang = :lang and t.title <> ''
  left join edition_text d on d.edition_id = e.id and d.lang = 'en';

--: maybe edition_id(slug:text) -> id:i64
select id from edition where slug = :slug;

--: one edition_row(id:i64) -> slug:text zone:text virtual_day:i64? first_day:i64 last_day:i64 call_year:i64? alliance:text host:text place:text contact_name:text contact_email:text contact_phone:text version:i64
select slug, zone, virtual_day, first_day, last_day, call_year, alliance, host, place,
       contact_name, contact_email, contact_phone, version
  from edition where id = :id;

--: many edition_texts(id:i64) -> lang:text title:text short_title:text summary:text
select lang, title, short_title, summary from edition_text where edition_id = :id;

--: do edition_put(id:i64 slug:text zone:text virtual_day:i64? first_day:i64 last_day:i64 call_year:i64? alliance:text host:text place:text contact_name:text contact_email:text contact_phone:text now:i64)
insert into edition (id, slug, zone, virtual_day, first_day, last_day, call_year, alliance, host, place,
                     contact_name, contact_email, contact_phone, version, changed_at)
values (:id, :slug, :zone, :virtual_day, :first_day, :last_day, :call_year, :alliance, :host, :place,
        :contact_name, :contact_email, :contact_phone, 1, :now)
    on conflict (id) do update
   set slug = excluded.slug, zone = excluded.zone, virtual_day = excluded.virtual_day,
       first_day = excluded.first_day, last_day = excluded.last_day, call_year = excluded.call_year,
       alliance = excluded.alliance, host = excluded.host, place = excluded.place,
       contact_name = excluded.contact_name, contact_email = excluded.contact_email,
       contact_phone = excluded.contact_phone, version = edition.version + 1, changed_at = excluded.changed_at;

--: do edition_text_put(edition:i64 lang:text title:text short_title:text summary:text)
insert into edition_text (edition_id, lang, title, short_title, summary)
values (:edition, :lang, :title, :short_title, :summary)
    on conflict (edition_id, lang) do update
   set title = excluded.title, short_title = excluded.short_title, summary = excluded.summary;

--: shape person id:i64 email:text? given_name:text family_name:text language:text roles:i64

-- A person with the roles held in one edition and in the installation.
--: maybe person(edition:i64 id:i64) -> :person
select p.id, p.email, p.given_name, p.family_name, p.language,
       coalesce(r.roles, 0) | coalesce(i.roles, 0)
  from person p
  left join person_role r on r.edition_id = :edition and r.person_id = p.id
  left join person_role i on i.edition_id = 0 and i.person_id = p.id
 where p.id = :id;

--: maybe person_by_email(edition:i64 email:text) -> :person
select p.id, p.email, p.given_name, p.family_name, p.language,
       coalesce(r.roles, 0) | coalesce(i.roles, 0)
  from person p
  left join person_role r on r.edition_id = :edition and r.person_id = p.id
  left join person_role i on i.edition_id = 0 and i.person_id = p.id
 where p.email = :email;

--: do person_put(id:i64 email:text? given_name:text family_name:text language:text folded:text now:i64)
insert into person (id, email, given_name, family_name, language, folded, created_at, changed_at)
values (:id, :email, :given_name, :family_name, :language, :folded, :now, :now)
    on conflict (id) do update
   set email = excluded.email, given_name = excluded.given_name, family_name = excluded.family_name,
       language = excluded.language, folded = excluded.folded, changed_at = excluded.changed_at;

-- What a person holds in one edition alone.
--: maybe role(edition:i64 person:i64) -> roles:i64
select roles from person_role where edition_id = :edition and person_id = :person;

--: do role_put(edition:i64 person:i64 roles:i64)
insert into person_role (edition_id, person_id, roles) values (:edition, :person, :roles)
    on conflict (edition_id, person_id) do update set roles = excluded.roles;

--: do role_drop(edition:i64 person:i64)
delete from person_role where edition_id = :edition and person_id = :person;

--: maybe role_edition(person:i64) -> edition:i64
select r.edition_id
  from person_role r
  join edition e on e.id = r.edition_id
 where r.person_id = :person
 order by e.last_day desc
 limit 1;

-- The session of a cookie, with its person and the roles in the edition asked for (0: the one looked at last, else `current`).
--: maybe login(hash:blob asked:i64 current:i64 now:i64) -> id:i64 person:i64 edition:i64 seen_at:i64 given_name:text family_name:text email:text? language:text roles:i64
select l.id, l.person_id, e.edition_id, l.seen_at, p.given_name, p.family_name, p.email, p.language,
       coalesce(r.roles, 0) | coalesce(i.roles, 0)
  from login l
  join (select case when :asked <> 0 then :asked
                    else coalesce(nullif((select edition_id from login where hash = :hash), 0), :current)
               end as edition_id) e
  join person p on p.id = l.person_id
  left join person_role r on r.edition_id = e.edition_id and r.person_id = l.person_id
  left join person_role i on i.edition_id = 0 and i.person_id = l.person_id
 where l.hash = :hash and l.expires_at > :now;

--: do login_put(id:i64 hash:blob person:i64 edition:i64 browser:text now:i64 expires_at:i64)
insert into login (id, hash, person_id, edition_id, browser, created_at, seen_at, expires_at)
values (:id, :hash, :person, :edition, :browser, :now, :now, :expires_at);

--: do login_seen(id:i64 now:i64 expires_at:i64)
update login set seen_at = :now, expires_at = :expires_at where id = :id;

--: do login_look(id:i64 edition:i64)
update login set edition_id = :edition where id = :id;

--: many logins(person:i64 now:i64) -> id:i64 browser:text created_at:i64 seen_at:i64
select id, browser, created_at, seen_at from login where person_id = :person and expires_at > :now
 order by seen_at desc;

--: do login_end(person:i64 id:i64) -> changed
delete from login where person_id = :person and id = :id;

--: do login_end_others(person:i64 id:i64) -> changed
delete from login where person_id = :person and id <> :id;

--: do login_sweep(now:i64) -> changed
delete from login where expires_at <= :now;

--: do sign_in_put(id:i64 hash:blob person:i64 code_hash:blob browser_hash:blob next:text now:i64 expires_at:i64 uses:i64)
insert into sign_in (id, hash, person_id, code_hash, browser_hash, guesses, next, created_at, expires_at, uses_left)
values (:id, :hash, :person, :code_hash, :browser_hash, 0, :next, :now, :expires_at, :uses);

--: shape sign_in id:i64 person:i64 code_hash:blob guesses:i64 next:text expires_at:i64 uses_left:i64 given_name:text

--: maybe sign_in_by_link(hash:blob) -> :sign_in
select s.id, s.person_id, s.code_hash, s.guesses, s.next, s.expires_at, s.uses_left, p.given_name
  from sign_in s join person p on p.id = s.person_id
 where s.hash = :hash;

-- The newest of the browser that asked.
--: maybe sign_in_by_browser(browser:blob) -> :sign_in
select s.id, s.person_id, s.code_hash, s.guesses, s.next, s.expires_at, s.uses_left, p.given_name
  from sign_in s join person p on p.id = s.person_id
 where s.browser_hash = :browser
 order by s.created_at desc, s.id desc
 limit 1;

--: do sign_in_guess(id:i64)
update sign_in set guesses = guesses + 1 where id = :id;

--: do sign_in_use(id:i64) -> changed
update sign_in set uses_left = uses_left - 1 where id = :id and uses_left > 0;

--: do sign_in_sweep(before:i64) -> changed
delete from sign_in where expires_at <= :before;

--: maybe setting(edition:i64 key:text) -> value:text
select value from setting where edition_id = :edition and key = :key;

--: many settings() -> edition:i64 key:text value:text scan-ok "some dozens of rows, read once and kept in memory"
select edition_id, key, value from setting;

--: do setting_put(edition:i64 key:text value:text now:i64 person:i64)
insert into setting (edition_id, key, value, changed_at, changed_by) values (:edition, :key, :value, :now, :person)
    on conflict (edition_id, key) do update
   set value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by;

--: do setting_drop(edition:i64 key:text)
delete from setting where edition_id = :edition and key = :key;

--: do file_put(edition:i64 id:i64 name:text type:text size:i64 bytes:blob person:i64 now:i64)
insert into stored_file (edition_id, id, name, type, size_bytes, bytes, person_id, at)
values (:edition, :id, :name, :type, :size, :bytes, :person, :now);

--: maybe file(edition:i64 id:i64) -> id:i64 name:text type:text size_bytes:i64 bytes:blob person:i64 at:i64
select id, name, type, size_bytes, bytes, person_id, at from stored_file where edition_id = :edition and id = :id;

--: do file_drop(edition:i64 id:i64) -> changed
delete from stored_file where edition_id = :edition and id = :id;

--: one file_sums(edition:i64 person:i64) -> edition_bytes:i64 person_bytes:i64
select coalesce(sum(size_bytes), 0),
       coalesce(sum(case when person_id = :person then size_bytes else 0 end), 0)
  from stored_file where edition_id = :edition;

--: do mail_put(edition:i64 id:i64 to_address:text to_name:text subject:text body:text kind:text state:text now:i64 expires_at:i64)
insert into mail (edition_id, id, to_address, to_name, subject, body, kind, state, tries, fault, created_at, expires_at, sent_at)
values (:edition, :id, :to_address, :to_name, :subject, :body, :kind, :state, 0, '', :now, :expires_at, 0);

--: maybe done_key(key:text) -> person:i64 status:i64 location:text
select person_id, status, location from done_key where key = :key;

--: do done_key_put(key:text person:i64 status:i64 location:text now:i64)
insert into done_key (key, person_id, status, location, at) values (:key, :person, :status, :location, :now);

--: do done_key_sweep(before:i64) -> changed
delete from done_key where at < :before;

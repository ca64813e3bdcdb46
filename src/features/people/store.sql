--: shape line id:i64 email:text? given_name:text family_name:text language:text folded:text roles:i64
--:  institution:i64? position:text discipline:text pronouns:text languages:text looks_for:text offers:text
--:  certificate_name:text certificate_at:i64 own_at:i64 version:i64 about:text has_login:bool is_speaker:bool
--:  directory:text contact:text photo:text network:text

-- Everybody with a role in the edition, by name. `text` is the version of the consent texts that is asked today:
-- answers to older ones do not count. Texts are the reader's, else English, else any.
--: many all(edition:i64 tag:text text:i64) -> :line
select p.id, p.email, p.given_name, p.family_name, p.language, p.folded, r.roles,
       a.institution_id, coalesce(a.position, ''), coalesce(a.discipline, ''), coalesce(a.pronouns, ''),
       coalesce(a.languages, ''), coalesce(a.looks_for, ''), coalesce(a.offers, ''),
       coalesce(a.certificate_name, ''), coalesce(a.certificate_confirmed_at, 0), coalesce(a.own_at, 0),
       coalesce(a.version, 0),
       coalesce((select t.about from participation_text t
                  where t.edition_id = r.edition_id and t.person_id = r.person_id and t.about <> ''
                  order by case t.lang when :tag then 0 when 'en' then 1 else 2 end, t.lang limit 1), ''),
       exists (select 1 from login l where l.person_id = p.id),
       exists (select 1 from session_person sp
                 join session s on s.edition_id = sp.edition_id and s.id = sp.session_id
                where sp.edition_id = r.edition_id and sp.person_id = r.person_id and s.state = 'confirmed'),
       coalesce((select k.choice from consent k where k.edition_id = r.edition_id and k.person_id = r.person_id
                  and k.purpose = 'directory' and k.text_version = :text order by k.number desc limit 1), ''),
       coalesce((select k.choice from consent k where k.edition_id = r.edition_id and k.person_id = r.person_id
                  and k.purpose = 'contact' and k.text_version = :text order by k.number desc limit 1), ''),
       coalesce((select k.choice from consent k where k.edition_id = r.edition_id and k.person_id = r.person_id
                  and k.purpose = 'photo' and k.text_version = :text order by k.number desc limit 1), ''),
       coalesce((select k.choice from consent k where k.edition_id = r.edition_id and k.person_id = r.person_id
                  and k.purpose = 'network' and k.text_version = :text order by k.number desc limit 1), '')
  from person_role r
  join person p on p.id = r.person_id
  left join participation a on a.edition_id = r.edition_id and a.person_id = r.person_id
 where r.edition_id = :edition
 order by p.family_name, p.given_name, p.id;

-- One of them.
--: maybe one(edition:i64 id:i64 text:i64) -> :line
select p.id, p.email, p.given_name, p.family_name, p.language, p.folded, r.roles,
       a.institution_id, coalesce(a.position, ''), coalesce(a.discipline, ''), coalesce(a.pronouns, ''),
       coalesce(a.languages, ''), coalesce(a.looks_for, ''), coalesce(a.offers, ''),
       coalesce(a.certificate_name, ''), coalesce(a.certificate_confirmed_at, 0), coalesce(a.own_at, 0),
       coalesce(a.version, 0), '',
       exists (select 1 from login l where l.person_id = p.id),
       exists (select 1 from session_person sp
                 join session s on s.edition_id = sp.edition_id and s.id = sp.session_id
                where sp.edition_id = r.edition_id and sp.person_id = r.person_id and s.state = 'confirmed'),
       coalesce((select k.choice from consent k where k.edition_id = r.edition_id and k.person_id = r.person_id
                  and k.purpose = 'directory' and k.text_version = :text order by k.number desc limit 1), ''),
       coalesce((select k.choice from consent k where k.edition_id = r.edition_id and k.person_id = r.person_id
                  and k.purpose = 'contact' and k.text_version = :text order by k.number desc limit 1), ''),
       coalesce((select k.choice from consent k where k.edition_id = r.edition_id and k.person_id = r.person_id
                  and k.purpose = 'photo' and k.text_version = :text order by k.number desc limit 1), ''),
       coalesce((select k.choice from consent k where k.edition_id = r.edition_id and k.person_id = r.person_id
                  and k.purpose = 'network' and k.text_version = :text order by k.number desc limit 1), '')
  from person_role r
  join person p on p.id = r.person_id
  left join participation a on a.edition_id = r.edition_id and a.person_id = r.person_id
 where r.edition_id = :edition and r.person_id = :id;

--: shape stored id:i64 institution:i64? position:text discipline:text pronouns:text languages:text looks_for:text
--:  offers:text certificate_name:text certificate_at:i64 own_at:i64 version:i64

-- What the edition holds about one person, also without a role.
--: maybe participation(edition:i64 id:i64) -> :stored
select person_id, institution_id, position, discipline, pronouns, languages, looks_for, offers,
       certificate_name, certificate_confirmed_at, own_at, version
  from participation where edition_id = :edition and person_id = :id;

--: do participation_put(edition:i64 id:i64 institution:i64? position:text discipline:text pronouns:text languages:text
--:  looks_for:text offers:text certificate_name:text certificate_at:i64 own_at:i64 now:i64)
insert into participation (edition_id, person_id, institution_id, position, discipline, pronouns, languages, looks_for,
                           offers, certificate_name, certificate_confirmed_at, own_at, version, changed_at)
values (:edition, :id, :institution, :position, :discipline, :pronouns, :languages, :looks_for, :offers,
        :certificate_name, :certificate_at, :own_at, 1, :now)
    on conflict (edition_id, person_id) do update
   set institution_id = excluded.institution_id, position = excluded.position, discipline = excluded.discipline,
       pronouns = excluded.pronouns, languages = excluded.languages, looks_for = excluded.looks_for,
       offers = excluded.offers, certificate_name = excluded.certificate_name,
       certificate_confirmed_at = excluded.certificate_confirmed_at, own_at = excluded.own_at,
       version = participation.version + 1, changed_at = excluded.changed_at;

--: many texts(edition:i64 id:i64) -> lang:text about:text
select lang, about from participation_text where edition_id = :edition and person_id = :id order by lang;

--: do text_put(edition:i64 id:i64 lang:text about:text)
insert into participation_text (edition_id, person_id, lang, about) values (:edition, :id, :lang, :about)
    on conflict (edition_id, person_id, lang) do update set about = excluded.about;

-- The roles of one person in every edition that gives some; edition 0 is the installation.
--: many roles(person:i64) -> edition:i64 roles:i64
select edition_id, roles from person_role where person_id = :person order by edition_id;

-- How many hold a role in the edition (`role` is its bit).
--: one role_count(edition:i64 role:i64) -> people:i64
select count(*) from person_role where edition_id = :edition and roles & :role <> 0;

-- Of those who hold a role: how many there are, how many have answered all purposes, how many have confirmed their name.
--: one figures(edition:i64 role:i64 text:i64 purposes:i64) -> expected:i64 answered:i64 confirmed:i64
select count(*),
       coalesce(sum(case when (select count(distinct k.purpose) from consent k
                                where k.edition_id = r.edition_id and k.person_id = r.person_id
                                  and k.text_version = :text) >= :purposes then 1 else 0 end), 0),
       coalesce(sum(case when a.certificate_confirmed_at > 0 then 1 else 0 end), 0)
  from person_role r
  left join participation a on a.edition_id = r.edition_id and a.person_id = r.person_id
 where r.edition_id = :edition and r.roles & :role <> 0;

-- `folded` stands anywhere in the name. With `everything` all of the edition, else who may be seen by `reader`.
--: many find(edition:i64 folded:text reader:i64 everything:bool text:i64) -> id:i64 given_name:text family_name:text
--:  folded:text institution:i64? discipline:text
select p.id, p.given_name, p.family_name, p.folded, a.institution_id, coalesce(a.discipline, '')
  from person_role r
  join person p on p.id = r.person_id
  left join participation a on a.edition_id = r.edition_id and a.person_id = r.person_id
 where r.edition_id = :edition and replace(p.folded, :folded, '') <> p.folded
   and (:everything = 1 or p.id = :reader
        or coalesce((select k.choice from consent k where k.edition_id = r.edition_id and k.person_id = r.person_id
                      and k.purpose = 'directory' and k.text_version = :text order by k.number desc limit 1), '') = 'yes'
        or exists (select 1 from session_person sp
                     join session s on s.edition_id = sp.edition_id and s.id = sp.session_id
                    where sp.edition_id = r.edition_id and sp.person_id = r.person_id and s.state = 'confirmed'))
 order by p.family_name, p.given_name
 limit 40;

-- Others from the reader's institution, as far as they agreed to be seen, or are on stage.
--: many colleagues(edition:i64 reader:i64 text:i64) -> id:i64 given_name:text family_name:text position:text
--:  discipline:text is_agreed:bool
select p.id, p.given_name, p.family_name, a.position, a.discipline,
       coalesce((select k.choice from consent k where k.edition_id = a.edition_id and k.person_id = a.person_id
                  and k.purpose = 'directory' and k.text_version = :text order by k.number desc limit 1), '') = 'yes' as is_agreed
  from participation me
  join participation a on a.edition_id = me.edition_id and a.institution_id = me.institution_id
                      and a.person_id <> me.person_id
  join person p on p.id = a.person_id
 where me.edition_id = :edition and me.person_id = :reader
   and (is_agreed or exists (select 1 from session_person sp
                               join session s on s.edition_id = sp.edition_id and s.id = sp.session_id
                              where sp.edition_id = a.edition_id and sp.person_id = a.person_id and s.state = 'confirmed'))
 order by p.family_name, p.given_name
 limit 8;

-- What Today asks about the reader's own entry.
--: maybe certificate(edition:i64 person:i64) -> certificate_name:text certificate_at:i64
select certificate_name, certificate_confirmed_at from participation
 where edition_id = :edition and person_id = :person;

-- ---- what a person is given, and what goes on request ----

--: many participations(person:i64) -> slug:text institution:text position:text discipline:text pronouns:text
--:  languages:text looks_for:text offers:text certificate_name:text certificate_at:i64 own_at:i64 changed_at:i64
select e.slug, coalesce(i.name, ''), a.position, a.discipline, a.pronouns, a.languages, a.looks_for, a.offers,
       a.certificate_name, a.certificate_confirmed_at, a.own_at, a.changed_at
  from participation a
  join edition e on e.id = a.edition_id
  left join institution i on i.id = a.institution_id
 where a.person_id = :person
 order by e.first_day;

--: many abouts(person:i64) -> slug:text lang:text about:text
select e.slug, t.lang, t.about
  from participation a
  join participation_text t on t.edition_id = a.edition_id and t.person_id = a.person_id
  join edition e on e.id = a.edition_id
 where a.person_id = :person
 order by e.first_day, t.lang;

--: many roles_given(person:i64) -> slug:text roles:i64
select coalesce(e.slug, ''), r.roles
  from person_role r
  left join edition e on e.id = r.edition_id
 where r.person_id = :person
 order by e.first_day;

--: many sign_ins(person:i64) -> browser:text created_at:i64 seen_at:i64
select browser, created_at, seen_at from login where person_id = :person order by created_at;

--: one row_of(person:i64) -> email:text? given_name:text family_name:text language:text created_at:i64 changed_at:i64
select email, given_name, family_name, language, created_at, changed_at from person where id = :person;

-- What the person wrote and chose goes; that somebody of this institution took part stays.
--: do texts_erase(person:i64)
delete from participation_text
 where (edition_id, person_id) in (select a.edition_id, a.person_id from participation a where a.person_id = :person);

--: do erase(person:i64 now:i64)
update participation
   set position = '', discipline = '', pronouns = '', languages = '', looks_for = '', offers = '',
       certificate_name = '', certificate_confirmed_at = 0, version = version + 1, changed_at = :now
 where person_id = :person;

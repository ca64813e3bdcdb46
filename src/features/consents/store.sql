-- The answers of one person, the newest first.
--: many answers(edition:i64 person:i64) -> purpose:text number:i64 choice:text text_version:i64 at:i64
select purpose, number, choice, text_version, at from consent
 where edition_id = :edition and person_id = :person
 order by at desc, purpose, number desc;

-- The newest answer of one person for one purpose.
--: maybe answer(edition:i64 person:i64 purpose:text) -> number:i64 choice:text text_version:i64 at:i64
select number, choice, text_version, at from consent
 where edition_id = :edition and person_id = :person and purpose = :purpose
 order by number desc limit 1;

--: do put(edition:i64 person:i64 purpose:text number:i64 choice:text text_version:i64 at:i64)
insert into consent (edition_id, person_id, purpose, number, choice, text_version, at)
values (:edition, :person, :purpose, :number, :choice, :text_version, :at);

-- Every answer of the edition, as an export writes them. Who has no address stands in no file.
--: many all(edition:i64) -> email:text purpose:text choice:text text_version:i64 at:i64
select coalesce(p.email, ''), k.purpose, k.choice, k.text_version, k.at
  from consent k
  join person p on p.id = k.person_id
 where k.edition_id = :edition and p.email is not null
 order by k.person_id, k.purpose, k.number;

--: many of_person(person:i64) -> slug:text purpose:text choice:text text_version:i64 at:i64
select e.slug, k.purpose, k.choice, k.text_version, k.at
  from consent k
  join edition e on e.id = k.edition_id
 where k.person_id = :person
 order by k.at, k.purpose, k.number;

--: do erase(person:i64)
delete from consent where person_id = :person;

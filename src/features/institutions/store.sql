--: shape line id:i64 short_name:text name:text name_en:text city:text country:text erasmus_code:text ror:text website:text version:i64 part:text

-- Those of an edition, the host first.
--: many all(edition:i64) -> :line
select i.id, i.short, i.name, i.name_en, i.city, i.country, i.erasmus_code, i.ror, i.website, i.version, p.part
  from institution_part p
  join institution i on i.id = p.institution_id
 where p.edition_id = :edition
 order by case p.part when 'host' then 0 when 'partner' then 1 else 2 end, i.short;

-- One of an edition.
--: maybe by_id(edition:i64 id:i64) -> :line
select i.id, i.short, i.name, i.name_en, i.city, i.country, i.erasmus_code, i.ror, i.website, i.version, p.part
  from institution_part p
  join institution i on i.id = p.institution_id
 where p.edition_id = :edition and p.institution_id = :id;

-- One of the installation; `part` is empty where the edition does not have it.
--: maybe by_short(edition:i64 short_name:text) -> :line
select i.id, i.short, i.name, i.name_en, i.city, i.country, i.erasmus_code, i.ror, i.website, i.version,
       coalesce(p.part, '')
  from institution i
  left join institution_part p on p.edition_id = :edition and p.institution_id = i.id
 where i.short = :short_name;

--: do put(id:i64 short_name:text name:text name_en:text city:text country:text erasmus_code:text ror:text
--:  website:text folded:text now:i64)
insert into institution (id, short, name, name_en, city, country, erasmus_code, ror, website, folded, version, changed_at)
values (:id, :short_name, :name, :name_en, :city, :country, :erasmus_code, :ror, :website, :folded, 1, :now)
    on conflict (id) do update
   set short = excluded.short, name = excluded.name, name_en = excluded.name_en, city = excluded.city,
       country = excluded.country, erasmus_code = excluded.erasmus_code, ror = excluded.ror,
       website = excluded.website, folded = excluded.folded, version = institution.version + 1,
       changed_at = excluded.changed_at;

--: do part_put(edition:i64 id:i64 part:text)
insert into institution_part (edition_id, institution_id, part) values (:edition, :id, :part)
    on conflict (edition_id, institution_id) do update set part = excluded.part;

-- How many people of an edition each institution sends; `learners` are those who take part (`role` is the bit).
--: many people(edition:i64 role:i64) -> id:i64 people:i64 learners:i64
select a.institution_id, count(*), coalesce(sum(case when r.roles & :role <> 0 then 1 else 0 end), 0)
  from participation a
  join person_role r on r.edition_id = a.edition_id and r.person_id = a.person_id
 where a.edition_id = :edition and a.institution_id is not null
 group by a.institution_id;

-- `folded` stands anywhere in a name or the city.
--: many find(edition:i64 folded:text) -> id:i64 short_name:text name:text name_en:text city:text country:text
select i.id, i.short, i.name, i.name_en, i.city, i.country
  from institution_part p
  join institution i on i.id = p.institution_id
 where p.edition_id = :edition and replace(i.folded, :folded, '') <> i.folded
 order by i.short
 limit 20;

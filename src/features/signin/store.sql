-- The roles of somebody in all editions; edition 0 is the whole installation.
--: many roles(person:i64) -> edition:i64 roles:i64
select edition_id, roles from person_role where person_id = :person;

-- Sessions of somebody, ended ones too until the hourly sweep.
--: many sessions(person:i64) -> browser:text created_at:i64 seen_at:i64
select browser, created_at, seen_at from login where person_id = :person order by created_at;

--: do drop_sessions(person:i64)
delete from login where person_id = :person;

--: do drop_links(person:i64)
delete from sign_in where person_id = :person;

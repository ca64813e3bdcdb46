-- What the query makes itself may be read whole.
--: many listed(ids:text) -> id:i64 title:text
select w.id, w.title from json_each(:ids) j join workshop w on w.id = j.value;

--: many counted(a:i64 b:i64) -> n:i64
with recursive n(i) as (select :a union all select i + 1 from n where i < :b)
select x.i from n as x;

--: many pairs(who:i64) -> a:i64 b:i64
with mine as materialized (select workshop from seat where who = :who)
select a.workshop, b.workshop from mine a, mine as b where a.workshop < b.workshop;

--: many inner_rows(who:i64) -> n:i64
select s.n from (select count(*) as n from seat where who = :who) as s where s.n > 1;

--: many fixed() -> n:i64
select column1 from (values (1), (2)) as v;

--: one best() -> n:i64
select max(id) from workshop;

--: many x() -> a:i64 b:i64
select a.id, b.id from (select id, title from workshop where id < 9) a join workshop b on b.title = a.title;

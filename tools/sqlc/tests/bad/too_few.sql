--: one x(id:i64) -> n:i64
select id, title from workshop where id = :id;

--: one x(id:i64 who:i64) -> n:i64
select id from workshop where id = :id;

--: do x(id:i64) -> n:i64
delete from workshop where id = :id;

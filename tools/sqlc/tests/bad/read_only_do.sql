--: do x(id:i64)
select id from workshop where id = :id;

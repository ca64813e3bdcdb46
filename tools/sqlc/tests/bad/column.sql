--: one x(id:i64) -> n:i64
select 1 +
       chairs from workshop where id = :id;

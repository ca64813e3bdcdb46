--: one x(id:i64) -> t:text
select "no such column" from workshop where id = :id;

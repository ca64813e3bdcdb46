--: one x() -> n:i64
select "id" from workshop where id = 1;

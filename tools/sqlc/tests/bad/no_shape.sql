--: one x(id:i64) -> :card
select id from workshop where id = :id;

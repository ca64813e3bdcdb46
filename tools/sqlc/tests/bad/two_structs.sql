--: shape card id:i64

--: one card(id:i64) -> id:i64
select id from workshop where id = :id;

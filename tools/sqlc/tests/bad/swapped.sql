--: one x(id:i64) -> title:text id:i64
select id, title from workshop where id = :id;

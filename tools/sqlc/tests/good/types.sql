--: do put(id:i64 title:text picture:blob? weight:f64 is_open:bool)
insert into workshop (id, title, seats, picture, weight, is_open)
values (:id, :title, 1, :picture, :weight, :is_open);

--: one all(id:i64?) -> id:i64 title:text picture:blob? weight:f64? is_open:bool n:i64
select id, title, picture, weight, is_open, seats + 1 from workshop where id = :id;

--: do six(a:i64 b:text c2:i64 d:f64
--:   e:bool f:blob)
insert into workshop (id, title, seats, weight, is_open, picture) values (:a, :b, :c2, :d, :e, :f);

--: maybe four(a:i64 b:i64 c2:text d:text) -> n:i64
select seats from workshop where id = :a and seats = :b and title = :c2 and title <> :d;

-- One argument used twice is one argument.
--: one twice(a:i64) -> n:i64
select seats + :a from workshop where id = :a;

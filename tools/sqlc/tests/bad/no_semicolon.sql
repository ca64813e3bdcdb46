--: one x() -> n:i64
select 1

--: one y() -> n:i64
select 2;

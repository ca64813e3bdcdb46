--: one x() -> n:i64
select 1;

--: one x() -> n:i64
select 2;

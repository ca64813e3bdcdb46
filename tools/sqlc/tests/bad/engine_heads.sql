--: one x() -> n:i64 @sqlite
select 1;

--: one x() -> n:text @postgres
select 1;

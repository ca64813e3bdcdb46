--: one x() -> n:i64 @mysql
select 1;

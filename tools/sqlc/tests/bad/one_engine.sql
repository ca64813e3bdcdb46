--: one x() -> n:i64 @sqlite
select 1;

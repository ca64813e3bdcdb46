--: some x() -> n:i64
select 1;

--: one x -> n:i64
select 1;

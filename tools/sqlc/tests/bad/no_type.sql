--: one x() -> n
select 1;

--: one x() -> n:int
select 1;

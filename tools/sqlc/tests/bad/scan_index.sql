--: one x() -> n:i64
select count(*) from seat;

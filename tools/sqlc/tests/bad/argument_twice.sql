--: one x(a:i64 a:i64) -> n:i64
select :a;

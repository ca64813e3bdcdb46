--: one x(out:i64) -> n:i64
select :out;

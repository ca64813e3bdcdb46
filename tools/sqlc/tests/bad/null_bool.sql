--: one x(a:bool?) -> n:i64
select :a;

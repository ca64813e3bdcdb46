--: one x() -> n:i64
select id from worksop;

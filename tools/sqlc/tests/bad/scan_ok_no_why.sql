--: many x() -> n:i64  scan-ok ""
select id from workshop;

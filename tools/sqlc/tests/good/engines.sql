--: one now() -> n:i64  @sqlite
select unixepoch();

--: one now() -> n:i64  @postgres
select extract(epoch from now())::bigint;

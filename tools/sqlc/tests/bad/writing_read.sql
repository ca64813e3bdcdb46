--: one x(id:i64) -> n:i64
update workshop set seats = 1 where id = :id returning seats;

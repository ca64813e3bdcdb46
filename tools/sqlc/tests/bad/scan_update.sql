--: do x(seats:i64)
update workshop set seats = :seats where title = 'a';

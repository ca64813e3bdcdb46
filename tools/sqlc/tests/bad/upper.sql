--: one x() -> n:i64
SELECT 1;

--: one x(default:i64) -> n:i64
select :default;

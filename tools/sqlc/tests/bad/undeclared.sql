--: one x() -> n:i64
select workshop from seat where who = :who;

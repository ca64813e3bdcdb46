--: one quoted(id:i64) -> t:text
select 'Upper CASE; and a semicolon, a \ and a "quote" -- no comment''s end' from workshop where id = :id;

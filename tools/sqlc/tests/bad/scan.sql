--: many x(title:text) -> n:i64
select id from workshop where title = :title;

--: many x(note:text) -> n:i64
select s.who from workshop w join seat as s on s.note = :note where w.id = s.workshop;

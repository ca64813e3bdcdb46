--: shape card id:i64 title:text
--: one card(id:i64) -> :card
select id, title from workshop where id = :id;
--: many cards() -> :card  scan-ok "few"
select id, title from workshop;

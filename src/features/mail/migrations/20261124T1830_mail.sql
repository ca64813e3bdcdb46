-- The outbox is read by state, newest first; the sweep finds what waits too long.
create index mail_state on mail (state, edition_id, id);

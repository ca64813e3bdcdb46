-- Sessions that somebody wants to remember.
create table star (
  edition_id integer not null, -- of which edition
  person_id integer not null references person (id), -- whose
  session_id integer not null, -- which session
  starred_at integer not null, -- moment, seconds since 1970 UTC
  primary key (edition_id, person_id, session_id)
) strict, without rowid;

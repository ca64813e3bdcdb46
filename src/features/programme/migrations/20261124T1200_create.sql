-- The programme of an edition: its sessions, who speaks where, and the texts per language.
-- Moments are seconds since 1970 UTC, days are days since 1970-01-01 in the edition's zone.

create table session (
  edition_id integer not null references edition (id), -- of which edition
  id integer not null, -- made by the program
  number integer not null, -- small and public, in addresses and on signs: 12
  slug text not null, -- of the English title, behind the number in addresses
  kind text not null, -- opening, workshop, case, design, panel, networking, exercise, social, break, blocker
  model text not null, -- lab, hub, both, or empty
  day integer not null, -- on which it starts
  starts_at integer not null, -- moment
  minutes integer not null, -- how long, 1 to 1,440
  room_id integer, -- where; null: elsewhere or online
  was_room_id integer, -- where it was announced before it moved; null: it has not moved
  online_url text not null, -- of the call, for members only; may be empty
  state text not null, -- draft, confirmed, cancelled
  capacity integer not null, -- how many it takes; 0: as many as the room seats
  version integer not null, -- rises with each change
  changed_at integer not null, -- moment of the last change
  primary key (edition_id, id),
  foreign key (edition_id, room_id) references room (edition_id, id),
  foreign key (edition_id, was_room_id) references room (edition_id, id)
) strict, without rowid;
create unique index session_number on session (edition_id, number);
create index session_day on session (edition_id, day, starts_at);
create index session_start on session (edition_id, starts_at);
create index session_room on session (edition_id, room_id, starts_at);
create index session_was_room on session (edition_id, was_room_id);

create table session_text (
  edition_id integer not null, -- of which edition
  session_id integer not null, -- of which session
  lang text not null, -- tag: "en"
  title text not null, -- one line
  text text not null, -- what happens there, a paragraph or two
  bring text not null, -- what to bring; may be empty
  reason text not null, -- why it moved or was cancelled; may be empty
  folded text not null, -- title folded, for finding
  primary key (edition_id, session_id, lang),
  foreign key (edition_id, session_id) references session (edition_id, id)
) strict, without rowid;

create table session_person (
  edition_id integer not null, -- of which edition
  session_id integer not null, -- of which session
  person_id integer not null references person (id), -- who
  role text not null, -- speaker, moderator, facilitator, expert
  position integer not null, -- in which order they are named, from 1
  primary key (edition_id, session_id, person_id, role),
  foreign key (edition_id, session_id) references session (edition_id, id)
) strict, without rowid;
create index session_person_person on session_person (edition_id, person_id);

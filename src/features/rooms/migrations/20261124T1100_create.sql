-- The rooms of an edition, with their texts per language.

create table room (
  edition_id integer not null references edition (id), -- of which edition
  id integer not null, -- made by the program; rooms stand in this order
  code text not null, -- in files and addresses: "b204"
  name text not null, -- on the door: "B204"
  building text not null, -- "Building B"; may be empty
  seats integer not null, -- 0: standing
  is_open integer not null, -- 0: out of use
  folded text not null, -- name folded, for finding
  changed_at integer not null, -- moment of the last change
  primary key (edition_id, id)
) strict, without rowid;
create unique index room_code on room (edition_id, code);

create table room_text (
  edition_id integer not null, -- of which edition
  room_id integer not null, -- of which room
  lang text not null, -- tag: "en"
  floor text not null, -- "ground floor"
  remark text not null, -- what helps to use it: "hearing loop in rows 1 to 6"
  reason text not null, -- why it is out of use; empty while it is open
  primary key (edition_id, room_id, lang),
  foreign key (edition_id, room_id) references room (edition_id, id)
) strict, without rowid;

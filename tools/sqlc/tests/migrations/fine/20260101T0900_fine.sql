-- A table with everything that is allowed.
create table session (
    edition_id integer not null, -- the edition
    -- made by the program
    id integer not null,
    room integer references room (id), title text not null, -- where; for people
    kind text not null default 'talk, (short)'
        check (kind in ('talk', 'panel')), -- what it is
    primary key (edition_id, id),
    foreign key (room) references room (id)
);
create index session_room on session (room);
alter table session add column seats integer; -- how many
-- how heavy
alter table session add weight real;
-- key-ok: tokens are looked up before the edition is known
create table token (
    hash blob primary key, -- of the token
    edition_id integer not null -- the edition
);
create virtual table words using fts5 (body);

create table workshop (
    id integer primary key, -- made by the program
    title text not null,    -- for people
    seats integer not null, -- how many
    weight real,            -- of something
    picture blob,           -- bytes
    is_open boolean not null -- may be taken
);
create table seat (
    workshop integer not null references workshop (id), -- which
    who integer not null, -- person
    note text, -- may be missing
    primary key (workshop, who)
);
create index seat_who on seat (who);

-- key-ok:
create table a (
    id integer primary key, -- made by the program
    edition_id integer not null -- the edition
);

create table a (
    id integer not null, -- made by the program
    edition_id integer not null, -- the edition
    primary key (id, edition_id)
);

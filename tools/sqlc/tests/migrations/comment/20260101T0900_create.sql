create table a (
    id integer primary key, -- made by the program
    title text not null,
    note text -- this one has it
);

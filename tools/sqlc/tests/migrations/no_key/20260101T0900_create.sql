create table a (
    id integer not null -- made by the program
);

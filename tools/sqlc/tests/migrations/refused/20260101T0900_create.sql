create table a (
    id integer primary key -- made by the program
);
insert into b values (1);

create table a (
    id integer primary key -- made by the program
);
alter table a add column more text;

create table a (
    id integer primary key -- made by the program
);
create trigger t after insert on a begin select 1; end;

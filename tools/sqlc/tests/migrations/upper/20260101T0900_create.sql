CREATE table a (
    id integer primary key -- made by the program
);

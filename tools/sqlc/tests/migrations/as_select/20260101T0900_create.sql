create table a as select 1 as b;

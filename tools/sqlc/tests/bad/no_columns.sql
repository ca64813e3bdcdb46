--: one x()
select 1;

-- What came of each import, and the files of those that were only checked.
-- Moments are seconds since 1970 UTC. An installation without an edition has reports of edition 0.

create table import_report (
  edition_id integer not null, -- in which edition it was asked for; 0: there was none
  id integer not null, -- made by the program
  job_id integer not null, -- the job that does it
  person_id integer not null, -- who asked
  lang text not null, -- tag of the language in which the sentences are
  dry_run integer not null, -- 1: only checked
  is_done integer not null, -- 0: waits or runs
  is_kept integer not null, -- 1: stored; 0: only checked, or with a problem
  problems_more integer not null, -- problems beyond those of import_remark
  asked_at integer not null, -- moment
  ended_at integer not null, -- moment; 0: not yet
  primary key (edition_id, id)
) strict, without rowid;
create index import_report_job on import_report (edition_id, job_id);

create table import_file (
  edition_id integer not null, -- of the report
  report_id integer not null, -- of which report
  position integer not null, -- as it was chosen, from 1
  file_id integer not null, -- of stored_file; 0: dropped again
  name text not null, -- base name as sent
  size_bytes integer not null, -- of its content
  primary key (edition_id, report_id, position),
  foreign key (edition_id, report_id) references import_report (edition_id, id)
) strict, without rowid;

create table import_count (
  edition_id integer not null, -- of the report
  report_id integer not null, -- of which report
  position integer not null, -- in the order of reading, from 1
  file text not null, -- its name
  rows_new integer not null, -- made, or would be
  rows_changed integer not null, -- changed, or would be
  rows_same integer not null, -- already there as they are
  primary key (edition_id, report_id, position),
  foreign key (edition_id, report_id) references import_report (edition_id, id)
) strict, without rowid;

create table import_remark (
  edition_id integer not null, -- of the report
  report_id integer not null, -- of which report
  position integer not null, -- by file, then line, from 1
  is_note integer not null, -- 1: hinders nothing; 0: a problem
  file text not null, -- its name; empty: about all
  line integer not null, -- 1 is the head line; 0: the file as a whole
  sentence text not null, -- what is wrong and what to do
  primary key (edition_id, report_id, position),
  foreign key (edition_id, report_id) references import_report (edition_id, id)
) strict, without rowid;

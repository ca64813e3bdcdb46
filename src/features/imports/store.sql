--: shape report_row id:i64 job_id:i64 person_id:i64 lang:text dry_run:bool is_done:bool is_kept:bool problems_more:i64 asked_at:i64 ended_at:i64

--: maybe report_row_of(edition:i64 id:i64) -> :report_row
select id, job_id, person_id, lang, dry_run, is_done, is_kept, problems_more, asked_at, ended_at
  from import_report where edition_id = :edition and id = :id;

-- Ids rise with time: the newest first.
--: many recent(edition:i64 most:i64) -> :report_row
select id, job_id, person_id, lang, dry_run, is_done, is_kept, problems_more, asked_at, ended_at
  from import_report where edition_id = :edition
 order by id desc
 limit :most;

--: maybe report_of_job(edition:i64 job:i64) -> id:i64
select id from import_report where edition_id = :edition and job_id = :job;

--: do report_put(edition:i64 id:i64 job:i64 person:i64 lang:text dry_run:bool now:i64)
insert into import_report (edition_id, id, job_id, person_id, lang, dry_run, is_done, is_kept,
                           problems_more, asked_at, ended_at)
values (:edition, :id, :job, :person, :lang, :dry_run, 0, 0, 0, :now, 0);

--: do report_end(edition:i64 id:i64 kept:bool more:i64 now:i64)
update import_report
   set is_done = 1, is_kept = :kept, problems_more = :more, ended_at = :now
 where edition_id = :edition and id = :id;

--: many files_row(edition:i64 report:i64) -> file_id:i64 name:text size_bytes:i64
select file_id, name, size_bytes from import_file
 where edition_id = :edition and report_id = :report
 order by position;

--: do file_put(edition:i64 report:i64 position:i64 file:i64 name:text size:i64)
insert into import_file (edition_id, report_id, position, file_id, name, size_bytes)
values (:edition, :report, :position, :file, :name, :size);

--: do files_forget(edition:i64 report:i64)
update import_file set file_id = 0 where edition_id = :edition and report_id = :report;

--: many count_row(edition:i64 report:i64) -> file:text rows_new:i64 rows_changed:i64 rows_same:i64
select file, rows_new, rows_changed, rows_same from import_count
 where edition_id = :edition and report_id = :report
 order by position;

--: do count_put(edition:i64 report:i64 position:i64 file:text rows_new:i64 rows_changed:i64 rows_same:i64)
insert into import_count (edition_id, report_id, position, file, rows_new, rows_changed, rows_same)
values (:edition, :report, :position, :file, :rows_new, :rows_changed, :rows_same);

--: many remark_row(edition:i64 report:i64 is_note:bool) -> file:text line:i64 sentence:text
select file, line, sentence from import_remark
 where edition_id = :edition and report_id = :report and is_note = :is_note
 order by position;

--: do remark_put(edition:i64 report:i64 position:i64 is_note:bool file:text line:i64 sentence:text)
insert into import_remark (edition_id, report_id, position, is_note, file, line, sentence)
values (:edition, :report, :position, :is_note, :file, :line, :sentence);

--: many asked_before(moment:i64) -> edition_id:i64 id:i64 scan-ok "once a day, over a month's reports of all editions"
select edition_id, id from import_report where asked_at < :moment;

--: do drop_remarks(edition:i64 report:i64)
delete from import_remark where edition_id = :edition and report_id = :report;

--: do drop_counts(edition:i64 report:i64)
delete from import_count where edition_id = :edition and report_id = :report;

--: do drop_files(edition:i64 report:i64)
delete from import_file where edition_id = :edition and report_id = :report;

--: do drop_report(edition:i64 report:i64)
delete from import_report where edition_id = :edition and id = :report;

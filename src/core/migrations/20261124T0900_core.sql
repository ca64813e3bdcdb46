-- What every edition stands on: editions, people and their roles, sign-in, settings, files, mail.
-- Moments are seconds since 1970 UTC, days are days since 1970-01-01.

create table edition (
  id integer not null primary key, -- made by the program
  slug text not null unique, -- in addresses: "2026-uspn"
  zone text not null, -- IANA name of the place's time zone
  virtual_day integer, -- day of the virtual part; null: none
  first_day integer not null, -- first day on site
  last_day integer not null, -- last day on site
  call_year integer, -- call of the grant agreement that pays; null: unknown
  alliance text not null, -- name of the alliance
  host text not null, -- name of the host
  place text not null, -- city and country
  contact_name text not null, -- whom to ask
  contact_email text not null, -- where to write
  contact_phone text not null, -- where to call during the week
  version integer not null, -- rises with each change
  changed_at integer not null -- moment of the last change
) strict;

create table edition_text (
  edition_id integer not null references edition (id), -- of which edition
  lang text not null, -- tag: "en"
  title text not null, -- the full title
  short_title text not null, -- for headers: "International Week"
  summary text not null, -- a paragraph or two
  primary key (edition_id, lang)
) strict, without rowid;

create table person (
  id integer not null primary key, -- made by the program
  email text unique, -- normalised address; null: cannot sign in
  given_name text not null, -- as the person writes it
  family_name text not null, -- as the person writes it
  language text not null, -- tag of the interface; empty: by the browser
  folded text not null, -- given and family name folded, for finding
  created_at integer not null, -- moment
  changed_at integer not null -- moment of the last change
) strict;
create index person_folded on person (folded);

create table person_role (
  edition_id integer not null, -- 0: the whole installation
  person_id integer not null references person (id), -- who
  roles integer not null, -- bits of core/role.h
  primary key (edition_id, person_id)
) strict, without rowid;
create index person_role_person on person_role (person_id);

-- key-ok: a session belongs to a person, not to an edition; edition_id is what is looked at
create table login (
  id integer not null primary key, -- made by the program
  hash blob not null unique, -- of the token in the cookie, which is stored nowhere
  person_id integer not null references person (id), -- whose session
  edition_id integer not null, -- the edition looked at last; 0: none yet
  browser text not null, -- "Firefox on Android"
  created_at integer not null, -- moment of the sign-in
  seen_at integer not null, -- last use, to the hour
  expires_at integer not null -- ends by itself
) strict;
create index login_person on login (person_id);
create index login_expires on login (expires_at);

create table sign_in (
  id integer not null primary key, -- made by the program
  hash blob not null unique, -- of the token in the mailed link
  person_id integer not null references person (id), -- who asked
  code_hash blob not null, -- of the six digits, with the browser's token
  browser_hash blob not null, -- of the token of the browser that asked; empty: a link made by an organiser or the demo
  guesses integer not null, -- wrong codes typed so far
  next text not null, -- local address to go on to
  created_at integer not null, -- moment
  expires_at integer not null, -- 15 minutes later, or the demo's end
  uses_left integer not null -- 1; the demo's links more
) strict;
create index sign_in_browser on sign_in (browser_hash);
create index sign_in_person on sign_in (person_id);
create index sign_in_expires on sign_in (expires_at);

create table setting (
  edition_id integer not null, -- 0: the installation's
  key text not null, -- FEATURE.name
  value text not null, -- as text, checked when it was stored
  changed_at integer not null, -- moment
  changed_by integer not null, -- person; 0: the program
  primary key (edition_id, key)
) strict, without rowid;

create table stored_file (
  edition_id integer not null, -- to which edition it belongs
  id integer not null, -- made by the program
  name text not null, -- base name as sent
  type text not null, -- media type as judged by us
  size_bytes integer not null, -- of the content
  bytes blob not null, -- the content
  person_id integer not null, -- who sent it
  at integer not null, -- moment
  primary key (edition_id, id)
) strict;
create index stored_file_person on stored_file (edition_id, person_id, size_bytes);

create table mail (
  edition_id integer not null, -- about which edition; 0: none
  id integer not null, -- made by the program
  to_address text not null, -- where to
  to_name text not null, -- may be empty
  subject text not null, -- one line
  body text not null, -- plain text
  kind text not null, -- what it is for: "sign-in"
  state text not null, -- waits, sent, failed, expired, kept (no mail server: read in the outbox)
  tries integer not null, -- so far
  fault text not null, -- what the mail server said last
  created_at integer not null, -- moment
  expires_at integer not null, -- not sent after it
  sent_at integer not null, -- moment; 0: not yet
  primary key (edition_id, id)
) strict;
create index mail_id on mail (id);

-- key-ok: a key comes from a form before its edition is known
create table done_key (
  key text not null primary key, -- 128 bits made when the form was written, and a hash of address and input
  person_id integer not null, -- who sent it; 0: nobody signed in
  status integer not null, -- of the answer
  location text not null, -- where the answer led
  at integer not null -- moment
) strict, without rowid;
create index done_key_at on done_key (at);

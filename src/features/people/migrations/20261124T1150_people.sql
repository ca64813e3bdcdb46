-- What a person brings to an edition, and what of it others may see.
-- Moments are seconds since 1970 UTC.

create table participation (
  edition_id integer not null references edition (id), -- of which edition
  person_id integer not null references person (id), -- who
  institution_id integer references institution (id), -- sends the person; null: a guest from outside
  position text not null, -- "Professor"
  discipline text not null, -- "Urban mobility"
  pronouns text not null, -- as the person wants them; may be empty
  languages text not null, -- codes with a blank between, the best first: "de en fr"
  looks_for text not null, -- for networking
  offers text not null, -- for networking
  certificate_name text not null, -- as the certificate prints it; empty: given and family name
  certificate_confirmed_at integer not null, -- moment at which the person confirmed it; 0: not yet
  own_at integer not null, -- moment at which the person last wrote about herself; 0: only an organiser has
  version integer not null, -- rises with each change
  changed_at integer not null, -- moment of the last change
  primary key (edition_id, person_id)
) strict, without rowid;
create index participation_person on participation (person_id);
create index participation_institution on participation (edition_id, institution_id);
create index participation_sent_by on participation (institution_id);

create table participation_text (
  edition_id integer not null, -- of which edition
  person_id integer not null, -- who
  lang text not null, -- tag: "en"
  about text not null, -- a sentence or two about the person
  primary key (edition_id, person_id, lang),
  foreign key (edition_id, person_id) references participation (edition_id, person_id)
) strict, without rowid;

-- An answer is never changed: a withdrawal is the next row. The highest number is what holds.
create table consent (
  edition_id integer not null references edition (id), -- of which edition
  person_id integer not null references person (id), -- who answers
  purpose text not null, -- directory, contact, photo, network
  number integer not null, -- of the answer, from 1
  choice text not null, -- yes, no, ask
  text_version integer not null, -- of the text that was read
  at integer not null, -- moment
  primary key (edition_id, person_id, purpose, number)
) strict, without rowid;
create index consent_person on consent (person_id);

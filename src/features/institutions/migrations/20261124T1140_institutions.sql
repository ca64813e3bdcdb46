-- Universities and other bodies, once for the whole installation, and the part each has in an edition.

create table institution (
  id integer not null primary key, -- made by the program
  short text not null unique, -- the short name that tables and people use: "THWS"
  name text not null, -- in its own language
  name_en text not null, -- in English; may be empty
  city text not null, -- where it is; may be empty
  country text not null, -- ISO 3166-1 alpha-2, or XK; may be empty
  erasmus_code text not null, -- with the blanks that belong to it: "F  PARIS013"; may be empty
  ror text not null, -- identifier of ror.org without the address; may be empty
  website text not null, -- beginning with https:// or http://; may be empty
  folded text not null, -- short name, names and city folded, for finding
  version integer not null, -- rises with each change
  changed_at integer not null -- moment of the last change
) strict;

create table institution_part (
  edition_id integer not null references edition (id), -- of which edition
  institution_id integer not null references institution (id), -- which institution
  part text not null, -- host, partner, associated
  primary key (edition_id, institution_id)
) strict, without rowid;
create index institution_part_institution on institution_part (institution_id);

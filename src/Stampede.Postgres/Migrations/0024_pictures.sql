-- Null: it was uploaded before pictures were resized, and is served as it came.
alter table picture
  add column width  integer check (width between 1 and 8000),
  add column height integer check (height between 1 and 8000);

-- A picture in the widths that screens ask for, as WebP.
create table picture_size (
  picture_id uuid not null references picture (id) on delete cascade,
  width      integer not null check (width between 1 and 8000),
  bytes      bytea not null check (octet_length(bytes) between 1 and 5300000),
  primary key (picture_id, width)
);

-- Compressed already.
alter table picture_size alter column bytes set storage external;

-- What a drop is shown with beside its text. It has a table of its own because the drop's row is written with every reservation, and must
-- stay short. It is written in the transaction of the drop's movement, under its lock.
create table drop_look (
  drop_id    uuid primary key references drop (id),
  pictures   jsonb not null check (jsonb_typeof(pictures) = 'array' and jsonb_array_length(pictures) <= 8 and octet_length(pictures::text) <= 65536),
  size_guide text check (char_length(size_guide) <= 4000)
);

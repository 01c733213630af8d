-- Who the shop is: one row, read whole and written whole. Its version tells nodes that it changed, and an operator that
-- somebody else saved meanwhile.
create table shop (
  is_the_only_one boolean primary key default true check (is_the_only_one),
  version         bigint not null default 1 check (version >= 1),
  profile         jsonb not null default '{}' check (jsonb_typeof(profile) = 'object' and octet_length(profile::text) <= 65536),
  -- Imprint, privacy and so on, by page and language, as Markdown.
  legal           jsonb not null default '{}' check (jsonb_typeof(legal) = 'object' and octet_length(legal::text) <= 4194304),
  changed_at      timestamptz not null default clock_timestamp()
);

insert into shop default values;

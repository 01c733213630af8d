-- What operators see beside the stock: demand that was refused, the nodes, and the pictures that they upload.

-- Refused reservations. Every node adds what it has counted, about once a second; the minute is the one of the adding,
-- so that rows of a minute gone by no longer change and sums over them can be kept. No foreign key: checking it would
-- lock the drop's row, which the lanes are after.
create table refusal_count (
  drop_id uuid not null,
  minute  timestamptz not null check (minute = date_trunc('minute', minute, 'UTC')),
  code    text not null check (code ~ '^[a-z_]{1,60}$'),
  count   bigint not null check (count >= 1),
  primary key (drop_id, minute, code)
) with (fillfactor = 80);

-- Who is there. A node writes its row every few seconds and takes it away when it stops; one that fell silent stays to
-- be seen for a day.
create table node (
  id               uuid primary key,
  started_at       timestamptz not null,
  last_seen_at     timestamptz not null,
  version          text not null check (char_length(version) <= 100),
  -- Live connections, and how many of them watch which drop.
  watchers         integer not null check (watchers >= 0),
  watchers_by_drop jsonb not null
) with (fillfactor = 50);

-- Pictures as they are served: checked, and without what a camera wrote about its owner. The same picture is kept once.
create table picture (
  id           uuid primary key,
  content_type text not null check (content_type in ('image/png', 'image/jpeg', 'image/webp', 'image/gif')),
  bytes        bytea not null check (octet_length(bytes) between 1 and 5300000),
  sha256       bytea not null unique check (sha256 = sha256(bytes)),
  created_at   timestamptz not null default clock_timestamp()
);

-- Compressed already.
alter table picture alter column bytes set storage external;

-- How many people did something with a drop: one did it often, and is counted once. Nobody can be read out of it: of each person only a
-- hash was ever looked at, and of the hash only where its first one stands (HyperLogLog). No foreign key, as with refusal_count.
create table people_count (
  drop_id   uuid not null,
  -- 'watched', 'pressed', or the code of a refusal.
  step      text not null check (step ~ '^[a-z_]{1,60}$'),
  registers bytea not null check (octet_length(registers) = 4096),
  primary key (drop_id, step)
);

-- What is wrong now, or was within the last day: one row for each kind and what it is about. Every node that sees it says so again and again.
create table warning (
  code       text not null check (code ~ '^[a-z_]{1,60}$'),
  -- A node's or a drop's id, or nothing.
  subject    text not null check (char_length(subject) <= 60),
  since      timestamptz not null,
  seen_at    timestamptz not null,
  -- Nobody has seen it for some time.
  ended_at   timestamptz,
  data       jsonb not null,
  -- Operators were written to, and of which beginning.
  told_at    timestamptz,
  told_since timestamptz,
  over_told  boolean not null default false,
  primary key (code, subject)
) with (fillfactor = 50);

-- Few wait for an operator's hand, and the console asks for them every few seconds.
create index payment_needs_hand on payment (changed_at) where disputed or state = 'capture_failed' or tries >= 5;

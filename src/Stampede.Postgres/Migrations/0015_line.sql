-- The line of a drop: waiting room, draw and waitlist in one. Its rules and its phase are the ledger's; who stands in it has tables and a
-- lock of its own, so that joining never meets selling.

alter table drop
  -- What the ledger makes of the line, as the domain's LineState; null: there is none.
  add column line jsonb;

insert into movement_kind (kind, available, held, sold, becomes) values
  ('line_opened', 0, 0, 0, null),
  ('line_closed', 0, 0, 0, null),
  ('line_sealed', 0, 0, 0, null),
  ('line_drawn', 0, 0, 0, null),
  ('line_listed', 0, 0, 0, null),
  ('line_paced', 0, 0, 0, null),
  ('line_finished', 0, 0, 0, null),
  ('line_cancelled', 0, 0, 0, null),
  ('skipped', 0, 0, 0, null),
  ('offered', -1, 1, 0, 'active'),
  ('claimed', 0, 0, 0, null);

alter table movement
  drop constraint movement_kind_check,
  drop constraint movement_of_hold,
  add constraint movement_kind_check check (kind in (
    'created', 'published', 'opened', 'paused', 'resumed', 'ended', 'changed', 'adjusted', 'reserved', 'purchased', 'cancelled', 'expired',
    'paying', 'unpaid', 'returned', 'line_opened', 'line_closed', 'line_sealed', 'line_drawn', 'line_listed', 'line_paced', 'line_finished',
    'line_cancelled', 'skipped', 'offered', 'claimed')) not valid,
  add constraint movement_of_hold check (
    (kind in ('reserved', 'purchased', 'cancelled', 'expired', 'paying', 'unpaid', 'offered', 'claimed'))
    = (reservation_id is not null and customer_id is not null and variant_id is not null and quantity >= 1 and kind <> 'returned')) not valid;

-- Of few rows in any drop: loading a line asks which places were passed over.
create index movement_skipped on movement (drop_id) where kind = 'skipped';

-- An offer is a reservation that the line made. Its end is claimed_until once its customer has said yes.
alter table reservation
  add column entry_id uuid,
  add column line_place integer check (line_place >= 1),
  add column line_choice smallint check (line_choice between 0 and 4),
  add column line_tempo text check (line_tempo in ('live', 'calm')),
  add column claimed_until timestamptz,
  drop constraint reservation_bought_in_time,
  drop constraint reservation_expired_in_time,
  add constraint reservation_bought_in_time check (
    status <> 'purchased' or ended_at < greatest(expires_at, claimed_until, case when payment_id is not null then pay_until end)) not valid,
  add constraint reservation_expired_in_time check (
    status <> 'expired' or ended_at >= greatest(expires_at, claimed_until, case when payment_id is not null then pay_until end)) not valid,
  add constraint reservation_offered_whole check (num_nulls(entry_id, line_place, line_choice, line_tempo) in (0, 4)) not valid,
  add constraint reservation_claims_offers check (claimed_until is null or entry_id is not null) not valid;

-- The same place is offered the same variant once; and where loading finds the offers, which may live for days.
create unique index reservation_offer on reservation (drop_id, line_place, variant_id) where entry_id is not null;

-- The shop's register of lines: numbers without gaps, and those that were cancelled stay in it.
create table line (
  drop_id          uuid primary key references drop (id),
  number           bigint not null unique check (number >= 1),
  commit           text not null check (commit ~ '^[0-9a-f]{64}$'),
  -- 32 bytes, sealed by the server's key ring until they are public.
  secret_protected bytea not null,
  -- Lines of the log, and people who ever joined.
  log_size         bigint not null default 0 check (log_size >= 0),
  entries          bigint not null default 0 check (entries >= 0),
  -- Of these, who has withdrawn or was excluded.
  leavers          bigint not null default 0 check (leavers >= 0),
  -- The log's size at the close: who joined at a later index stands behind. Null: it is not closed.
  closed_size      bigint check (closed_size <= log_size),
  -- For each variant, how many are in the line who list it; so that nobody has to count them.
  listed           jsonb not null default '{}',
  -- Nothing is excluded any more.
  sealed_size      bigint check (sealed_size <= log_size),
  -- How far, by seq, people were written to that the line is over. Null: all were.
  told_over_seq    bigint default 0,
  created_at       timestamptz not null default clock_timestamp()
) with (fillfactor = 50);

create table line_entry (
  drop_id         uuid not null references line (drop_id),
  -- By arrival, from 1, without gaps.
  seq             bigint not null check (seq >= 1),
  entry_id        uuid not null,
  customer_id     uuid not null,
  preferences     uuid[] not null check (cardinality(preferences) between 1 and 5),
  quantity        integer not null check (quantity >= 1),
  joined_at       timestamptz not null,
  -- Indexes in the line's log: of joining; of going to the end after a missed offer; of leaving; of being excluded; of the newest of all.
  joined_index    bigint not null,
  missed_index    bigint,
  withdrawn_index bigint,
  excluded_index  bigint,
  excluded_reason text check (char_length(excluded_reason) between 1 and 500),
  last_index      bigint not null,
  primary key (drop_id, seq),
  unique (drop_id, customer_id),
  unique (drop_id, entry_id),
  check ((excluded_index is null) = (excluded_reason is null))
);
create index line_entry_by_change on line_entry (drop_id, last_index);
create index line_entry_by_customer on line_entry (customer_id);

-- What happened in the line, one canonical JSON text a line: the leaves of its tree.
create table line_log (
  drop_id uuid not null references line (drop_id),
  index   bigint not null check (index >= 0),
  at      timestamptz not null,
  line    text not null,
  primary key (drop_id, index)
);

create index line_not_told on line (drop_id) where told_over_seq is not null;

create trigger line_log_is_final before update or delete or truncate on line_log
  for each statement execute function refuse_change('the log of a line is only ever added to');

-- Letters that must go: written with what they tell of, sent by whoever has the lease, at least once.
create table letter (
  id          bigint generated always as identity primary key,
  customer_id uuid not null,
  drop_id     uuid,
  -- Of one kind a customer gets one for the same thing.
  kind        text not null,
  about       text not null,
  data        jsonb not null,
  created_at  timestamptz not null default clock_timestamp(),
  due_at      timestamptz not null default clock_timestamp(),
  leased_until timestamptz,
  tries       integer not null default 0,
  last_error  text,
  sent_at     timestamptz,
  -- It will not go any more, and why.
  given_up    text,
  unique (customer_id, kind, about)
);
create index letter_due on letter (due_at) where sent_at is null and given_up is null;

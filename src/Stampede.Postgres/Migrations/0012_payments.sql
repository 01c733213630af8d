-- Payment: a drop's rule, what the ledger says of it, and the attempts themselves.
alter table drop
  add column payment text not null default 'none' check (payment in ('none', 'required')),
  add column pay_seconds integer not null default 300 check (pay_seconds between 30 and 1800);

insert into movement_kind (kind, available, held, sold, becomes) values
  ('paying', 0, 0, 0, null),
  ('unpaid', 0, 0, 0, null),
  -- With its units where they are free again; a return that leaves them sold has none.
  ('returned', 1, 0, -1, null);

alter table movement
  add column payment_id uuid,
  drop constraint movement_kind_check,
  drop constraint movement_of_hold,
  add constraint movement_kind_check check (kind in (
    'created', 'published', 'opened', 'paused', 'resumed', 'ended', 'changed', 'adjusted', 'reserved', 'purchased', 'cancelled', 'expired',
    'paying', 'unpaid', 'returned')) not valid,
  add constraint movement_of_hold check (
    (kind in ('reserved', 'purchased', 'cancelled', 'expired', 'paying', 'unpaid'))
    = (reservation_id is not null and customer_id is not null and variant_id is not null and quantity >= 1 and kind <> 'returned')) not valid,
  add constraint movement_of_payment check (kind not in ('paying', 'unpaid') or payment_id is not null) not valid;

-- A hold's end is pay_until only while a payment is under way; expires_at stays what it was when it was granted.
alter table reservation
  add column payment_id uuid,
  add column pay_until timestamptz,
  drop constraint reservation_bought_in_time,
  drop constraint reservation_expired_in_time,
  add constraint reservation_bought_in_time check (
    status <> 'purchased' or ended_at < greatest(expires_at, case when payment_id is not null then pay_until end)) not valid,
  add constraint reservation_expired_in_time check (
    status <> 'expired' or ended_at >= greatest(expires_at, case when payment_id is not null then pay_until end)) not valid;

-- What paid for it. Null: nothing did.
alter table purchase add column payment_id uuid;

-- A sale taken back. The purchase is final; this is a row of its own.
create table purchase_return (
  drop_id      uuid not null,
  drop_version bigint not null,
  purchase_id  uuid not null,
  customer_id  uuid not null,
  variant_id   uuid not null,
  units        integer not null check (units >= 1),
  restocked    boolean not null,
  payment_id   uuid,
  operator_id  uuid,
  reason       text not null,
  returned_at  timestamptz not null,
  primary key (drop_id, drop_version)
);

-- Once: a second return of a purchase is refused, whatever the first did with the stock.
create unique index purchase_return_once on purchase_return (drop_id, purchase_id);

create trigger purchase_return_is_final before update or delete or truncate on purchase_return
  for each statement execute function refuse_change('what was returned stays returned');

create table payment (
  drop_id        uuid not null,
  id             uuid not null,
  reservation_id uuid not null,
  customer_id    uuid not null,
  attempt        integer not null check (attempt between 1 and 100),
  request_key    text check (char_length(request_key) between 1 and 200),
  request_hash   bytea,
  provider       text not null check (provider in ('test', 'manual', 'stripe')),
  -- The provider's name for it; null before it has answered.
  provider_ref   text,
  -- What the provider is told to start with, until it has answered.
  token          text,
  amount_minor   bigint not null check (amount_minor > 0),
  currency       text not null,
  state          text not null check (state in (
    'starting', 'action', 'unknown', 'authorized', 'declined', 'abandoned', 'sold', 'captured', 'capture_failed', 'voiding', 'voided',
    'refunding', 'part_refunded', 'refunded')),
  disputed       boolean not null default false,
  decline_code   text,
  -- What the browser needs for the challenge.
  next_action    jsonb,
  capture_before timestamptz,
  captured_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  purchase_id    uuid,
  created_at     timestamptz not null,
  changed_at     timestamptz not null,
  -- When somebody is to look at it next; null: nobody needs to.
  due_at         timestamptz,
  -- Who has taken it until when.
  leased_until   timestamptz,
  tries          integer not null default 0,
  last_error     text,
  primary key (drop_id, id),
  unique (drop_id, reservation_id, attempt),
  check (refunded_minor <= captured_minor and captured_minor <= amount_minor and refunded_minor >= 0)
) with (fillfactor = 70);

-- Two tabs, two payments: the second is refused.
create unique index payment_live_once on payment (drop_id, reservation_id)
  where state in ('starting', 'action', 'unknown', 'authorized', 'sold', 'captured', 'capture_failed', 'part_refunded');
create unique index payment_request_key on payment (drop_id, reservation_id, request_key) where request_key is not null;
create unique index payment_provider_ref on payment (provider, provider_ref) where provider_ref is not null;
create index payment_due on payment (due_at) where due_at is not null;
create index payment_by_id on payment (id);

create table payment_step (
  drop_id    uuid not null,
  payment_id uuid not null,
  n          integer not null,
  at         timestamptz not null,
  from_state text,
  to_state   text not null,
  why        text,
  -- The operator who did it; null: a customer, the provider, or time.
  operator_id uuid,
  primary key (drop_id, payment_id, n)
);

create trigger payment_step_is_final before update or delete or truncate on payment_step
  for each statement execute function refuse_change('the steps of a payment are only ever added to');

create table payment_event (
  provider    text not null,
  event_id    text not null check (char_length(event_id) between 1 and 255),
  provider_ref text not null,
  received_at timestamptz not null default clock_timestamp(),
  primary key (provider, event_id)
);
create index payment_event_by_age on payment_event (received_at);

create table refund (
  drop_id      uuid not null,
  payment_id   uuid not null,
  id           uuid not null,
  request_key  text check (char_length(request_key) between 1 and 200),
  amount_minor bigint not null check (amount_minor > 0),
  restock      boolean not null,
  reason       text not null check (char_length(reason) between 1 and 500),
  operator_id  uuid,
  state        text not null check (state in ('asked', 'done', 'failed')),
  created_at   timestamptz not null,
  primary key (drop_id, payment_id, id)
);
create unique index refund_request_key on refund (drop_id, payment_id, request_key) where request_key is not null;

-- The books of the providers that are built in (for trying it out; for what is paid by hand): as another's would be, apart from ours.
create table built_in_payment (
  provider       text not null check (provider in ('test', 'manual')),
  payment_id     uuid not null,
  ref            text not null unique,
  card           text not null,
  amount_minor   bigint not null,
  currency       text not null,
  state          text not null check (state in ('action', 'processing', 'authorized', 'captured', 'declined', 'voided')),
  decline_code   text,
  captured_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  created_at     timestamptz not null default clock_timestamp(),
  -- Before that it does not answer.
  answers_at     timestamptz,
  primary key (provider, payment_id),
  check (refunded_minor <= captured_minor and captured_minor <= amount_minor)
);
create index built_in_payment_by_age on built_in_payment (provider, created_at);

create table built_in_refund (
  id           uuid primary key,
  provider     text not null,
  payment_id   uuid not null,
  amount_minor bigint not null check (amount_minor > 0)
);

-- Drops, their stock, and the ledger. What PostgreSQL can check by itself, it checks here once more: a fault in the
-- code shall end in a refused transaction, not in a pair sold twice. Every key leads with drop_id, and no transaction
-- touches two drops, so that the tables can be distributed by it.

create table drop (
  id                  uuid primary key,
  slug                text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(slug) <= 100),
  name                text not null check (char_length(name) between 1 and 200),
  description         text check (char_length(description) <= 10000),
  image_url           text check (char_length(image_url) <= 2000),
  price_minor         bigint not null check (price_minor >= 0),
  currency            text not null check (currency ~ '^[A-Z]{3}$'),
  status              text not null check (status in ('draft', 'upcoming', 'live', 'paused', 'ended')),
  starts_at           timestamptz,
  ends_at             timestamptz,
  hold_seconds        integer not null check (hold_seconds between 1 and 3600),
  limit_per_customer  integer not null check (limit_per_customer between 1 and 1000000),
  created_at          timestamptz not null,
  -- The ledger's last number.
  version             bigint not null check (version >= 1),
  -- When the drop next wants a decision by itself: a start, an end, a hold that is over. Unindexed: it changes with
  -- every batch, and an index would cost each of them the cheap (HOT) update.
  next_due_at         timestamptz,
  -- No reservation made before this version is active: where loading the live holds begins.
  oldest_hold_version bigint not null default 1,
  check (status in ('draft', 'ended') or starts_at is not null),
  check (ends_at > starts_at)
) with (fillfactor = 50);

create index drop_by_status on drop (status, id desc);

-- The status by the clock: a schedule is kept to the millisecond, though its movement is written a moment later.
create function drop_status(status text, starts_at timestamptz, ends_at timestamptz, at timestamptz) returns text
language sql immutable parallel safe as $$
  select case
    when status in ('upcoming', 'live', 'paused') and ends_at <= at then 'ended'
    when status = 'upcoming' and starts_at <= at then 'live'
    else status
  end
$$;

create table variant (
  drop_id   uuid not null references drop (id),
  id        uuid not null,
  position  integer not null,
  label     text not null check (char_length(label) between 1 and 60),
  total     integer not null check (total between 0 and 10000000),
  available integer not null check (available >= 0),
  held      integer not null check (held >= 0),
  sold      integer not null check (sold >= 0),
  primary key (drop_id, id),
  unique (drop_id, label),
  constraint variant_balances check (total = available + held + sold)
) with (fillfactor = 50);

create table reservation (
  drop_id      uuid not null,
  id           uuid not null,
  customer_id  uuid not null,
  variant_id   uuid not null,
  quantity     integer not null check (quantity >= 1),
  price_minor  bigint not null check (price_minor >= 0),
  currency     text not null,
  status       text not null check (status in ('active', 'purchased', 'expired', 'cancelled')),
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  ended_at     timestamptz,
  drop_version bigint not null,
  request_key  text check (char_length(request_key) between 1 and 200),
  primary key (drop_id, id),
  constraint reservation_expires_later check (expires_at > created_at),
  constraint reservation_ends_once check ((status = 'active') = (ended_at is null)),
  constraint reservation_bought_in_time check (status <> 'purchased' or ended_at < expires_at),
  constraint reservation_expired_in_time check (status <> 'expired' or ended_at >= expires_at)
  -- Room for the one update that each row gets: its end.
) with (fillfactor = 80);

create unique index reservation_request_key on reservation (drop_id, customer_id, request_key) where request_key is not null;
create index reservation_by_customer on reservation (customer_id, id);

create table purchase (
  drop_id        uuid not null,
  drop_version   bigint not null,
  id             uuid not null,
  reservation_id uuid not null,
  customer_id    uuid not null,
  variant_id     uuid not null,
  quantity       integer not null check (quantity >= 1),
  price_minor    bigint not null check (price_minor >= 0),
  currency       text not null,
  display_name   text not null check (char_length(display_name) between 1 and 160),
  purchased_at   timestamptz not null,
  primary key (drop_id, drop_version),
  constraint purchase_once unique (drop_id, reservation_id)
);

create unique index purchase_by_customer on purchase (customer_id, id);

create table movement (
  drop_id        uuid not null,
  version        bigint not null check (version >= 1),
  at             timestamptz not null,
  kind           text not null check (kind in ('created', 'published', 'opened', 'paused', 'resumed', 'ended', 'changed',
                                               'adjusted', 'reserved', 'purchased', 'cancelled', 'expired')),
  variant_id     uuid,
  reservation_id uuid,
  -- Whose stock it is.
  customer_id    uuid,
  -- Units of a hold; of an adjustment the change, which may be negative.
  quantity       integer,
  -- Who did it, where that is not the customer.
  operator_id    uuid,
  -- What a movement of the drop itself set.
  data           jsonb,
  primary key (drop_id, version),
  constraint movement_of_hold check (
    (kind in ('reserved', 'purchased', 'cancelled', 'expired'))
    = (reservation_id is not null and customer_id is not null and variant_id is not null and quantity >= 1)),
  constraint movement_of_stock check (kind <> 'adjusted' or (variant_id is not null and quantity <> 0))
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: %', lower(tg_op), tg_table_name, tg_argv[0] using errcode = 'integrity_constraint_violation';
end $$;

create trigger movement_is_final before update or delete or truncate on movement
  for each statement execute function refuse_change('the ledger is only ever added to');

create trigger purchase_is_final before update or delete or truncate on purchase
  for each statement execute function refuse_change('a purchase is final');

-- A terminal state is forever. The condition stands in the trigger, so that the usual update calls no function.
create trigger reservation_ends_once before update on reservation
  for each row when (old.status <> 'active') execute function refuse_change('a reservation ends once');

create trigger reservation_stays before delete or truncate on reservation
  for each statement execute function refuse_change('reservations are kept');

-- A guarded write that met fewer rows than it was made for is a fault, and must not be committed with the rest.
create function expect_rows(what text, expected bigint, met bigint) returns void language plpgsql as $$
begin
  if met is distinct from expected then
    raise exception '%: % rows expected, % met', what, expected, met using errcode = 'integrity_constraint_violation';
  end if;
end $$;

-- Events for other programs, by pull and by push. The ledgers say what happened; here stands in which order they grew.

-- What is news whatever was reserved meanwhile: few rows of any ledger. It is read without reading the holds.
create index movement_news on movement (drop_id, version) where kind in (
  'created', 'published', 'opened', 'paused', 'resumed', 'ended', 'changed', 'adjusted', 'returned', 'line_sealed', 'line_drawn');

-- One after the other, whoever commits when: a row is written under the lock of event_head. So a reader who has read a row has read all before it.
create table event_log (
  position      bigint primary key check (position >= 1),
  drop_id       uuid not null,
  -- A run of the drop's ledger: the versions after the first, up to the second.
  after_version bigint check (after_version >= 0),
  version       bigint check (version > after_version),
  -- Versions in it after which everything of the drop was sold, and before which it was not.
  sold_out      bigint[],
  -- Or one event of a payment.
  payment_id    uuid,
  payment_event integer,
  written_at    timestamptz not null default clock_timestamp(),
  check (num_nulls(after_version, version) = case when payment_id is null then 0 else 2 end),
  check ((payment_id is null) = (payment_event is null))
);
create unique index event_log_of_drop on event_log (drop_id, version) where payment_id is null;
create unique index event_log_of_payment on event_log (payment_id, payment_event) where payment_id is not null;
create index event_log_sold_out on event_log (drop_id, version) where sold_out is not null;
create index event_log_by_time on event_log (written_at);

create trigger event_log_is_final before update or delete or truncate on event_log
  for each statement execute function refuse_change('the order of events is only ever added to');

create table event_head (
  is_the_one boolean primary key default true check (is_the_one),
  position   bigint not null default 0 check (position >= 0)
) with (fillfactor = 50);
insert into event_head default values;

-- What became of payments, as it stood then. Numbered from 1 for each payment.
create table payment_news (
  payment_id     uuid not null,
  n              integer not null check (n >= 1),
  drop_id        uuid not null,
  type           text not null check (type in ('payment.captured', 'payment.refunded', 'payment.needsAttention')),
  at             timestamptz not null,
  state          text not null,
  disputed       boolean not null,
  captured_minor bigint not null,
  refunded_minor bigint not null,
  is_logged      boolean not null default false,
  primary key (payment_id, n)
) with (fillfactor = 80);
create index payment_news_to_log on payment_news (at, payment_id, n) where not is_logged;

-- A trigger, so that nodes of the version before leave none out. Its condition is false for all that selling does with a payment.
create function tell_of_payment() returns trigger language plpgsql as $$
begin
  insert into payment_news (payment_id, n, drop_id, type, at, state, disputed, captured_minor, refunded_minor)
  select new.id, 1 + coalesce((select max(n) from payment_news where payment_id = new.id), 0), new.drop_id,
    case when new.refunded_minor > old.refunded_minor then 'payment.refunded' when new.disputed and not old.disputed or new.state = 'capture_failed' then 'payment.needsAttention'
      else 'payment.captured' end,
    clock_timestamp(), new.state, new.disputed, new.captured_minor, new.refunded_minor;
  return null;
end $$;

create trigger payment_is_told after update on payment for each row
  when (new.state <> old.state and new.state in ('captured', 'capture_failed') or new.refunded_minor > old.refunded_minor or new.disputed and not old.disputed)
  execute function tell_of_payment();

create table webhook_endpoint (
  id                 uuid primary key,
  url                text not null check (char_length(url) between 1 and 2000),
  description        text check (char_length(description) between 1 and 200),
  -- Null: all but those of holds.
  types              text[] check (cardinality(types) between 1 and 50),
  -- Null: all.
  drops              uuid[] check (cardinality(drops) between 1 and 100),
  is_on              boolean not null default true,
  off_reason         text check (off_reason in ('gone', 'failing', 'by_operator')),
  off_at             timestamptz,
  -- Sealed by the server's key ring. The one before signs too until its time is over.
  secret_protected   bytea not null,
  previous_protected bytea,
  previous_until     timestamptz,
  created_by         uuid not null,
  created_at         timestamptz not null default clock_timestamp(),
  last_delivered_at  timestamptz,
  last_failed_at     timestamptz,
  -- Since when nothing but failures came. Null: the last attempt went well, or there was none.
  failing_since      timestamptz,
  -- It has asked for a pause.
  waits_until        timestamptz,
  -- Up to which event deliveries are written: a row of event_log, and a place in it.
  position           bigint not null,
  place              bigint not null,
  -- Which node sends, and until when no other may.
  leased_by          uuid,
  leased_until       timestamptz,
  check (is_on = (off_reason is null) and is_on = (off_at is null)),
  check ((previous_protected is null) = (previous_until is null))
) with (fillfactor = 50);

-- The number of the last event that an endpoint was sent, of each drop and of each payment.
create table webhook_cursor (
  endpoint_id uuid not null references webhook_endpoint (id) on delete cascade,
  stream      uuid not null,
  sequence    bigint not null,
  primary key (endpoint_id, stream)
) with (fillfactor = 80);

create table webhook_delivery (
  endpoint_id       uuid not null references webhook_endpoint (id) on delete cascade,
  event_id          text not null check (char_length(event_id) between 1 and 100),
  position          bigint not null,
  place             bigint not null,
  type              text not null,
  drop_id           uuid not null,
  previous_sequence bigint,
  state             text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  -- Of all times; and of the schedule that it is in.
  attempts          integer not null default 0,
  tries             integer not null default 0,
  -- It has failed, or is replayed: what is new does not wait behind it.
  is_again          boolean not null default false,
  last_status       integer,
  last_answer       text check (char_length(last_answer) <= 1024),
  last_error        text check (char_length(last_error) <= 60),
  last_attempt_at   timestamptz,
  next_attempt_at   timestamptz,
  delivered_at      timestamptz,
  created_at        timestamptz not null default clock_timestamp(),
  primary key (endpoint_id, event_id),
  check ((state = 'waiting') = (next_attempt_at is not null))
) with (fillfactor = 70);
create index webhook_delivery_due on webhook_delivery (endpoint_id, is_again, next_attempt_at, position, place) where state = 'waiting';
create index webhook_delivery_newest on webhook_delivery (endpoint_id, position, place);
create index webhook_delivery_by_age on webhook_delivery (created_at) where state <> 'waiting';

alter table history
  drop constraint history_subject_kind_check,
  add constraint history_subject_kind_check check (subject_kind in ('drop', 'account', 'payment', 'order', 'invitation', 'webhook'));

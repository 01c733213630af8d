-- Who may not reserve, because an operator said so. A row stands until it is lifted or its time is over, and is deleted then: who did
-- what is in the history.
create table block (
  id           uuid primary key,
  -- Null: in the whole shop.
  drop_id      uuid,
  -- One of three: an account; the network address that somebody had in this drop, as reserve_signal has it; a network.
  customer_id  uuid references account (id) on delete cascade,
  address_hash bytea check (octet_length(address_hash) = 16),
  network      cidr,
  reason       text not null check (char_length(reason) between 1 and 500),
  until        timestamptz,
  operator_id  uuid not null,
  at           timestamptz not null default clock_timestamp(),
  constraint block_of_one check (num_nonnulls(customer_id, address_hash, network) = 1),
  constraint block_of_address_in_drop check (address_hash is null or drop_id is not null),
  constraint block_once unique nulls not distinct (drop_id, customer_id, address_hash, network)
);
create index block_by_customer on block (customer_id) where customer_id is not null;

-- Every node looks once a second whether the blocks are others. Who writes them locks this row first.
create table block_list (
  is_the_one boolean primary key default true check (is_the_one),
  version    bigint not null default 1
);
insert into block_list default values;

-- What operators should know of a customer. It goes with the account.
create table customer_note (
  customer_id uuid primary key references account (id) on delete cascade,
  note        text not null check (char_length(note) between 1 and 2000),
  operator_id uuid not null,
  at          timestamptz not null default clock_timestamp()
);

-- The console sorts its list by these. They change seldom, so a batch's update of the drop stays the cheap one.
create index drop_by_name on drop (lower(name), id);
create index drop_by_start on drop ((coalesce(starts_at, 'infinity')), id);

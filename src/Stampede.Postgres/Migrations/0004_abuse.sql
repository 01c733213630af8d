-- What is needed against those who abuse drops.

-- The version of a drop's first movement at or after a time; one past the last where there is none. Times grow with
-- versions, so it is found by halving, in some twenty look-ups by primary key: an index by time would cost every
-- reservation. (Where the clock was set back a little, so may be the answer.)
create function first_movement_since(of_drop uuid, since timestamptz) returns bigint language plpgsql stable as $$
declare
  low  bigint := 1;
  high bigint := 1 + (select version from drop where id = of_drop);
  mid  bigint;
begin
  while low < high loop
    mid := (low + high) / 2;
    if (select at from movement where drop_id = of_drop and version = mid) < since then
      low := mid + 1;
    else
      high := mid;
    end if;
  end loop;
  return low;
end $$;

-- Whether somebody has seen to it that the e-mail is the account's own: by the link sent there, or an operator.
alter table account add column email_confirmed boolean not null default false;
alter table account add column confirmation_mailed_at timestamptz;
alter table account add constraint account_guest_unconfirmed check (not (is_guest and email_confirmed));

-- How customers went about reserving, to tell machines from people. Every node adds what it has counted every few
-- seconds; figures, not books. No foreign key: checking it would lock the drop's row, which the lanes are after.
create table reserve_signal (
  drop_id        uuid not null,
  customer_id    uuid not null,
  -- Requests to reserve; of these, refused because the drop had not opened; the most within one second, on one node.
  attempts       bigint not null check (attempts >= 1),
  early_attempts bigint not null check (early_attempts >= 0),
  per_second_max integer not null check (per_second_max >= 1),
  -- Hashes, for comparing: the address (an IPv6 one by its network) and the User-Agent of the last request.
  address_hash   bytea not null check (octet_length(address_hash) = 16),
  agent_hash     bytea not null check (octet_length(agent_hash) = 16),
  last_at        timestamptz not null default clock_timestamp(),
  primary key (drop_id, customer_id)
) with (fillfactor = 80);

create index reserve_signal_by_time on reserve_signal using brin (last_at);

-- Who wants to be told of a drop: before it opens, or when something is back.
create table notify_request (
  id           uuid primary key,
  drop_id      uuid not null,
  kind         text not null check (kind in ('opening', 'back')),
  -- An account, or an address of somebody who has none here.
  customer_id  uuid,
  email        text check (char_length(email) <= 254),
  email_key    text check (char_length(email_key) <= 254),
  language     text check (language in ('en', 'de')),
  asked_at     timestamptz not null default clock_timestamp(),
  -- The address's owner has said so. Null: not yet, and nothing else is sent there.
  confirmed_at timestamptz,
  told_at      timestamptz,
  check ((customer_id is not null) <> (email is not null and email_key is not null))
);

create unique index notify_request_of_customer on notify_request (drop_id, kind, customer_id) where customer_id is not null;
create unique index notify_request_of_address on notify_request (drop_id, kind, email_key) where email_key is not null;
create index notify_request_by_customer on notify_request (customer_id) where customer_id is not null;
create index notify_request_by_address on notify_request (email_key) where email_key is not null;
create index notify_request_to_tell on notify_request (drop_id, kind, asked_at) where confirmed_at is not null and told_at is null;
create index notify_request_by_age on notify_request (asked_at);

-- Those who wait were told that something is free, and nothing has been gone since.
alter table letter_cursor add column back_told boolean not null default false;

-- Who buys and who runs drops.

create table account (
  id                uuid primary key,
  display_name      text not null check (char_length(display_name) between 1 and 160),
  is_guest          boolean not null,
  is_operator       boolean not null default false,
  created_at        timestamptz not null default now(),
  -- Of a guest: a hash of the name as it looks, so that no two look alike, and of the secret that their device keeps.
  guest_key         bytea constraint account_guest_key unique check (octet_length(guest_key) = 32),
  device_hash       bytea check (octet_length(device_hash) = 32),
  -- Of everybody else.
  email             text check (char_length(email) <= 254),
  email_key         text constraint account_email_key unique check (char_length(email_key) <= 254),
  password_hash     text,
  security_stamp    text,
  concurrency_stamp text,
  constraint account_is_of_one_kind check (
    case when is_guest
      then guest_key is not null and device_hash is not null and not is_operator
        and email is null and email_key is null and password_hash is null
      else guest_key is null and device_hash is null
        and email is not null and email_key is not null and password_hash is not null and security_stamp is not null
    end)
);

-- Sessions that were signed out before their tickets were over. Kept until no ticket of theirs can be valid.
create table revoked_session (
  id         uuid primary key,
  revoked_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);

create index revoked_session_by_time on revoked_session (revoked_at);

-- Failed sign-ins, by a hash of the e-mail, alone and together with the address they came from. Whether an account has
-- this e-mail plays no part: counting must not tell.
create table sign_in_failure (
  subject  bytea primary key check (octet_length(subject) = 32),
  failures integer not null check (failures >= 1),
  last_at  timestamptz not null
);

create index sign_in_failure_by_time on sign_in_failure (last_at);

-- What cookies and tokens are protected with: any node reads what another wrote.
create table data_protection_key (
  id         bigint generated always as identity primary key,
  name       text not null,
  xml        text not null,
  created_at timestamptz not null default now()
);

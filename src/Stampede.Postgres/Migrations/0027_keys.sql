-- Keys for machines, and the customers of a shop's own server.

-- Known to another program alone: a key, or a customer whom a shop's own server names. Neither a guest nor anybody who can sign in.
alter table account add column is_external boolean not null default false;
alter table account drop constraint account_is_of_one_kind;
alter table account add constraint account_is_of_one_kind check (
  case
    when is_external
      then not is_guest and not is_operator and guest_key is null and device_hash is null
        and email is null and email_key is null and password_hash is null and security_stamp is null
    when is_guest
      then guest_key is not null and device_hash is not null and not is_operator
        and email is null and email_key is null and password_hash is null
    else guest_key is null and device_hash is null
      and email is not null and email_key is not null and security_stamp is not null
  end);

-- The key's name is the account's: so the history, and what it did in the ledgers, can be named as a person's acts are.
create table api_key (
  account_id    uuid primary key references account (id),
  scopes        text[] not null check (cardinality(scopes) between 1 and 20),
  -- Of the whole key; the key itself is nowhere.
  secret_sha256 bytea not null constraint api_key_secret unique check (octet_length(secret_sha256) = 32),
  -- Its last characters, for people to tell keys apart.
  ends_with     text not null check (char_length(ends_with) between 1 and 10),
  created_by    uuid not null,
  created_at    timestamptz not null default clock_timestamp(),
  expires_at    timestamptz,
  last_used_at  timestamptz,
  revoked_at    timestamptz
);
-- Every node reads these once a second.
create index api_key_good on api_key (account_id) where revoked_at is null;

-- Whom another program calls by this name; one customer here, by whichever key it comes.
create table external_customer (
  external_id text primary key check (char_length(external_id) between 1 and 160),
  account_id  uuid not null unique references account (id) on delete cascade
);

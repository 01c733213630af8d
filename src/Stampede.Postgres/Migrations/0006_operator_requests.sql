-- What operators asked for under an Idempotency-Key, and the answer they got: written in the transaction of the effect,
-- so that neither is there without the other. Kept for a week at least.
create table operator_request (
  operator_id    uuid not null,
  -- What the key was sent to, as "POST /api/v1/drops/...": a key belongs to its operator and to one address.
  address        text not null check (char_length(address) between 1 and 500),
  request_key    text not null check (char_length(request_key) between 1 and 200),
  request_sha256 bytea not null check (octet_length(request_sha256) = 32),
  status         integer not null check (status between 200 and 299),
  location       text,
  -- Encrypted with the keys of the sessions: an answer may carry some.
  body           bytea not null,
  answered_at    timestamptz not null default clock_timestamp(),
  primary key (operator_id, address, request_key)
);

create index operator_request_by_time on operator_request (answered_at);

-- Every node looks once a second who runs drops; all others are customers, by the million.
create index account_operator on account (id) where is_operator;

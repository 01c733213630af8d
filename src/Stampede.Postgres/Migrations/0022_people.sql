-- The people who run the shop: roles, invitations, a second factor, their sessions, and the history of what they did.

-- Of is_operator, which marks everybody who may open the console: what they may do there. Null with it was written by a node of the
-- version before, where every operator had all rights: an owner. Without it, it means nothing.
alter table account add column role text constraint account_role_check check (role in ('viewer', 'support', 'operator', 'owner'));

-- Whoever was the first is the owner. The others keep what they did every day, and the owner may give them more.
update account set role = case when id = (select id from account where is_operator order by created_at, id limit 1) then 'owner' else 'operator' end
where is_operator;

-- What an owner has decided for all of them. One row.
create table people_rule (
  is_the_one            boolean primary key default true check (is_the_one),
  require_second_factor boolean not null default false,
  -- What support may refund of one payment, in whole units of its currency.
  support_refund_max    bigint not null default 0 check (support_refund_max between 0 and 1000000000)
);
insert into people_rule default values;

create table invitation (
  id           uuid primary key,
  email        text not null check (char_length(email) <= 254),
  email_key    text not null check (char_length(email_key) <= 254),
  role         text not null check (role in ('viewer', 'support', 'operator', 'owner')),
  -- Of the secret in the link; the link itself is nowhere.
  token_sha256 bytea not null constraint invitation_token unique check (octet_length(token_sha256) = 32),
  invited_by   uuid not null,
  created_at   timestamptz not null default clock_timestamp(),
  expires_at   timestamptz not null
);
-- The newest one to a mailbox takes the place of the one before.
create unique index invitation_email on invitation (email_key);
create index invitation_by_time on invitation (expires_at);

create table one_time_codes (
  account_id       uuid primary key references account (id) on delete cascade,
  -- Sealed by the server's key ring. The second one is shown and not confirmed yet.
  secret_protected bytea,
  next_protected   bytea,
  -- The time step of the newest code that was taken: a code is good once.
  last_step        bigint not null default 0,
  since            timestamptz
);

create table recovery_code (
  account_id  uuid not null references account (id) on delete cascade,
  code_sha256 bytea not null check (octet_length(code_sha256) = 32),
  used_at     timestamptz,
  primary key (account_id, code_sha256)
);

create table passkey (
  credential_id bytea primary key check (octet_length(credential_id) between 1 and 1023),
  account_id    uuid not null references account (id) on delete cascade,
  -- What ASP.NET Core Identity keeps of one: public key, name, sign count and so on.
  data          jsonb not null
);
create index passkey_of_account on passkey (account_id);

-- Sign-ins with a password, for the person to see and to end. Guests have none.
create table account_session (
  id         uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  began_at   timestamptz not null,
  seen_at    timestamptz not null default clock_timestamp(),
  -- Such as 'Firefox on Linux'. Null: it began before these rows were kept.
  agent      text check (char_length(agent) between 1 and 60)
);
create index account_session_of_account on account_session (account_id, seen_at);
create index account_session_by_time on account_session (seen_at);

create table history (
  id           bigint generated always as identity primary key,
  at           timestamptz not null default clock_timestamp(),
  actor_id     uuid not null,
  -- As it was then.
  role         text not null,
  -- The operation, by its name in the API's description.
  what         text not null check (char_length(what) between 1 and 100),
  subject_kind text check (subject_kind in ('drop', 'account', 'payment', 'order', 'invitation')),
  subject_id   uuid,
  summary      text not null check (char_length(summary) <= 300),
  -- The beginning of the network address; goes with the account.
  address      text check (char_length(address) <= 60),
  check ((subject_kind is null) = (subject_id is null))
);
create index history_by_actor on history (actor_id, id);
create index history_by_operation on history (what, id);

create trigger history_stays before delete or truncate on history
  for each statement execute function refuse_change('the history is only ever added to');

create trigger history_is_final before update on history for each row
  when (new.address is not null or to_jsonb(new) - 'address' <> to_jsonb(old) - 'address')
  execute function refuse_change('the history is only ever added to; only an address can be forgotten');

-- With the rights of whoever migrates: the server's own role may have none to change the history.
create function forget_actor(actor uuid) returns void language sql security definer set search_path from current as $$
  update history set address = null where actor_id = actor and address is not null
$$;

-- Mail to everybody, and accounts that live by it.

alter table account
  -- What letters are written in. Null: the shop's own language.
  add column language text check (language in ('en', 'de')),
  -- Their purchases are shown under no name.
  add column hides_name boolean not null default false,
  -- When what they are shown under changed last: sessions of before know the name of before. Null: never.
  add column renamed_at timestamptz,
  -- Without a password the account is opened by a link that is sent there.
  drop constraint account_is_of_one_kind,
  add constraint account_is_of_one_kind check (
    case when is_guest
      then guest_key is not null and device_hash is not null and not is_operator
        and email is null and email_key is null and password_hash is null
      else guest_key is null and device_hash is null
        and email is not null and email_key is not null and security_stamp is not null
    end);

create index account_by_rename on account (renamed_at) where renamed_at is not null;

alter table letter
  -- Whom it goes to: an account, or an address of somebody who has none.
  alter column customer_id drop not null,
  add column email text check (char_length(email) <= 254),
  add column language text check (language in ('en', 'de')),
  -- Each has senders of its own. 0: somebody waits for it before a screen; 1: it is worth nothing later; 2: the rest.
  add column priority smallint not null default 1 check (priority between 0 and 2),
  drop constraint letter_customer_id_kind_about_key,
  add constraint letter_once unique nulls not distinct (customer_id, kind, about),
  add constraint letter_has_reader check (customer_id is not null or email is not null);

drop index letter_due;
create index letter_due on letter (priority, due_at) where sent_at is null and given_up is null;
create index letter_by_age on letter (created_at);
create index letter_to_address on letter (lower(email)) where email is not null;

-- Up to which version letters are written from each drop's ledger. Of drops of before none is.
create table letter_cursor (
  drop_id uuid primary key,
  version bigint not null check (version >= 0)
) with (fillfactor = 50);

insert into letter_cursor (drop_id, version) select id, version from drop;

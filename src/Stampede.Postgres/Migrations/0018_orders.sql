-- What a shop needs to know to send what is bought, and what became of each order.

alter table drop
  add column delivery text not null default 'none' check (delivery in ('none', 'email', 'address')),
  -- Codes of countries, in alphabetical order, a space between them. Null: everywhere.
  add column delivery_countries text check (delivery_countries ~ '^[A-Z]{2}( [A-Z]{2})*$');

-- How somebody is reached, saved for their next order. It goes with the account.
create table customer_contact (
  customer_id uuid primary key references account (id) on delete cascade,
  contact     jsonb not null,
  changed_at  timestamptz not null default clock_timestamp()
);

-- What is kept of an order beside its purchase, which is final. No row: nothing was asked for, and nothing was done with it.
create table shop_order (
  drop_id        uuid not null,
  reservation_id uuid not null,
  customer_id    uuid not null,
  -- Null: a payment has begun, and nothing is bought yet.
  purchase_id    uuid,
  -- As it was when it was bought, or when its payment began. Null: none was asked for, or it is forgotten.
  contact        jsonb,
  -- By which the order is found: the words of the contact's name and its e-mail.
  words          tsvector,
  -- The customer was erased, and with them all that names them here.
  forgotten_at   timestamptz,
  sent_at        timestamptz,
  sent_by        uuid,
  carrier        text check (char_length(carrier) <= 100),
  tracking       text check (char_length(tracking) <= 200),
  note           text check (char_length(note) <= 2000),
  primary key (drop_id, reservation_id),
  constraint shop_order_sent_by_somebody check ((sent_at is null) = (sent_by is null))
);
create unique index shop_order_of_purchase on shop_order (purchase_id) where purchase_id is not null;
create index shop_order_sent on shop_order (purchase_id) where sent_at is not null;
create index shop_order_words on shop_order using gin (words);
create index shop_order_by_customer on shop_order (customer_id);

-- What operators did with it.
create table shop_order_step (
  drop_id        uuid not null,
  reservation_id uuid not null,
  n              integer not null,
  at             timestamptz not null default clock_timestamp(),
  operator_id    uuid not null,
  what           text not null check (what in ('sent', 'not_sent', 'contact', 'note')),
  -- Of a contact: which of its fields became others; not their values, which would have to be forgotten here too.
  fields         text[],
  primary key (drop_id, reservation_id, n),
  foreign key (drop_id, reservation_id) references shop_order (drop_id, reservation_id)
);

create trigger shop_order_step_is_final before update or delete or truncate on shop_order_step
  for each statement execute function refuse_change('the steps of an order are only ever added to');

-- Orders across drops, newest first.
create index purchase_by_id on purchase (id);
-- Few payments are in these states: what is refunded, and what wants a hand, is found at once.
create index payment_out_of_order on payment (purchase_id)
  where purchase_id is not null and (disputed or state in ('capture_failed', 'voiding', 'voided', 'refunding', 'part_refunded', 'refunded'));
-- Orders are looked for by what their customer is called.
create index account_by_name on account (lower(display_name) text_pattern_ops);

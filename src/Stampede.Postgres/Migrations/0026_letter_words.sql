-- What the shop says of its own in its emails, by kind and language, above what each of them says anyway.
alter table shop
  add column letters jsonb not null default '{}' check (jsonb_typeof(letters) = 'object' and octet_length(letters::text) <= 262144);

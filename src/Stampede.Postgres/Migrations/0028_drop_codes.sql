-- How another program calls a drop and its sizes. It is in no ledger, since no decision depends on it. It has a table of its own because the
-- drop's row is written with every reservation, and must stay short.
create table drop_code (
  drop_id     uuid primary key references drop (id),
  external_id text constraint drop_code_external_id unique check (char_length(external_id) between 1 and 100),
  -- By the variant's id.
  skus        jsonb not null check (jsonb_typeof(skus) = 'object' and octet_length(skus::text) <= 131072)
);

-- What each kind of movement does, for statements that add movements up: units of each count for each unit of the movement, and what
-- becomes of the reservation. The first line of a ledger, "created", brings its stock in its data.
create table movement_kind (
  kind      text primary key,
  available smallint not null,
  held      smallint not null,
  sold      smallint not null,
  becomes   text
);

insert into movement_kind (kind, available, held, sold, becomes) values
  ('created', 0, 0, 0, null),
  ('reserved', -1, 1, 0, 'active'),
  ('purchased', 0, -1, 1, 'purchased'),
  ('cancelled', 1, -1, 0, 'cancelled'),
  ('expired', 1, -1, 0, 'expired'),
  ('adjusted', 1, 0, 0, null),
  ('published', 0, 0, 0, null),
  ('opened', 0, 0, 0, null),
  ('paused', 0, 0, 0, null),
  ('resumed', 0, 0, 0, null),
  ('ended', 0, 0, 0, null),
  ('changed', 0, 0, 0, null);

-- A drop's own cooldown, so that its ledger is judged by its own rules and not by the settings of whichever node looks. Drops of before,
-- and those that a node of the version before makes, get the usual one. All three null: nobody waits.
alter table drop
  add column cooldown_free_holds integer default 10 check (cooldown_free_holds between 0 and 100),
  add column cooldown_first_seconds integer default 5 check (cooldown_first_seconds between 1 and 3600),
  add column cooldown_window_seconds integer default 600 check (cooldown_window_seconds between 10 and 86400),
  add constraint drop_cooldown_whole check (num_nulls(cooldown_free_holds, cooldown_first_seconds, cooldown_window_seconds) in (0, 3));

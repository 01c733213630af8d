-- What shows everybody outside that a drop was sold as its ledger says: the shop's keys, and what it has signed with them.

-- Ed25519. One signs at a time; those of before stay, because what they have signed does.
create table proof_key (
  id          integer primary key generated always as identity,
  -- The name that it signs under: the shop's host.
  shop        text not null check (shop ~ '^[^\s+]{1,200}$'),
  public_key  bytea not null unique check (octet_length(public_key) = 32),
  -- Protected by the data-protection keys.
  private_key text not null,
  from_at     timestamptz not null default clock_timestamp(),
  until_at    timestamptz check (until_at >= from_at)
);

create unique index proof_key_in_use on proof_key ((true)) where until_at is null;

-- Makes the pseudonyms of one drop's customers. Never shown: without it nobody can lead a pseudonym back to a customer.
create table proof_pseudonym (
  drop_id uuid primary key,
  key     bytea not null check (octet_length(key) = 32)
);

-- How far a drop's trees have grown, and what is needed to go on. Whoever signs locks the row.
create table proof_tree (
  drop_id   uuid not null,
  tree      text not null check (tree in ('ledger', 'line')),
  size      bigint not null default 0 check (size >= 0),
  -- The roots of its whole subtrees; empty at size 0.
  range     bytea not null default '',
  signed_at timestamptz,
  primary key (drop_id, tree)
) with (fillfactor = 50);

-- The root of each 256 leaves, so that the way from a leaf to the tree's root is found without reading the whole ledger.
create table proof_tile (
  drop_id uuid not null,
  tree    text not null check (tree in ('ledger', 'line')),
  index   bigint not null check (index >= 0),
  root    bytea not null check (octet_length(root) = 32),
  primary key (drop_id, tree, index)
);

create table proof_checkpoint (
  drop_id uuid not null,
  tree    text not null check (tree in ('ledger', 'line')),
  size    bigint not null check (size >= 1),
  at      timestamptz not null,
  note    text not null,
  primary key (drop_id, tree, size)
);

create trigger proof_checkpoint_is_final before update or delete or truncate on proof_checkpoint
  for each statement execute function refuse_change('what was signed stays signed');

create trigger proof_tile_is_final before update or delete or truncate on proof_tile
  for each statement execute function refuse_change('what was signed stays signed');

create trigger proof_pseudonym_is_final before update or delete or truncate on proof_pseudonym
  for each statement execute function refuse_change('what was signed names customers by it');

-- A draft that was deleted stays in the books, and nobody sees it again. An archived drop is left out of the lists.
alter table drop
  add column removed_at timestamptz,
  add column archived_at timestamptz,
  add constraint drop_removed_is_draft check (removed_at is null or status = 'draft');

-- Whoever was passed over asks for it with every look at their place.
create index movement_skipped_entry on movement (drop_id, (data -> 'line' ->> 'skippedEntry')) where kind = 'skipped';

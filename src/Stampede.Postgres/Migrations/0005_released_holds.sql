-- Who cancelled a reservation stands in the ledger. Operators' movements of holds are few, so this index is small and
-- costs the usual movement nothing.
create index movement_of_hold_by_operator on movement (drop_id, reservation_id) where reservation_id is not null and operator_id is not null;

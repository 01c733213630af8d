-- What the ledger lacked of its projections, so that each of their columns can be compared with it. Null in lines of before,
-- and in those that a node of the version before writes: these are then not compared.
alter table movement add column purchase_id uuid;
alter table movement add column request_key text;

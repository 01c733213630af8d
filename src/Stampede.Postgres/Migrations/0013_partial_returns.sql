-- A purchase comes back in parts. What was once for a purchase is now once for a refund, and the sum is bounded by what was bought.
drop index purchase_return_once;

alter table purchase_return add column refund_id uuid;

create unique index purchase_return_of_refund on purchase_return (drop_id, refund_id) where refund_id is not null;
create index purchase_return_of_purchase on purchase_return (drop_id, purchase_id);

-- The statement that writes a return has this guard too. This one holds whatever writes it.
create function refuse_returning_too_much() returns trigger language plpgsql as $$
begin
  if (select sum(units) from purchase_return where drop_id = new.drop_id and purchase_id = new.purchase_id)
    > coalesce((select quantity from purchase where drop_id = new.drop_id and id = new.purchase_id), 0) then
    raise exception 'more of purchase % is returned than was bought', new.purchase_id using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;

create trigger purchase_return_within_purchase after insert on purchase_return
  for each row execute function refuse_returning_too_much();

-- How many come back. Null: of before; all that are left where they are restocked, and else none.
alter table refund add column units integer check (units >= 0);

-- What operators did with the payments of a drop.
create index payment_step_by_operator on payment_step (drop_id, at) where operator_id is not null;

-- The name of somebody whose account is gone: their purchases stay in the books.
create function pseudonym(customer uuid) returns text language sql immutable parallel safe as $$
  select 'Customer ' || upper(left(md5(customer::text), 4))
$$;

-- A purchase names its customer by their id; the name stands with the account and goes with it. purchase.display_name has
-- the pseudonym from now on. It stays for nodes of the version before, which read it, and write the name there. What was
-- written there before is shown to nobody while the account is there, and is overwritten when the account is erased:
-- nothing else of a purchase can change.
drop trigger purchase_is_final on purchase;

create trigger purchase_stays before delete or truncate on purchase
  for each statement execute function refuse_change('a purchase is final');

create trigger purchase_is_final before update on purchase for each row
  when (new.display_name <> pseudonym(old.customer_id) or to_jsonb(new) - 'display_name' <> to_jsonb(old) - 'display_name')
  execute function refuse_change('a purchase is final; only its name can be forgotten');

-- With the rights of whoever migrates: the server's own role may have none to change a purchase.
create function forget_purchaser(customer uuid) returns void language sql security definer set search_path from current as $$
  update purchase set display_name = pseudonym(customer_id) where customer_id = customer and display_name <> pseudonym(customer_id)
$$;

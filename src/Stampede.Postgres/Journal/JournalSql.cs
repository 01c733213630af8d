namespace Stampede.Postgres.Journal;

/// <summary>The journal's statements. Each transition carries its guard; a guard that is not met fails the batch.</summary>
internal static class JournalSql
{
    // In the order of their ids: of two nodes that lock several drops each, one waits for the other and never both.
    public const string Lock = "select id, version from drop where id = any($1) order by id for update";

    public const string LockFree = Lock + " skip locked";

    // Where others are locked with it, a drop that is locked elsewhere for longer must not keep them.
    public const string WaitBriefly = "set local lock_timeout = 200";

    // A statement of its own after the lock: now() is the transaction's start, from before the wait for the lock.
    public const string Clock = "select clock_timestamp()";

    /// <summary>
    /// One version after the other, each row by its key. As plain joins over a range this is planned, once and for all
    /// values, while the tables are empty: then it reads all of a drop's past for the few movements that are new.
    /// </summary>
    public const string Missed = """
        select m.version, m.at, m.kind, m.variant_id, m.reservation_id, m.customer_id, m.quantity, m.operator_id, m.data,
               r.price_minor, r.currency, r.created_at, r.expires_at, r.drop_version, r.request_key, p.id, coalesce(a.display_name, p.display_name), m.drop_id,
               m.payment_id, r.entry_id, r.line_place, r.line_choice, r.line_tempo, r.claimed_until
        from unnest($1::uuid[], $2::bigint[]) as known (drop_id, version)
        cross join lateral (select version from drop where id = known.drop_id and version > known.version limit 1) d
        cross join lateral generate_series(known.version + 1, d.version) as missed (version)
        cross join lateral (select * from movement where drop_id = known.drop_id and version = missed.version limit 1) m
        left join lateral (select * from reservation where drop_id = m.drop_id and id = m.reservation_id limit 1) r on true
        left join lateral (select * from purchase where drop_id = m.drop_id and drop_version = m.version limit 1) p on true
        left join lateral (select case when hides_name then '' else display_name end as display_name from account where id = p.customer_id limit 1) a on true
        order by m.drop_id, m.version
        """;

    /// <summary>The same for a lane, which knows the drop: see <see cref="MissedMovements"/>. Only a sale's row is looked up, for the buyer's name.</summary>
    public const string MissedLines = """
        select m.version, m.at, m.kind, m.variant_id, m.reservation_id, m.customer_id, m.quantity, m.operator_id, m.data, m.request_key, p.id, p.name, m.drop_id, m.payment_id
        from unnest($1::uuid[], $2::bigint[]) as known (drop_id, version)
        cross join lateral (select * from movement where drop_id = known.drop_id and version > known.version) m
        left join lateral (
          select id, coalesce((select case when hides_name then '' else a.display_name end from account a where a.id = customer_id), display_name) as name
          from purchase where m.kind = 'purchased' and drop_id = m.drop_id and drop_version = m.version limit 1) p on true
        order by m.drop_id, m.version
        """;

    public const string Granted = """
        select r.drop_id, r.customer_id, r.request_key, r.id, r.variant_id, r.quantity, r.price_minor, r.currency, r.created_at, r.expires_at, r.drop_version
        from unnest($1::uuid[], $2::uuid[], $3::text[]) as k (drop_id, customer_id, key)
        join reservation r on r.drop_id = k.drop_id and r.customer_id = k.customer_id and r.request_key = k.key
        """;

    public const string GrantedCustomers = """
        select customer_id from reservation
        where drop_id = $1 and request_key is not null and customer_id > $2
        order by customer_id limit $3
        """;

    public const string LoadDrop = """
        select version, status, price_minor, currency, starts_at, ends_at, hold_seconds, limit_per_customer, name, description, image_url,
          cooldown_free_holds, cooldown_first_seconds, cooldown_window_seconds,
          (select at from movement where drop_id = drop.id and version = drop.version), payment, pay_seconds, line, delivery, delivery_countries, removed_at is not null, archived_at is not null
        from drop where id = $1
        """;

    public const string LoadVariants = "select id, label, available, held, sold from variant where drop_id = $1 order by position";

    // Through the ledger, so that no index of the live holds has to be kept up with every reservation.
    public const string LoadHolds = """
        select r.id, r.customer_id, r.variant_id, r.quantity, r.price_minor, r.currency, r.created_at, r.expires_at, r.drop_version,
          r.payment_id, r.pay_until, r.entry_id, r.line_place, r.line_choice, r.line_tempo, r.claimed_until
        from movement m
        join reservation r on r.drop_id = m.drop_id and r.id = m.reservation_id and r.drop_version = m.version
        where m.drop_id = $1 and m.version >= (select oldest_hold_version from drop where id = $1) and r.status = 'active' and r.entry_id is null
        union all
        select id, customer_id, variant_id, quantity, price_minor, currency, created_at, expires_at, drop_version,
          payment_id, pay_until, entry_id, line_place, line_choice, line_tempo, claimed_until
        from reservation where drop_id = $1 and entry_id is not null and status = 'active'
        """;

    // The places of the line that were served or passed over, and how many of their preferences are left to them.
    public const string LoadChoicesLeft = """
        select line_place, case when status = 'cancelled' and claimed_until is null then line_choice else 0 end
        from (
          select distinct on (line_place) line_place, line_choice::integer, status, claimed_until
          from reservation where drop_id = $1 and entry_id is not null order by line_place, drop_version desc) newest
        union all
        select (data -> 'line' ->> 'skippedPlace')::integer, 0 from movement where drop_id = $1 and kind = 'skipped'
        """;

    // Of an ended drop nobody's limit is asked for any more, and it may have had any number of buyers.
    public const string LoadUnitsSold = """
        select customer_id, sum(units)::integer
        from (
          select customer_id, quantity as units from purchase where drop_id = $1
          union all select customer_id, -units from purchase_return where drop_id = $1 and restocked) u
        where (select status from drop where id = $1) <> 'ended'
        group by customer_id
        """;

    // Through the ledger too, from the first movement of that time on, for the same reason; but no more of it than can be read in
    // time. The time is found once, in a select of its own: beside a clock that moves it would be looked for at each row.
    public const string LoadUnboughtEnds = """
        select customer_id, at from movement
        where drop_id = $1
          and version >= (select first_movement_since($1, clock_timestamp() - make_interval(secs => 2 * cooldown_window_seconds))
            from drop where id = $1 and cooldown_window_seconds is not null)
          and version > (select version - $3 from drop where id = $1 and status <> 'ended')
          and kind = any (array(select kind from movement_kind where becomes in ('expired', 'cancelled'))) and operator_id is null
          and not ((select line is not null from drop where id = $1) and exists (
            select 1 from reservation r where r.drop_id = $1 and r.id = movement.reservation_id and r.entry_id is not null and r.claimed_until is null))
        order by version desc limit $2
        """;

    public const string InsertMovementsOfHolds = """
        insert into movement (at, drop_id, version, kind, variant_id, reservation_id, customer_id, quantity, purchase_id, request_key, payment_id)
        select * from unnest($1::timestamptz[], $2::uuid[], $3::bigint[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::integer[], $9::uuid[], $10::text[], $11::uuid[])
        """;

    public const string InsertMovementsOfOffers = """
        insert into movement (at, drop_id, version, kind, variant_id, reservation_id, customer_id, quantity, data)
        select * from unnest($1::timestamptz[], $2::uuid[], $3::bigint[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::integer[], $9::jsonb[])
        """;

    public const string InsertMovement = """
        insert into movement (drop_id, at, version, kind, variant_id, reservation_id, customer_id, quantity, operator_id, payment_id, data)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    public const string InsertReservations = """
        insert into reservation (status, drop_id, id, customer_id, variant_id, quantity, price_minor, currency, expires_at, drop_version, request_key, created_at)
        select 'active', * from unnest(
          $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::integer[], $6::bigint[], $7::text[], $8::timestamptz[], $9::bigint[], $10::text[],
          $11::timestamptz[])
        """;

    /// <summary>Only who stands in the line, has not left it, and is offered what they listed.</summary>
    public const string InsertOffers = """
        with offered as (
          insert into reservation (status, drop_id, id, customer_id, variant_id, quantity, price_minor, currency, expires_at, drop_version, created_at,
            entry_id, line_place, line_choice, line_tempo)
          select 'active', o.drop_id, o.id, o.customer_id, o.variant_id, o.quantity, o.price_minor, o.currency, o.expires_at, o.drop_version, o.created_at,
            o.entry_id, o.line_place, o.line_choice, o.line_tempo
          from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::integer[], $6::bigint[], $7::text[], $8::timestamptz[], $9::bigint[],
            $10::timestamptz[], $11::uuid[], $12::integer[], $13::smallint[], $14::text[])
            as o (drop_id, id, customer_id, variant_id, quantity, price_minor, currency, expires_at, drop_version, created_at,
              entry_id, line_place, line_choice, line_tempo)
          cross join lateral (
            select customer_id, preferences, quantity from line_entry where drop_id = o.drop_id and entry_id = o.entry_id and excluded_index is null limit 1) e
          where e.customer_id = o.customer_id and e.quantity = o.quantity and e.preferences[o.line_choice + 1] = o.variant_id
          returning 1)
        select expect_rows('entries of the line to offer to', $15, (select count(*) from offered))
        """;

    // In the transaction of the offer: whose offer is durable is written to.
    public const string InsertOfferLetters = """
        insert into letter (customer_id, drop_id, kind, about, data)
        select o.customer_id, o.drop_id, 'offer', o.id::text, jsonb_build_object('reservation', o.id, 'variant', o.variant_id, 'quantity', o.quantity, 'payBy', o.pay_by)
        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::integer[], $6::timestamptz[]) as o (drop_id, id, customer_id, variant_id, quantity, pay_by)
        """;

    public const string UpdateDropLine = "update drop set line = $2 where id = $1";

    public const string EndReservations = """
        with ended as (
          update reservation r set status = e.status, ended_at = e.at
          from unnest($1::timestamptz[], $2::uuid[], $3::uuid[], $4::text[]) as e (at, drop_id, id, status)
          where r.drop_id = e.drop_id and r.id = e.id and r.status = 'active'
          returning 1)
        select expect_rows('active reservations to end', $5, (select count(*) from ended))
        """;

    public const string InsertPurchases = """
        insert into purchase (purchased_at, drop_id, drop_version, id, reservation_id, customer_id, variant_id, quantity, price_minor, currency, payment_id, display_name)
        select p.*, pseudonym(p.customer_id) from unnest(
          $1::timestamptz[], $2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::integer[], $9::bigint[], $10::text[], $11::uuid[])
          as p (at, drop_id, drop_version, id, reservation_id, customer_id, variant_id, quantity, price_minor, currency, payment_id)
        """;

    // Who is erased at the same time waits for this, and forgets it too; of who was erased before, nothing is kept.
    public const string InsertOrders = """
        insert into shop_order (drop_id, reservation_id, customer_id, purchase_id, contact, words, forgotten_at)
        select o.drop_id, o.reservation_id, o.customer_id, o.purchase_id,
          case when a.here then o.contact end, case when a.here then array_to_tsvector(string_to_array(o.words, ' ')) end, case when not a.here then o.at end
        from unnest($1::timestamptz[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::jsonb[], $7::text[])
          as o (at, drop_id, reservation_id, customer_id, purchase_id, contact, words)
        cross join lateral (select exists (select from account where id = o.customer_id for key share) as here) a
        """;

    // What was kept when the payment began is of this purchase, whichever reservation it was made of in the end.
    public const string FileOrders = """
        update shop_order o set purchase_id = s.purchase_id, reservation_id = s.reservation_id
        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) as s (drop_id, payment_id, purchase_id, reservation_id)
        cross join lateral (select reservation_id from payment where drop_id = s.drop_id and id = s.payment_id limit 1) p
        where o.drop_id = s.drop_id and o.reservation_id = p.reservation_id and o.purchase_id is null
        """;

    // The hold's end follows the payment that is under way.
    public const string ContinueReservations = """
        with kept as (
          update reservation r set payment_id = c.payment_id, pay_until = c.pay_until, claimed_until = c.claimed_until
          from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[]) as c (drop_id, id, payment_id, pay_until, claimed_until)
          where r.drop_id = c.drop_id and r.id = c.id and r.status = 'active'
          returning 1)
        select expect_rows('active reservations to keep', $6, (select count(*) from kept))
        """;

    // Sold is only what is authorised, for the very amount; else nothing of the batch is written. Whoever settles it goes on to the capture.
    public const string SellPayments = """
        with paid as (
          update payment p set state = 'sold', purchase_id = s.purchase_id, changed_at = clock_timestamp(), due_at = clock_timestamp(), tries = 0
          from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[]) as s (drop_id, id, purchase_id, amount_minor, currency)
          where p.drop_id = s.drop_id and p.id = s.id and p.state = 'authorized' and p.amount_minor = s.amount_minor and p.currency = s.currency
          returning p.drop_id, p.id),
        step as (
          insert into payment_step (drop_id, payment_id, n, at, from_state, to_state)
          select p.drop_id, p.id, 1 + (select coalesce(max(n), 0) from payment_step s where s.drop_id = p.drop_id and s.payment_id = p.id), clock_timestamp(), 'authorized', 'sold'
          from paid p)
        select expect_rows('authorised payments for what is sold', $6, (select count(*) from paid))
        """;

    // A hold that is given back leaves the obligation to give the money back, in whichever state its payment is.
    public const string VoidPayments = """
        with ended as (
          update payment p set state = 'voiding', changed_at = clock_timestamp(), due_at = clock_timestamp(), leased_until = null, tries = 0
          from payment was
          where was.drop_id = p.drop_id and was.id = p.id
            and (p.drop_id, p.id) in (select * from unnest($1::uuid[], $2::uuid[])) and p.state in ('starting', 'action', 'unknown', 'authorized')
          returning p.drop_id, p.id, was.state)
        insert into payment_step (drop_id, payment_id, n, at, from_state, to_state, why)
        select p.drop_id, p.id, 1 + (select coalesce(max(n), 0) from payment_step s where s.drop_id = p.drop_id and s.payment_id = p.id), clock_timestamp(), p.state, 'voiding', 'the hold was given back'
        from ended p
        """;

    // What ran out may still be paid for: whoever takes what is due asks the provider, and takes it anew or lets it go.
    public const string WakePayments = """
        update payment set due_at = clock_timestamp()
        where (drop_id, id) in (select * from unnest($1::uuid[], $2::uuid[])) and state in ('starting', 'action', 'unknown', 'authorized')
        """;

    // Of a purchase there comes back no more than was bought.
    public const string InsertReturn = """
        with back as (
          insert into purchase_return (
            drop_id, drop_version, purchase_id, customer_id, variant_id, units, restocked, payment_id, operator_id, reason, returned_at, refund_id)
          select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
          from purchase p
          where p.drop_id = $1 and p.id = $3 and p.customer_id = $4 and p.variant_id = $5
            and $6 <= p.quantity - (select coalesce(sum(units), 0) from purchase_return t where t.drop_id = $1 and t.purchase_id = $3)
          returning 1)
        select expect_rows('purchases with so many units to return', 1, (select count(*) from back))
        """;

    // The counts are given, not added to: where memory and table disagree on what was, nothing is written.
    public const string UpdateVariants = """
        with moved as (
          update variant v set available = s.available, held = s.held, sold = s.sold, total = s.available + s.held + s.sold
          from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[], $5::integer[], $6::integer[], $7::integer[], $8::integer[])
            as s (drop_id, id, available, held, sold, was_available, was_held, was_sold)
          where v.drop_id = s.drop_id and v.id = s.id
            and v.available = s.was_available and v.held = s.was_held and v.sold = s.was_sold
          returning 1)
        select expect_rows('variants as they were known', $9, (select count(*) from moved))
        """;

    public const string UpdateDrops = """
        with moved as (
          update drop d set version = s.version, next_due_at = s.next_due_at, oldest_hold_version = s.oldest_hold_version
          from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::bigint[])
            as s (id, was_version, version, next_due_at, oldest_hold_version)
          where d.id = s.id and d.version = s.was_version
          returning 1)
        select expect_rows('drops at the versions known', $6, (select count(*) from moved))
        """;

    public const string UpdateDropStatus = "update drop set status = $2, starts_at = $3, ends_at = $4 where id = $1";

    public const string UpdateDropDetails = """
        update drop set name = coalesce($2, name),
          description = case when not $4 then coalesce($3, description) end, image_url = case when not $6 then coalesce($5, image_url) end,
          price_minor = $7, currency = $8, limit_per_customer = $9, delivery = $10, delivery_countries = $11, hold_seconds = $12, payment = $13,
          removed_at = case when $14 then coalesce(removed_at, $16) end, archived_at = case when $15 then coalesce(archived_at, $16) end
        where id = $1
        """;

    // Of a draft: nobody holds any of it, or refers to it.
    public const string DeleteVariants = "delete from variant where drop_id = $1";

    public const string InsertVariants = """
        insert into variant (drop_id, position, id, label, total, available, held, sold)
        select $1, v.position, v.id, v.label, v.total, v.total, 0, 0
        from unnest($2::uuid[], $3::text[], $4::integer[]) with ordinality as v (id, label, total, position)
        """;

    // All of the batch, row by row: another node's may end with the same movement.
    public const string FindCommitted = """
        select count(*) = $7
        from unnest($2::bigint[], $3::timestamptz[], $4::text[], $5::uuid[], $6::uuid[]) as b (version, at, kind, reservation_id, purchase_id)
        cross join lateral (select * from movement where drop_id = $1 and version = b.version limit 1) m
        where m.at = b.at and m.kind = b.kind
          and m.reservation_id is not distinct from b.reservation_id and m.purchase_id is not distinct from b.purchase_id
        """;

    // Not by an index of next_due_at: each batch changes it. Ended drops are not over while something is held: it lapses after the end.
    public const string FindDue = "select id from drop where not is_over and next_due_at <= clock_timestamp() + $1";
}

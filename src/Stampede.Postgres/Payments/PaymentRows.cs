using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Orders;

namespace Stampede.Postgres.Payments;

/// <summary>
/// The rows of payments. A payment moves by <see cref="MoveAsync"/> alone, along the domain's table of states, and each move leaves a step;
/// what must happen after a move is due in the same row, so that nothing of it lives in memory.
/// </summary>
public sealed class PaymentRows(NpgsqlDataSource database)
{
    // One attempt after the other: whoever begins at the same time waits at the reservation's row, and finds the other's attempt.
    private const string LockReservation = "select 1 from reservation where drop_id = $1 and id = $2 and customer_id = $3 for no key update";

    private const string Attempts = $"""
        select {Payment.Columns}, p.request_key, p.request_hash from payment p where p.drop_id = $1 and p.reservation_id = $2 order by p.attempt
        """;

    private const string Insert = $"""
        with p as (
          insert into payment (drop_id, id, reservation_id, customer_id, attempt, request_key, request_hash, provider, token, amount_minor, currency, state,
            created_at, changed_at, due_at, leased_until)
          select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'starting', c.now, c.now, c.now + $12, c.now + $12 from (select clock_timestamp() as now) c
          returning *)
        select {Payment.Columns} from p
        """;

    // With the attempt, and frozen with it: an attempt after this one is for what is said then.
    private const string KeepContact = """
        insert into shop_order (drop_id, reservation_id, customer_id, contact, words)
        select $1, $2, $3, $4, array_to_tsvector(string_to_array($5, ' ')) where exists (select from account where id = $3 for key share)
        on conflict (drop_id, reservation_id) do update set contact = excluded.contact, words = excluded.words where shop_order.purchase_id is null
        """;

    private const string FindContact = "select contact from shop_order where drop_id = $1 and reservation_id = $2 and contact is not null";

    private const string Find = $"select {Payment.Columns} from payment p where p.drop_id = $1 and p.id = $2";

    private const string FindById = $"select {Payment.Columns} from payment p where p.id = $1";

    private const string FindNewest = $"""
        select {Payment.Columns} from payment p where p.drop_id = $1 and p.reservation_id = $2 and p.customer_id = $3 order by p.attempt desc limit 1
        """;

    // Where two ask for the same payment, or for what is due, the second goes without.
    private const string Lease = $"""
        with taken as (
          select drop_id, id from payment where drop_id = $1 and id = $2 and (leased_until is null or leased_until <= clock_timestamp()) for update skip locked),
        p as (
          update payment q set leased_until = clock_timestamp() + $3 from taken t where q.drop_id = t.drop_id and q.id = t.id returning q.*)
        select {Payment.Columns} from p
        """;

    private const string LeaseDue = $"""
        with taken as (
          select drop_id, id from payment
          where due_at <= clock_timestamp() and (leased_until is null or leased_until <= clock_timestamp())
          order by due_at limit $1 for update skip locked),
        p as (
          update payment q set leased_until = clock_timestamp() + $2 from taken t where q.drop_id = t.drop_id and q.id = t.id returning q.*)
        select {Payment.Columns} from p
        """;

    private const string Move = $"""
        with p as (
          update payment q set state = $4, changed_at = c.now, provider_ref = coalesce($5, provider_ref), decline_code = coalesce($6, decline_code),
            next_action = case when $4 = 'action' then coalesce($7, next_action) end, capture_before = coalesce($8, capture_before),
            captured_minor = coalesce($9, captured_minor), refunded_minor = coalesce($10, refunded_minor),
            due_at = case when q.due_at is not distinct from $15 then c.now + $11 else q.due_at end,
            token = case when $4 in ('starting', 'unknown') then token end, tries = 0, last_error = null, leased_until = c.now + $14
          from (select clock_timestamp() as now, (select refunded_minor from payment where drop_id = $1 and id = $2) as refunded_before) c
          where q.drop_id = $1 and q.id = $2 and q.state = $3
          returning q.*, c.refunded_before),
        told as (
          insert into letter (customer_id, drop_id, kind, about, data, priority)
          select p.customer_id, p.drop_id, 'refunded', p.id::text || '/' || p.refunded_minor,
            jsonb_build_object('purchase', p.purchase_id, 'reservation', p.reservation_id, 'amountMinor', p.refunded_minor - p.refunded_before, 'currency', p.currency), 2
          from p where p.refunded_minor > p.refunded_before and (exists (select from account a where a.id = p.customer_id and a.email is not null)
            or exists (select from shop_order o where o.drop_id = p.drop_id and o.reservation_id = p.reservation_id and o.contact is not null))
          on conflict (customer_id, kind, about) do nothing),
        step as (
          insert into payment_step (drop_id, payment_id, n, at, from_state, to_state, why, operator_id)
          select p.drop_id, p.id, 1 + (select coalesce(max(n), 0) from payment_step s where s.drop_id = p.drop_id and s.payment_id = p.id), p.changed_at, $3, $4, $12, $13
          from p),
        refunded as (
          update refund r set state = 'done' from p where r.drop_id = p.drop_id and r.payment_id = p.id and r.id = $16 and r.state = 'asked')
        select {Payment.Columns} from p
        """;

    // What did not move is looked at again later, and the next one may take it. Whoever woke it meanwhile knows more than was asked for: it is due.
    private const string Postpone = """
        update payment set leased_until = null, due_at = case when due_at is not distinct from $7 then clock_timestamp() + $3 else due_at end,
          tries = tries + $4, last_error = coalesce($5, last_error), provider_ref = coalesce($6, provider_ref)
        where drop_id = $1 and id = $2
        """;

    private const string Rest = """
        update payment set leased_until = null, due_at = case when due_at is distinct from $3 then due_at end where drop_id = $1 and id = $2
        """;

    private const string Wake = "update payment set due_at = clock_timestamp() where drop_id = $1 and id = $2 and due_at is not null";

    private const string Dispute = "update payment set disputed = $3 where drop_id = $1 and id = $2 and disputed <> $3";

    // Noted and followed in one: an event whose hearer dies is heard again, and one that comes again does nothing.
    private const string HearEvent = """
        with heard as (
          insert into payment_event (provider, event_id, provider_ref) values ($1, $2, $3) on conflict do nothing returning provider_ref)
        update payment p set due_at = clock_timestamp() from heard h where p.provider = $1 and p.provider_ref = h.provider_ref
        """;

    // Providers send an event again for three days.
    private const string ForgetEvents = "delete from payment_event where received_at < (select clock_timestamp() - interval '30 days')";

    // What was asked for and is not done yet is taken off too. Whoever gives all the money back takes all of the sale back.
    private const string InsertRefund = """
        insert into refund (drop_id, payment_id, id, request_key, amount_minor, restock, reason, operator_id, units, state, created_at)
        select $1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, case when $6 or $5 = back.money then back.units else 0 end), 'asked', clock_timestamp()
        from payment p
        cross join lateral (
          select coalesce((select quantity from purchase where drop_id = $1 and id = p.purchase_id), 0)::integer
            - (select coalesce(sum(units), 0)::integer from purchase_return where drop_id = $1 and purchase_id = p.purchase_id)
            - (select coalesce(sum(units), 0)::integer from refund r
               where r.drop_id = $1 and r.payment_id = $2 and r.state = 'asked'
                 and not exists (select 1 from purchase_return t where t.drop_id = $1 and t.refund_id = r.id)) as units,
            p.captured_minor - p.refunded_minor - asked.money as money, p.refunded_minor + asked.money as before
          from (select coalesce(sum(amount_minor), 0) as money from refund r where r.drop_id = $1 and r.payment_id = $2 and r.state = 'asked') asked) back
        where p.drop_id = $1 and p.id = $2 and p.state in ('captured', 'part_refunded') and coalesce($9, 0) <= back.units
          and $5 <= back.money and ($10::bigint is null or back.before + $5 <= $10)
        """;

    private const string LockPayment = "select 1 from payment where drop_id = $1 and id = $2 for update";

    private const string WakeNow = "update payment set due_at = clock_timestamp() where drop_id = $1 and id = $2";

    // Whoever asks sees it through, unless somebody is at it.
    private const string TakeUp = $"""
        with p as (
          update payment set due_at = clock_timestamp(), leased_until = clock_timestamp() + $3
          where drop_id = $1 and id = $2 and (leased_until is null or leased_until <= clock_timestamp()) returning *)
        select {Payment.Columns} from p
        """;

    private const string RefundColumns = "select drop_id, payment_id, id, amount_minor, restock, reason, operator_id, state, created_at, units from refund";

    private const string RefundByKey = RefundColumns + " where drop_id = $1 and payment_id = $2 and request_key = $3";

    private const string RefundsAsked = RefundColumns + " where drop_id = $1 and payment_id = $2 and state = 'asked' order by created_at, id";

    private const string Refunds = RefundColumns + " where drop_id = $1 and payment_id = $2 order by created_at, id";

    private const string FailRefund = "update refund set state = 'failed' where drop_id = $1 and payment_id = $2 and id = $3 and state = 'asked'";

    private const string List = $"""
        select {Payment.Columns}, d.name, d.slug, coalesce(a.display_name, pseudonym(p.customer_id)), r.quantity,
          (select coalesce(sum(units), 0)::integer from purchase_return where drop_id = p.drop_id and purchase_id = p.purchase_id)
        from payment p join drop d on d.id = p.drop_id join reservation r on r.drop_id = p.drop_id and r.id = p.reservation_id
          left join account a on a.id = p.customer_id
        where ($1::text is null or p.state = $1) and ($2::uuid is null or p.drop_id = $2)
          and ($3::boolean is null or $3 = (p.disputed or p.state = 'capture_failed' or p.tries >= 5))
          and ($4::uuid is null or p.id < $4) and ($6::uuid is null or p.id = $6)
        order by p.id desc limit $5
        """;

    private const string ListSince = $"""
        select {Payment.Columns} from payment p
        where p.provider = $1 and p.created_at >= $2 and p.changed_at < clock_timestamp() - $3 order by p.created_at
        """;

    // As the purchase is shown: under no name where its customer hides theirs.
    private const string NameOf = "select coalesce((select case when hides_name then '' else display_name end from account where id = $1), pseudonym($1))";

    private const string Returned = """
        select coalesce(sum(units), 0)::integer, coalesce(bool_or(refund_id = $3), false) from purchase_return where drop_id = $1 and purchase_id = $2
        """;

    private const string Note = """
        insert into payment_step (drop_id, payment_id, n, at, from_state, to_state, why, operator_id)
        select drop_id, id, 1 + (select coalesce(max(n), 0) from payment_step where drop_id = $1 and payment_id = $2), clock_timestamp(), state, state, $3, $4
        from payment where drop_id = $1 and id = $2
        on conflict do nothing
        """;

    private const string StepColumns = """
        select s.payment_id, coalesce(c.display_name, pseudonym(p.customer_id)), s.at, s.from_state, s.to_state, s.why, s.operator_id, o.display_name
        from payment_step s join payment p on p.drop_id = s.drop_id and p.id = s.payment_id
          left join account c on c.id = p.customer_id left join account o on o.id = s.operator_id
        """;

    private const string Steps = StepColumns + " where s.drop_id = $1 and s.payment_id = $2 order by s.n";

    private const string ActsOfOperators = StepColumns + " where s.drop_id = $1 and s.operator_id is not null order by s.at desc limit $2";

    /// <summary>Takes an attempt up, before the ledger hears of it and before the provider does.</summary>
    /// <param name="hash">Of the body, to tell one request from another under the same key.</param>
    /// <param name="isLive">Whether the hold was live at the last look; the ledger decides.</param>
    /// <param name="contact">Kept for what is bought with it. Null: the drop needs none.</param>
    /// <param name="lacksContact">The drop needs a contact, and the customer has given none that will do: only what began before goes on.</param>
    /// <param name="lease">For whoever takes it up to see it through.</param>
    /// <returns>Null: the customer has no such reservation.</returns>
    public async Task<PaymentBegun?> BeginAsync(
        DropId drop, ReservationId reservation, CustomerId customer, PaymentId id, string? key, byte[] hash, string provider, string token, Money amount,
        int attemptsMax, TimeSpan lease, bool isLive, Contact? contact, bool lacksContact, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var attempts = new List<(Payment Payment, string? Key, byte[]? Hash)>();
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            batch.Add(LockReservation).With(drop.Value).With(reservation.Value).With(customer.Value);
            batch.Add(Attempts).With(drop.Value).With(reservation.Value);
            await using var rows = await batch.ExecuteReaderAsync(cancellation);
            if (!await rows.ReadAsync(cancellation))
                return null;
            await rows.NextResultAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
                attempts.Add((Payment.Read(rows), rows.IsDBNull(24) ? null : rows.GetString(24), rows.IsDBNull(25) ? null : rows.GetFieldValue<byte[]>(25)));
        }

        if (key is not null && attempts.Find(earlier => earlier.Key == key) is { Payment: not null } same)
            return same.Hash.AsSpan().SequenceEqual(hash) ? new(same.Payment, null, IsAgain: true) : new(null, PaymentFault.KeyReused, IsAgain: false);
        if (!isLive)
            return new(null, PaymentFault.Ended, IsAgain: false);
        if (attempts.Exists(earlier => !earlier.Payment.IsOver))
            return new(null, PaymentFault.UnderWay, IsAgain: false);
        if (attempts.Count >= attemptsMax)
            return new(null, PaymentFault.TooMany, IsAgain: false);
        if (lacksContact)
            return new(null, PaymentFault.NoContact, IsAgain: false);
        await using var insert = new NpgsqlBatch(connection, transaction);
        insert.Add(Insert).With(drop.Value).With(id.Value).With(reservation.Value).With(customer.Value).With(attempts.Count + 1).With(key).With(hash)
            .With(provider).With(token).With(amount.AmountMinor).With(amount.Currency).With(lease);
        Payment begun;
        await using (var rows = await insert.ExecuteReaderAsync(cancellation))
        {
            await rows.ReadAsync(cancellation);
            begun = Payment.Read(rows);
        }

        if (contact is not null)
        {
            await using var keep = new NpgsqlBatch(connection, transaction);
            keep.Add(KeepContact).With(drop.Value).With(reservation.Value).With(customer.Value).WithJson(ContactJson.Of(contact)).With(OrderWords.Of(contact));
            await keep.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return new(begun, null, IsAgain: false);
    }

    public Task<Payment?> FindAsync(DropId drop, PaymentId id, CancellationToken cancellation) =>
        OneAsync(Find, command => command.With(drop.Value).With(id.Value), cancellation);

    /// <returns>What was kept when it began. Null: nothing.</returns>
    public async Task<Contact?> FindContactAsync(Payment payment, CancellationToken cancellation) => await ManyAsync(
        FindContact, command => command.With(payment.Drop.Value).With(payment.Reservation.Value), row => ContactJson.Parse(row.GetString(0)), cancellation) is [var contact] ? contact : null;

    public Task<Payment?> FindAsync(PaymentId id, CancellationToken cancellation) => OneAsync(FindById, command => command.With(id.Value), cancellation);

    /// <summary>The newest attempt for a reservation of the customer's.</summary>
    public Task<Payment?> FindNewestAsync(DropId drop, ReservationId reservation, CustomerId customer, CancellationToken cancellation) =>
        OneAsync(FindNewest, command => command.With(drop.Value).With(reservation.Value).With(customer.Value), cancellation);

    /// <returns>Null: somebody else is at it.</returns>
    public Task<Payment?> LeaseAsync(DropId drop, PaymentId id, TimeSpan lease, CancellationToken cancellation) =>
        OneAsync(Lease, command => command.With(drop.Value).With(id.Value).With(lease), cancellation);

    public Task<IReadOnlyList<Payment>> LeaseDueAsync(int max, TimeSpan lease, CancellationToken cancellation) =>
        ManyAsync(LeaseDue, command => command.With(max).With(lease), Payment.Read, cancellation);

    /// <returns>Null: it stands elsewhere by now, or no move leads there from where it stood.</returns>
    public Task<Payment?> MoveAsync(Payment payment, PaymentMove move, CancellationToken cancellation) =>
        !PaymentStates.Leads(payment.State, move.To)
            ? Task.FromResult<Payment?>(null)
            : OneAsync(
                Move,
                command => command.With(payment.Drop.Value).With(payment.Id.Value).With(Names.Of(payment.State)).With(Names.Of(move.To))
                    .With(move.Reference).With(move.DeclineCode).WithJson(move.NextAction).With(move.CaptureBefore).With(move.CapturedMinor)
                    .With(move.RefundedMinor).With(move.DueIn).With(move.Why).With(move.Operator?.Value).With(move.Lease).With(payment.DueAt).With(move.Refund),
                cancellation);

    /// <summary>Ends the lease; the payment is due again after a while.</summary>
    /// <param name="error">Null: nothing failed, it is only not yet time.</param>
    /// <param name="reference">Where it came to be known.</param>
    public Task PostponeAsync(Payment payment, TimeSpan by, string? error, string? reference, CancellationToken cancellation) => ExecuteAsync(
        Postpone,
        command => command.With(payment.Drop.Value).With(payment.Id.Value).With(by).With(error is null ? 0 : 1).With(error).With(reference).With(payment.DueAt),
        cancellation);

    /// <summary>Ends the lease; nobody needs to look at it again before something is asked for.</summary>
    public Task RestAsync(Payment payment, CancellationToken cancellation) =>
        ExecuteAsync(Rest, command => command.With(payment.Drop.Value).With(payment.Id.Value).With(payment.DueAt), cancellation);

    /// <summary>Has it looked at at once, where anything is left to do.</summary>
    public Task WakeAsync(Payment payment, CancellationToken cancellation) =>
        ExecuteAsync(Wake, command => command.With(payment.Drop.Value).With(payment.Id.Value), cancellation);

    public Task MarkDisputedAsync(Payment payment, bool disputed, CancellationToken cancellation) =>
        ExecuteAsync(Dispute, command => command.With(payment.Drop.Value).With(payment.Id.Value).With(disputed), cancellation);

    /// <summary>Notes an event of the provider, and has its payment looked at; once, however often it comes.</summary>
    public Task HearEventAsync(string provider, string id, string reference, CancellationToken cancellation) =>
        ExecuteAsync(HearEvent, command => command.With(provider).With(id).With(reference), cancellation);

    /// <summary>Those that nobody sends again any more.</summary>
    public Task ForgetEventsAsync(CancellationToken cancellation) => ExecuteAsync(ForgetEvents, _ => { }, cancellation);

    /// <summary>Notes that money is to be given back; whoever takes what is due asks the provider.</summary>
    /// <param name="bound">That all refunds of the payment together may come to; null: what was captured.</param>
    /// <param name="lease">For whoever asks to see it through.</param>
    /// <returns>False: the payment is not captured, or so much of it is not left. The payment: leased; null: somebody else is at it, or the key named a refund before.</returns>
    public async Task<(bool IsAsked, Payment? Leased)> AskRefundAsync(Refund refund, string? key, long? bound, TimeSpan lease, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add(LockPayment).With(refund.Drop.Value).With(refund.Payment.Value);
        await batch.ExecuteNonQueryAsync(cancellation);
        if (key is not null)
        {
            await using var find = new NpgsqlBatch(connection, transaction);
            find.Add(RefundByKey).With(refund.Drop.Value).With(refund.Payment.Value).With(key);
            await using var rows = await find.ExecuteReaderAsync(cancellation);
            if (await rows.ReadAsync(cancellation))
                return (true, null);
        }

        await using var ask = new NpgsqlBatch(connection, transaction);
        ask.Add(InsertRefund).With(refund.Drop.Value).With(refund.Payment.Value).With(refund.Id).With(key).With(refund.AmountMinor)
            .With(refund.Restock).With(refund.Reason).With(refund.Operator?.Value).With(refund.Units).With(bound);
        if (await ask.ExecuteNonQueryAsync(cancellation) == 0)
            return (false, null);
        await using var take = new NpgsqlBatch(connection, transaction);
        take.Add(WakeNow).With(refund.Drop.Value).With(refund.Payment.Value);
        take.Add(TakeUp).With(refund.Drop.Value).With(refund.Payment.Value).With(lease);
        Payment? leased = null;
        await using (var rows = await take.ExecuteReaderAsync(cancellation))
        {
            if (await rows.ReadAsync(cancellation))
                leased = Payment.Read(rows);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return (true, leased);
    }

    public Task<IReadOnlyList<Refund>> RefundsAskedAsync(Payment payment, CancellationToken cancellation) =>
        ManyAsync(RefundsAsked, command => command.With(payment.Drop.Value).With(payment.Id.Value), ReadRefund, cancellation);

    /// <summary>The provider refuses it for good. One that is done ends with the payment's move: what is given back and what is asked for never both lack it.</summary>
    public Task FailRefundAsync(Refund refund, CancellationToken cancellation) => ExecuteAsync(
        FailRefund, command => command.With(refund.Drop.Value).With(refund.Payment.Value).With(refund.Id), cancellation);

    /// <summary>Newest first.</summary>
    /// <param name="needsHand">Only those that an operator should look at, or only the others; null: all.</param>
    public async Task<Page<ListedPayment>> ListAsync(
        PaymentState? state, DropId? drop, bool? needsHand, PaymentId? after, int limit, CancellationToken cancellation)
    {
        var found = await ManyAsync(
            List,
            command => command.With(state is { } wanted ? Names.Of(wanted) : null).With(drop?.Value).With(needsHand)
                .With(after?.Value).With(limit + 1).With(default(Guid?)),
            ReadListed,
            cancellation);
        return Page<ListedPayment>.Of([.. found], limit, listed => listed.Payment.Id.ToString());
    }

    public async Task<ListedPayment?> FindListedAsync(PaymentId id, CancellationToken cancellation) => await ManyAsync(
        List,
        command => command.With(default(string)).With(default(Guid?)).With(default(bool?)).With(default(Guid?)).With(1).With((Guid?)id.Value),
        ReadListed,
        cancellation) is [var one, ..] ? one : null;

    /// <summary>Those that were started since, and have not changed for a while.</summary>
    public Task<IReadOnlyList<Payment>> ListSinceAsync(string provider, DateTimeOffset since, TimeSpan quietFor, CancellationToken cancellation) =>
        ManyAsync(ListSince, command => command.With(provider).With(since).With(quietFor), Payment.Read, cancellation);

    /// <summary>Has it looked at at once, whatever was to be done with it.</summary>
    public Task WakeNowAsync(Payment payment, CancellationToken cancellation) =>
        ExecuteAsync(WakeNow, command => command.With(payment.Drop.Value).With(payment.Id.Value), cancellation);

    public async Task<string> NameOfAsync(CustomerId customer, CancellationToken cancellation) =>
        (await ManyAsync(NameOf, command => command.With(customer.Value), row => row.GetString(0), cancellation))[0];

    /// <returns>How many units of the purchase came back, and whether this refund's are among them.</returns>
    public async Task<(int Units, bool IsDone)> FindReturnedAsync(DropId drop, PurchaseId purchase, Guid refund, CancellationToken cancellation) => (await ManyAsync(
        Returned, command => command.With(drop.Value).With(purchase.Value).With(refund), row => (row.GetInt32(0), row.GetBoolean(1)), cancellation))[0];

    /// <summary>What an operator does with it, whatever comes of that.</summary>
    public async Task NoteAsync(Payment payment, string what, CustomerId byOperator, CancellationToken cancellation)
    {
        // Two that write at the same time number their steps alike: the one that finds its number taken counts again.
        for (var tries = 0; tries < 10; tries++)
        {
            if (await ExecuteAsync(Note, command => command.With(payment.Drop.Value).With(payment.Id.Value).With(what).With(byOperator.Value), cancellation) > 0)
                return;
        }

        throw new TimeoutException($"Payment {payment.Id} moves all the time: what an operator did with it was not noted.");
    }

    /// <summary>In their order.</summary>
    public Task<IReadOnlyList<PaymentStep>> ListStepsAsync(Payment payment, CancellationToken cancellation) =>
        ManyAsync(Steps, command => command.With(payment.Drop.Value).With(payment.Id.Value), ReadStep, cancellation);

    /// <summary>What operators did with the payments of a drop, newest first.</summary>
    public Task<IReadOnlyList<PaymentStep>> ListActsAsync(DropId drop, int limit, CancellationToken cancellation) =>
        ManyAsync(ActsOfOperators, command => command.With(drop.Value).With(limit), ReadStep, cancellation);

    /// <summary>In their order.</summary>
    public Task<IReadOnlyList<Refund>> ListRefundsAsync(Payment payment, CancellationToken cancellation) =>
        ManyAsync(Refunds, command => command.With(payment.Drop.Value).With(payment.Id.Value), ReadRefund, cancellation);

    private static ListedPayment ReadListed(NpgsqlDataReader row) => new(
        Payment.Read(row), row.GetString(24), row.GetString(25), row.GetString(26), row.GetInt32(27), row.GetInt32(28));

    private static PaymentStep ReadStep(NpgsqlDataReader row) => new(
        new(row.GetGuid(0)), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4),
        row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(6) ? null : new CustomerId(row.GetGuid(6)), row.IsDBNull(7) ? null : row.GetString(7));

    private static Refund ReadRefund(NpgsqlDataReader row) => new(
        new(row.GetGuid(0)), new(row.GetGuid(1)), row.GetGuid(2), row.GetInt64(3), row.IsDBNull(9) ? null : row.GetInt32(9), row.GetBoolean(4), row.GetString(5),
        row.IsDBNull(6) ? null : new CustomerId(row.GetGuid(6)), row.GetString(7), row.GetFieldValue<DateTimeOffset>(8));

    private async Task<Payment?> OneAsync(string sql, Action<NpgsqlBatchCommand> with, CancellationToken cancellation) =>
        (await ManyAsync(sql, with, Payment.Read, cancellation)) is [var one, ..] ? one : null;

    private async Task<IReadOnlyList<T>> ManyAsync<T>(string sql, Action<NpgsqlBatchCommand> with, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        with(batch.Add(sql));
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var found = new List<T>();
        while (await rows.ReadAsync(cancellation))
            found.Add(read(rows));
        return found;
    }

    private async Task<int> ExecuteAsync(string sql, Action<NpgsqlBatchCommand> with, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        with(batch.Add(sql));
        return await batch.ExecuteNonQueryAsync(cancellation);
    }
}

/// <param name="CustomerName">As the customer is called now.</param>
/// <param name="Quantity">Of the reservation that it pays for.</param>
/// <param name="ReturnedUnits">Of them, came back.</param>
public sealed record ListedPayment(Payment Payment, string DropName, string DropSlug, string CustomerName, int Quantity, int ReturnedUnits);

using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>An attempt to pay.</summary>
/// <param name="Hold">What is paid for, as it was granted.</param>
/// <param name="Due">When somebody is to go on with it. Null: nothing is left to do.</param>
/// <param name="LeasedUntil">Till then it is somebody's. Null: nobody is at it; a time that has passed: whoever was has died.</param>
internal sealed record PaymentRow(
    DropId Drop, PaymentId Id, Hold Hold, Card Card, DateTimeOffset CreatedAt, PaymentState State, DateTimeOffset? Due, DateTimeOffset? LeasedUntil)
{
    public int Tries { get; init; }

    public PurchaseId? Purchase { get; init; }

    public bool RefundIsAsked { get; init; }

    /// <summary>Of what is to be given back: the units are free again.</summary>
    public bool Restocks { get; init; }
}

/// <summary>The attempts to pay of all drops, with the guards of the real table. Each call is a transaction of its own.</summary>
internal sealed class PaymentTable(World world, Func<PaymentId, bool> isBeingWritten, Machine machine, Plant plant, Action<PaymentRow> moved)
{
    /// <summary>Shorter than some steps take in a storm: then two nodes are at one payment, which must do no harm.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private readonly Dictionary<PaymentId, PaymentRow> rows = [];

    public IEnumerable<PaymentRow> All => rows.Values;

    public PaymentRow? Find(PaymentId id) => rows.GetValueOrDefault(id);

    /// <summary>With the batch that it is an effect of.</summary>
    public void Put(PaymentRow row) => rows[row.Id] = row;

    /// <returns>The attempt, leased where it is new; or the one that is under way for the same reservation.</returns>
    public (PaymentRow Row, bool IsNew) Begin(DropId drop, PaymentId id, Hold hold, Card card)
    {
        if ((Find(id) ?? rows.Values.FirstOrDefault(row => row.Hold.Id == hold.Id && !row.State.HasComeToNothing())) is { } known)
            return (known, false);
        return (rows[id] = new PaymentRow(drop, id, hold, card, world.Now, PaymentState.Starting, world.Now, world.Now + Lease), true);
    }

    /// <returns>Null: somebody is at it.</returns>
    public async Task<PaymentRow?> LeaseAsync(PaymentId id)
    {
        await WaitForWriterAsync(id);
        return rows[id].LeasedUntil > world.Now ? null : Leased(rows[id]);
    }

    public PaymentRow[] LeaseDue(int most)
    {
        var due = rows.Values.Where(row => row.Due <= world.Now && !(row.LeasedUntil > world.Now) && !isBeingWritten(row.Id)).Take(most).ToArray();
        return [.. due.Select(Leased)];
    }

    /// <summary>Who takes over from somebody who died does not know how far they came: theirs was a try.</summary>
    private PaymentRow Leased(PaymentRow row) => rows[row.Id] = row with
    {
        LeasedUntil = world.Now + Lease,
        Tries = row.Tries + (row.LeasedUntil is null || plant == Plant.TakeoverIsNoTry ? 0 : 1),
    };

    /// <returns>As it is now, still leased; null: it is no longer in that state.</returns>
    public async Task<PaymentRow?> MoveAsync(PaymentRow from, PaymentState to)
    {
        await WaitForWriterAsync(from.Id);
        if (rows[from.Id].State != from.State || !PaymentStates.Leads(from.State, to))
            return null;
        world.Note($"payment {to}");
        var row = rows[from.Id] = rows[from.Id] with { State = to, Tries = 0, Due = world.Now, LeasedUntil = world.Now + Lease };
        moved(row);
        return row;
    }

    /// <summary>Ends the lease.</summary>
    /// <param name="dueIn">Null: nothing is left to do.</param>
    public async Task<bool> PostponeAsync(PaymentRow row, TimeSpan? dueIn)
    {
        await WaitForWriterAsync(row.Id);
        var isDue = dueIn is not null || rows[row.Id].RefundIsAsked && rows[row.Id].State == PaymentState.Captured;
        rows[row.Id] = rows[row.Id] with { Tries = rows[row.Id].Tries + 1, Due = isDue ? world.Now + (dueIn ?? TimeSpan.Zero) : null, LeasedUntil = null };
        return true;
    }

    public bool AskRefund(PaymentId id, bool restocks)
    {
        if (rows[id] is not { State: PaymentState.Captured, RefundIsAsked: false } row)
            return false;
        rows[id] = row with { RefundIsAsked = true, Restocks = restocks, Due = world.Now };
        return true;
    }

    /// <summary>A row that a commit under way has written is waited for, and then seen as it is.</summary>
    private async Task WaitForWriterAsync(PaymentId id)
    {
        while (isBeingWritten(id))
            await machine.DelayAsync(TimeSpan.FromMilliseconds(1));
    }
}

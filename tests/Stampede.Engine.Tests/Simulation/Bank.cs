using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>What a customer pays with, and so what the bank says.</summary>
internal enum Card
{
    Good,
    Declined,

    /// <summary>The bank asks its holder a question first.</summary>
    Asking,

    /// <summary>It is authorised, and the bank does not say so for a while.</summary>
    Silent,
}

internal enum BankState
{
    /// <summary>It has it, and does not say how it stands.</summary>
    Silent,

    /// <summary>It waits for what the card's holder says.</summary>
    Asking,
    Authorized,
    Declined,
    Voided,
    Captured,
    Refunded,
}

/// <param name="SilentUntil">Before that nobody learns of its state.</param>
internal sealed record BankPayment(long AmountMinor, BankState State, DateTimeOffset SilentUntil);

/// <summary>The bank gave no answer in time: nobody knows whether the call had an effect.</summary>
internal sealed class BankSilentException() : Exception("The bank does not answer.");

/// <summary>There was no way to the bank: nothing was sent.</summary>
internal sealed class BankUnreachableException() : Exception("The bank cannot be reached.");

/// <summary>
/// The provider of payments, with books of its own. It is outside of the shop: no crash of a node or a database reaches it. What it is told
/// twice has one effect. Requests and answers get lost as all others do.
/// </summary>
internal sealed class Bank(World world, Weather weather)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly Machine machine = new(world, number: 254);
    private readonly Dictionary<PaymentId, BankPayment> books = [];

    public IReadOnlyDictionary<PaymentId, BankPayment> Books => books;

    public void Close() => machine.Kill();

    public Task<BankPayment?> StartAsync(PaymentId payment, long amountMinor, Card card) => AskAsync(payment, () =>
    {
        if (books.ContainsKey(payment))
            return;
        var silence = card == Card.Silent ? world.Chance.Milliseconds(500, 8000) : TimeSpan.Zero;
        books.Add(payment, new BankPayment(amountMinor, card switch
        {
            Card.Declined => BankState.Declined,
            Card.Asking => BankState.Asking,
            Card.Good or Card.Silent => BankState.Authorized,
            _ => throw new ArgumentOutOfRangeException(nameof(card)),
        }, world.Now + silence));
    });

    /// <returns>Null: it knows of none.</returns>
    public Task<BankPayment?> FindAsync(PaymentId payment) => AskAsync(payment, () => { });

    public Task<BankPayment?> CaptureAsync(PaymentId payment) => AskAsync(payment, () => Move(payment, BankState.Captured, BankState.Authorized));

    public Task<BankPayment?> VoidAsync(PaymentId payment) => AskAsync(payment, () => Move(payment, BankState.Voided, BankState.Authorized, BankState.Asking));

    public Task<BankPayment?> RefundAsync(PaymentId payment) => AskAsync(payment, () => Move(payment, BankState.Refunded, BankState.Captured));

    /// <summary>What the card's holder says to their bank.</summary>
    public void Answer(PaymentId payment, bool passes) => Move(payment, passes ? BankState.Authorized : BankState.Declined, BankState.Asking);

    private void Move(PaymentId payment, BankState to, params ReadOnlySpan<BankState> from)
    {
        if (books.TryGetValue(payment, out var known) && from.Contains(known.State))
            books[payment] = known with { State = to };
    }

    private Task<BankPayment?> AskAsync(PaymentId payment, Action effect)
    {
        if (weather.ReachesNoBank())
            return Task.FromException<BankPayment?>(new BankUnreachableException());
        var answer = new TaskCompletionSource<BankPayment?>();
        world.After(Timeout, () => answer.TrySetException(new BankSilentException()));
        machine.Start(async () =>
        {
            await machine.DelayAsync(world.Chance.Milliseconds(1, 20));
            if (weather.LosesRequest())
                return;
            effect();
            await machine.DelayAsync(world.Chance.Milliseconds(1, 20));
            if (!weather.LosesAnswer(isCommit: false))
                answer.TrySetResult(books.GetValueOrDefault(payment) is { } known && known.SilentUntil > world.Now ? known with { State = BankState.Silent } : books.GetValueOrDefault(payment));
        });
        return answer.Task;
    }
}

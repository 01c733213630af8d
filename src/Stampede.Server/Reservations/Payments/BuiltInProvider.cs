using System.Runtime.CompilerServices;
using Stampede.Domain;
using Stampede.Postgres.Payments;

namespace Stampede.Server.Reservations;

/// <summary>A provider whose books are in the shop's own database.</summary>
internal abstract class BuiltInProvider(BuiltInBooks books) : IPaymentProvider
{
    private static readonly string[] Open = ["action", "processing", "authorized"];

    public abstract string Name { get; }

    protected BuiltInBooks Books => books;

    protected abstract string NextAction { get; }

    public abstract Task<ProviderPayment> StartAsync(PaymentStart start, CancellationToken cancellation);

    public async Task<ProviderPayment?> FindAsync(PaymentId payment, string? reference, CancellationToken cancellation) =>
        await books.FindAsync(payment, cancellation) is { } found ? Told(found) : null;

    public async Task<ProviderPayment> CaptureAsync(PaymentId payment, string reference, CancellationToken cancellation)
    {
        await books.MoveAsync(payment, "captured", null, ["authorized"], cancellation);
        return await KnownAsync(payment, cancellation);
    }

    public async Task<ProviderPayment> VoidAsync(PaymentId payment, string reference, CancellationToken cancellation)
    {
        await books.MoveAsync(payment, "voided", null, Open, cancellation);
        return await KnownAsync(payment, cancellation);
    }

    public Task<bool> RefundAsync(Guid refund, PaymentId payment, string reference, long amountMinor, CancellationToken cancellation) =>
        books.RefundAsync(refund, payment, amountMinor, cancellation);

    public async IAsyncEnumerable<ProviderPayment> ListAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var payment in await books.ListAsync(since, cancellation))
            yield return Told(payment);
    }

    /// <summary>Nobody calls: it is asked.</summary>
    public ProviderEvent? ReadEvent(ReadOnlyMemory<byte> body, IHeaderDictionary headers) => null;

    public bool CanTake(Money amount) => true;

    protected ProviderPayment Told(BuiltInPayment payment) => new(
        payment.Payment,
        payment.Reference,
        payment.IsSilent ? ProviderState.Processing : payment.State switch
        {
            "action" => ProviderState.Action,
            "processing" or "authorized" => ProviderState.Authorized,
            "captured" => ProviderState.Captured,
            "declined" => ProviderState.Declined,
            "voided" => ProviderState.Voided,
            var state => throw new InvalidDataException($"'{state}' is no state of a payment of {Name}."),
        },
        payment.Amount,
        payment.CapturedMinor,
        payment.RefundedMinor,
        payment.DeclineCode,
        payment.State == "action" ? NextAction : null,
        CaptureBefore: payment.CreatedAt.AddDays(7));

    private async Task<ProviderPayment> KnownAsync(PaymentId payment, CancellationToken cancellation) =>
        Told(await books.FindAsync(payment, cancellation) ?? throw new InvalidDataException($"{Name} knows of no payment {payment}."));
}

/// <summary>For trying it out: no money moves. What happens is told by the card's number.</summary>
/// <param name="timeout">As long as a caller waits for any provider.</param>
internal sealed class TestProvider(BuiltInBooks books, TimeSpan timeout, TimeProvider time) : BuiltInProvider(books)
{
    public const string Succeeds = "4242424242424242";
    public const string Declined = "4000000000000002";
    public const string Challenged = "4000002500003155";
    public const string Silent = "4000000000009999";

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    public override string Name => "test";

    protected override string NextAction => """{"type":"test_challenge"}""";

    public override async Task<ProviderPayment> StartAsync(PaymentStart start, CancellationToken cancellation)
    {
        var state = start.Token switch
        {
            Succeeds or Silent => "authorized",
            Challenged => "action",
            _ => "declined",
        };
        var started = await Books.StartAsync(
            start.Payment, start.Token, start.Amount, state, state == "declined" ? "card_declined" : null, start.Token == Silent ? Silence : null, cancellation);
        if (!started.IsSilent)
            return Told(started);
        await Task.Delay(timeout < Silence ? timeout : Silence, time, cancellation);
        throw new PaymentUnansweredException("The test provider does not answer this card for 20 seconds.");
    }

    /// <summary>What the customer says to their bank.</summary>
    public Task AnswerAsync(PaymentId payment, bool passes, CancellationToken cancellation) => passes
        ? Books.MoveAsync(payment, "authorized", null, ["action"], cancellation)
        : Books.MoveAsync(payment, "declined", "authentication_failed", ["action"], cancellation);
}

/// <summary>Cash, a transfer, whatever an operator sees with their own eyes: they say that it is paid.</summary>
internal sealed class ManualProvider(BuiltInBooks books) : BuiltInProvider(books)
{
    public override string Name => "manual";

    protected override string NextAction => """{"type":"await_shop"}""";

    public override async Task<ProviderPayment> StartAsync(PaymentStart start, CancellationToken cancellation) =>
        Told(await Books.StartAsync(start.Payment, "", start.Amount, "action", null, null, cancellation));

    public Task MarkPaidAsync(PaymentId payment, CancellationToken cancellation) => Books.MoveAsync(payment, "authorized", null, ["action"], cancellation);
}

using System.Globalization;
using Stampede.Domain;
using Stampede.Postgres.Payments;
using Stampede.Server.Hosting;

namespace Stampede.Server.Reservations;

/// <param name="Kind">charged_not_sold, sold_not_charged or amount_differs.</param>
/// <param name="Reference">The provider's name for the payment; empty: it has none.</param>
/// <param name="CanBeHealed">By going on with the payment, or by giving the money back.</param>
internal sealed record PaymentFinding(string Kind, PaymentId? Payment, string Reference, string Words, bool CanBeHealed)
{
    public override string ToString() => $"{Kind}: payment {Payment?.ToString() ?? "unknown"} ({Reference}): {Words}";
}

/// <summary>Holds the provider's books against ours: after a restore to a point in time, it tells who has paid for what the restore has lost.</summary>
internal sealed class PaymentAudit(PaymentRows rows, IPaymentProvider provider)
{
    /// <summary>What is younger may still be under way.</summary>
    private static readonly TimeSpan SettlesIn = TimeSpan.FromMinutes(2);

    /// <summary>Of payments that were started since.</summary>
    public async Task<IReadOnlyList<PaymentFinding>> FindAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var ours = (await rows.ListSinceAsync(provider.Name, since, SettlesIn, cancellation)).ToDictionary(payment => payment.Id);
        var findings = new List<PaymentFinding>();
        await foreach (var theirs in provider.ListAsync(since, cancellation))
        {
            // What others do with the same account is none of ours.
            if (theirs.Payment is not { } id)
                continue;
            var known = ours.Remove(id, out var listed) ? listed : await rows.FindAsync(id, cancellation);
            if (known is not null && known.ChangedAt > DateTimeOffset.UtcNow - SettlesIn)
                continue;
            findings.AddRange(Compare(known, theirs));
        }

        // What the provider did not list.
        findings.AddRange(ours.Values.Where(payment => payment.State is PaymentState.Sold or PaymentState.Captured or PaymentState.PartRefunded or PaymentState.Refunded)
            .Select(payment => new PaymentFinding("sold_not_charged", payment.Id, payment.Reference ?? "", $"it is {Names.Of(payment.State)} here, and the provider knows of none", CanBeHealed: false)));
        return findings;
    }

    /// <summary>
    /// Has each finding that can be healed sold or given back, once: what we know of is due at once, for any server that runs; what a restore has lost
    /// is given back here.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<int> HealAsync(IReadOnlyList<PaymentFinding> findings, CancellationToken cancellation)
    {
        var healed = 0;
        foreach (var finding in findings.Where(finding => finding is { CanBeHealed: true, Payment: not null }))
        {
            var id = finding.Payment!.Value;
            if (await rows.FindAsync(id, cancellation) is { } known && !known.State.HasComeToNothing())
            {
                await rows.WakeNowAsync(known, cancellation);
            }
            else if (await provider.FindAsync(id, finding.Reference, cancellation) is { } theirs)
            {
                // The keys are those that settling would use: whoever comes second has no second effect.
                var kept = theirs.CapturedMinor - theirs.RefundedMinor;
                if (kept > 0)
                    await provider.RefundAsync(id.Value, id, theirs.Reference, kept, cancellation);
                else if (theirs.State == ProviderState.Authorized)
                    await provider.VoidAsync(id, theirs.Reference, cancellation);
                else
                    continue;
            }

            healed++;
        }

        return healed;
    }

    private static IEnumerable<PaymentFinding> Compare(Payment? ours, ProviderPayment theirs)
    {
        var kept = theirs.CapturedMinor - theirs.RefundedMinor;
        var id = theirs.Payment;
        if (ours is null)
        {
            if (kept > 0 || theirs.State == ProviderState.Authorized)
                yield return new("charged_not_sold", id, theirs.Reference, $"{Amount(theirs)} are {Names.Of(theirs.State)} there, and nothing is known of it here", CanBeHealed: true);
            yield break;
        }

        // What an operator took back is no longer sold, though the purchase is named.
        var isSold = ours.Purchase is not null && ours.State is not (PaymentState.Voiding or PaymentState.Voided or PaymentState.Refunding);
        if (!isSold && (kept > 0 || theirs.State == ProviderState.Authorized && ours.State is not PaymentState.Authorized))
            yield return new("charged_not_sold", id, theirs.Reference, $"{Amount(theirs)} are {Names.Of(theirs.State)} there; it is {Names.Of(ours.State)} here, and nothing is sold for it", CanBeHealed: true);
        if (isSold && theirs.State is ProviderState.Voided or ProviderState.Declined)
            yield return new("sold_not_charged", id, theirs.Reference, $"it is {Names.Of(ours.State)} here and {Names.Of(theirs.State)} there", CanBeHealed: false);
        if (ours.State == PaymentState.Sold && theirs.State == ProviderState.Authorized)
            yield return new("sold_not_charged", id, theirs.Reference, "it is sold, and the money is only authorised", CanBeHealed: true);
        if (ours.Amount != theirs.Amount || ours.CapturedMinor != theirs.CapturedMinor && ours.State is PaymentState.Captured or PaymentState.PartRefunded or PaymentState.Refunded
            || ours.RefundedMinor != theirs.RefundedMinor && ours.State is not PaymentState.Refunding)
            yield return new("amount_differs", id, theirs.Reference, string.Create(CultureInfo.InvariantCulture,
                $"amount, captured, refunded are {ours.Amount.AmountMinor}, {ours.CapturedMinor}, {ours.RefundedMinor} here and {theirs.Amount.AmountMinor}, {theirs.CapturedMinor}, {theirs.RefundedMinor} there"), CanBeHealed: false);
    }

    private static string Amount(ProviderPayment theirs) => string.Create(CultureInfo.InvariantCulture, $"{theirs.Amount.AmountMinor} {theirs.Amount.Currency} (minor units)");
}

/// <summary>Once an hour the provider's books of the last day are held against ours; what differs is in the log. Old events are forgotten.</summary>
internal sealed partial class PaymentAuditing(PaymentAudit audit, PaymentRows rows, TimeProvider time, ILogger<PaymentAuditing> log)
    : PeriodicWork(TimeSpan.FromHours(1), "The provider's books could not be held against ours", time, log)
{
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        await rows.ForgetEventsAsync(cancellation);
        foreach (var finding in await audit.FindAsync(Time.GetUtcNow().AddDays(-1), cancellation))
            Found(finding.ToString());
    }

    [LoggerMessage(1, LogLevel.Error, "Payments: {Finding}. See docs/payments.md.")]
    private partial void Found(string finding);
}

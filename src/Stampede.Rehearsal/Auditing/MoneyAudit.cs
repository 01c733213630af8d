using System.Text.Json;

namespace Stampede.Rehearsal.Auditing;

/// <summary>An attempt to pay, as the shop has it.</summary>
/// <param name="IsSold">A purchase was made for it.</param>
internal sealed record ShopPayment(string Id, string ReservationId, string Status, long AmountMinor, long CapturedMinor, long RefundedMinor, bool IsSold)
{
    /// <summary>The shop still has something to do: the money is to be captured or let go. Somebody who is asked by their bank is not waited for.</summary>
    public bool IsUnderWay => Status is "starting" or "unknown" or "authorized" or "sold" or "voiding" or "refunding";

    public static ShopPayment Read(JsonElement item) => new(
        item.GetProperty("id").GetString()!, item.GetProperty("reservationId").GetString()!, item.GetProperty("status").GetString()!,
        item.GetProperty("amount").GetProperty("amountMinor").GetInt64(), item.GetProperty("capturedMinor").GetInt64(), item.GetProperty("refundedMinor").GetInt64(),
        item.TryGetProperty("purchaseId", out var purchase) && purchase.ValueKind == JsonValueKind.String);
}

/// <summary>An authorisation, as the provider has it.</summary>
internal sealed record ProviderEntry(string PaymentId, string State, long AmountMinor, long CapturedMinor, long RefundedMinor)
{
    public static ProviderEntry Read(JsonElement item) => new(
        item.GetProperty("paymentId").GetString()!, item.GetProperty("state").GetString()!, item.GetProperty("amountMinor").GetInt64(),
        item.GetProperty("capturedMinor").GetInt64(), item.GetProperty("refundedMinor").GetInt64());
}

/// <summary>What both sides have of the money.</summary>
/// <param name="Provider">What came to its books since the rehearsal began; of others too, where the target is not ours alone.</param>
/// <param name="IsOursAlone">Nobody else can have paid meanwhile.</param>
internal sealed record MoneyEvidence(long PriceMinor, IReadOnlyList<ShopPayment> Payments, IReadOnlyList<ProviderEntry> Provider, bool IsOursAlone)
{
    public IEnumerable<ProviderEntry> Ours => Payments.Select(payment => payment.Id).ToHashSet() is var known
        ? Provider.Where(entry => IsOursAlone || known.Contains(entry.PaymentId))
        : [];

    public long CapturedMinor => Ours.Sum(entry => entry.CapturedMinor);

    public long RefundedMinor => Ours.Sum(entry => entry.RefundedMinor);
}

/// <summary>Counts the money: the provider's own books against what the ledger says was sold and returned.</summary>
internal static class MoneyAudit
{
    public static void Judge(Evidence evidence, LedgerFold books, Findings findings)
    {
        if (evidence.Money is not { } money)
            return;
        var entries = money.Ours.ToDictionary(entry => entry.PaymentId);
        foreach (var payment in money.Payments)
            Compare(payment, entries.GetValueOrDefault(payment.Id), findings);
        var known = money.Payments.Select(payment => payment.Id).ToHashSet();
        foreach (var unknown in entries.Values.Where(entry => !known.Contains(entry.PaymentId) && (entry.State == "authorized" || entry.CapturedMinor > entry.RefundedMinor)))
            findings.Add("charged_not_sold", $"The provider has payment {unknown.PaymentId} {unknown.State}, and the shop does not know it.");

        var purchases = books.Holds.Values.Where(hold => hold.End?.Kind == "purchased").ToArray();
        var sold = money.Payments.Count(payment => payment.IsSold);
        if (purchases.Length != sold)
            findings.Add("sold_without_payment", $"The ledger has {purchases.Length} purchases, and {sold} payments are for one.");
        var units = purchases.Sum(hold => (long)hold.Reserved.Quantity) - evidence.Ledger.Where(entry => entry.Kind == "returned").Sum(entry => (long)entry.Quantity);
        var kept = money.CapturedMinor - money.RefundedMinor;
        if (kept != units * money.PriceMinor)
            findings.Add("money_differs", $"The provider has kept {kept}; {units} units were sold and not returned, at {money.PriceMinor} each.");
    }

    private static void Compare(ShopPayment payment, ProviderEntry? entry, Findings findings)
    {
        if (entry is { State: "authorized" })
            findings.Add("authorisation_left", $"The provider still has payment {payment.Id} authorised; the shop has it {payment.Status}.");
        var captured = entry?.CapturedMinor ?? 0;
        if (payment.IsSold && captured != payment.AmountMinor)
            findings.Add("sold_not_charged", $"Payment {payment.Id} of {payment.AmountMinor} was sold for, and the provider has taken {captured}.");
        if (!payment.IsSold && captured > (entry?.RefundedMinor ?? 0))
            findings.Add("charged_not_sold", $"The provider has taken {captured} for payment {payment.Id}, which the shop has {payment.Status}.");
        if ((captured, entry?.RefundedMinor ?? 0) != (payment.CapturedMinor, payment.RefundedMinor))
            findings.Add("money_differs", $"Payment {payment.Id}: captured and refunded are {payment.CapturedMinor} and {payment.RefundedMinor} here, {captured} and {entry?.RefundedMinor ?? 0} there.");
    }
}

using Stampede.Domain;
using Stampede.Postgres.Payments;
using Stampede.Server.Drops;

namespace Stampede.Server.Reservations;

/// <summary>All payments of a drop, newest first.</summary>
internal sealed class PaymentsCsv(DropId drop, string slug, PaymentRows rows) : CsvStream($"{slug}-payments.csv")
{
    private PaymentId? last;

    protected override string[] Columns { get; } =
    [
        "paymentId", "reservationId", "purchaseId", "customerId", "displayName", "attempt", "provider", "reference", "status", "amountMinor", "amount", "currency",
        "capturedMinor", "refundedMinor", "disputed", "createdAt", "changedAt",
        "quantity", "returnedUnits",
    ];

    protected override async Task<IReadOnlyList<string[]>> ReadNextAsync(CancellationToken cancellation)
    {
        var page = await rows.ListAsync(null, drop, null, last, PageSize, cancellation);
        if (page.Items.Count > 0)
            last = page.Items[^1].Payment.Id;
        return [.. page.Items.Select(Line)];
    }

    private static string[] Line(ListedPayment listed)
    {
        var payment = listed.Payment;
        return
        [
            payment.Id.ToString(), payment.Reservation.ToString(), payment.Purchase?.ToString() ?? "", payment.Customer.ToString(), listed.CustomerName, Text(payment.Attempt),
            payment.Provider, payment.Reference ?? "", Names.Of(payment.State), Text(payment.Amount.AmountMinor), Major(payment.Amount), payment.Amount.Currency,
            Text(payment.CapturedMinor), Text(payment.RefundedMinor), payment.Disputed ? "true" : "false", Text(payment.CreatedAt), Text(payment.ChangedAt),
            Text(listed.Quantity), Text(listed.ReturnedUnits),
        ];
    }
}

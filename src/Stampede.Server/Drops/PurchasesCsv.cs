using Stampede.Domain;
using Stampede.Postgres.Ledger;

namespace Stampede.Server.Drops;

/// <summary>All sales of a drop, in their order.</summary>
internal sealed class PurchasesCsv(DropId drop, string slug, LedgerReads ledger) : CsvStream($"{slug}-purchases.csv")
{
    private long last;

    protected override string[] Columns { get; } =
    [
        "purchaseId", "reservationId", "customerId", "displayName", "variant", "quantity", "unitPriceMinor", "unitPrice", "currency", "purchasedAt", "number",
        "paymentId", "paymentStatus", "capturedMinor", "refundedMinor", "returnedUnits",
    ];

    protected override async Task<IReadOnlyList<string[]>> ReadNextAsync(CancellationToken cancellation)
    {
        var sales = await ledger.ListSalesAsync(drop, last, PageSize, cancellation);
        if (sales.Count > 0)
            last = sales[^1].DropVersion;
        return [.. sales.Select(Line)];
    }

    private string[] Line(Sale sale) =>
    [
        sale.Id.ToString(), sale.Reservation.ToString(), sale.Customer.ToString(), sale.DisplayName, sale.VariantLabel, Text(sale.Quantity),
        Text(sale.Price.AmountMinor), Major(sale.Price), sale.Price.Currency, Text(sale.PurchasedAt), PurchaseNumber.Of(drop, sale.DropVersion),
        sale.Payment?.ToString() ?? "", sale.PaymentState is { } state ? Names.Of(state) : "", Text(sale.CapturedMinor), Text(sale.RefundedMinor), Text(sale.ReturnedUnits),
    ];
}

using Stampede.Domain;
using Stampede.Postgres.Ledger;

namespace Stampede.Server.Drops;

/// <summary>All sales of a drop, in their order; or those to which something happened after a version.</summary>
/// <param name="since">Null: all.</param>
/// <param name="version">The drop's: what happens after it is left for the next time.</param>
internal sealed class PurchasesCsv(DropId drop, string slug, long? since, long version, LedgerReads ledger) : CsvStream($"{slug}-purchases.csv")
{
    /// <summary>Of the answer: what to ask for as since the next time.</summary>
    public const string VersionHeader = "Stampede-Version";

    private long last = since ?? 0;

    protected override string[] Columns { get; } =
    [
        "purchaseId", "reservationId", "customerId", "displayName", "variant", "quantity", "unitPriceMinor", "unitPrice", "currency", "purchasedAt", "number",
        "paymentId", "paymentStatus", "capturedMinor", "refundedMinor", "returnedUnits", "sku", "version",
    ];

    protected override async Task<IReadOnlyList<string[]>> ReadNextAsync(CancellationToken cancellation)
    {
        var sales = since is null
            ? await ledger.ListSalesAsync(drop, last, PageSize, cancellation)
            : await ledger.ListSalesAsync(drop, last, version, PageSize, cancellation);
        if (sales.Count > 0)
            last = since is null ? sales[^1].DropVersion : sales[^1].LastVersion;
        return [.. sales.Select(Line)];
    }

    private string[] Line(Sale sale) =>
    [
        sale.Id.ToString(), sale.Reservation.ToString(), sale.Customer.ToString(), sale.DisplayName, sale.VariantLabel, Text(sale.Quantity),
        Text(sale.Price.AmountMinor), Major(sale.Price), sale.Price.Currency, Text(sale.PurchasedAt), PurchaseNumber.Of(drop, sale.DropVersion),
        sale.Payment?.ToString() ?? "", sale.PaymentState is { } state ? Names.Of(state) : "", Text(sale.CapturedMinor), Text(sale.RefundedMinor), Text(sale.ReturnedUnits), sale.Sku ?? "", Text(sale.LastVersion),
    ];
}

using Stampede.Domain;
using Stampede.Postgres.Orders;
using Stampede.Server.Drops;

namespace Stampede.Server.Orders;

/// <summary>Orders with contact and address, newest first. Times are UTC, as their columns say; amounts are in the currency's own unit.</summary>
internal sealed class OrdersCsv(OrderReads orders, OrderFilter? filter, DropId? drop, string? query) : CsvStream("orders.csv")
{
    private PurchaseId? last;

    protected override string[] Columns { get; } =
    [
        "number", "status", "purchasedAtUtc", "drop", "variant", "quantity", "unitPrice", "total", "refunded", "currency", "paymentStatus", "customer", "email", "name", "phone",
        "line1", "line2", "postalCode", "city", "region", "country", "sentAtUtc", "carrier", "tracking", "note", "purchaseId", "dropId", "sku",
    ];

    protected override async Task<IReadOnlyList<string[]>> ReadNextAsync(CancellationToken cancellation)
    {
        var page = query is null
            ? await orders.ListAsync(filter, drop, last, PageSize, cancellation)
            : await orders.SearchAsync(query, filter, drop, last, PageSize, cancellation);
        if (page.Items.Count > 0)
            last = page.Items[^1].Id;
        return [.. page.Items.Select(Line)];
    }

    private static string[] Line(Order order) =>
    [
        PurchaseNumber.Of(order.Drop, order.DropVersion), Names.Of(order.Status), Text(order.PurchasedAt), order.DropName, order.VariantLabel, Text(order.Quantity),
        Major(order.Price), Major(OrderAnswer.TotalOf(order)), Major(order.Price with { AmountMinor = order.RefundedMinor }), order.Price.Currency,
        order.PaymentState is { } state ? Names.Of(state) : "", order.CustomerName, order.Contact?.Email ?? order.AccountEmail ?? "", order.Contact?.Name ?? "",
        order.Contact?.Phone ?? "", order.Contact?.Address?.Line1 ?? "", order.Contact?.Address?.Line2 ?? "", order.Contact?.Address?.PostalCode ?? "",
        order.Contact?.Address?.City ?? "", order.Contact?.Address?.Region ?? "", order.Contact?.Address?.Country ?? "", order.SentAt is { } at ? Text(at) : "",
        order.Carrier ?? "", order.Tracking ?? "", order.Note ?? "", order.Id.ToString(), order.Drop.ToString(), order.Sku ?? "",
    ];
}

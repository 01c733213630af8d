using System.Globalization;
using CsvHelper;
using Stampede.Postgres.Ledger;

namespace Stampede.Server.Drops;

/// <summary>All sales of a drop, written as they are read. A cell that a spreadsheet would run is written as text.</summary>
internal sealed class PurchasesCsv(string slug, IAsyncEnumerable<Sale> sales) : IResult
{
    private static readonly CsvWriterOptions Format = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var cancellation = httpContext.RequestAborted;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{slug}-purchases.csv\"";
        await using var csv = CsvWriter.Create(response.Body, Format, leaveOpen: true);
        await csv.WriteRecordAsync(
            ["purchaseId", "reservationId", "customerId", "displayName", "variant", "quantity", "unitPriceMinor", "currency", "purchasedAt"], cancellation);
        await foreach (var sale in sales.WithCancellation(cancellation))
        {
            await csv.WriteRecordAsync(
                [
                    sale.Id.ToString(), sale.Reservation.ToString(), sale.Customer.ToString(), sale.DisplayName, sale.VariantLabel,
                    sale.Quantity.ToString(CultureInfo.InvariantCulture), sale.Price.AmountMinor.ToString(CultureInfo.InvariantCulture), sale.Price.Currency,
                    sale.PurchasedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                ],
                cancellation);
        }

        await csv.FlushAsync(cancellation);
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;
using Stampede.Domain;
using Stampede.Server.Http;

namespace Stampede.Server.Drops;

/// <summary>
/// Drops as CSV, a row for each variant: rows of one external id that follow each other are one drop. The separator is a comma, a semicolon or
/// a tab. A cell is text, whatever a spreadsheet would make of it; an empty one says nothing.
/// </summary>
internal sealed partial class ImportCsv
{
    private const string ExternalId = "externalId", Variant = "variant", Sku = "sku", Stock = "stock", Price = "price", Currency = "currency";

    private static readonly string[] Columns =
    [
        ExternalId, "name", "description", "imageUrl", "sizeGuide", Price, Currency, "startsAt", "endsAt", "holdSeconds", "limitPerCustomer", "payment", "delivery", "deliveryCountries",
        Variant, Sku, Stock,
    ];

    private static readonly string[] OfVariant = [Variant, Sku, Stock];

    private readonly List<Row> rows = [];

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex Time { get; }

    [GeneratedRegex(@"^(\d{1,13})(?:[.,](\d{1,4}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Amount { get; }

    [GeneratedRegex(@"^variants\[(\d+)\]\.(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex OfOneVariant { get; }

    /// <returns>Null: it is no file of drops.</returns>
    public static IReadOnlyList<ImportSource>? Read(ReadOnlyMemory<byte> file, Validation check)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(file.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            check.Add("file", "Is not UTF-8. A spreadsheet saves it as CSV UTF-8.", FieldError.Characters);
            return null;
        }

        var csv = new ImportCsv();
        return csv.TryReadRows(text, check) ? [.. csv.Drops()] : null;
    }

    private bool TryReadRows(string text, Validation check)
    {
        var header = text.AsSpan(0, text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? end : text.Length);
        var separator = header.Contains('\t') ? "\t" : header.Count(';') > header.Count(',') ? ";" : ",";
        var isWhole = true;
        using var reader = new StringReader(text);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = separator, BadDataFound = _ => isWhole = false });
        string[]? names = null;
        while (parser.Read())
        {
            var cells = parser.Record!;
            // Where the last quote is not closed, the rest of the file is one cell.
            var raw = parser.RawRecord.AsSpan();
            var isClosed = raw.Count('"') % 2 == 0;
            isWhole &= isClosed;
            if (names is null)
            {
                if (!isWhole || !TryReadHeader(cells, out names, check))
                    return check.Require(isWhole, "file", "Its first line is no line of columns.") && false;
                continue;
            }

            var line = parser.RawRow - (isClosed ? raw.TrimEnd("\r\n") : raw).Count('\n');
            if (!check.Require(rows.Count < DropImport.RowsMax, "file", $"At most {DropImport.RowsMax} rows. Divide it.", FieldError.Length(1, DropImport.RowsMax)))
                return false;
            rows.Add(new Row(line, isWhole && cells.Length == names.Length, names.Zip(cells).Where(cell => !string.IsNullOrWhiteSpace(cell.Second)).ToDictionary(cell => cell.First, cell => cell.Second.Trim())));
            isWhole = true;
        }

        return check.Require(rows.Count > 0, "file", "Has no rows: a line of columns, then a row for each variant.", FieldError.Required);
    }

    private static bool TryReadHeader(string[] cells, out string[] names, Validation check)
    {
        names = [.. cells.Select(cell => Array.Find(Columns, column => column.Equals(cell.Trim(), StringComparison.OrdinalIgnoreCase)) ?? cell.Trim())];
        foreach (var name in names.Where(name => !Columns.Contains(name)).Take(Columns.Length))
            check.Add("file", $"There is no column {(name.Length > 60 ? name[..60] : name)}. There are {string.Join(", ", Columns)}.", FieldError.Choice);
        check.Require(names.Distinct().Count() == names.Length, "file", "A column is there twice.");
        check.Require(names.Contains(ExternalId), "file", $"Has no column {ExternalId}.", FieldError.Required);
        return !check.Failed;
    }

    private IEnumerable<ImportSource> Drops()
    {
        for (var first = 0; first < rows.Count;)
        {
            var id = rows[first].Cells.GetValueOrDefault(ExternalId);
            var next = first + 1;
            while (id is not null && next < rows.Count && rows[next].Cells.GetValueOrDefault(ExternalId) == id)
                next++;
            yield return DropOf(id, [.. rows[first..next]]);
            first = next;
        }
    }

    private static ImportSource DropOf(string? id, Row[] rows)
    {
        var errors = new List<ImportError>();
        foreach (var row in rows)
        {
            if (!row.IsWhole)
                errors.Add(new(row.Line, "row", ImportError.HalfRow, "Has another number of cells than there are columns, or a quote that is not closed."));
            foreach (var (column, cell) in row.Cells.Where(cell => !OfVariant.Contains(cell.Key) && rows[0].Cells.GetValueOrDefault(cell.Key) != cell.Value))
                errors.Add(new(row.Line, column, ImportError.Invalid, $"The first row of the drop, line {rows[0].Line}, says something else. Leave it empty, or repeat it."));
        }

        var head = new Cells(rows[0], errors);
        var namesVariants = rows.Any(row => OfVariant.Any(row.Cells.ContainsKey));
        var body = new ImportedDropBody
        {
            ExternalId = id,
            Name = head.Text("name"),
            Description = head.Text("description"),
            ImageUrl = head.Text("imageUrl"),
            SizeGuide = head.Text("sizeGuide"),
            Price = head.Price(),
            StartsAt = head.Time("startsAt"),
            EndsAt = head.Time("endsAt"),
            HoldSeconds = head.Number("holdSeconds"),
            LimitPerCustomer = head.Number("limitPerCustomer"),
            Payment = head.Text("payment"),
            Delivery = head.Text("delivery"),
            DeliveryCountries = head.Text("deliveryCountries")?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries),
            Variants = namesVariants ? [.. rows.Select(row => new Cells(row, errors)).Select(row => new ImportedVariantBody(row.Text(Variant), row.Number(Stock), row.Text(Sku)))] : null,
        };
        return new(rows[0].Line, id, body, errors, field => OfOneVariant.Match(field) is { Success: true } match
            ? (rows[Math.Min(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), rows.Length - 1)].Line, match.Groups[2].Value switch { "label" => Variant, "total" => Stock, var other => other })
            : (rows[0].Line, field switch { "price.amountMinor" => Price, "price.currency" => Currency, "variants" or "totalStock" => Stock, _ => field }));
    }

    /// <param name="Cells">Those that are not empty, by their columns.</param>
    private sealed record Row(int Line, bool IsWhole, Dictionary<string, string> Cells);

    private readonly struct Cells(Row row, List<ImportError> errors)
    {
        public string? Text(string column) => row.Cells.GetValueOrDefault(column);

        public int? Number(string column)
        {
            if (Text(column) is not { } cell)
                return null;
            if (int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return number;
            errors.Add(new(row.Line, column, ImportError.Invalid, "A whole number, without a sign."));
            return null;
        }

        public DateTimeOffset? Time(string column)
        {
            if (Text(column) is not { } cell)
                return null;
            if (ImportCsv.Time.IsMatch(cell) && DateTimeOffset.TryParse(cell, CultureInfo.InvariantCulture, out var time))
                return time.ToUniversalTime();
            errors.Add(new(row.Line, column, ImportError.Invalid, "A time with its zone, such as 2030-01-31T10:00:00Z or 2030-01-31 11:00+01:00."));
            return null;
        }

        /// <summary>In the currency's own unit: 199.00 or 199,00.</summary>
        public PriceBody? Price()
        {
            var (cell, currency) = (Text(ImportCsv.Price), Text(Currency));
            if (cell is null && currency is null)
                return null;
            if (cell is null || currency is null)
            {
                errors.Add(new(row.Line, cell is null ? ImportCsv.Price : Currency, ImportError.Required, "A price needs its currency, and a currency its price."));
                return null;
            }

            var decimals = Currencies.DecimalsOf(currency);
            if (Amount.Match(cell) is { Success: true } match && match.Groups[2].Length <= decimals)
                return new PriceBody(long.Parse(match.Groups[1].Value + match.Groups[2].Value.PadRight(decimals, '0'), CultureInfo.InvariantCulture), currency);
            errors.Add(new(row.Line, ImportCsv.Price, ImportError.Invalid, decimals == 0 ? "A whole number: the currency has no smaller unit." : $"A number with at most {decimals} decimals, such as 199.00. No other signs."));
            return null;
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Stampede.Domain;

namespace Stampede.Server.Drops;

/// <summary>
/// Lines of a drop as CSV, page by page: whoever reads slowly holds no connection of the database, and who has stopped
/// reading is left. It opens in a spreadsheet whatever its list separator is, and nothing in it is run.
/// </summary>
internal abstract partial class CsvStream(string fileName) : IResult
{
    protected const int PageSize = 1_000;

    /// <summary>For a page of some 250 KB: slower than a telephone line of old is taken for gone.</summary>
    private static readonly TimeSpan PageTimeMax = TimeSpan.FromSeconds(60);

    // A spreadsheet that splits at another character than the comma does not see these quotes, so that what begins a cell
    // for it may stand in the middle of one of ours.
    [GeneratedRegex("""(?<=(?:^|[;|\t\r\n])[\s"]*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])""", RegexOptions.CultureInvariant)]
    private static partial Regex BeginsFormula();

    protected abstract string[] Columns { get; }

    /// <summary>The next lines, at most <see cref="PageSize"/>; fewer: they are the last.</summary>
    protected abstract Task<IReadOnlyList<string[]>> ReadNextAsync(CancellationToken cancellation);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        // Without a byte order mark Excel takes UTF-8 for the encoding of its country.
        var page = new StringBuilder("\uFEFF");
        AddLine(page, Columns);
        while (true)
        {
            var lines = await ReadNextAsync(httpContext.RequestAborted);
            foreach (var line in lines)
                AddLine(page, line);
            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
            bounded.CancelAfter(PageTimeMax);
            try
            {
                await response.WriteAsync(page.ToString(), bounded.Token);
                await response.Body.FlushAsync(bounded.Token);
            }
            catch (OperationCanceledException)
            {
                // Half a file must not look like a whole one.
                httpContext.Abort();
                return;
            }

            if (lines.Count < PageSize)
                return;
            page.Clear();
        }
    }

    /// <summary>In quotes, and with an apostrophe before what a spreadsheet would take for a formula.</summary>
    internal static string Cell(string text) => $"\"{BeginsFormula().Replace(text, "'").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <returns>With the currency's decimals and a point: 199.00 of 19900 cents.</returns>
    internal static string Major(Money price)
    {
        var decimals = Currencies.DecimalsOf(price.Currency);
        var digits = price.AmountMinor.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return decimals == 0 ? digits : $"{digits[..^decimals]}.{digits[^decimals..]}";
    }

    protected static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    protected static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static void AddLine(StringBuilder page, string[] cells) => page.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
}

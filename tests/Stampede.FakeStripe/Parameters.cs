using System.Globalization;

namespace Stampede.FakeStripe;

/// <summary>A call's parameters, as Stripe has them: <c>metadata[payment]=…</c>, <c>expand[0]=…</c>.</summary>
internal sealed class Parameters(IEnumerable<KeyValuePair<string, string>> pairs)
{
    private readonly List<KeyValuePair<string, string>> all = [.. pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal)];

    public static async Task<Parameters> OfAsync(HttpRequest request)
    {
        var pairs = request.HasFormContentType ? (await request.ReadFormAsync()).AsEnumerable() : request.Query;
        return new Parameters(pairs.SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? "")));
    }

    public string? this[string name] => all.Where(pair => pair.Key == name).Select(pair => pair.Value).FirstOrDefault();

    public long? Number(string name) =>
        long.TryParse(this[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool Expands(string field) => all.Any(pair => pair.Key.StartsWith("expand[", StringComparison.Ordinal) && pair.Value == field);

    public IEnumerable<string> List(string name) =>
        all.Where(pair => pair.Key.StartsWith($"{name}[", StringComparison.Ordinal)).Select(pair => pair.Value);

    public Dictionary<string, string> Metadata => all
        .Where(pair => pair.Key.StartsWith("metadata[", StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key["metadata[".Length..^1], pair => pair.Value);

    /// <summary>Stripe refuses a parameter that it does not know.</summary>
    public string? FirstBut(params ReadOnlySpan<string> known)
    {
        foreach (var (key, _) in all)
        {
            var name = key.Split('[')[0];
            if (name != "expand" && !known.Contains(name))
                return key;
        }

        return null;
    }

    public override string ToString() => string.Join('&', all.Select(pair => $"{pair.Key}={pair.Value}"));
}

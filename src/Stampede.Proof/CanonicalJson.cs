using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Stampede.Proof;

/// <summary>JSON in the one form that everybody writes alike (RFC 8785), so that its bytes can be hashed and signed.</summary>
public static class CanonicalJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="JsonException">It is no JSON, an object has a key twice, or a text is no valid Unicode.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        return Of(document.RootElement);
    }

    /// <exception cref="JsonException">A text is no valid Unicode, or a number is too large.</exception>
    public static byte[] Of(JsonElement element)
    {
        var text = new StringBuilder();
        try
        {
            Append(text, element);
            return Utf8.GetBytes(text.ToString());
        }
        catch (Exception invalid) when (invalid is EncoderFallbackException or InvalidOperationException or FormatException)
        {
            throw new JsonException("It has no canonical form.", invalid);
        }
    }

    /// <exception cref="JsonException">It is no JSON, or an object has a key twice.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, Strict);

    /// <summary>As ECMAScript writes a number: the fewest digits that name it.</summary>
    internal static string Number(double number)
    {
        if (!double.IsFinite(number))
            throw new FormatException("A number is too large.");
        if (number == 0)
            return "0";
        // The fewest digits that name it, and where its point stands among them.
        var parts = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var written = parts[0].Replace(".", "", StringComparison.Ordinal);
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and var at ? at : written.Length;
        var n = point - (written.Length - written.TrimStart('0').Length) + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        var digits = written.Trim('0');
        var text = (digits.Length, n) switch
        {
            var (k, _) when k <= n && n <= 21 => digits + new string('0', n - k),
            (_, > 0 and <= 21) => $"{digits[..n]}.{digits[n..]}",
            (_, > -6 and <= 0) => $"0.{new string('0', -n)}{digits}",
            (1, _) => $"{digits}e{Exponent(n - 1)}",
            _ => $"{digits[0]}.{digits[1..]}e{Exponent(n - 1)}",
        };
        return number < 0 ? $"-{text}" : text;
    }

    private static string Exponent(int exponent) => exponent.ToString("+0;-0", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                // By UTF-16 units, as the standard has it.
                foreach (var (at, property) in element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal).Index())
                {
                    Append(at == 0 ? text : text.Append(','), property.Name);
                    Append(text.Append(':'), property.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (at, item) in element.EnumerateArray().Index())
                    Append(at == 0 ? text : text.Append(','), item);
                text.Append(']');
                break;
            case JsonValueKind.String:
                Append(text, element.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(Number(element.GetDouble()));
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    internal static void Append(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var character in value)
        {
            switch (character)
            {
                case '"' or '\\':
                    text.Append('\\').Append(character);
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case < ' ':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
                    break;
                default:
                    text.Append(character);
                    break;
            }
        }

        text.Append('"');
    }
}

/// <summary>
/// Writes an object in its canonical form, field by field in the order of their names: nothing is sorted, so a field at the wrong place
/// is a fault. What is null is left out.
/// </summary>
public sealed class CanonicalWriter
{
    // A shop of before may hold half a surrogate pair in a text; a line of the ledger must have a form all the same.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly StringBuilder text = new(384);
    private readonly Stack<string> lastNames = new();
    private string last = "";

    public CanonicalWriter() => text.Append('{');

    public CanonicalWriter Field(string name, string? value)
    {
        if (value is not null)
            CanonicalJson.Append(Name(name), value);
        return this;
    }

    public CanonicalWriter Field(string name, long? value)
    {
        if (value is { } number)
            Name(name).Append(CultureInfo.InvariantCulture, $"{number}");
        return this;
    }

    public CanonicalWriter Field(string name, bool? value)
    {
        if (value is { } flag)
            Name(name).Append(flag ? "true" : "false");
        return this;
    }

    public CanonicalWriter Field(string name, Guid? value)
    {
        if (value is { } id)
            Name(name).Append(CultureInfo.InvariantCulture, $"\"{id:D}\"");
        return this;
    }

    public CanonicalWriter Field(string name, DateTimeOffset? value)
    {
        if (value is { } at)
            Name(name).Append('"').Append(CanonicalTime.Text(at)).Append('"');
        return this;
    }

    public CanonicalWriter Nest(string name, Action<CanonicalWriter> fields)
    {
        Name(name);
        Nested(fields);
        return this;
    }

    public CanonicalWriter Nest<T>(string name, T? item, Action<CanonicalWriter, T> fields)
        where T : class => item is null ? this : Nest(name, writer => fields(writer, item));

    public CanonicalWriter NestEach<T>(string name, IEnumerable<T> items, Action<CanonicalWriter, T> fields)
    {
        Name(name).Append('[');
        foreach (var (at, item) in items.Index())
        {
            if (at > 0)
                text.Append(',');
            Nested(writer => fields(writer, item));
        }

        text.Append(']');
        return this;
    }

    public CanonicalWriter NestEachIfAny<T>(string name, IEnumerable<T>? items, Action<CanonicalWriter, T> fields) =>
        items is null ? this : NestEach(name, items, fields);

    public CanonicalWriter Texts(string name, IEnumerable<string> items)
    {
        Name(name).Append('[');
        foreach (var (at, item) in items.Index())
            CanonicalJson.Append(at > 0 ? text.Append(',') : text, item);
        text.Append(']');
        return this;
    }

    /// <summary>Text that is JSON in its canonical form already.</summary>
    public CanonicalWriter Raw(string name, string? json)
    {
        if (json is not null)
            Name(name).Append(json);
        return this;
    }

    /// <summary>Without a line end.</summary>
    public byte[] ToBytes() => Utf8.GetBytes(text.Append('}').ToString());

    private void Nested(Action<CanonicalWriter> fields)
    {
        lastNames.Push(last);
        last = "";
        text.Append('{');
        fields(this);
        text.Append('}');
        last = lastNames.Pop();
    }

    private StringBuilder Name(string name)
    {
        if (string.CompareOrdinal(name, last) <= 0)
            throw new InvalidOperationException($"'{name}' comes after '{last}'; the canonical form has names in ascending order.");
        if (last.Length > 0)
            text.Append(',');
        last = name;
        return text.Append('"').Append(name).Append("\":");
    }
}

/// <summary>Times in UTC, to the microsecond, as the database keeps them: <c>2030-01-31T10:00:00.123456Z</c>.</summary>
public static class CanonicalTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static bool TryParse(string? text, out DateTimeOffset at) =>
        DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Stampede.Domain;
using Stampede.Proof;

namespace Stampede.Postgres.Line;

/// <summary>A line of a line's log in its one form (RFC 8785): the leaves of its tree are made of these bytes, so it never changes.</summary>
internal static class LineLogText
{
    /// <param name="customer">The customer's pseudonym in this drop.</param>
    public static string Of(LineLogLine line, string customer)
    {
        var (entry, isWhole) = (line.Entry, line.Kind is LineLogKind.Joined or LineLogKind.Changed);
        var text = new StringBuilder(320).Append(
            CultureInfo.InvariantCulture,
            $$"""{"at":"{{CanonicalTime.Text(line.At)}}","customer":"{{customer}}","entry":"{{entry.Id}}","index":{{line.Index}},"kind":"{{Names.Of(line.Kind)}}" """);
        text.Length--;
        if (isWhole)
        {
            text.Append(",\"preferences\":[");
            foreach (var (at, variant) in entry.Preferences.Index())
                text.Append(at > 0 ? "," : "").Append('"').Append(variant).Append('"');
            text.Append(CultureInfo.InvariantCulture, $"],\"quantity\":{entry.Quantity}");
        }

        if (line.Kind == LineLogKind.Excluded)
            text.Append(",\"reason\":").Append(Encoding.UTF8.GetString(CanonicalJson.Of(JsonSerializer.SerializeToUtf8Bytes(entry.ExcludedReason, LineText.Default.String))));
        if (line.Kind == LineLogKind.Joined)
            text.Append(CultureInfo.InvariantCulture, $",\"seq\":{entry.Seq}");
        return text.Append('}').ToString();
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class LineText : System.Text.Json.Serialization.JsonSerializerContext;

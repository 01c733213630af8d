using System.Text.Json;
using System.Text.Json.Serialization;
using Stampede.Domain;

namespace Stampede.Postgres.Orders;

/// <summary>A contact as the tables keep it.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Contact))]
internal sealed partial class ContactJson : JsonSerializerContext
{
    public static string Of(Contact contact) => JsonSerializer.Serialize(contact, Default.Contact);

    public static Contact Parse(string json) => JsonSerializer.Deserialize(json, Default.Contact) ?? throw new InvalidDataException("A contact is null.");
}

/// <summary>The words that an order is found by. Written and asked for by the same code, so that no setting of the database makes them differ.</summary>
internal static class OrderWords
{
    private const int WordsMax = 8;

    /// <returns>With a space between them.</returns>
    public static string Of(Contact contact) => string.Join(' ', Split($"{contact.Name} {contact.Email}").Distinct(StringComparer.Ordinal));

    /// <returns>A tsquery: each of these, at the beginning of a word.</returns>
    public static string Query(string text) =>
        string.Join(" & ", Split(text).Take(WordsMax).Select(word => $"'{word.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}':*"));

    private static string[] Split(string text) => text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}

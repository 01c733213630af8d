using System.Collections.Immutable;
using System.Text.Json;

namespace Stampede.Rehearsal.Auditing;

/// <summary>One line of the target's stock ledger, as its operator is shown it.</summary>
/// <param name="Change">Of an adjustment.</param>
internal sealed record LedgerEntry(
    long Version,
    DateTimeOffset At,
    string Kind,
    string? VariantId = null,
    string? ReservationId = null,
    string? CustomerId = null,
    int Quantity = 0,
    int Change = 0)
{
    public static LedgerEntry Read(JsonElement line) => new(
        line.GetProperty("version").GetInt64(),
        line.GetProperty("at").GetDateTimeOffset(),
        line.GetProperty("kind").GetString()!,
        Text(line, "variantId"),
        Text(line, "reservationId"),
        Text(line, "customerId"),
        Number(line, "quantity"),
        Number(line, "change"));

    private static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int Number(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0;
}

/// <summary>What the target says of its own books.</summary>
internal sealed record Verification(bool Consistent, ImmutableArray<string> Findings);

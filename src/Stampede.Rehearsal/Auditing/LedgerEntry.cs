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
    public bool OpensHold => Kind is "reserved" or "offered";

    public bool EndsHold => Kind is "purchased" or "expired" or "cancelled";

    /// <summary>
    /// What the line does to its variant's counts. Written here again, so that the audit does not depend on the server's code. A kind that is
    /// not listed moves nothing. Should the server move stock by it, the drop's counts differ from the ledger's, and that is a finding.
    /// </summary>
    public (int Total, int Available, int Held, int Sold) Effect => Kind switch
    {
        "reserved" or "offered" => (0, -Quantity, Quantity, 0),
        "purchased" => (0, 0, -Quantity, Quantity),
        "expired" or "cancelled" => (0, Quantity, -Quantity, 0),
        "adjusted" => (Change, Change, 0, 0),
        _ => default,
    };

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

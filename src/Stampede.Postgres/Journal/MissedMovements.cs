using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Journal;

/// <summary>
/// What other nodes did to a drop, out of the ledger alone. A hold is made of its line and of the terms at that time, and one that
/// ends is known already: so no reservation is looked up for each line, which is most of what two nodes cost each other.
/// </summary>
/// <param name="state">As its lane knows it; left as it is.</param>
internal sealed class MissedMovements(DropState state)
{
    private readonly List<Movement> movements = [];
    private readonly Dictionary<ReservationId, Hold> opened = [];
    private DropTerms terms = state.Terms;

    public IReadOnlyList<Movement> All => movements;

    /// <param name="row">Of <see cref="JournalSql.MissedLines"/>, in the order of the versions.</param>
    public void Read(NpgsqlDataReader row)
    {
        var line = MovementRows.ReadLine(row, 13);
        var movement = Movement.Restore(MovementRows.ReadKind(row), line with
        {
            Hold = row.IsDBNull(4) || line.Return is not null ? null : HoldOf(row, line),
            RequestKey = row.IsDBNull(9) ? null : row.GetString(9),
            Purchase = row.IsDBNull(10) ? null : new PurchaseId(row.GetGuid(10)),
            DisplayName = row.IsDBNull(11) ? null : row.GetString(11),
        });
        movements.Add(movement);
        // A payment that begins or ends has made it another.
        if (movement.Hold is { } effect)
            opened[effect.Of.Id] = effect.Of;
        terms = movement.ApplyTo(terms);
    }

    private Hold HoldOf(NpgsqlDataReader row, MovementLine line)
    {
        var id = new ReservationId(row.GetGuid(4));
        if (opened.TryGetValue(id, out var hold) || state.FindHold(id) is { } known && (hold = known) is not null)
            return hold;
        return new Hold(
            id, new CustomerId(row.GetGuid(5)), line.Variant!.Value, line.Units!.Value, terms.Price, line.At, line.At + terms.Hold, line.Version);
    }
}

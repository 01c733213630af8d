using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Drops;

namespace Stampede.Postgres.Operators;

/// <summary>
/// An operator's request to a drop. The drop is read in the transaction of the movement, so that no reading behind the
/// commit can fail the answer; with a key, the answer is written there too.
/// </summary>
/// <param name="name">Null: it was sent without a key.</param>
/// <param name="answer">Makes what is kept, of the movement and the drop as it then is. Asked only where there is a name.</param>
/// <param name="look">How the drop is shown from the movement on. Null: as before.</param>
public sealed class DropRequest(DropReads reads, RequestName? name, Func<Movement, DropSnapshot, KeptAnswer> answer, DropLookChange? look = null) : OperatorRequest
{
    private DropSnapshot? read;
    private KeptAnswer? written;

    /// <summary>The drop after the movement. Null: nothing moved, or nobody heard whether it was committed.</summary>
    public DropSnapshot? After { get; private set; }

    /// <summary>What was kept under the name. Null: nothing was.</summary>
    public KeptAnswer? Answer { get; private set; }

    /// <summary>Reads the drop in the open transaction, and adds to what is to be committed.</summary>
    internal async Task RecordAsync(NpgsqlConnection connection, DropId drop, Movement movement, NpgsqlBatch commit)
    {
        await using var find = new NpgsqlBatch(connection) { Timeout = commit.Timeout };
        if (look is not null)
            DropLook.AddTo(find, drop, look);
        reads.AddFind(find, drop);
        await using (var rows = await find.ExecuteReaderAsync())
            read = await rows.ReadAsync() ? reads.Read(rows, withCodes: true) : throw new InvalidDataException($"Drop {drop} was changed and is not there.");
        if (name is null)
            return;
        written = answer(movement, read);
        OperatorRequests.AddTo(commit, name, written);
    }

    internal void Committed() => (After, Answer) = (read, written);
}

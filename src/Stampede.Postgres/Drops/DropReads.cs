using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Drops;

/// <summary>Reads of drops for people and watchers. Nothing is decided on what they return.</summary>
public sealed class DropReads(NpgsqlDataSource database)
{
    private readonly NpgsqlDataSource database = database;

    /// <returns>Null: there is no such drop. A draft is returned too: who may see it is the caller's to know.</returns>
    public Task<DropSnapshot?> FindAsync(DropId drop, CancellationToken cancellation) =>
        throw new NotImplementedException(database.ToString());
}

using Npgsql;
using Stampede.Domain;

namespace Stampede.Server.Accounts;

/// <summary>Who is an operator now, whatever their ticket says.</summary>
internal sealed class OperatorRights(NpgsqlDataSource database)
{
    private const string Read = "select a.id, a.security_stamp from account a where a.id = any($1) and a.is_operator";

    /// <returns>Those callers whose account is an operator's, and has the password that they signed in with.</returns>
    public async Task<IReadOnlySet<Caller>> OfAsync(IReadOnlyCollection<Caller> callers, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Read);
        command.Parameters.AddWithValue(callers.Select(caller => caller.Id.Value).Distinct().ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var stamps = new Dictionary<CustomerId, string?>();
        while (await reader.ReadAsync(cancellation))
            stamps.Add(new CustomerId(reader.GetGuid(0)), reader.IsDBNull(1) ? null : reader.GetString(1));
        return callers.Where(caller => stamps.TryGetValue(caller.Id, out var stamp) && stamp == caller.Stamp).ToHashSet();
    }
}

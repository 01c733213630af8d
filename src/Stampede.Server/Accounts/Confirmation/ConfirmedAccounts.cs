using System.Collections.Concurrent;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Server.Accounts;

/// <summary>
/// Whether a caller's account is confirmed. Their ticket says so when it was written after the confirmation; for one of
/// before, the account is looked up: once where it is confirmed, else about once a second however often they press.
/// </summary>
internal sealed class ConfirmedAccounts(NpgsqlDataSource database, TimeProvider time)
{
    private const int RememberedMax = 100_000;

    private static readonly TimeSpan NotYetTime = TimeSpan.FromSeconds(1);

    private const string Read = "select exists (select from account where id = $1 and (email_confirmed or is_operator))";

    private readonly ConcurrentDictionary<CustomerId, byte> confirmed = new();
    private readonly ConcurrentDictionary<CustomerId, long> notYet = new();

    public ValueTask<bool> ContainAsync(Caller caller, CancellationToken cancellation)
    {
        if (caller.IsConfirmed)
            return new(true);
        if (caller.IsGuest)
            return new(false);
        if (confirmed.ContainsKey(caller.Id))
            return new(true);
        return notYet.TryGetValue(caller.Id, out var lookedAt) && time.GetElapsedTime(lookedAt) < NotYetTime
            ? new(false)
            : LookUpAsync(caller.Id, cancellation);
    }

    private async ValueTask<bool> LookUpAsync(CustomerId id, CancellationToken cancellation)
    {
        var lookedAt = time.GetTimestamp();
        await using var command = database.CreateCommand(Read);
        command.Parameters.AddWithValue(id.Value);
        if (await command.ExecuteScalarAsync(cancellation) is true)
        {
            Bound(confirmed);
            confirmed[id] = 0;
            notYet.TryRemove(id, out _);
            return true;
        }

        Bound(notYet);
        notYet[id] = lookedAt;
        return false;
    }

    /// <summary>What is forgotten is only looked up again.</summary>
    private static void Bound<T>(ConcurrentDictionary<CustomerId, T> remembered)
    {
        if (remembered.Count >= RememberedMax)
            remembered.Clear();
    }
}

using System.Collections.Concurrent;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Server.Accounts;

/// <summary>
/// The customers of a shop's own server, each known by the name that it gives them in the header <see cref="Header"/>. The same
/// name is the same customer, by whichever key and on whichever node: so a drop's limit holds for each of them.
/// </summary>
internal sealed class ExternalCustomers(NpgsqlDataSource database, RevokedSessions revoked, TimeProvider time)
{
    public const string Header = "Stampede-Customer";

    private const int LengthMax = 160;

    /// <summary>Remembered at once; a few hundred bytes each.</summary>
    private const int RememberedMax = 100_000;

    // Of two at once one makes it, and the other finds it when it looks again. Nobody but operators sees the name.
    private const string FindOrMake = """
        with found as (select account_id from external_customer where external_id = $1),
        link as (
          insert into external_customer (external_id, account_id) select $1, $2 where not exists (select from found)
          on conflict (external_id) do nothing returning account_id),
        made as (insert into account (id, display_name, is_guest, is_external, hides_name) select account_id, $1, false, true, true from link)
        select account_id from found union all select account_id from link
        """;

    /// <summary>Far less than an erasure is known for: what was erased on another node is looked up again.</summary>
    private static readonly TimeSpan RememberedFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Remembered> remembered = new(StringComparer.Ordinal);

    private readonly record struct Remembered(Guid Account, long At);

    /// <returns>Null: the header is not a name that can be kept.</returns>
    public static string? NameOf(HttpRequest request) =>
        request.Headers[Header].ToString() is { Length: > 0 and <= LengthMax } name && name.All(character => character is > ' ' and <= '~') ? name : null;

    public async ValueTask<Caller> FindAsync(string externalId, ApiKeys.Known key)
    {
        if (remembered.TryGetValue(externalId, out var known) && time.GetElapsedTime(known.At) < RememberedFor)
        {
            var caller = CallerOf(known.Account, externalId, key);
            // Who was erased is somebody new when they come again.
            if (!await revoked.IsRevokedAsync(RevokedSessions.OfAll(caller)))
                return caller;
        }

        var account = await FindOrMakeAsync(externalId);
        if (remembered.Count >= RememberedMax)
            remembered.Clear();
        remembered[externalId] = new(account, time.GetTimestamp());
        return CallerOf(account, externalId, key);
    }

    /// <summary>Another program vouches for them: that they are confirmed is for it to say.</summary>
    private static Caller CallerOf(Guid account, string externalId, ApiKeys.Known key) =>
        new(new CustomerId(account), externalId, Role: null, key.Session) { Key = key.Grant, IsConfirmed = true, HidesName = true };

    private async Task<Guid> FindOrMakeAsync(string externalId)
    {
        while (true)
        {
            await using var command = database.CreateCommand(FindOrMake);
            command.Parameters.AddWithValue(externalId);
            command.Parameters.AddWithValue(Guid.CreateVersion7());
            if (await command.ExecuteScalarAsync() is Guid account)
                return account;
        }
    }
}

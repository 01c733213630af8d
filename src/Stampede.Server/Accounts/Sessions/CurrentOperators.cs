using System.Collections.Frozen;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

/// <summary>
/// Who runs the shop now, and in which role. A ticket only says how it was when it was written; so they are read once a second:
/// whoever is dismissed, or gets another password, is signed out on every node within two seconds, and another role counts by then.
/// </summary>
internal sealed class CurrentOperators(NpgsqlDataSource database, StampedeSettings settings, TimeProvider time, ILogger<CurrentOperators> log)
    : PeriodicWork(BetweenReads, "Cannot read who the operators are, going by the last reading", time, log), IClaimsTransformation
{
    private const string Columns = """
        select a.id, a.security_stamp, a.role,
          exists (select from one_time_codes o where o.account_id = a.id and o.secret_protected is not null) or exists (select from passkey p where p.account_id = a.id),
          coalesce((select require_second_factor from people_rule), false)
        from account a where a.is_operator
        """;

    private const string ReadOne = Columns + " and a.id = $1";

    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());

    private FrozenDictionary<CustomerId, Standing> standings = FrozenDictionary<CustomerId, Standing>.Empty;

    /// <param name="LacksFactor">The shop wants a second factor, and there is none.</param>
    private readonly record struct Standing(string Stamp, ShopRole Role, bool LacksFactor);

    /// <summary>Of every ticket that was read: one of somebody who was dismissed is nobody's, and another role takes the place of its own.</summary>
    public async Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        if (Caller.Of(principal) is not { IsGuest: false, LacksSecondFactor: false, Key: null } caller)
            return principal;
        // A customer who was given a role since they signed in has it from the next reading on.
        var found = caller.Role is not null ? await FindAsync(caller, CancellationToken.None) : Remembered(caller);
        if (found is not { } now)
            return caller.Role is not null ? Nobody : principal;
        if (now.LacksFactor)
            return (caller with { Role = null, LacksSecondFactor = true }).ToPrincipal();
        return now.Role == caller.Role ? principal : (caller with { Role = now.Role }).ToPrincipal();
    }

    /// <returns>False: the caller has no role any more, or has got another password since they signed in.</returns>
    public async ValueTask<bool> ContainAsync(Caller caller, CancellationToken cancellation) =>
        await FindAsync(caller, cancellation) is { LacksFactor: false };

    /// <summary>By the last reading. Null: a customer.</summary>
    public ShopRole? RoleOf(CustomerId account) => Volatile.Read(ref standings).TryGetValue(account, out var known) ? known.Role : null;

    /// <summary>Their second factor has changed on this node: they need not wait for the next reading.</summary>
    public Task RefreshAsync(CancellationToken cancellation) => ReadAsync(cancellation);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task RunAsync(CancellationToken cancellation) => ReadAsync(cancellation);

    private Standing? Remembered(Caller caller) =>
        Volatile.Read(ref standings).TryGetValue(caller.Id, out var known) && known.Stamp == caller.Stamp ? known : null;

    private async ValueTask<Standing?> FindAsync(Caller caller, CancellationToken cancellation)
    {
        if (Remembered(caller) is { } known)
            return known;
        // Who was made an operator a moment ago, on another node, is not in the last reading yet.
        await using var command = database.CreateCommand(ReadOne);
        command.Parameters.AddWithValue(caller.Id.Value);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) && StandingOf(row) is var standing && standing.Stamp == caller.Stamp ? standing : null;
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(Columns));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var read = new Dictionary<CustomerId, Standing>();
        while (await rows.ReadAsync(cancellation))
            read.Add(new CustomerId(rows.GetGuid(0)), StandingOf(rows));
        Volatile.Write(ref standings, read.ToFrozenDictionary());
    }

    private Standing StandingOf(NpgsqlDataReader row) => new(
        row.GetString(1), ShopRoles.Parse(row.IsDBNull(2) ? null : row.GetString(2)),
        !row.GetBoolean(3) && (settings.RequireSecondFactor || row.GetBoolean(4)));
}

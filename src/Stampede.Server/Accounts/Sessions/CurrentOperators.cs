using System.Collections.Frozen;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

/// <summary>
/// Who is an operator now. A ticket only says who was when it was written; so the operators are read once a second, and
/// whoever loses the right, or gets another password, is signed out on every node within two seconds.
/// </summary>
internal sealed class CurrentOperators(NpgsqlDataSource database, TimeProvider time, ILogger<CurrentOperators> log)
    : PeriodicWork(BetweenReads, "Cannot read who the operators are, going by the last reading", time, log), IClaimsTransformation
{
    private const string Read = "select id, security_stamp from account where is_operator";

    private const string ReadOne = "select exists (select from account where id = $1 and is_operator and security_stamp = $2)";

    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());

    private FrozenDictionary<CustomerId, string> stamps = FrozenDictionary<CustomerId, string>.Empty;

    /// <summary>Of every ticket that was read: one of an operator who is none any more is nobody's.</summary>
    public async Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal) =>
        principal.IsInRole(Caller.OperatorRole) && Caller.Of(principal) is { } caller && !await ContainAsync(caller, CancellationToken.None) ? Nobody : principal;

    /// <returns>False: the caller is no operator any more, or has got another password since they signed in.</returns>
    public async ValueTask<bool> ContainAsync(Caller caller, CancellationToken cancellation)
    {
        if (Volatile.Read(ref stamps).TryGetValue(caller.Id, out var stamp) && stamp == caller.Stamp)
            return true;
        // An operator who was made a moment ago, on another node, is not in the last reading yet.
        await using var command = database.CreateCommand(ReadOne);
        command.Parameters.AddWithValue(caller.Id.Value);
        command.Parameters.AddWithValue(caller.Stamp ?? "");
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task RunAsync(CancellationToken cancellation) => ReadAsync(cancellation);

    private async Task ReadAsync(CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(Read));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var read = new Dictionary<CustomerId, string>();
        while (await rows.ReadAsync(cancellation))
            read.Add(new CustomerId(rows.GetGuid(0)), rows.GetString(1));
        Volatile.Write(ref stamps, read.ToFrozenDictionary());
    }
}

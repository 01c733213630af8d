using System.Collections.Frozen;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Npgsql;
using Stampede.Domain;
using Stampede.Server.Operations;

namespace Stampede.Server.Accounts;

/// <summary>
/// Who runs drops now: a ticket only says who did when it was written. Read once a second, so that whoever loses the
/// right, or gets another password, is signed out on every node within two.
/// </summary>
internal sealed partial class CurrentOperators(NpgsqlDataSource database, TimeProvider time, ILogger<CurrentOperators> log)
    : BackgroundService, IClaimsTransformation
{
    private const string Read = "select id, security_stamp from account where is_operator";

    private const string ReadOne = "select exists (select from account where id = $1 and is_operator and security_stamp = $2)";

    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());

    private FrozenDictionary<CustomerId, string> stamps = FrozenDictionary<CustomerId, string>.Empty;

    /// <summary>Of every ticket that was read: one of an operator who is none any more is nobody's.</summary>
    public async Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal) =>
        principal.IsInRole(Caller.OperatorRole) && Caller.Of(principal) is { } caller && !await ContainsAsync(caller) ? Nobody : principal;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BetweenReads, time);
        var isAway = false;
        while (await timer.TicksAsync(stoppingToken))
        {
            try
            {
                await ReadAsync(stoppingToken);
                isAway = false;
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                if (!isAway && !stoppingToken.IsCancellationRequested)
                    Unread(fault.Message);
                isAway = true;
            }
        }
    }

    private async ValueTask<bool> ContainsAsync(Caller caller)
    {
        if (Volatile.Read(ref stamps).TryGetValue(caller.Id, out var stamp) && stamp == caller.Stamp)
            return true;
        // One of a moment ago, signed in by another node, is not read yet.
        await using var command = database.CreateCommand(ReadOne);
        command.Parameters.AddWithValue(caller.Id.Value);
        command.Parameters.AddWithValue(caller.Stamp ?? "");
        return await command.ExecuteScalarAsync() is true;
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Read);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var read = new Dictionary<CustomerId, string>();
        while (await rows.ReadAsync(cancellation))
            read.Add(new CustomerId(rows.GetGuid(0)), rows.GetString(1));
        Volatile.Write(ref stamps, read.ToFrozenDictionary());
    }

    [LoggerMessage(1, LogLevel.Warning, "Cannot read who the operators are, going by the last reading: {Reason}")]
    private partial void Unread(string reason);
}

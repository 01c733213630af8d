using System.Security.Cryptography;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Line;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;

namespace Stampede.Server.Reservations;

/// <summary>
/// Takes lines on as their time comes: seals what is closed, draws what is sealed, and has the usher look at what is served. Any node
/// may do any of it: whoever comes second finds it done.
/// </summary>
internal sealed partial class LineKeeping(
    LineReads reads, LineRows rows, LineSeals seals, LineDesk desk, Beacons beacons, Usher usher, DropGate gate, DatabaseClock clock, TimeProvider time,
    ILogger<LineKeeping> log)
    : PeriodicWork(TimeSpan.FromMilliseconds(500), "Lines could not be taken on", time, log)
{
    private readonly HashSet<DropId> lostSecrets = [];
    private readonly HashSet<DropId> tooLate = [];

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        Exception? fault = null;
        foreach (var (drop, line, signs) in await reads.ListUnderWayAsync(cancellation))
        {
            try
            {
                if (line.HasOrder)
                    usher.Look(drop, line, signs);
                else if (line.Phase == LinePhase.Closed)
                    await SealAsync(drop, cancellation);
                else if (line.Phase == LinePhase.Sealed)
                    await DrawAsync(drop, line, cancellation);
            }
            catch (Exception failed) when (!cancellation.IsCancellationRequested)
            {
                // The other lines go on.
                fault = failed;
            }
        }

        if (fault is not null)
            throw fault;
    }

    private async Task SealAsync(DropId drop, CancellationToken cancellation)
    {
        // Null: a draw is under review.
        if (await seals.SealAsync(drop, cancellation) is not { } seal || await rows.FindAsync(drop, cancellation) is not { } registered)
            return;
        string secret;
        try
        {
            secret = desk.SecretOf(registered);
        }
        catch (CryptographicException lost)
        {
            if (lostSecrets.Add(drop))
                SecretLost(drop, lost.Message);
            return;
        }

        try
        {
            await gate.SubmitAsync(drop, new Command.SealLine(
                seal.ClosedSize, seal.Size, seal.Root, secret, registered.Line is { } line ? Beacons.AwaitedOf(line.Terms.Beacon, clock.Now) : null));
        }
        catch (BeaconTooEarlyException early)
        {
            if (tooLate.Add(drop))
                TooLateForBeacon(drop, early.Message);
        }
    }

    private async Task DrawAsync(DropId drop, LineState line, CancellationToken cancellation)
    {
        if (line.Terms.Beacon.Kind == BeaconKind.None)
            await DrawAsync(drop, line, Proof.LineOrder.NoBeacon, null, cancellation);
        else if (await beacons.FetchAsync(line, clock.Now, cancellation) is var (text, signature))
            await DrawAsync(drop, line, text, signature, cancellation);
    }

    /// <summary>Fixes the order of a sealed line.</summary>
    public async Task<Outcome> DrawAsync(DropId drop, LineState line, string beacon, string? signature, CancellationToken cancellation)
    {
        var seal = await seals.SealAsync(drop, cancellation) ?? throw new InvalidDataException($"The line of drop {drop} is sealed in the ledger, and not in its book.");
        return await gate.SubmitAsync(drop, new Command.DrawLine(beacon, LineDesk.SeedOf(drop, line, beacon), seal.Shuffled, signature));
    }

    [LoggerMessage(2, LogLevel.Error, "The line of drop {Drop} cannot be sealed: {Reason} It can only be cancelled.")]
    private partial void TooLateForBeacon(DropId drop, string reason);

    [LoggerMessage(1, LogLevel.Error, "The secret of the line of drop {Drop} cannot be opened: the key ring that sealed it is lost. The line can only be cancelled. {Reason}")]
    private partial void SecretLost(DropId drop, string reason);
}

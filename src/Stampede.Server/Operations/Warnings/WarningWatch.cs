using Stampede.Engine;
using Stampede.Postgres.Operations;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;

namespace Stampede.Server.Operations;

/// <summary>Looks every few seconds whether something is wrong, on every node, and has the operators written to.</summary>
internal sealed class WarningWatch(
    WarningRows rows, ThisNode node, LetterMetrics letters, DatabaseClock clock, StampedeSettings settings, TimeProvider time, ILogger<WarningWatch> log)
    : PeriodicWork(Interval, "Warnings could not be looked at, trying again", time, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Letters that wait for less may still be on their second or third attempt.</summary>
    private static readonly TimeSpan MailWaitsMax = TimeSpan.FromMinutes(1);

    /// <summary>Codes and cookies judge by a node's clock; everything else by the database's.</summary>
    private static readonly TimeSpan ApartMax = TimeSpan.FromSeconds(10);

    /// <summary>After three looks in vain.</summary>
    private static readonly TimeSpan LookedAtMax = 3 * Interval;

    /// <summary>Null: nobody has looked yet.</summary>
    private volatile Look? last;

    /// <summary>What is wrong now; asking costs nothing.</summary>
    public IReadOnlyList<Warning> Current => last switch
    {
        null => [],
        { } look when Time.GetElapsedTime(look.Timestamp) > LookedAtMax => [new Warning(WarningKind.DatabaseAway, "", look.At, new())],
        { } look => look.Warnings,
    };

    protected override bool BeginsAtOnce => true;

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        var mail = settings.Warnings.Mail && settings.Mail is not null ? new WarningMail(settings.Warnings.MailAfterSeconds) : null;
        var warnings = await rows.LookAsync([.. SeenHere()], mail, cancellation);
        last = new Look(warnings, Time.GetTimestamp(), clock.Now);
    }

    private IEnumerable<SeenWarning> SeenHere()
    {
        if (letters.Latest is { Tried: > 0, Since: { } since } counts && clock.Now - since > MailWaitsMax)
            yield return new SeenWarning(WarningKind.MailStuck, "", since, new(Amount: counts.Waiting, Reason: counts.LastError));
        var apart = (Time.GetUtcNow() - clock.Now).Duration();
        if (apart > ApartMax)
            yield return new SeenWarning(WarningKind.ClockApart, node.Id.ToString(), null, new(Amount: (long)apart.TotalMilliseconds));
        if (settings.Warnings.DiskFreeMegabytes > 0 && FreeBytes(settings.DataDirectory) is { } free && free < settings.Warnings.DiskFreeMegabytes * 1_048_576L)
            yield return new SeenWarning(WarningKind.DiskLow, node.Id.ToString(), null, new(Amount: free));
    }

    /// <returns>Null: there is no such folder, or its disk does not tell.</returns>
    private static long? FreeBytes(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <param name="At">By the database's clock.</param>
    private sealed record Look(IReadOnlyList<Warning> Warnings, long Timestamp, DateTimeOffset At);
}

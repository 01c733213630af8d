using System.Collections.Concurrent;
using System.Threading.Channels;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Line;
using Stampede.Server.Drops;

namespace Stampede.Server.Reservations;

/// <summary>
/// Has what is free offered along the lines, as soon as it is free. There is no leader: every node looks, and the drop's own decision
/// offers each place once.
/// </summary>
internal sealed partial class Usher(
    LineOrders orders, LineRows rows, MissedOffers missed, DropGate gate, DatabaseClock clock, TimeProvider time, ILogger<Usher> log) : BackgroundService
{
    private const int OffersAtOnceMax = 1_000;

    /// <summary>Mostly one person comes, or one unit comes back: the first serving after a call makes few ids.</summary>
    private const int OffersAtFirstMax = 16;

    private const int QueueMax = 10_000;

    /// <summary>Drops that are looked after at the same time.</summary>
    private const int AtOnceMax = 4;

    private readonly Channel<(DropId Drop, Looked Looked)> queue = Channel.CreateBounded<(DropId, Looked)>(new BoundedChannelOptions(QueueMax) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<DropId, Looked> drops = new();

    /// <summary>Hears of each commit. Returns at once, and does not throw.</summary>
    public void Notice(Commit commit)
    {
        if (commit.View.Line is not { HasOrder: true } line)
            return;
        foreach (var movement in commit.Movements)
        {
            if (movement.Line is null && movement.Status is null && !(movement.Stock?.Available > 0))
                continue;
            Call(commit.View.Id, line);
            return;
        }
    }

    /// <summary>What the tables say of a line that is served.</summary>
    public void Look(DropId drop, LineState line, LineSigns signs)
    {
        // Nothing has happened since it was served here last, and nothing was left over.
        if (drops.TryGetValue(drop, out var looked) && looked.Signs == signs && !looked.WantsMore)
            return;
        Call(drop, line, signs);
    }

    /// <summary>Somebody has joined, or left.</summary>
    public void Call(DropId drop, LineState line, LineSigns? signs = null)
    {
        var looked = drops.GetOrAdd(drop, _ => new Looked());
        looked.Line = line;
        looked.NextSigns = signs ?? looked.NextSigns;
        if (Interlocked.Exchange(ref looked.IsQueued, 1) == 0 && !queue.Writer.TryWrite((drop, looked)))
            Volatile.Write(ref looked.IsQueued, 0);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, AtOnceMax).Select(_ => WorkAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var (drop, looked) in queue.Reader.ReadAllAsync(stopping))
            {
                Volatile.Write(ref looked.IsQueued, 0);
                await looked.Turn.WaitAsync(stopping);
                try
                {
                    var signs = looked.NextSigns;
                    looked.WantsMore = await ServeAsync(drop, looked, stopping);
                    looked.Signs = signs;
                }
                catch (Exception fault) when (!stopping.IsCancellationRequested)
                {
                    // The next look comes within a second.
                    looked.WantsMore = true;
                    ServingFailed(drop, fault);
                }
                finally
                {
                    looked.Turn.Release();
                }

                Forget();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <returns>Whether it must be looked at again though nothing happens.</returns>
    private async Task<bool> ServeAsync(DropId drop, Looked looked, CancellationToken cancellation)
    {
        var offersMax = OffersAtFirstMax;
        for (var tries = 0; ; tries++)
        {
            // Page by page: after a start there may be a long ledger to go through. Before every order: a long line is served for minutes.
            for (var before = -1L; looked.MissedVersion > before;)
                (before, (_, looked.MissedVersion)) = (looked.MissedVersion, await missed.MoveAsync(drop, looked.MissedVersion, cancellation));
            if (await orders.FindAsync(drop, looked.Line!, TimeSpan.Zero, cancellation) is not { } order)
                return false;
            var outcome = await gate.SubmitAsync(drop, Serving(order.Places, looked.Line!, offersMax, isNewest: false));
            // Seldom: when the last one is served who waited for a variant.
            if (outcome is Outcome.Served { KeepsTooMuch: true })
                outcome = await rows.WhileNobodyJoinsAsync(drop, () => ServeNewestAsync(drop, looked.Line!, cancellation)) ?? outcome;
            switch (outcome)
            {
                case Outcome.Served { MayGoOn: true } when looked.Line!.PacePerMinute is { } pace:
                    WakeIn(drop, looked, TimeSpan.FromMinutes(1) / pace);
                    return true;
                case Outcome.Served { MayGoOn: true, Offers: > 0 }:
                    offersMax = OffersAtOnceMax;
                    continue;
                case Outcome.Served:
                    return false;
                case Outcome.Refused { Refusal: Refusal.LineNotReady } when tries < 1:
                    continue;
                default:
                    return true;
            }
        }
    }

    /// <summary>What nobody waits for is opened to all. Who joins meanwhile waits for this, and is then kept what they wait for.</summary>
    private async ValueTask<Outcome> ServeNewestAsync(DropId drop, LineState line, CancellationToken cancellation) =>
        await orders.FindAsync(drop, line, TimeSpan.Zero, cancellation) is { } order
            ? await gate.SubmitAsync(drop, Serving(order.Places, line, OffersAtFirstMax, isNewest: true))
            : new Outcome.Served(0, MayGoOn: false);

    private Command.Serve Serving(ServingOrder order, LineState line, int offersMax, bool isNewest)
    {
        var ids = new ReservationId[Math.Min(offersMax, order.Count)];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = new ReservationId(Guid.CreateVersion7());
        // Without quiet hours the decision's own time is the rule, to the microsecond.
        var isQuiet = line is { Tempo: LineTempo.Calm, Terms.QuietHours: not null };
        return new Command.Serve(order, ids, isQuiet ? CalmTime.EndOf(clock.Now, line.Terms.PaySeconds, line.Terms.QuietHours) : null, isNewest);
    }

    /// <summary>With a pace the next offer is due though nothing happens.</summary>
    private void WakeIn(DropId drop, Looked looked, TimeSpan wait)
    {
        looked.Alarm?.Dispose();
        looked.Alarm = time.CreateTimer(_ => Call(drop, looked.Line!), null, wait, Timeout.InfiniteTimeSpan);
    }

    private void Forget()
    {
        if (drops.Count <= QueueMax)
            return;
        foreach (var (drop, looked) in drops)
        {
            if (looked is { IsQueued: 0, WantsMore: false })
                drops.TryRemove(drop, out _);
        }
    }

    private sealed class Looked
    {
        public int IsQueued;

        public SemaphoreSlim Turn { get; } = new(1);

        public LineState? Line { get; set; }

        /// <summary>What the tables said when it was served last.</summary>
        public LineSigns? Signs { get; set; }

        public LineSigns? NextSigns { get; set; }

        public bool WantsMore { get; set; }

        public long MissedVersion { get; set; }

        public ITimer? Alarm { get; set; }
    }

    [LoggerMessage(1, LogLevel.Warning, "The line of drop {Drop} could not be served; it is tried again.")]
    private partial void ServingFailed(DropId drop, Exception fault);
}

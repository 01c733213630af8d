using System.Diagnostics;
using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Crowd;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Reports;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Targets;
using Stampede.Rehearsal.Watching;
using Stampede.Rehearsal.Wire;

namespace Stampede.Rehearsal;

/// <summary>The target of a rehearsal, and the operator's access to it.</summary>
/// <param name="ServerProcessId">Null: the server is not a process of ours.</param>
/// <param name="SameClock">The target runs on this machine, started by us. Otherwise its clock is compared with ours.</param>
internal sealed record Stage(Uri Target, OperatorApi Operator, int? ServerProcessId, bool SameClock);

/// <summary>Everything that one run recorded, for the report.</summary>
internal sealed record RunRecord
{
    public required Scenario Scenario { get; init; }
    public required RunClock Clock { get; init; }
    public required string ClockNote { get; init; }
    public required CrowdPlan Plan { get; init; }
    public required CrowdLog Log { get; init; }
    public required int Connections { get; init; }
    public required IReadOnlyList<WatchLog> WatchLogs { get; init; }
    public required TimeSpan WatchConnectTime { get; init; }
    public required IReadOnlyList<ResourceSample> Samples { get; init; }
    public required Evidence Evidence { get; init; }
    public required AuditReport Audit { get; init; }
    public required double PlayedSeconds { get; init; }
}

/// <summary>One rehearsal, from making the drop to the audit.</summary>
internal sealed class RehearsalRun(Stage stage, Scenario scenario, IReadOnlyList<Minted> customers, IProgressView view)
{
    private static readonly TimeSpan ConvergeMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SettleMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FarOff = TimeSpan.FromHours(1);
    private static readonly TimeSpan LineClosesBefore = TimeSpan.FromMilliseconds(500);

    public async Task<RunRecord> PlayAsync(CancellationToken cancellation)
    {
        if (scenario.PaymentRequired && await stage.Operator.ReadProviderAsync(cancellation) is not "test" and var provider)
            throw new TargetException($"The target takes money by '{provider}'. A crowd pays only where no money moves: start it with Stampede__Payments__Provider=test.");
        view.Tell("Making the drop");
        var plan = CrowdPlan.Make(scenario);
        var booked = scenario.PaymentRequired ? (await stage.Operator.ReadProvidersBooksAsync(cancellation)).Select(entry => entry.PaymentId).ToHashSet() : [];
        var name = $"Rehearsal {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm:ss} of {scenario.Customers}";
        var drop = await stage.Operator.CreateDropAsync(scenario, name, DateTimeOffset.UtcNow + FarOff, cancellation);
        var (clock, clockDoubt, clockNote) = await SetClockAsync(drop.Id, cancellation);
        var dialer = await Dialer.ToAsync(stage.Target, cancellation);

        using var party = new WatchParty(scenario, clock, dialer, drop.Id);
        view.Tell($"Connecting {scenario.Watchers} watchers and the crowd");
        await party.ConnectAsync(cancellation);
        var keyPrefix = scenario.IdempotencyKeys ? Guid.NewGuid().ToString("N")[..12] : null;
        var requests = new RequestBytes(dialer.Host, drop.Id, [.. drop.VariantIds], scenario.Quantity, keyPrefix);
        using var engine = new CrowdEngine(scenario, plan, clock, [.. customers.Take(scenario.Accounts).Select(customer => customer.Token)], dialer, requests);
        try
        {
            await engine.ConnectAsync(cancellation);
        }
        catch (Exception refused) when (refused is IOException or System.Net.Sockets.SocketException)
        {
            throw new TargetException($"The crowd could not connect: {refused.Message}");
        }

        // The opening is set last, so that the countdown is as long as the scenario says, however long the connecting took.
        var opening = clock.TargetTime + TimeSpan.FromSeconds(scenario.CountdownSeconds + 0.5);
        await stage.Operator.RescheduleAsync(drop.Id, opening, cancellation);
        clock.OpensAt(opening);
        if (scenario.Line != LineMode.None)
            await stage.Operator.OpenLineAsync(drop.Id, scenario, opening - LineClosesBefore, cancellation);
        using var odds = new OddsWatch(stage.Operator, scenario, drop.Id);
        odds.Start();

        using var sampler = new ResourceSampler(clock, stage.ServerProcessId, engine.Glance);
        sampler.Start(sample => view.Show(sample, engine.Glance()));
        await engine.PlayAsync(cancellation);
        var played = clock.Now / 1e6;
        await odds.StopAsync();
        if (scenario.Line == LineMode.Queue)
            await WaitForLineAsync(drop.Id, clock, cancellation);
        view.Tell("Waiting for the last holds to end");
        await WaitForHoldsAsync(drop.Id, engine.Log, clock, cancellation);
        if (scenario.PaymentRequired)
        {
            view.Tell("Waiting for the last payments");
            await WaitForPaymentsAsync(drop.Id, cancellation);
        }

        view.Tell("Waiting for the watchers");
        var final = await ConvergeAsync(drop.Id, party, cancellation);
        await sampler.StopAsync();

        view.Tell("Auditing");
        var evidence = await GatherAsync(drop, engine.Log, party, final, clock, clockDoubt, booked, await GatherLineAsync(drop, plan, odds, cancellation), cancellation);
        if (!stage.SameClock)
            await stage.Operator.EndAsync(drop.Id, cancellation);
        return new RunRecord
        {
            Scenario = scenario,
            Clock = clock,
            ClockNote = clockNote,
            Plan = plan,
            Log = engine.Log,
            Connections = engine.ConnectionCount,
            WatchLogs = [.. party.Watchers.Select(watcher => watcher.Log)],
            WatchConnectTime = party.ConnectTime,
            Samples = sampler.Samples,
            Evidence = evidence,
            Audit = LedgerAudit.Judge(evidence),
            PlayedSeconds = played,
        };
    }

    private async Task<(RunClock Clock, TimeSpan Doubt, string Note)> SetClockAsync(string dropId, CancellationToken cancellation)
    {
        if (stage.SameClock)
            return (new RunClock(TimeSpan.Zero), TimeSpan.FromMilliseconds(2), "one machine, one clock");
        var (ahead, within) = await stage.Operator.CompareClocksAsync(dropId, cancellation);
        return (new RunClock(ahead), within + TimeSpan.FromMilliseconds(2), $"the target's clock is {ahead.TotalMilliseconds:0.0} ms ahead, by comparison, ±{within.TotalMilliseconds:0.0} ms");
    }

    /// <summary>Waits until nothing is held any more, or until nothing should be. Does not wait for holds that last longer than two minutes.</summary>
    private async Task WaitForHoldsAsync(string dropId, CrowdLog log, RunClock clock, CancellationToken cancellation)
    {
        var last = log.Grants.Select(grant => grant.ExpiresAt).Concat(log.KeptUntil.Values).DefaultIfEmpty(clock.TargetTime).Max();
        var patience = last + LedgerAudit.HoldLateness;
        if (patience > clock.TargetTime + SettleMax)
            return;
        while ((await stage.Operator.ReadStockAsync(dropId, cancellation)).Held > 0 && clock.TargetTime < patience)
            await Task.Delay(100, cancellation);
    }

    /// <summary>Offers that nobody was there for end by themselves, and what they leave is offered on.</summary>
    private async Task WaitForLineAsync(string dropId, RunClock clock, CancellationToken cancellation)
    {
        var patience = clock.TargetTime + SettleMax;
        while ((await stage.Operator.ReadStockAsync(dropId, cancellation)).Held > 0 && clock.TargetTime < patience)
            await Task.Delay(250, cancellation);
    }

    private async Task<LineEvidence?> GatherLineAsync(RehearsedDrop drop, CrowdPlan plan, OddsWatch odds, CancellationToken cancellation)
    {
        if (scenario.Line == LineMode.None)
            return null;
        var line = await stage.Operator.ReadLineAsync(drop.Id, cancellation);
        var standings = new LineStanding?[plan.Visits.Length];
        var turns = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellation };
        await Parallel.ForAsync(0, plan.Visits.Length, turns, async (at, token) =>
        {
            var visit = plan.Visits[at];
            if (await stage.Operator.ReadStandingAsync(drop.Id, customers[visit.Shopper], token) is not { } me)
                return;
            standings[at] = new LineStanding(
                customers[visit.Shopper].Id, visit.Variant, me.GetProperty("entryId").GetString()!, me.GetProperty("ticket").GetString(),
                me.GetProperty("place") is { ValueKind: System.Text.Json.JsonValueKind.Number } place ? place.GetInt32() : null, me.GetProperty("state").GetString()!);
        });
        var shuffled = line.GetProperty("shuffled") is { ValueKind: System.Text.Json.JsonValueKind.Number } places ? places.GetInt32() : 0;
        // Nobody else knows of a throw-away server.
        var strangers = stage.ServerProcessId is not null ? 0 : Math.Max(0, shuffled - standings.Count(one => one?.Ticket is not null));
        return new LineEvidence(
            line.GetProperty("seed").GetString(), shuffled, [.. standings.OfType<LineStanding>()], odds.Seen,
            line.GetProperty("perVariant").EnumerateArray().ToDictionary(one => one.GetProperty("id").GetString()!, one => one.GetProperty("servedTo").GetInt64()),
            TakesOneEach: scenario.Quantity == 1, strangers);
    }

    /// <summary>Waits until nothing is left to be captured or let go. The audit judges what is.</summary>
    private async Task WaitForPaymentsAsync(string dropId, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        while ((await stage.Operator.ReadPaymentsAsync(dropId, cancellation)).Any(payment => payment.IsUnderWay) && Stopwatch.GetElapsedTime(begun) < SettleMax)
            await Task.Delay(250, cancellation);
    }

    /// <summary>Waits until every watcher was shown the drop's last state. The audit judges those who were not.</summary>
    private async Task<StockReading> ConvergeAsync(string dropId, WatchParty party, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ConvergeMax);
        while (true)
        {
            var state = await stage.Operator.ReadStockAsync(dropId, cancellation);
            while (party.Behind(state.Version) > 0 && !patience.IsCancellationRequested)
                await Task.Delay(50, cancellation);
            var again = await stage.Operator.ReadStockAsync(dropId, cancellation);
            if (again.SameAs(state) || patience.IsCancellationRequested)
                return again;
        }
    }

    private async Task<Evidence> GatherAsync(RehearsedDrop drop, CrowdLog log, WatchParty party, StockReading final, RunClock clock, TimeSpan clockDoubt, HashSet<string> booked, LineEvidence? line, CancellationToken cancellation)
    {
        var readAt = clock.TargetTime;
        var sizes = scenario.Variants;
        return new Evidence
        {
            Grants = log.Grants,
            Line = line,
            Payments = log.Payments,
            Returns = log.Returns,
            KeptUntil = log.KeptUntil,
            Money = scenario.PaymentRequired ? new MoneyEvidence(
                OperatorApi.PriceMinor,
                await stage.Operator.ReadPaymentsAsync(drop.Id, cancellation),
                [.. (await stage.Operator.ReadProvidersBooksAsync(cancellation)).Where(entry => !booked.Contains(entry.PaymentId))],
                IsOursAlone: stage.SameClock) : null,
            Opening = clock.Opening,
            ClockDoubt = clockDoubt,
            MaybeReturned = log.MaybeReturned,
            UnknownReserves = log.UnknownReserves,
            UnknownOthers = log.UnknownOthers,
            Faults = [.. log.Latencies.Where(row => row.Value.Count > 0 && IsServerFault(row.Key.Outcome)).Select(row => $"{row.Value.Count} × {row.Key.Kind}: {row.Key.Outcome}")],
            CustomerIds = [.. customers.Take(scenario.Accounts).Select(customer => customer.Id)],
            Variants = [.. drop.VariantIds.Select((id, i) => (id, (long)sizes[i].Stock))],
            LimitPerCustomer = scenario.LimitPerCustomer,
            Ledger = await stage.Operator.ReadLedgerAsync(drop.Id, cancellation),
            Final = final,
            Verification = await stage.Operator.VerifyAsync(drop.Id, cancellation),
            ReadAt = readAt,
            LastSeen = [.. party.Watchers.Select(watcher => watcher.LastSeen())],
            Backwards = party.Watchers.Sum(watcher => watcher.Log.Backwards),
            WrongEvents = party.Wrong,
        };
    }

    /// <summary>A broken connection is only counted. An answer that no server may give breaks a promise.</summary>
    private static bool IsServerFault(string outcome) => outcome.StartsWith("status 5", StringComparison.Ordinal)
        || outcome.StartsWith("unreadable", StringComparison.Ordinal)
        || outcome is "accepted without an id" or "validation_failed" or "unauthenticated" or "forbidden" or "idempotency_key_reused"
            or "drop_not_found" or "variant_not_found" or "reservation_not_found" or "internal_error" or "payment_not_found" or "payment_required" or "payment_not_required";
}

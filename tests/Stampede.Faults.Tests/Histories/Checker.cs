using System.Globalization;
using Stampede.Rehearsal.Auditing;

namespace Stampede.Faults.Tests.Histories;

/// <summary>
/// Judges a history by the promises alone. It knows nothing of how the server works, and takes every rule in the most obvious way, one pass
/// each. The ledger is folded as a rehearsal folds it; what only the database's rows and every single try can show is judged here.
/// </summary>
internal static class Checker
{
    private const int FindingsPerRuleMax = 5;

    private static readonly HashSet<string> Refusals =
    [
        "sold_out", "all_held", "insufficient_stock", "limit_reached", "already_reserved",
        "reservation_expired", "reservation_cancelled", "already_purchased",
    ];

    private static readonly HashSet<string> Delays = ["overloaded", "database_unavailable"];

    public static IReadOnlyList<Finding> Check(History history) =>
    [
        .. TheLedgerFolds(history),
        .. Few(SalesAreCounted(history)),
        .. Few(EverySightingBalances(history)),
        .. Few(WhatWasAcknowledgedIsThere(history)),
        .. Few(WhatFailedIsNotThere(history)),
        .. Few(OneWishOneEffect(history)),
        .. Few(NothingIsThereThatNobodyAskedFor(history)),
        .. Few(BoughtOnlyInTime(history)),
        .. Few(EachReservationEndsOnce(history)),
        .. Few(NothingIsHeldPastItsTime(history)),
        .. Few(TheLedgerKeepsRealTimeOrder(history)),
        .. Few(VersionsOnlyGrowForAWatcher(history)),
        .. Few(WatchersConverge(history)),
        .. Few(AnswersAreOfTheAllowedKinds(history)),
        .. Few(AnswersComeInTime(history)),
    ];

    private static IEnumerable<Finding> Few(IEnumerable<Finding> findings) => findings.Take(FindingsPerRuleMax);

    private static Finding Broken(char promise, string detail) => new(promise, detail);

    // A, E and F: versions without gaps, stock that balances at each of them, holds that end once, the limit of each customer.

    /// <summary>By the fold with which a rehearsal is audited.</summary>
    private static IEnumerable<Finding> TheLedgerFolds(History history)
    {
        var findings = new Findings();
        var fold = LedgerFold.Of(history.Opening.Select(variant => (variant.Key.ToString(), (long)variant.Value)), history.LimitPerCustomer, history.Books.Movements, findings);
        fold.Compare(history.Books.Version, history.Books.Variants, findings);
        return findings.ToArray().Select(finding => Broken(PromiseOf(finding.Code), finding.Detail));
    }

    private static char PromiseOf(string code) => code switch
    {
        "reserved_twice" => 'C',
        "ended_without_start" or "ended_twice" or "ended_otherwise" => 'E',
        "over_limit" => 'F',
        _ => 'A',
    };

    // A

    private static IEnumerable<Finding> SalesAreCounted(History history)
    {
        var sold = history.Books.Purchases.Sum(purchase => purchase.Quantity);
        if (sold != history.Books.Variants.Sum(variant => variant.Sold))
            yield return Broken('A', $"{sold} units are in the purchases, {history.Books.Variants.Sum(variant => variant.Sold)} in the counters");
    }

    private static IEnumerable<Finding> EverySightingBalances(History history) =>
        from sighting in history.Sightings
        from counts in sighting.Variants
        where !counts.AddsUp
        select Broken('A', $"a watcher was told {counts} at version {sighting.Version}");

    // B

    private static IEnumerable<Finding> WhatWasAcknowledgedIsThere(History history)
    {
        var reservations = history.Books.Reservations.ToDictionary(reservation => reservation.Id);
        var purchases = history.Books.Purchases.ToDictionary(purchase => purchase.Id);
        var reserved = history.Books.Movements.Where(movement => movement.OpensHold).ToDictionary(movement => movement.Version, movement => movement.ReservationId);
        foreach (var (operation, told) in history.Operations.Where(operation => operation.Outcome == Outcome.Ok).Select(operation => (operation, operation.Reply!)))
        {
            var isThere = operation.Kind switch
            {
                Kind.Reserve => reservations.TryGetValue(told.Id, out var row)
                    && (row.Customer, row.Quantity, row.Version, row.ExpiresAt.ToUnixTimeMilliseconds())
                        == (operation.Customer, told.Quantity, told.Version, told.ExpiresAt?.ToUnixTimeMilliseconds())
                    && reserved.GetValueOrDefault(row.Version) == told.Id.ToString(),
                Kind.Purchase => purchases.TryGetValue(told.Id, out var sale)
                    && (sale.Customer, sale.Reservation, sale.Quantity, sale.At.ToUnixTimeMilliseconds())
                        == (operation.Customer, told.Reservation, told.Quantity, told.At?.ToUnixTimeMilliseconds())
                    && reservations.GetValueOrDefault(sale.Reservation)?.Status == "purchased",
                // What had ended already is told as it ended.
                Kind.Cancel => reservations.TryGetValue(told.Id, out var ended) && ended.Status == told.Status,
            };
            if (!isThere)
                yield return Broken('B', $"acknowledged and not there, or other than it was told: {operation}");
        }
    }

    private static IEnumerable<Finding> WhatFailedIsNotThere(History history)
    {
        var effects = Effects(history.Books).ToHashSet();
        return history.Operations.GroupBy(operation => operation.Wish)
            .Where(tries => tries.All(operation => operation.Outcome is Outcome.Fail or Outcome.Unsent) && effects.Contains(tries.Key))
            .Select(tries => Broken('B', $"refused by every answer, and done: {tries.Last()}"));
    }

    // C

    private static IEnumerable<Finding> OneWishOneEffect(History history)
    {
        foreach (var twice in Effects(history.Books).GroupBy(effect => effect).Where(effect => effect.Count() > 1))
            yield return Broken('C', $"done {twice.Count()} times: {twice.Key}");
        foreach (var tries in history.Operations.Where(operation => operation.Outcome == Outcome.Ok).GroupBy(operation => operation.Wish))
        {
            if (tries.Select(operation => operation.Reply).Distinct().Count() > 1)
                yield return Broken('C', $"told in several ways: {string.Join(" / ", tries.Select(operation => operation.Reply).Distinct())}");
        }
    }

    private static IEnumerable<Finding> NothingIsThereThatNobodyAskedFor(History history)
    {
        var wishes = history.Operations.Select(operation => operation.Wish).ToHashSet();
        return Effects(history.Books).Where(effect => !wishes.Contains(effect)).Select(effect => Broken('C', $"done, and nobody asked for it: {effect}"));
    }

    /// <summary>What customers' wishes have led to, by the ledger.</summary>
    private static IEnumerable<(Kind Kind, Guid Customer, string Subject)> Effects(Books books)
    {
        var keys = books.Reservations.ToDictionary(reservation => reservation.Id.ToString(), reservation => reservation.Key);
        foreach (var movement in books.Movements)
        {
            switch (movement.Kind)
            {
                case "reserved":
                    yield return (Kind.Reserve, Guid.Parse(movement.CustomerId!), keys.GetValueOrDefault(movement.ReservationId!) ?? "no key");
                    break;
                case "purchased":
                    yield return (Kind.Purchase, Guid.Parse(movement.CustomerId!), movement.ReservationId!);
                    break;
                case "cancelled":
                    yield return (Kind.Cancel, Guid.Parse(movement.CustomerId!), movement.ReservationId!);
                    break;
            }
        }
    }

    // D

    private static IEnumerable<Finding> BoughtOnlyInTime(History history)
    {
        var reservations = history.Books.Reservations.ToDictionary(reservation => reservation.Id);
        foreach (var purchase in history.Books.Purchases)
        {
            if (!reservations.TryGetValue(purchase.Reservation, out var held))
                yield return Broken('D', $"bought without a reservation: {purchase}");
            else if (purchase.At >= held.ExpiresAt)
                yield return Broken('D', $"bought {(purchase.At - held.ExpiresAt).TotalMilliseconds.ToString(CultureInfo.InvariantCulture)} ms too late: {purchase}");
        }
    }

    // E

    private static IEnumerable<Finding> EachReservationEndsOnce(History history)
    {
        var ends = history.Books.Movements.Where(movement => movement.EndsHold).ToLookup(movement => movement.ReservationId);
        foreach (var reservation in history.Books.Reservations)
        {
            var ended = ends[reservation.Id.ToString()].ToList();
            var told = ended.Count == 0 ? "active" : ended[0].Kind;
            if (ended.Count > 1 || told != reservation.Status)
                yield return Broken('E', $"ended as {string.Join(" and ", ended.Select(end => end.Kind))}, and says: {reservation}");
            if (ended is [{ Kind: "expired" } end] && end.At < reservation.ExpiresAt)
                yield return Broken('E', $"expired at {end.At:O}, before its time: {reservation}");
        }
    }

    private static IEnumerable<Finding> NothingIsHeldPastItsTime(History history)
    {
        var ends = history.Books.Movements.Where(movement => movement.EndsHold)
            .GroupBy(movement => movement.ReservationId!).ToDictionary(movements => movements.Key, movements => movements.First().At);
        foreach (var reservation in history.Books.Reservations)
        {
            var endedAt = ends.TryGetValue(reservation.Id.ToString(), out var at) ? at : history.Books.ReadAt;
            var latest = LatestLapse(history, reservation.ExpiresAt);
            if (endedAt > latest)
                yield return Broken('E', $"held {(endedAt - reservation.ExpiresAt).TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture)} s past its time: {reservation}");
        }
    }

    private static DateTimeOffset LatestLapse(History history, DateTimeOffset due)
    {
        var latest = due + history.LapseTimeMax;
        foreach (var outage in history.Outages)
        {
            // Also what fell due while things were only just back.
            if (outage.From <= latest && due <= outage.To + history.LapseTimeAfterOutageMax && latest < outage.To + history.LapseTimeAfterOutageMax)
                latest = outage.To + history.LapseTimeAfterOutageMax;
        }

        return latest;
    }

    // The order of things: what was answered before something else was asked for comes before it in the ledger.

    private static IEnumerable<Finding> TheLedgerKeepsRealTimeOrder(History history)
    {
        var last = DateTimeOffset.MinValue;
        foreach (var movement in history.Books.Movements)
        {
            if (movement.At < last)
                yield return Broken('C', $"time goes back at version {movement.Version}");
            last = movement.At;
        }

        var versions = new Dictionary<(Kind, Guid, string), long>();
        foreach (var (effect, movement) in Effects(history.Books).Zip(history.Books.Movements.Where(movement => movement.Kind is "reserved" or "purchased" or "cancelled")))
            versions.TryAdd(effect, movement.Version);
        var done = history.Operations.GroupBy(operation => operation.Wish)
            .Where(tries => versions.ContainsKey(tries.Key) && tries.Any(operation => operation.Outcome == Outcome.Ok))
            .Select(tries => (
                Wish: tries.Key,
                Version: versions[tries.Key],
                // One of the tries did it: no earlier than the first was asked, no later than the first was answered.
                Asked: tries.Min(operation => operation.InvokedAt),
                Answered: tries.Where(operation => operation.Outcome == Outcome.Ok).Min(operation => operation.CompletedAt)))
            .OrderBy(wish => wish.Version);
        var latest = default((string What, TimeSpan Asked));
        foreach (var wish in done)
        {
            if (wish.Answered < latest.Asked)
                yield return Broken('C', $"version {wish.Version} ({wish.Wish}) was answered before {latest.What} was asked for, and comes after it");
            if (wish.Asked > latest.Asked)
                latest = ($"version {wish.Version} ({wish.Wish})", wish.Asked);
        }
    }

    // G

    private static IEnumerable<Finding> VersionsOnlyGrowForAWatcher(History history)
    {
        foreach (var connection in history.Sightings.GroupBy(sighting => sighting.Connection))
        {
            var last = 0L;
            foreach (var sighting in connection)
            {
                if (sighting.Version < last)
                    yield return Broken('G', $"a watcher was told of version {sighting.Version} after {last}");
                last = sighting.Version;
            }
        }
    }

    private static IEnumerable<Finding> WatchersConverge(History history)
    {
        foreach (var watcher in history.Sightings.GroupBy(sighting => sighting.Watcher))
        {
            var last = watcher.Last();
            if (last.Version != history.Books.Version)
                yield return Broken('G', $"watcher {watcher.Key} is at version {last.Version}, the drop at {history.Books.Version}");
            else if (!last.Variants.ToHashSet().SetEquals(history.Books.Variants))
                yield return Broken('G', $"watcher {watcher.Key} was told {string.Join(", ", last.Variants)}; it is {string.Join(", ", history.Books.Variants)}");
        }
    }

    // H

    private static IEnumerable<Finding> AnswersAreOfTheAllowedKinds(History history)
    {
        foreach (var operation in history.Operations)
        {
            var isAllowed = operation.Status switch
            {
                200 or 201 => operation.Reply is not null,
                404 or 409 => operation.Code is { } code && Refusals.Contains(code),
                503 => operation.HasRetryAfter && operation.Code is { } delay && Delays.Contains(delay),
                0 => history.MayBreak || (history.MayBeAway && operation.Outcome == Outcome.Unsent),
                _ => false,
            };
            if (!isAllowed)
                yield return Broken('H', $"no answer that a customer may get: {operation}");
        }
    }

    private static IEnumerable<Finding> AnswersComeInTime(History history) =>
        from operation in history.Operations
        where operation.Took > history.AnswerTimeMax || (operation.TimedOut && !history.MayBreak)
        select Broken('H', $"a customer waited {operation.Took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s: {operation}");
}

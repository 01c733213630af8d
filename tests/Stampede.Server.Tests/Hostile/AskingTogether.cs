using System.Collections.Concurrent;
using Stampede.Domain;
using Stampede.Postgres.Drops;
using Stampede.Server.Drops;
using Stampede.Testing;

namespace Stampede.Server.Tests.Hostile;

/// <summary>What many ask for at once is read once, and nothing that is told is older than its question.</summary>
public sealed class AskingTogether
{
    private readonly ConcurrentQueue<IReadOnlyCollection<DropId>> reads = new();
    private readonly ConcurrentDictionary<DropId, DropStatus> there = new();
    private TaskCompletionSource letThrough = Open();

    [Fact]
    public async Task Made_up_ids_by_the_thousand_are_two_reads()
    {
        using var standings = new DropStandings(ReadAsync);
        letThrough = new TaskCompletionSource();
        var first = standings.FindAsync(AnyDrop(), CancellationToken.None).AsTask();
        await Until.TrueAsync(() => reads.Count == 1);
        var others = Enumerable.Range(0, 900).Select(_ => standings.FindAsync(AnyDrop(), CancellationToken.None).AsTask()).ToArray();
        letThrough.SetResult();
        (await first).ShouldBeNull();
        (await Task.WhenAll(others)).ShouldAllBe(standing => standing == null);
        reads.Select(read => read.Count).ShouldBe([1, 900]);
    }

    [Fact]
    public async Task That_a_drop_is_published_is_read_once_and_that_it_is_not_there_or_a_draft_each_time()
    {
        using var standings = new DropStandings(ReadAsync);
        var drop = AnyDrop();
        for (var i = 0; i < 3; i++)
            (await standings.IsPublishedAsync(drop, CancellationToken.None)).ShouldBeFalse();
        there[drop] = DropStatus.Draft;
        for (var i = 0; i < 3; i++)
            (await standings.IsPublishedAsync(drop, CancellationToken.None)).ShouldBeFalse();
        there[drop] = DropStatus.Live;
        for (var i = 0; i < 100; i++)
            (await standings.IsPublishedAsync(drop, CancellationToken.None)).ShouldBeTrue();
        reads.Count.ShouldBe(7);
    }

    [Fact]
    public async Task Whoever_comes_while_a_read_is_under_way_has_one_that_began_after_they_came()
    {
        using var standings = new DropStandings(ReadAsync);
        var drop = AnyDrop();
        letThrough = new TaskCompletionSource();
        var before = standings.FindAsync(drop, CancellationToken.None).AsTask();
        await Until.TrueAsync(() => reads.Count == 1);
        there[drop] = DropStatus.Live; // It is created while the read, which does not see it, is under way.
        var after = standings.FindAsync(drop, CancellationToken.None).AsTask();
        letThrough.SetResult();
        (await before).ShouldBeNull();
        (await after).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_read_that_fails_is_told_to_those_who_wait_for_it_and_the_next_one_is_tried()
    {
        using var standings = new DropStandings(ReadAsync);
        letThrough = new TaskCompletionSource();
        var failing = standings.FindAsync(AnyDrop(), CancellationToken.None).AsTask();
        await Until.TrueAsync(() => reads.Count == 1);
        letThrough.SetException(new TimeoutException());
        await Should.ThrowAsync<TimeoutException>(failing);
        letThrough = Open();
        (await standings.FindAsync(AnyDrop(), CancellationToken.None)).ShouldBeNull();
    }

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private static DropId AnyDrop() => new(Guid.CreateVersion7());

    private async Task<IReadOnlyDictionary<DropId, DropStanding>> ReadAsync(IReadOnlyCollection<DropId> drops, CancellationToken cancellation)
    {
        var found = drops.Where(there.ContainsKey).ToDictionary(drop => drop, drop => new DropStanding(
            new DropView(drop, 1, there[drop], new DropTerms { Price = new Money(1, "EUR"), HoldSeconds = 60, LimitPerCustomer = 1 }, []), HasHolds: false));
        reads.Enqueue(drops);
        await letThrough.Task;
        return found;
    }
}

using Microsoft.Extensions.Time.Testing;
using Stampede.Domain;
using Stampede.Server.Operations;
using Stampede.Testing;

namespace Stampede.Server.Tests.Operations;

public sealed class Polling
{
    private static readonly DropId Drop = new(Guid.NewGuid());

    private readonly FakeTimeProvider time = new();
    private readonly Queue<TaskCompletionSource<string?>> readings = [];
    private readonly List<string?> wentOnFrom = [];
    private readonly PolledReads<string> reads;

    public Polling() => reads = new PolledReads<string>(
        (_, before) =>
        {
            lock (readings)
            {
                wentOnFrom.Add(before);
                return readings.Dequeue().Task;
            }
        },
        time);

    [Fact]
    public async Task All_who_ask_share_one_reading()
    {
        var reading = Next();
        var asked = Enumerable.Range(0, 20).Select(_ => GetAsync()).ToArray();
        reading.SetResult("a");
        (await Task.WhenAll(asked)).ShouldAllBe(answer => answer == "a");
        time.Advance(TimeSpan.FromSeconds(0.9));
        (await GetAsync()).ShouldBe("a");
        wentOnFrom.Count.ShouldBe(1);
    }

    [Fact]
    public async Task After_a_second_it_is_read_again_from_where_it_was()
    {
        Next().SetResult("a");
        await GetAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        Next().SetResult("b");
        (await GetAsync()).ShouldBe("b");
        wentOnFrom.ShouldBe([null, "a"]);
    }

    [Fact]
    public async Task What_takes_long_is_read_the_less_often()
    {
        var slow = Next();
        var asked = GetAsync();
        await Until.TrueAsync(() => wentOnFrom.Count == 1);
        time.Advance(TimeSpan.FromSeconds(2));
        slow.SetResult("slow");
        await asked;
        time.Advance(TimeSpan.FromSeconds(5.9)); // Kept for four times two seconds, from the beginning of the reading.
        (await GetAsync()).ShouldBe("slow");
        time.Advance(TimeSpan.FromSeconds(0.1));
        Next().SetResult("again");
        (await GetAsync()).ShouldBe("again");
    }

    [Fact]
    public async Task A_reading_that_failed_is_not_kept()
    {
        Next().SetException(new TimeoutException());
        await Should.ThrowAsync<TimeoutException>(GetAsync);
        Next().SetResult("a");
        (await GetAsync()).ShouldBe("a");
    }

    [Fact]
    public async Task What_was_changed_here_is_seen_by_who_asks_next()
    {
        Next().SetResult("a");
        await GetAsync();
        var (underWay, after) = (Next(), Next());
        time.Advance(TimeSpan.FromSeconds(1));
        var early = GetAsync();
        await Until.TrueAsync(() => wentOnFrom.Count == 2);
        reads.Forget(Drop);
        var late = GetAsync();
        underWay.SetResult("before the change");
        (await early).ShouldBe("before the change");
        after.SetResult("after the change");
        (await late).ShouldBe("after the change");
        (await GetAsync()).ShouldBe("after the change");
    }

    [Fact]
    public async Task Who_goes_away_does_not_end_the_reading_of_others()
    {
        var reading = Next();
        using var gone = new CancellationTokenSource();
        var leaving = reads.GetAsync(Drop, gone.Token);
        var staying = GetAsync();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaving);
        reading.SetResult("a");
        (await staying).ShouldBe("a");
    }

    private TaskCompletionSource<string?> Next()
    {
        var reading = new TaskCompletionSource<string?>();
        lock (readings)
            readings.Enqueue(reading);
        return reading;
    }

    private Task<string?> GetAsync() => reads.GetAsync(Drop, CancellationToken.None);
}

using Microsoft.Extensions.Time.Testing;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Postgres.Ledger;
using Stampede.Server.Operations;
using Stampede.Testing;

namespace Stampede.Server.Tests.Operations;

public sealed class SharingVerifications : IDisposable
{
    private static readonly DropId Drop = new(Guid.NewGuid());

    private readonly FakeTimeProvider time = new();
    private readonly Lock gate = new();
    private readonly List<(DropId Drop, TaskCompletionSource<IReadOnlyList<Finding>> End)> begun = [];
    private readonly CoalescedVerifications verifications;

    public SharingVerifications() => verifications = new CoalescedVerifications(
        (drop, _) =>
        {
            var end = new TaskCompletionSource<IReadOnlyList<Finding>>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (gate)
                begun.Add((drop, end));
            return end.Task;
        },
        time);

    public void Dispose() => verifications.Dispose();

    [Fact]
    public async Task All_who_ask_of_a_drop_share_the_one_that_is_under_way()
    {
        var asked = Enumerable.Range(0, 50).Select(_ => Ask(Drop)).ToArray();
        await BegunAsync(1);
        End(0);
        await Task.WhenAll(asked);
        begun.Count.ShouldBe(1);
    }

    [Fact]
    public async Task No_more_run_at_a_time_than_there_are_connections_for_them()
    {
        var asked = Enumerable.Range(0, 6).Select(_ => Ask(new DropId(Guid.NewGuid()))).ToArray();
        for (var ended = 0; ended < asked.Length; ended++)
        {
            await BegunAsync(Math.Min(asked.Length, ended + ConnectionPools.VerificationsMax));
            begun.Count.ShouldBeLessThanOrEqualTo(ended + ConnectionPools.VerificationsMax);
            End(ended);
        }

        await Task.WhenAll(asked);
    }

    [Fact]
    public async Task A_result_is_told_again_for_as_long_as_it_took()
    {
        var asked = Ask(Drop);
        await BegunAsync(1);
        time.Advance(TimeSpan.FromSeconds(8));
        End(0);
        await asked;
        time.Advance(TimeSpan.FromSeconds(7.9));
        await Ask(Drop);
        time.Advance(TimeSpan.FromSeconds(0.1));
        _ = Ask(Drop);
        await BegunAsync(2);
    }

    [Fact]
    public async Task What_is_quickly_done_is_done_again_at_once()
    {
        var asked = Ask(Drop);
        await BegunAsync(1);
        time.Advance(TimeSpan.FromSeconds(0.5));
        End(0);
        await asked;
        _ = Ask(Drop);
        await BegunAsync(2);
    }

    [Fact]
    public async Task A_fault_is_not_kept_and_leaves_its_place()
    {
        for (var failed = 0; failed < 2 * ConnectionPools.VerificationsMax; failed++)
        {
            var asked = Ask(Drop);
            await BegunAsync(failed + 1);
            begun[failed].End.SetException(new TimeoutException());
            await Should.ThrowAsync<TimeoutException>(asked);
        }
    }

    [Fact]
    public async Task Too_many_drops_are_refused_until_some_are_done()
    {
        var asked = Enumerable.Range(0, CoalescedVerifications.DropsMax).Select(_ => Ask(new DropId(Guid.NewGuid()))).ToArray();
        (verifications.GetAsync(Drop) is null).ShouldBeTrue();
        await BegunAsync(1);
        End(0);
        await Task.WhenAny(asked);
        (verifications.GetAsync(Drop) is null).ShouldBeFalse();
    }

    private Task<IReadOnlyList<Finding>> Ask(DropId drop) => verifications.GetAsync(drop).ShouldNotBeNull();

    private void End(int index) => begun[index].End.SetResult([]);

    private Task BegunAsync(int count) => Until.TrueAsync(() =>
    {
        lock (gate)
            return begun.Count >= count;
    });
}

using Stampede.Faults.Tests.Ground;
using Stampede.Faults.Tests.Histories;
using Stampede.Faults.Tests.Reports;
using Stampede.Testing;

namespace Stampede.Faults.Tests.Faults;

/// <summary>Customers who press the button again and again, and traders who keep the till to themselves.</summary>
public sealed class Repeating(Report report)
{
    [Fact]
    public async Task F15_The_same_key_fifty_times_at_once()
    {
        var keys = Form.Of(20, 300);
        var fault = new Fault(15, "same key 50 times at once", $"{keys} keys, 50 requests each at two nodes, and each purchase 50 times at once");
        // Long holds: that one lapses before fifty requests and fifty more are answered, on a slow machine, is not the matter here.
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props { Workers = 4, HoldSeconds = 10 });
        for (var key = 0; key < keys; key++)
        {
            var (customer, name) = (scene.Customers[key], $"again-{key}");
            var held = await FiftyAsync(node => scene.Counter.ReserveAsync(node, customer, name, 1, scene.Variants[1]));
            if (held.FirstOrDefault(operation => operation.Outcome == Outcome.Ok)?.Reply is not { } hold)
                continue; // The crowd had used up this customer's limit.
            held.ShouldAllBe(operation => operation.Outcome == Outcome.Ok);
            var bought = await FiftyAsync(node => scene.Counter.BuyAsync(node, customer, hold.Id));
            bought.Count(operation => operation.Status == 201).ShouldBe(1);
        }

        await scene.FinishAsync(runs: keys);

        Task<Operation[]> FiftyAsync(Func<Node, Task<Operation>> ask) => Task.WhenAll(Enumerable.Range(0, 50).Select(i => ask(scene.Nodes[i % 2])));
    }

    [Fact]
    public async Task F14_The_row_is_locked_by_somebody_and_the_pool_is_small()
    {
        var locked = Form.Seconds(5, 30);
        var fault = new Fault(14, "pool of 2, and the drop's row locked by someone", $"JournalConnectionsMax=2, another session holds the row for {locked.TotalSeconds} s");
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props { Settings = _ => [("Stampede__JournalConnectionsMax", "2"), ("Stampede__ReadConnectionsMax", "2")] });
        for (var round = 0; round < Form.Of(1, 2); round++)
        {
            await scene.RoundAsync(async () =>
            {
                await using var stranger = new Npgsql.NpgsqlConnection(scene.ConnectionString);
                await stranger.OpenAsync();
                await using var transaction = await stranger.BeginTransactionAsync();
                await using var take = new Npgsql.NpgsqlCommand("select 1 from drop where id = $1 for update", stranger, transaction) { Parameters = { new() { Value = scene.Drop } } };
                await take.ExecuteScalarAsync();
                await Until.PassedAsync(locked);
            });
        }

        await scene.FinishAsync();
        scene.Recorder.Count(operation => operation is { Status: 503, Code: "overloaded" }).ShouldBeGreaterThan(0);
    }
}

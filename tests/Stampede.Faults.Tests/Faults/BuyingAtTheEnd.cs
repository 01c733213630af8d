using System.Globalization;
using Stampede.Faults.Tests.Ground;
using Stampede.Faults.Tests.Histories;
using Stampede.Faults.Tests.Reports;

namespace Stampede.Faults.Tests.Faults;

/// <summary>Payment and expiry meet.</summary>
public sealed class BuyingAtTheEnd(Report report)
{
    private const int Wave = 200;
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan BetweenHolds = TimeSpan.FromMilliseconds(3);

    /// <summary>By how much the next wave is paid earlier where most of one came too late; later, where most were in time.</summary>
    private static readonly TimeSpan Correction = TimeSpan.FromMilliseconds(5);

    /// <summary>More waves than planned, where none has met the end: a busy machine takes long on the way.</summary>
    private const int MoreWavesMax = 5;

    [Fact]
    public async Task F16_Purchases_meet_the_expiry()
    {
        var waves = Form.Of(3, 50);
        var fault = new Fault(16, "purchase against expiry, ±5 ms", $"{waves * Wave} holds of 1 s; each is paid within 5 ms of its end, by the database's clock, at one of two nodes", "ABCDEF");
        await using var scene = await Scene.StartAsync(report, fault, new Props { HoldSeconds = 1, LimitPerCustomer = 100, Workers = 0 });
        // From the customer to the decision: so that the decisions lie around the end, not the requests.
        var onTheWay = TimeSpan.FromMilliseconds(2);
        using var pace = new PeriodicTimer(BetweenHolds);
        var (inTime, late, wave) = (0, 0, 0);
        for (; wave < waves || ((inTime == 0 || late == 0) && wave < waves + MoreWavesMax); wave++)
        {
            var holding = new List<Task<(Customer Customer, Reply Hold)>>();
            for (var i = 0; i < Wave; i++)
            {
                await pace.WaitForNextTickAsync();
                holding.Add(HoldAsync(scene, $"{wave}-{i}", scene.Nodes[i % 2], scene.Customers[(wave * Wave + i) % scene.Customers.Count]));
            }

            // This machine's clock is the database's too.
            var plan = (await Task.WhenAll(holding))
                .Select((held, i) => (held.Customer, held.Hold.Id, Node: scene.Nodes[i / 2 % 2], At: held.Hold.ExpiresAt!.Value - onTheWay + Apart * (Random.Shared.NextDouble() * 2 - 1)))
                .OrderBy(paid => paid.At).ToList();
            var paid = await Task.Run(() => Task.WhenAll(plan.Select(paid =>
            {
                SpinWait.SpinUntil(() => DateTimeOffset.UtcNow >= paid.At);
                return Task.Run(() => scene.Counter.BuyAsync(paid.Node, paid.Customer, paid.Id));
            }).ToArray()));
            var bought = paid.Count(operation => operation.Outcome == Outcome.Ok);
            (inTime, late) = (inTime + bought, late + Wave - bought);
            onTheWay = bought switch
            {
                0 => onTheWay * 3,
                Wave => onTheWay / 3,
                _ => onTheWay + Correction * (1 - 2.0 * bought / Wave),
            };
        }

        var history = await scene.FinishAsync(runs: wave * Wave, adapt: history =>
        {
            var outcomes = Outcomes(history);
            var ends = history.Books.Reservations.ToDictionary(reservation => reservation.Id, reservation => reservation.ExpiresAt);
            var last = history.Books.Purchases.Select(purchase => (ends[purchase.Reservation] - purchase.At).TotalMilliseconds).DefaultIfEmpty().Min();
            scene.Remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{outcomes.Bought} in time, the last one {last:0.00} ms before the end; {outcomes.Late} too late"));
            return history;
        });
        Outcomes(history).Bought.ShouldBeGreaterThan(0, "or it did not meet the end");
        Outcomes(history).Late.ShouldBeGreaterThan(0, "or it did not meet the end");
    }

    private static async Task<(Customer Customer, Reply Hold)> HoldAsync(Scene scene, string key, Node node, Customer customer) =>
        (customer, (await scene.Counter.ReserveAsync(node, customer, key, 1, scene.Variants[1])).Reply.ShouldNotBeNull());

    private static (int Bought, int Late) Outcomes(History history) => (
        history.Operations.Count(operation => operation is { Kind: Kind.Purchase, Outcome: Outcome.Ok }),
        history.Operations.Count(operation => operation is { Kind: Kind.Purchase, Code: "reservation_expired" }));
}

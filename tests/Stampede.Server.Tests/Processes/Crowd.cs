using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Processes;

/// <summary>
/// Customers who go on reserving and buying whatever becomes of the server, and remember what they were told. They
/// take three kinds of answers: yes, "not now, try again", and none at all; anything else fails the test.
/// </summary>
internal sealed class Crowd(Drop drop, IReadOnlyList<Visitor> customers)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<Wish>[] wishes = [.. customers.Select(_ => new ConcurrentQueue<Wish>())];
    private int acknowledged;
    private int postponed;
    private long longestTicks;

    private sealed record Wish(int Quantity, bool WantsToBuy)
    {
        public string Key { get; } = Guid.NewGuid().ToString();

        public JsonNode? Granted { get; set; }

        public JsonNode? Bought { get; set; }
    }

    /// <summary>Reservations and purchases that were answered with yes.</summary>
    public int Acknowledged => Volatile.Read(ref acknowledged);

    /// <summary>Answers 503.</summary>
    public int Postponed => Volatile.Read(ref postponed);

    /// <summary>The longest that anybody waited for an answer, or for the connection to break.</summary>
    public TimeSpan Longest => TimeSpan.FromTicks(Volatile.Read(ref longestTicks));

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(customers.Select((customer, i) => Task.Run(() => WishAsync(customer, wishes[i], stop))));

    /// <summary>Runs until this many more have been acknowledged.</summary>
    public async Task UntilMoreAsync(int count, Task running)
    {
        var target = Acknowledged + count;
        await Until.TrueAsync(() => Acknowledged >= target || running.IsFaulted);
        if (running.IsFaulted)
            await running;
    }

    /// <summary>Runs until this many more have been put off.</summary>
    public async Task UntilPostponedAsync(int count, Task running)
    {
        var target = Postponed + count;
        await Until.TrueAsync(() => Postponed >= target || running.IsFaulted);
        if (running.IsFaulted)
            await running;
    }

    private async Task WishAsync(Visitor customer, ConcurrentQueue<Wish> own, CancellationToken stop)
    {
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var wish = new Wish(1 + turn % 3, WantsToBuy: turn % 2 == 0);
            own.Enqueue(wish);
            // Some give up after one try, and come back for it only at the very end.
            var isPatient = turn % 4 != 3;
            wish.Granted = await AskAsync(() => drop.ReserveAsync(customer, wish.Quantity, key: wish.Key), isPatient, stop);
            if (wish is { Granted: not null, WantsToBuy: true })
                wish.Bought = await AskAsync(() => drop.BuyAsync(customer, wish.Granted), isPatient, stop);
        }
    }

    /// <returns>Null: nobody knows.</returns>
    private async Task<JsonNode?> AskAsync(Func<Task<Answer>> ask, bool isPatient, CancellationToken stop)
    {
        using var pause = new PeriodicTimer(BetweenTries);
        do
        {
            var askedAt = Stopwatch.GetTimestamp();
            try
            {
                var answer = await ask();
                if (answer.Status != HttpStatusCode.ServiceUnavailable)
                {
                    answer.Status.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.OK);
                    Interlocked.Increment(ref acknowledged);
                    return answer.Json;
                }

                Interlocked.Increment(ref postponed);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException)
            {
                // The server is gone; the next one will be elsewhere.
            }
            finally
            {
                Note(Stopwatch.GetElapsedTime(askedAt));
            }

            await pause.WaitForNextTickAsync(CancellationToken.None);
        }
        while (isPatient && !stop.IsCancellationRequested);
        return null;
    }

    private void Note(TimeSpan took)
    {
        long longest;
        while ((longest = Volatile.Read(ref longestTicks)) < took.Ticks && Interlocked.CompareExchange(ref longestTicks, took.Ticks, longest) != longest)
        {
        }
    }

    /// <summary>
    /// What was acknowledged is there and the same; what was not is asked for again with the same key, and comes to
    /// one answer; nobody has more than they asked for; the books balance.
    /// </summary>
    public async Task ShouldHaveAllAsync()
    {
        await Task.WhenAll(customers.Select((customer, i) => ShouldHaveAsync(customer, wishes[i])));
        var stock = await drop.StockAsync();
        (stock.Number("held") + stock.Number("sold")).ShouldBe(wishes.Sum(own => own.Sum(wish => wish.Quantity)));
        stock.Number("sold").ShouldBe(wishes.Sum(own => own.Where(wish => wish.WantsToBuy).Sum(wish => wish.Quantity)));
        await drop.ShouldBalanceAsync();
    }

    private async Task ShouldHaveAsync(Visitor customer, IEnumerable<Wish> own)
    {
        foreach (var wish in own)
        {
            var again = await drop.HoldAsync(customer, wish.Quantity, key: wish.Key);
            if (wish.Granted is not null)
                again.WithoutServerTime().ShouldBe(wish.Granted.WithoutServerTime());
            else
                (await drop.HoldAsync(customer, wish.Quantity, key: wish.Key)).WithoutServerTime().ShouldBe(again.WithoutServerTime());
            if (!wish.WantsToBuy)
            {
                (await customer.GetAsync(drop.Of(again))).Text("status").ShouldBe("active");
                continue;
            }

            var bought = (await drop.BuyAsync(customer, again)).ShouldBeOk();
            if (wish.Bought is null)
                continue;
            bought.Status.ShouldBe(HttpStatusCode.OK);
            bought.Json.ToJsonString().ShouldBe(wish.Bought.ToJsonString());
        }
    }
}

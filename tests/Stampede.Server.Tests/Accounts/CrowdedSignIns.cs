using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Stampede.Server.Accounts;
using Stampede.Server.Http;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Accounts;

/// <summary>More passwords than can be hashed: everybody gets their share.</summary>
public sealed class CrowdedSignIns
{
    private const string SignIn = "/api/v1/accounts/sign-in";
    private const string Register = "/api/v1/accounts/register";

    [Theory]
    [InlineData(Register)]
    [InlineData(SignIn)]
    public async Task An_operator_and_a_customer_sign_in_while_many_addresses_send_made_up_e_mails(string flooded)
    {
        var member = new { email = "member@example.com", password = "correct horse battery", displayName = "Member" };
        await using var server = await ServerUnderTest.StartAsync(services: services => services.AddSingleton<IPasswordHasher<Account>>(new SlowHasher()));
        using var curl = server.Curl(IPAddress.Parse("127.0.0.200"));
        (await curl.PostAsync(Register, member)).ShouldBeOk();

        using var end = new CancellationTokenSource();
        var attackers = Enumerable.Range(1, 8).Select(i => server.Curl(IPAddress.Parse($"127.0.9.{i}"))).ToArray();
        var sent = 0;
        var flood = attackers.SelectMany(attacker => Enumerable.Repeat(attacker, 60)).Select(async attacker =>
        {
            while (!end.IsCancellationRequested)
            {
                Interlocked.Increment(ref sent);
                var answer = await attacker.PostAsync(flooded, flooded == Register
                    ? new { email = $"{Guid.NewGuid():n}@example.com", password = "made up password", displayName = "x" }
                    : (object)new { email = $"{Guid.NewGuid():n}@example.com", password = "made up password" });
                ((int)answer.Status).ShouldBeOneOf(201, 401, 429, 503);
                if ((int)answer.Status is 429 or 503)
                    answer.Header("Retry-After").ShouldNotBeNull();
            }
        }).ToArray();
        try
        {
            await Until.TrueAsync(() => Volatile.Read(ref sent) >= 8 * 60);
            for (var i = 0; i < 3; i++)
            {
                (await curl.PostAsync(SignIn, new { email = ServerUnderTest.OperatorEmail, password = ServerUnderTest.OperatorPassword })).ShouldBeOk();
                (await curl.PostAsync(SignIn, new { member.email, member.password })).ShouldBeOk();
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(flood);
            foreach (var attacker in attackers)
                attacker.Dispose();
        }
    }

    [Fact]
    public async Task Turns_go_round_the_addresses_and_an_operators_comes_after_two_others_at_most()
    {
        var line = new PasswordHashQueue(new SlowHasher(), TimeProvider.System);
        var turns = new Queue<PasswordHashQueue.Turn>();
        for (var i = 0; i < PasswordHashQueue.TurnsMax; i++)
            turns.Enqueue((await EnterAsync(PasswordHashLane.SignIn, 1)).Turn.ShouldNotBeNull());

        var crowd = Enumerable.Range(0, PasswordHashQueue.WaitingOfAddressMax).Select(_ => EnterAsync(PasswordHashLane.SignIn, 1)).ToArray();
        var refused = (await EnterAsync(PasswordHashLane.SignIn, 1)).Problem.ShouldNotBeNull();
        refused.Kind.Code.ShouldBe("rate_limited");
        refused.Body.RetryAfterSeconds.ShouldBe(5);
        var registrations = Enumerable.Range(0, 20).Select(_ => EnterAsync(PasswordHashLane.Registration, 2)).ToArray();
        var customer = EnterAsync(PasswordHashLane.SignIn, 3);
        var operators = EnterAsync(PasswordHashLane.Operator, 1);

        var customerAfter = await ReleaseUntilAsync(customer);
        customerAfter.ShouldBeLessThanOrEqualTo(4);
        (customerAfter + await ReleaseUntilAsync(operators)).ShouldBeLessThanOrEqualTo(4);

        // Behind sign-ins, but not for ever.
        for (var i = 0; i < 20; i++)
            await ReleaseAsync();
        registrations.Count(entered => entered.IsCompleted).ShouldBeInRange(1, 4);
        crowd.Count(entered => entered.IsCompleted).ShouldBeGreaterThan(15);

        async Task<int> ReleaseUntilAsync(Task<PasswordHashQueue.Admission> entered)
        {
            var released = 0;
            for (; !entered.IsCompleted; released++)
                await ReleaseAsync();
            return released;
        }

        async Task ReleaseAsync()
        {
            var before = Entered();
            turns.Dequeue().Dispose();
            await Until.TrueAsync(() => Entered() == before + 1);
            foreach (var task in All().Where(task => task.IsCompletedSuccessfully))
            {
                if ((await task).Turn is { } turn && seen.Add(turn))
                    turns.Enqueue(turn);
            }
        }

        int Entered() => All().Count(task => task.IsCompleted);

        IEnumerable<Task<PasswordHashQueue.Admission>> All() => [.. crowd, .. registrations, customer, operators];

        Task<PasswordHashQueue.Admission> EnterAsync(PasswordHashLane lane, byte address) =>
            line.EnterAsync(lane, AddressKey.Of(new IPAddress([10, 0, 0, address])), CancellationToken.None);
    }

    private readonly HashSet<PasswordHashQueue.Turn> seen = [];

    [Fact]
    public async Task Where_a_lane_is_full_who_wants_most_gives_way_to_who_wants_least_and_who_leaves_leaves_no_hole()
    {
        var line = new PasswordHashQueue(new SlowHasher(), TimeProvider.System);
        for (var i = 0; i < PasswordHashQueue.TurnsMax; i++)
            (await EnterAsync(0)).Turn.ShouldNotBeNull();
        var addresses = PasswordHashQueue.WaitingMax / PasswordHashQueue.WaitingOfAddressMax;
        var crowd = Enumerable.Range(1, addresses).SelectMany(i => Enumerable.Range(0, PasswordHashQueue.WaitingOfAddressMax).Select(_ => EnterAsync(i))).ToArray();
        crowd.ShouldAllBe(task => !task.IsCompleted);

        var newcomer = EnterAsync(addresses + 1);
        newcomer.IsCompleted.ShouldBeFalse();
        await Until.TrueAsync(() => crowd.Count(task => task.IsCompleted) == 1);
        (await crowd.Single(task => task.IsCompleted)).Problem.ShouldNotBeNull().Kind.Code.ShouldBe("overloaded");

        using var leaving = new CancellationTokenSource();
        var leaver = line.EnterAsync(PasswordHashLane.SignIn, AddressKey.Of(new IPAddress([10, 1, 0, 1])), leaving.Token);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaver);
        EnterAsync(addresses + 2).IsCompleted.ShouldBeFalse();

        Task<PasswordHashQueue.Admission> EnterAsync(int address) =>
            line.EnterAsync(PasswordHashLane.SignIn, AddressKey.Of(new IPAddress([10, 0, (byte)(address >> 8), (byte)address])), CancellationToken.None);
    }

    private sealed class SlowHasher : IPasswordHasher<Account>
    {
        public string HashPassword(Account user, string password)
        {
            Thread.Sleep(30); // What a hash takes, without taking it from the other tests.
            return password;
        }

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Thread.Sleep(30);
            return hashedPassword == providedPassword ? PasswordVerificationResult.Success : PasswordVerificationResult.Failed;
        }
    }
}

using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Stampede.Server.Reservations;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Hostile;

public sealed class Proving : IAsyncLifetime
{
    private const int Bits = 12;

    private HostedShop hosted = null!;
    private Contract.Drop drop = null!;
    private Visitor customer = null!;

    public async ValueTask InitializeAsync()
    {
        hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:Reservations:ProofBits"] = $"{Bits}" });
        drop = await hosted.Shop.CreateDropAsync(new { limitPerCustomer = 5 });
        customer = await hosted.Shop.CustomerAsync();
    }

    public ValueTask DisposeAsync() => hosted.DisposeAsync();

    [Fact]
    public async Task Without_a_proof_the_refusal_carries_a_challenge_that_can_be_solved()
    {
        var problem = (await drop.ReserveAsync(customer, key: "a")).ShouldBe(428, "proof_required");
        problem["challenge"]!["bits"]!.GetValue<int>().ShouldBe(Bits);
        (await ReserveAsync(customer, "a", Solve(problem["challenge"]!.Text("text"), "a"))).ShouldBeOk();
    }

    [Fact]
    public async Task A_challenge_can_be_had_ahead()
    {
        var challenge = await ChallengeAsync(customer);
        (challenge.Time("expiresAt") - challenge.Time("serverTime")).ShouldBe(TimeSpan.FromSeconds(120));
        (await ReserveAsync(customer, "a", Solve(challenge.Text("text"), "a"))).ShouldBeOk();
    }

    [Fact]
    public async Task One_proof_pays_for_one_reservation()
    {
        var text = (await ChallengeAsync(customer)).Text("text");
        var proof = Solve(text, "a");
        var first = (await ReserveAsync(customer, "a", proof)).ShouldBeOk();
        (await ReserveAsync(customer, "a", proof)).Text("id").ShouldBe(first.Text("id"));
        (await ReserveAsync(customer, UnpaidKey(text, proof), proof)).ShouldBe(428, "proof_required");
        (await ReserveAsync(customer, null, proof)).ShouldBe(428, "proof_required");
        (await drop.StockAsync())["held"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_proof_is_good_for_its_customer_and_its_drop_alone()
    {
        var proof = Solve((await ChallengeAsync(customer)).Text("text"), "a");
        (await ReserveAsync(await hosted.Shop.CustomerAsync(), "a", proof)).ShouldBe(428, "proof_required");
        var other = await hosted.Shop.CreateDropAsync();
        (await ReserveAsync(customer, "a", proof, other)).ShouldBe(428, "proof_required");
        (await ReserveAsync(customer, "a", proof)).ShouldBeOk();
    }

    [Fact]
    public async Task What_is_made_up_or_too_easy_proves_nothing()
    {
        var text = (await ChallengeAsync(customer)).Text("text");
        var wrong = Enumerable.Range(0, 100_000).First(n => ProofOfWork.ZeroBits(text, "a", (ulong)n) < Bits);
        var altered = (text[0] == 'A' ? 'B' : 'A') + text[1..];
        foreach (var proof in new[] { $"{text}:{wrong}", Solve("made-up", "a"), Solve(altered, "a"), text, ":1", $"{text}:-1", $"{text}:x", new string('x', 2_000) })
            (await ReserveAsync(customer, "a", proof)).ShouldBe(428, "proof_required");
    }

    [Fact]
    public async Task A_challenge_of_before_a_restart_with_less_work_or_too_old_is_no_longer_good()
    {
        await using var shared = await Testing.TestDatabase.CreateMigratedAsync();
        async Task<HostedShop> OpenAsync(int bits) => await HostedShop.StartAsync(
            shared.ConnectionString, new Dictionary<string, string?> { ["Stampede:Reservations:ProofBits"] = $"{bits}", ["Stampede:Reservations:ProofSeconds"] = "10" });
        string easy, token;
        await using (var before = await OpenAsync(4))
        {
            drop = await before.Shop.CreateDropAsync();
            customer = await before.Shop.CustomerAsync();
            (easy, token) = ((await ChallengeAsync(customer)).Text("text"), customer.Token!);
            await before.StopAsync();
        }

        await using var after = await OpenAsync(Bits);
        drop = drop with { Shop = after.Shop };
        customer = new Visitor(after.Shop.Site, token);
        (await ReserveAsync(customer, "a", Solve(easy, "a"))).ShouldBe(428, "proof_required");
        var challenge = await ChallengeAsync(customer);
        var proof = Solve(challenge.Text("text"), "b");
        await Until.TrueAsync(async () => (await ChallengeAsync(customer)).Time("serverTime") >= challenge.Time("expiresAt"));
        (await ReserveAsync(customer, "b", proof)).ShouldBe(428, "proof_required");
    }

    [Fact]
    public async Task By_default_there_is_no_work()
    {
        await using var usual = await HostedShop.StartAsync();
        drop = await usual.Shop.CreateDropAsync();
        customer = await usual.Shop.CustomerAsync();
        var challenge = await ChallengeAsync(customer);
        challenge["text"].ShouldBeNull();
        challenge["bits"]!.GetValue<int>().ShouldBe(0);
        await drop.HoldAsync(customer);
    }

    [Fact]
    public async Task A_challenge_is_for_who_is_signed_in_and_a_drop_that_is_there()
    {
        (await hosted.Shop.Anybody.GetAsync($"{drop.Path}/challenge")).ShouldBe(401, "unauthenticated");
        (await customer.GetAsync("/api/v1/drops/no-such-drop/challenge")).ShouldBe(404, "drop_not_found");
        var draft = await hosted.Shop.CreateDropAsync(new { draft = true });
        (await customer.GetAsync($"{draft.Path}/challenge")).ShouldBe(404, "drop_not_found");
        (await draft.ReserveAsync(customer, key: "a")).ShouldBe(404, "drop_not_found");
    }

    private static string Solve(string challenge, string key)
    {
        for (var n = 0UL; ; n++)
        {
            if (ProofOfWork.ZeroBits(challenge, key, n) >= Bits)
                return $"{challenge}:{n}";
        }
    }

    /// <summary>A key that the proof, by chance, is not good for too.</summary>
    private static string UnpaidKey(string challenge, string proof)
    {
        var n = ulong.Parse(proof.AsSpan(challenge.Length + 1), System.Globalization.CultureInfo.InvariantCulture);
        return Enumerable.Range(0, 100).Select(i => $"b{i}").First(key => ProofOfWork.ZeroBits(challenge, key, n) < Bits);
    }

    private async Task<JsonNode> ChallengeAsync(Visitor visitor) => (await visitor.GetAsync($"{drop.Path}/challenge")).ShouldBeOk().Json;

    private Task<Answer> ReserveAsync(Visitor visitor, string? key, string proof, Contract.Drop? of = null)
    {
        List<(string, string)> headers = [(ProofOfWork.Header, proof)];
        if (key is not null)
            headers.Add(("Idempotency-Key", key));
        return visitor.SendAsync(HttpMethod.Post, (of ?? drop).Reservations, JsonContent.Create(new { quantity = 1 }), [.. headers]);
    }
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stampede.Domain;
using Stampede.Server.Reservations;

namespace Stampede.Server.Tests.Lines;

/// <summary>The public number is asked for over HTTP: that one round, of that one chain, and only once it is out.</summary>
public sealed class AskingDrand : IAsyncLifetime
{
    private const long Round = 1_000;
    private const string Signature = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";

    private static readonly string Randomness = Convert.ToHexStringLower(SHA256.HashData(Convert.FromHexString(Signature)));
    private static readonly DateTimeOffset Out = DrandChain.Quicknet.TimeOf(Round);

    private readonly WebApplication drand = Quiet().Build();
    private readonly ServiceProvider services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private readonly List<string> asked = [];
    private IResult answer = Results.NotFound();

    public async ValueTask InitializeAsync()
    {
        drand.Urls.Add("http://127.0.0.1:0");
        drand.MapGet("/{**path}", (string path) =>
        {
            asked.Add(path);
            return answer;
        });
        await drand.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await drand.DisposeAsync();
        await services.DisposeAsync();
    }

    [Fact]
    public async Task The_number_of_the_round_that_was_named_is_taken_once_it_is_out()
    {
        answer = Tell(Round, Randomness);
        (await FetchAsync(Out.AddMilliseconds(-1))).ShouldBeNull();
        asked.ShouldBeEmpty("it cannot be there");
        (await FetchAsync(Out, nobody: true)).ShouldBeNull();
        asked.ShouldBeEmpty("an operator brings it");
        (await FetchAsync(Out)).ShouldBe(($"drand/{DrandChain.Quicknet.Hash}/{Round}/{Randomness}", Signature));
        asked.ShouldBe([$"{DrandChain.Quicknet.Hash}/public/{Round}"]);
    }

    [Fact]
    public async Task No_other_round_and_no_number_of_anybody_elses_is_taken()
    {
        (await FetchAsync(Out)).ShouldBeNull("it is not there yet");
        answer = Tell(Round + 1, Randomness);
        await Should.ThrowAsync<InvalidDataException>(FetchAsync(Out));
        answer = Tell(Round, new string('0', 64));
        await Should.ThrowAsync<InvalidDataException>(FetchAsync(Out));
        answer = Tell(Round, Randomness, more: new string(' ', 20_000));
        await Should.ThrowAsync<HttpRequestException>(FetchAsync(Out));
    }

    private static WebApplicationBuilder Quiet()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        return builder;
    }

    private static IResult Tell(long round, string randomness, string more = "") =>
        Results.Text($$"""{"round":{{round}},"randomness":"{{randomness}}","signature":"{{Signature}}"}{{more}}""", "application/json", Encoding.UTF8);

    private async Task<(string Text, string Signature)?> FetchAsync(DateTimeOffset now, bool nobody = false)
    {
        var line = new LineState(1, new LineTerms { Mode = Entrance.Draw, Waitlist = false, Beacon = new LineBeacon(BeaconKind.Drand, DrandChain.Quicknet.Hash) }, "c")
        {
            Awaits = $"drand/{DrandChain.Quicknet.Hash}/{Round}",
        };
        var beacons = new Beacons(nobody ? null : new Uri($"{drand.Urls.Single()}/"), services.GetRequiredService<IHttpClientFactory>());
        return await beacons.FetchAsync(line, now, CancellationToken.None);
    }
}

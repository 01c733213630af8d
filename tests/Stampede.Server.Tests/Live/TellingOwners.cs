using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Stampede.Domain;
using Stampede.Engine;

namespace Stampede.Server.Tests.Live;

/// <summary>Whatever happens to a reservation, its owner hears of it on every device, and nobody else does.</summary>
public sealed class TellingOwners(LiveServer server) : IClassFixture<LiveServer>
{
    [Fact]
    public async Task What_was_made_and_bought_is_told_as_it_is_read()
    {
        var drop = await server.CreateDropAsync([10]);
        await using var owner = await Owner.ConnectAsync(server, drop.Slug);
        await using var other = await Owner.ConnectAsync(server, drop.Slug);
        var reservation = await owner.ReserveAsync(drop.Slug);
        var told = await owner.ToldAsync("active");
        Without(told, "serverTime").ShouldBe(Without(reservation, "serverTime"));
        using (var bought = await owner.SendAsync(HttpMethod.Post, $"/api/v1/drops/{drop.Slug}/reservations/{told.GetProperty("id").GetString()}/purchase"))
            bought.StatusCode.ShouldBe(HttpStatusCode.Created);
        var purchased = await owner.ToldAsync("purchased");
        Without(purchased, "serverTime").ShouldBe(Without(await owner.ReadAsync(purchased), "serverTime"));
        await other.ShouldHaveHeardOfNothingAsync(drop.Slug);
    }

    [Fact]
    public async Task What_the_customer_let_go_the_operator_took_back_and_time_ended_says_so()
    {
        var drop = await server.CreateDropAsync([10], holdSeconds: 6);
        await using var owner = await Owner.ConnectAsync(server, drop.Slug);
        var first = await owner.ReserveAsync(drop.Slug);
        using (await owner.SendAsync(HttpMethod.Delete, $"/api/v1/drops/{drop.Slug}/reservations/{first.GetProperty("id").GetString()}"))
            (await owner.ToldAsync("cancelled")).GetProperty("endedBy").GetString().ShouldBe("customer");

        var second = await owner.ReserveAsync(drop.Slug);
        var release = new Command.Release(new ReservationId(second.GetProperty("id").GetGuid()), new CustomerId(Guid.CreateVersion7()));
        await server.Services.GetRequiredService<Lanes>().SubmitAsync(drop.Id, release);
        (await owner.ToldAsync("cancelled", second)).GetProperty("endedBy").GetString().ShouldBe("operator");

        var third = await owner.ReserveAsync(drop.Slug);
        var expired = await owner.ToldAsync("expired", third);
        expired.GetProperty("endedBy").GetString().ShouldBe("time");
        (await owner.Hub.EventAsync("reservationExpired")).GetProperty("reservationId").GetString().ShouldBe(third.GetProperty("id").GetString());
        Without(expired, "serverTime").ShouldBe(Without(await owner.ReadAsync(third), "serverTime"));
    }

    private static string Without(JsonElement payload, string name) =>
        string.Join(' ', payload.EnumerateObject().Where(property => property.Name != name).Select(property => $"{property.Name}={property.Value.GetRawText()}"));

    /// <summary>A customer on two devices: a hub with the token in the query, and a stream with it in the header.</summary>
    internal sealed class Owner(Uri address, string token, HubClient hub, StreamClient stream) : IAsyncDisposable
    {
        public HubClient Hub => hub;

        public static async Task<Owner> ConnectAsync(LiveServer server, string drop)
        {
            var (token, _) = await server.GuestAsync();
            var stream = await StreamClient.ConnectAsync(server, drop, token);
            await stream.UntilAsync("snapshot");
            return new Owner(server.Address, token, await HubClient.ConnectAsync(server.Address, token), stream);
        }

        public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path)
        {
            using var http = new HttpClient { BaseAddress = address };
            using var request = LiveServer.With(new HttpRequestMessage(method, path), token);
            if (method == HttpMethod.Post)
                request.Content = JsonContent.Create(new { });
            return await http.SendAsync(request);
        }

        public async Task<JsonElement> ReserveAsync(string drop)
        {
            using var answer = await SendAsync(HttpMethod.Post, $"/api/v1/drops/{drop}/reservations");
            answer.StatusCode.ShouldBe(HttpStatusCode.Created);
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }

        public async Task<JsonElement> ReadAsync(JsonElement reservation)
        {
            using var answer = await SendAsync(
                HttpMethod.Get, $"/api/v1/drops/{reservation.GetProperty("dropId").GetString()}/reservations/{reservation.GetProperty("id").GetString()}");
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }

        /// <summary>On both, and the same.</summary>
        public async Task<JsonElement> ToldAsync(string status, JsonElement? of = null)
        {
            bool Is(JsonElement told) => told.GetProperty("status").GetString() == status
                && (of is not { } one || told.GetProperty("id").GetString() == one.GetProperty("id").GetString());
            var byStream = (await stream.UntilAsync("reservationChanged", told => Is(told.Payload))).Payload;
            (await hub.EventAsync("reservationChanged", Is)).GetRawText().ShouldBe(byStream.GetRawText());
            return byStream;
        }

        public async Task ShouldHaveHeardOfNothingAsync(string drop)
        {
            // Their own comes after whatever they should not have been told.
            var own = await ReserveAsync(drop);
            await ToldAsync("active", own);
            hub.Events("reservationChanged").Count().ShouldBe(1);
        }

        public async ValueTask DisposeAsync()
        {
            await hub.DisposeAsync();
            await stream.DisposeAsync();
        }
    }
}

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Stampede.Domain;
using Stampede.Server.Accounts;
using Stampede.Testing;

namespace Stampede.Server.Tests.Live;

/// <summary>A live connection ends with the rights that it was opened by.</summary>
public sealed class LosingRights(LosingRights.OwnServer server) : IClassFixture<LosingRights.OwnServer>
{
    public sealed class OwnServer : LiveServer;

    [Fact]
    public async Task A_former_operator_hears_of_no_more_drafts()
    {
        var token = await server.OperatorAsync();
        var draft = await server.CreateDropAsync([5], isDraft: true);
        await using var hub = await HubClient.ConnectAsync(server.Address, token);
        await hub.InvokeAsync("WatchDrop", draft.Slug);
        await using var stream = await StreamClient.ConnectAsync(server, draft.Slug, token);
        await stream.UntilAsync("snapshot");
        try
        {
            await ExecuteAsync("update account set is_operator = false where is_operator");
            await hub.Closed.WaitAsync(Until.Patience);
            await Should.ThrowAsync<Exception>(async () => (await stream.NextAsync()).ShouldNotBeNull());

            // The ticket says operator still. It is refused, or worth a customer's.
            try
            {
                await using var again = await HubClient.ConnectAsync(server.Address, token);
                (await Should.ThrowAsync<InvalidOperationException>(() => again.InvokeAsync("WatchDrop", draft.Slug))).Message.ShouldContain("drop_not_found");
                (await again.InvokeAsync("WatchDrops")).EnumerateArray().ShouldNotContain(drop => drop.GetProperty("dropId").GetString() == draft.Id.ToString());
            }
            catch (RefusedException refused)
            {
                refused.Status.ShouldBe(401);
            }
        }
        finally
        {
            await ExecuteAsync("update account set is_operator = true where email = 'ops@example.com'");
        }

        await using var restored = await HubClient.ConnectAsync(server.Address, await server.OperatorAsync());
        (await restored.InvokeAsync("WatchDrop", draft.Slug)).GetProperty("status").GetString().ShouldBe("draft");
    }

    [Fact]
    public async Task A_token_that_expires_takes_its_connections_along_and_no_others()
    {
        var drop = await server.CreateDropAsync([5]);
        var options = server.Services.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(SessionScheme.Bearer);
        var caller = new Caller(new CustomerId(Guid.CreateVersion7()), "ann", Role: null, SessionId.New(options.TimeProvider!.GetUtcNow())) { IsGuest = true };
        string TokenFor(TimeSpan lifetime) => options.BearerTokenProtector.Protect(new AuthenticationTicket(
            caller.ToPrincipal(), new AuthenticationProperties { ExpiresUtc = options.TimeProvider!.GetUtcNow() + lifetime }, $"{SessionScheme.Bearer}:AccessToken"));
        var (brief, lasting) = (TokenFor(TimeSpan.FromSeconds(5)), TokenFor(TimeSpan.FromHours(1)));
        await using var hub = await HubClient.ConnectAsync(server.Address, brief);
        await using var stream = await StreamClient.ConnectAsync(server, drop.Slug, brief);
        await using var other = await HubClient.ConnectAsync(server.Address, lasting);
        await stream.UntilAsync("snapshot");
        await hub.Closed.WaitAsync(TimeSpan.FromSeconds(40));
        await Should.ThrowAsync<Exception>(async () => (await stream.NextAsync()).ShouldNotBeNull());
        await other.InvokeAsync("WatchDrop", drop.Slug);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

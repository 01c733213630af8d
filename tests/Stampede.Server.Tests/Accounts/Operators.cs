using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Accounts;

public sealed class Operators
{
    private const string SignIn = "/api/v1/accounts/sign-in";

    private static readonly Dictionary<string, string?> NotSet = new()
    {
        ["Stampede:Operator:Email"] = null,
        ["Stampede:Operator:Password"] = null,
    };

    [Fact]
    public async Task The_first_start_makes_an_operator_and_tells_once()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var first = await ServerUnderTest.StartAsync(database, NotSet);
        var made = first.FirstOperator.ShouldNotBeNull();
        made.IsGenerated.ShouldBeTrue();
        made.Email.ShouldBe("operator@stampede.local");
        made.ToString().ShouldNotContain(made.Password);

        using var curl = first.Curl();
        curl.Token = (await curl.PostAsync(SignIn, new { email = made.Email, password = made.Password })).Text("accessToken");
        (await curl.PostAsync("/api/v1/probe/operate")).ShouldBeOk();
        (await curl.GetAsync("/api/v1/me")).Json["roles"]!.ToJsonString().ShouldBe("""["customer","operator"]""");

        await using var second = await ServerUnderTest.StartAsync(database, NotSet);
        second.FirstOperator.ShouldBeNull();
    }

    [Fact]
    public async Task Who_registered_the_operators_e_mail_before_does_not_become_operator()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var before = await ServerUnderTest.StartAsync(database, NotSet);
        using var squatter = before.Curl();
        var squatting = new { email = ServerUnderTest.OperatorEmail, password = "squatter's password", displayName = "x" };
        (await squatter.PostAsync("/api/v1/accounts/register", squatting)).ShouldBeOk();
        var tokens = await squatter.PostAsync(SignIn, new { squatting.email, squatting.password });

        await using var after = await ServerUnderTest.StartAsync(database);
        using var curl = after.Curl();
        (await curl.PostAsync(SignIn, new { squatting.email, squatting.password })).ShouldBe(401, "invalid_credentials");
        (await curl.PostAsync("/api/v1/accounts/refresh", new { refreshToken = tokens.Text("refreshToken") })).ShouldBe(401, "unauthenticated");
        curl.Token = tokens.Text("accessToken");
        (await curl.PostAsync("/api/v1/probe/operate")).ShouldBe(403, "forbidden");
        using var rightful = await after.OperatorAsync();
        (await rightful.PostAsync("/api/v1/probe/operate")).ShouldBeOk();
    }

    [Fact]
    public async Task Two_nodes_that_start_at_once_make_one_operator()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ServerUnderTest.StartAsync(database, NotSet)));
        nodes.Count(node => node.FirstOperator is not null).ShouldBe(1);
        foreach (var node in nodes)
            await node.DisposeAsync();
    }
}

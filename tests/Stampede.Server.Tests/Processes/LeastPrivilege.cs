using Npgsql;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Processes;

/// <summary>One role owns the schema and migrates it; the server runs with another, which may only read and write rows.</summary>
public sealed class LeastPrivilege : IAsyncLifetime
{
    private readonly string name = Guid.NewGuid().ToString("n")[..12];
    private TestDatabase database = null!;

    private string Owner => $"owner_{name}";

    private string Server => $"server_{name}";

    [Fact]
    public async Task The_server_needs_no_right_to_change_the_schema_and_has_none()
    {
        // As docs/operations/database.md has it.
        await ExecuteAsync(database.ConnectionString, $"""
            create role {Owner} login;
            create role {Server} login;
            alter database {new NpgsqlConnectionStringBuilder(database.ConnectionString).Database} owner to {Owner};
            revoke temporary on database {new NpgsqlConnectionStringBuilder(database.ConnectionString).Database} from public;
            """);
        await ExecuteAsync(As(Owner), $"alter default privileges grant select, insert, update, delete on tables to {Server};");

        // Before the owner has migrated, the server says what is to be done.
        var tooEarly = await ServerProcess.RunAsync(ServerProcess.On(As(Server)));
        tooEarly.ExitCode.ShouldBe(1);
        tooEarly.ErrorLines.Length.ShouldBe(1, tooEarly.Error);
        tooEarly.Error.ShouldContain("`migrate`");

        var migrated = await ServerProcess.RunAsync(ServerProcess.On(As(Owner)), "migrate");
        migrated.ExitCode.ShouldBe(0, migrated.Error);
        await ExecuteAsync(As(Owner), $"revoke insert, update, delete on schema_migration from {Server}; revoke update, delete on movement, purchase from {Server};");

        var (process, address) = await ServerProcess.StartAsync(ServerProcess.On(As(Server)));
        await using (process)
        {
            using var shop = new Shop(address);
            await shop.SignInOperatorAsync();
            var member = new { email = $"{name}@example.com", password = "correct horse battery", displayName = "Carla" };
            (await shop.Anybody.PostAsync("/api/v1/accounts/register", member)).ShouldBeOk();
            (await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { member.email, password = "not it" })).ShouldBe(401, "invalid_credentials");
            var customer = new Visitor(shop.Site, (await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { member.email, member.password })).Text("accessToken"));
            var guest = await shop.CustomerAsync();

            var drop = await shop.CreateDropAsync(new { draft = true, holdSeconds = 1 });
            foreach (var verb in new[] { "publish", "pause", "resume" })
                (await drop.RunAsync(verb)).ShouldBeOk();
            (await drop.AdjustAsync(5)).ShouldBeOk();
            await drop.SellAsync(customer);
            var lapsing = await drop.HoldAsync(guest);
            await Until.TrueAsync(async () => (await drop.StockAsync()).Number("available") == 14);
            (await guest.GetAsync(drop.Of(lapsing))).ShouldBeOk().Json.Text("status").ShouldBe("expired");
            (await shop.Operator.GetAsync("/api/v1/operations/health")).ShouldBeOk();
            (await shop.Operator.SendAsync(HttpMethod.Post, "/api/v1/pictures", new MultipartFormDataContent { { new ByteArrayContent(Pictures.Sample.Png()), "file", "x.png" } })).ShouldBeOk();
            (await guest.PostAsync("/api/v1/accounts/sign-out")).ShouldBeOk();
            (await customer.DeleteAsync("/api/v1/me")).ShouldBeOk();
            await drop.ShouldBalanceAsync();

            foreach (var statement in new[]
            {
                "create table mine (id int)", "create temp table mine (id int)", "create schema mine", "alter table drop add column mine int", "drop table purchase",
                "alter table movement disable trigger all", "truncate purchase", "create or replace function expect_rows(a text, b bigint, c bigint) returns void language sql as ''",
                "update purchase set quantity = 2", "delete from movement", "delete from schema_migration", "create role mine", "copy account to program 'cat'",
            })
            {
                (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(As(Server), statement)))
                    .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, statement);
            }
        }

        // What the owner migrates later is the server's to use, without another grant.
        await ExecuteAsync(As(Owner), "create table of_a_later_migration (id int)");
        await ExecuteAsync(As(Server), "insert into of_a_later_migration values (1)");
        var verified = await ServerProcess.RunAsync(ServerProcess.On(As(Server)), "verify");
        verified.ExitCode.ShouldBe(0, verified.Output + verified.Error);
    }

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await ExecuteAsync((await PrivateCluster.GetAsync()).ConnectionString, $"drop role if exists {Server}; drop role if exists {Owner}");
    }

    private string As(string role) => new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Pooling = false }.ConnectionString;

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

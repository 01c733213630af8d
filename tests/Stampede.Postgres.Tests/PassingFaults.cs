using Npgsql;
using Stampede.Testing;

namespace Stampede.Postgres.Tests;

public sealed class PassingFaults
{
    [Fact]
    public async Task Of_several_hosts_none_may_take_writes_just_now_and_of_one_host_what_it_refuses_is_for_good()
    {
        await using var database = await TestDatabase.CreateAsync();
        var one = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var several = new NpgsqlConnectionStringBuilder(one.ConnectionString) { Host = $"{one.Host},{one.Host}" };
        await using var standbys = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(several.ConnectionString) { TargetSessionAttributes = "standby" }.ConnectionString);
        var none = await Should.ThrowAsync<NpgsqlException>(() => standbys.OpenConnectionAsync(TestContext.Current.CancellationToken).AsTask());

        DatabaseFaults.IsPassing(none, several.ConnectionString).ShouldBeTrue();
        DatabaseFaults.IsPassing(none, one.ConnectionString).ShouldBeFalse();
        DatabaseFaults.IsPassing(new NpgsqlException("Not one, but all refused.", new AggregateException(none)), several.ConnectionString).ShouldBeFalse();
    }
}

using Stampede.Domain;
using Stampede.Postgres.Operations;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Postgres.Tests.Operations;

/// <summary>What is wrong is seen, said to operators once, and over when nobody sees it any more. Time is moved in the rows.</summary>
public sealed class Warnings(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    private const string Empty = "{}";

    private static readonly WarningMail Mail = new(AfterSeconds: 10);

    [Fact]
    public async Task A_silent_node_is_told_of_once_and_so_is_its_return()
    {
        await MakeOperatorsAsync();
        await engine.ExecuteAsync($"""
            insert into node (id, started_at, last_seen_at, version, watchers, watchers_by_drop) values (gen_random_uuid(), now() - interval '1 day', now() - interval '20 seconds', 'old', 0, '{Empty}')
            """);
        // Of many nodes that see it at once one writes.
        var looks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LookAsync()));
        looks.ShouldAllBe(warnings => warnings.Count == 1 && warnings[0].Data.Name == "old");
        (await LettersAsync()).ShouldBe(2, "to each operator");

        // It comes and goes within a short time: nothing is said.
        for (var i = 0; i < 3; i++)
        {
            await engine.ExecuteAsync("update node set last_seen_at = now()");
            await PassAsync(20);
            (await LookAsync()).ShouldBeEmpty();
            await engine.ExecuteAsync("update node set last_seen_at = now() - interval '20 seconds'");
            (await LookAsync()).Count.ShouldBe(1);
        }

        (await LettersAsync()).ShouldBe(2);

        // Gone for longer, it is over; and that is said once.
        await engine.ExecuteAsync("update node set last_seen_at = now()");
        await PassAsync(60);
        (await LookAsync()).ShouldBeEmpty();
        await LookAsync();
        (await LettersAsync()).ShouldBe(4);
        (await engine.ScalarAsync<long>("select count(*) from letter where data ->> 'code' = 'node_down' and (data ->> 'isOver')::boolean")).ShouldBe(2);

        // Anew: seen at once, written of an hour after the last letter at the earliest.
        await engine.ExecuteAsync("update node set last_seen_at = now() - interval '20 seconds'");
        (await LookAsync()).Count.ShouldBe(1);
        (await LettersAsync()).ShouldBe(4);
        await engine.ExecuteAsync("update warning set told_at = told_at - interval '61 minutes'");
        await LookAsync();
        (await LettersAsync()).ShouldBe(6);

        // Another node was started in its place.
        await engine.ExecuteAsync($"insert into node (id, started_at, last_seen_at, version, watchers, watchers_by_drop) values (gen_random_uuid(), now(), now(), 'new', 0, '{Empty}')");
        await PassAsync(20);
        (await LookAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_several_nodes_with_the_same_trouble_of_their_own_one_letter_goes()
    {
        await MakeOperatorsAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(node => new WarningRows(engine.Database).LookAsync(
            [new SeenWarning(WarningKind.ClockApart, $"node {node}", DateTimeOffset.UtcNow.AddMinutes(-1), new(Amount: 20_000))], Mail, CancellationToken.None)));
        (await LettersAsync("clock_apart")).ShouldBe(2);
    }

    [Fact]
    public async Task What_the_tables_tell_is_seen_on_every_node()
    {
        var node = engine.StartNode();
        var (sold, late, paid) = (await engine.CreateDropAsync([1]), await engine.CreateDropAsync([1]), await engine.CreateDropAsync([1]));
        var customer = AnyCustomer();
        var hold = (await node.Lanes.SubmitAsync(sold.Id, new Command.Reserve(new(Guid.CreateVersion7()), customer, null, 1, null))).ShouldBeOfType<Outcome.Reserved>().Hold;
        (await LookAsync(null)).ShouldNotContain(warning => warning.Kind == WarningKind.SoldOut);
        (await node.Lanes.SubmitAsync(sold.Id, new Command.Buy(hold.Id, new(Guid.CreateVersion7()), customer, "Ada"))).ShouldNotBeOfType<Outcome.Refused>();
        await node.DisposeAsync(); // Nobody sweeps any more.
        await engine.ExecuteAsync($"""
            update drop set next_due_at = now() - interval '7 seconds' where id = '{late.Id}';
            insert into payment (drop_id, id, reservation_id, customer_id, attempt, provider, amount_minor, currency, state, created_at, changed_at)
            values ('{paid.Id}', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'test', 100, 'USD', 'capture_failed', now(), now() - interval '1 hour')
            """);
        var here = new SeenWarning(WarningKind.DiskLow, "here", null, new(Amount: 5));
        var warnings = (await new WarningRows(engine.Database).LookAsync([here], null, CancellationToken.None)).Where(warning => warning.Kind != WarningKind.NodeDown).ToDictionary(warning => warning.Kind);

        warnings[WarningKind.SoldOut].ShouldSatisfyAllConditions(one => one.Subject.ShouldBe($"{sold.Id}"), one => one.Data.Name.ShouldBe("Drop"));
        warnings[WarningKind.PaymentStuck].Data.Amount.ShouldBe(1);
        warnings[WarningKind.DiskLow].ShouldSatisfyAllConditions(one => one.Subject.ShouldBe("here"), one => one.Data.Amount.ShouldBe(5));
        warnings[WarningKind.ExpiryLate].Data.Amount!.Value.ShouldBeGreaterThanOrEqualTo(7_000);
        (await LookAsync(null)).Count(warning => warning.Kind == WarningKind.DiskLow).ShouldBe(1, "for some seconds it may be another node that sees it");
        await PassAsync(20);
        (await LookAsync(null)).ShouldNotContain(warning => warning.Kind == WarningKind.DiskLow);
    }

    private async Task<IReadOnlyList<Warning>> LookAsync() => [.. (await LookAsync(Mail)).Where(warning => warning.Kind == WarningKind.NodeDown)];

    private Task<IReadOnlyList<Warning>> LookAsync(WarningMail? mail) => new WarningRows(engine.Database).LookAsync([], mail, CancellationToken.None);

    private Task<long> LettersAsync(string code = "node_down") => engine.ScalarAsync<long>($"select count(*) from letter where kind = 'alert' and data ->> 'code' = '{code}'");

    private Task MakeOperatorsAsync() => engine.ExecuteAsync("""
        insert into account (id, display_name, is_guest, is_operator, email, email_key, password_hash, security_stamp, concurrency_stamp, role)
        select gen_random_uuid(), 'Op', false, true, i || '@example.com', i || '@example.com', 'x', 'x', 'x', case i when 1 then 'owner' else 'viewer' end from generate_series(1, 2) i
        on conflict do nothing
        """);

    private Task PassAsync(int seconds) => engine.ExecuteAsync(
        $"update warning set seen_at = seen_at - interval '{seconds} seconds', ended_at = ended_at - interval '{seconds} seconds'");
}

using Stampede.Domain;
using Stampede.Postgres.Line;
using Stampede.Proof;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Postgres.Tests.Line;

/// <summary>People who join the lines of drops, on a real PostgreSQL.</summary>
public sealed class Joining(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    private static readonly LineTerms Queue = new() { Mode = Entrance.Queue, Waitlist = false, ClosesAt = DateTimeOffset.UtcNow.AddHours(1) };

    [Fact]
    public async Task Two_thousand_at_once_on_two_nodes_are_in_it_once_each_without_gaps_and_again_with_the_same_answer()
    {
        await using var one = new LineNode(engine.ConnectionString);
        await using var two = new LineNode(engine.ConnectionString);
        LineNode[] nodes = [one, two];
        var drop = await engine.CreateDropAsync([100, 100]);
        await one.OpenAsync(engine, drop, Queue);
        var customers = Enumerable.Range(0, 2_000).Select(_ => AnyCustomer()).ToArray();

        var outcomes = await Task.WhenAll(customers.Select((customer, i) => nodes[i % 2].JoinAsync(drop, customer, variant: i % 2)));

        var joined = outcomes.Select(outcome => outcome.ShouldBeOfType<LineOutcome.Joined>()).ToArray();
        joined.ShouldAllBe(outcome => outcome.IsNew);
        joined.Select(outcome => outcome.Entry.Seq).Order().ShouldBe(Enumerable.Range(1, 2_000).Select(seq => (long)seq));
        joined.Select(outcome => outcome.Entry.Id).ShouldBeUnique();
        joined.Select(outcome => outcome.Entry.Customer).ShouldBe(customers);

        // From the other node, all at once, and wanting something else.
        var again = await Task.WhenAll(customers.Select((customer, i) => nodes[(i + 1) % 2].JoinAsync(drop, customer, variant: (i + 1) % 2)));
        foreach (var (before, after) in joined.Zip(again.Cast<LineOutcome.Joined>()))
        {
            after.IsNew.ShouldBeFalse();
            (after.Entry.Id, after.Entry.Seq, after.Entry.JoinedAt).ShouldBe((before.Entry.Id, before.Entry.Seq, before.Entry.JoinedAt));
            after.Entry.Preferences.ShouldBe(before.Entry.Preferences);
        }

        (await engine.ScalarAsync<long>($"select count(*) from line_log where drop_id = '{drop.Id}'")).ShouldBe(2_000);
        (await engine.ScalarAsync<long>($"select count(*) from line_log a join line_log b on a.drop_id = b.drop_id and a.index = b.index + 1 and a.at < b.at where a.drop_id = '{drop.Id}'")).ShouldBe(0);
        var standing = (await one.Reads.FindStandingAsync(drop.Id, CancellationToken.None)).ShouldNotBeNull();
        standing.Counters.Listed.Values.ShouldBe([1_000, 1_000]);
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_looked_up()
    {
        await using var node = new LineNode(engine.ConnectionString);
        var drop = await engine.CreateDropAsync([10]);
        await node.OpenAsync(engine, drop, Queue);
        // At the commit: done here, and the standby has not confirmed it.
        await OnCommitAsync(drop, "raise warning 'the standby is silent'");
        var customer = AnyCustomer();
        var joined = (await node.JoinAsync(drop, customer)).ShouldBeOfType<LineOutcome.Joined>();
        joined.IsNew.ShouldBeTrue();
        (await engine.ScalarAsync<Guid>($"select entry_id from line_entry where drop_id = '{drop.Id}'")).ShouldBe(joined.Entry.Id.Value);
    }

    [Fact]
    public async Task A_crowd_is_kept_what_it_waits_for_by_one_command_a_batch_and_told_only_then()
    {
        var asked = new List<IReadOnlyList<VariantId>>();
        Outcome answer = new Outcome.Refused(new Refusal.Overloaded());
        await using var node = new LineNode(engine.ConnectionString, (_, command) =>
        {
            asked.Add(command.ShouldBeOfType<Command.KeepForLine>().Variants);
            return ValueTask.FromResult(answer);
        });
        var drop = await engine.CreateDropAsync([10, 10]);
        var line = await node.OpenAsync(engine, drop, Queue);
        await LineNode.WriteAsync(engine, drop, line with { Phase = LinePhase.Serving, Wanted = new VariantList([drop.Variants[1].Id]) });
        var crowd = Enumerable.Range(0, 200).Select(_ => AnyCustomer()).ToArray();

        (await Task.WhenAll(crowd.Select(customer => node.JoinAsync(drop, customer)))).ShouldAllBe(outcome => outcome.Equals(new LineOutcome.Refused(new Refusal.Overloaded())));
        asked.Count.ShouldBeLessThan(crowd.Length / 10);
        asked.ShouldAllBe(variants => variants.Single() == drop.Variants[0].Id);
        (await node.JoinAsync(drop, AnyCustomer(), variant: 1)).ShouldBeOfType<LineOutcome.Joined>("what it waits for is kept already");

        // They are in it, and asking again keeps it for them.
        asked.Clear();
        answer = new Outcome.Done(0);
        (await Task.WhenAll(crowd.Select(customer => node.JoinAsync(drop, customer)))).Select(outcome => outcome.ShouldBeOfType<LineOutcome.Joined>().IsNew).ShouldAllBe(isNew => !isNew);
        asked.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_commit_that_did_not_happen_is_told_and_may_be_tried_again()
    {
        await using var node = new LineNode(engine.ConnectionString);
        var drop = await engine.CreateDropAsync([10]);
        await node.OpenAsync(engine, drop, Queue);
        await OnCommitAsync(drop, "raise exception 'no' using errcode = 'disk_full'");
        var customer = AnyCustomer();
        (await node.JoinAsync(drop, customer)).ShouldBe(new LineOutcome.Refused(new Refusal.DatabaseUnavailable()));
        await engine.ExecuteAsync("drop trigger at_commit on line_log");
        (await node.JoinAsync(drop, customer)).ShouldBeOfType<LineOutcome.Joined>().Entry.Seq.ShouldBe(1);
    }

    [Fact]
    public async Task Killed_backends_lose_nobody_who_was_told_and_leave_no_gap()
    {
        await using var node = new LineNode(engine.ConnectionString);
        var drop = await engine.CreateDropAsync([10]);
        await node.OpenAsync(engine, drop, Queue);
        var told = new Dictionary<CustomerId, LineEntry>();
        var customers = new List<CustomerId>();
        for (var round = 0; round < 10; round++)
        {
            var asking = Enumerable.Range(0, 50).Select(_ => AnyCustomer()).Select(async customer => (Customer: customer, Outcome: await node.JoinAsync(drop, customer))).ToArray();
            await engine.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'stampede-journal'");
            foreach (var (customer, outcome) in await Task.WhenAll(asking))
            {
                customers.Add(customer);
                if (outcome is LineOutcome.Joined joined)
                    told.Add(customer, joined.Entry);
                else
                    outcome.ShouldBe(new LineOutcome.Refused(new Refusal.DatabaseUnavailable()));
            }
        }

        foreach (var customer in customers)
        {
            LineOutcome.Joined? found = null;
            await Until.TrueAsync(async () => (found = await node.JoinAsync(drop, customer) as LineOutcome.Joined) is not null);
            if (told.TryGetValue(customer, out var before))
                (found!.Entry.Id, found.Entry.Seq).ShouldBe((before.Id, before.Seq));
        }

        (await engine.ScalarAsync<long>($"select max(seq) from line_entry where drop_id = '{drop.Id}'")).ShouldBe(customers.Count);
    }

    [Fact]
    public async Task The_close_is_by_the_databases_clock_and_fixed_by_the_first_who_comes_after_it()
    {
        await using var node = new LineNode(engine.ConnectionString);
        var drop = await engine.CreateDropAsync([10]);
        var line = await node.OpenAsync(engine, drop, Queue);
        var first = AnyCustomer();
        (await node.JoinAsync(drop, first)).ShouldBeOfType<LineOutcome.Joined>();
        await LineNode.WriteAsync(engine, drop, line with { Terms = Queue with { ClosesAt = await engine.ScalarAsync<DateTime>("select clock_timestamp()") } });

        (await node.JoinAsync(drop, AnyCustomer())).ShouldBeOfType<LineOutcome.Joined>().Entry.JoinedIndex.ShouldBe(1);
        (await engine.ScalarAsync<long>($"select closed_size from line where drop_id = '{drop.Id}'")).ShouldBe(1);
        (await node.Journal.SubmitAsync(drop.Id, new LineRequest.Prefer(first, [drop.Variants[0].Id], 1))).ShouldBeOfType<LineOutcome.Done>("they have it so");
        await LineNode.WriteAsync(engine, drop, line with { Terms = Queue with { Mode = Entrance.Draw } });
        (await node.JoinAsync(drop, AnyCustomer())).ShouldBe(new LineOutcome.Refused(new Refusal.LineClosed()));
    }

    [Fact]
    public async Task Leaving_changing_and_being_excluded_are_lines_of_the_log_in_its_one_form()
    {
        await using var node = new LineNode(engine.ConnectionString);
        var drop = await engine.CreateDropAsync([10, 10], limit: 3);
        await node.OpenAsync(engine, drop, Queue);
        var (one, two) = (AnyCustomer(), AnyCustomer());
        await node.JoinAsync(drop, one);
        var entry = ((LineOutcome.Joined)await node.JoinAsync(drop, two)).Entry;
        var changed = (await node.Journal.SubmitAsync(drop.Id, new LineRequest.Prefer(one, [drop.Variants[1].Id, drop.Variants[0].Id], 2))).ShouldBeOfType<LineOutcome.Done>().Entry;
        (changed.Quantity, changed.Preferences[0]).ShouldBe((2, drop.Variants[1].Id));
        await node.Journal.SubmitAsync(drop.Id, new LineRequest.Exclude(entry.Id, "a robot, \"surely\"\u0001"));
        (await node.JoinAsync(drop, two)).ShouldBe(new LineOutcome.Refused(new Refusal.Excluded("a robot, \"surely\"\u0001")));
        await node.Journal.SubmitAsync(drop.Id, new LineRequest.Withdraw(one));
        (await node.Journal.SubmitAsync(drop.Id, new LineRequest.Withdraw(one))).ShouldBeOfType<LineOutcome.Done>();

        var lines = await LinesAsync(drop);
        lines.Length.ShouldBe(5);
        foreach (var line in lines)
            System.Text.Encoding.UTF8.GetString(CanonicalJson.Of(System.Text.Encoding.UTF8.GetBytes(line))).ShouldBe(line);
        lines[0].ShouldMatch($$"""^\{"at":"20..-..-..T..:..:..\.......Z","customer":"[0-9a-f]{32}","entry":"[0-9a-f]{32}","index":0,"kind":"joined","preferences":\["{{drop.Variants[0].Id}}"\],"quantity":1,"seq":1\}$""");
        lines[2].ShouldContain("\"kind\":\"changed\"");
        lines[3].ShouldContain("\"kind\":\"excluded\",\"reason\":\"a robot, \\\"surely\\\"\\u0001\"}");
        lines[4].ShouldContain("\"kind\":\"withdrawn\"}");
        (await node.Reads.FindStandingAsync(drop.Id, CancellationToken.None))!.Counters.Listed.Values.ShouldAllBe(people => people == 0);
        (await node.Reads.FindEntryAsync(drop.Id, two, CancellationToken.None))!.Value.Entry.ExcludedIndex.ShouldBe(3);
    }

    [Fact]
    public async Task The_register_has_no_gaps_and_a_drop_is_in_it_once()
    {
        await using var node = new LineNode(engine.ConnectionString);
        var drops = new List<Drops.DropSnapshot>();
        for (var i = 0; i < 10; i++)
            drops.Add(await engine.CreateDropAsync([1]));
        var made = await Task.WhenAll(drops.Concat(drops).Select(drop => node.Rows.MakeAsync(drop.Id, new string('a', 64), [1, 2, 3], CancellationToken.None)));
        made.Select(line => line.Number).Distinct().Count().ShouldBe(10);
        (await engine.ScalarAsync<long>("select max(number) - count(*) from line")).ShouldBe(0);
        var page = await node.Rows.ListAsync(null, 10, CancellationToken.None);
        page.Items.Select(line => line.Drop).ShouldBe(drops.Select(drop => drop.Id), ignoreOrder: true);
        (await node.JoinAsync(drops[0], AnyCustomer())).ShouldBe(new LineOutcome.Refused(new Refusal.LineNotOpen()));
        (await node.JoinAsync(await engine.CreateDropAsync([1]), AnyCustomer())).ShouldBe(new LineOutcome.Refused(new Refusal.LineNotOpen()));
    }

    [Fact]
    public async Task The_seal_is_the_tree_of_the_log_and_stays_as_it_is()
    {
        await using var node = new LineNode(engine.ConnectionString);
        await using var other = new LineNode(engine.ConnectionString);
        var drop = await engine.CreateDropAsync([10]);
        var line = await node.OpenAsync(engine, drop, Queue with { Mode = Entrance.Draw, ReviewMinutes = 60 });
        var entries = (await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => node.JoinAsync(drop, AnyCustomer())))).Select(outcome => ((LineOutcome.Joined)outcome).Entry).ToArray();
        (await node.Seals.SealAsync(drop.Id, CancellationToken.None)).ShouldBeNull("it gathers");
        var closed = await LineNode.WriteAsync(engine, drop, line with { Terms = line.Terms with { ClosesAt = DateTimeOffset.UtcNow.AddMinutes(-1) } });
        (await node.Seals.SealAsync(drop.Id, CancellationToken.None)).ShouldBeNull("it is reviewed");
        (await node.Journal.SubmitAsync(drop.Id, new LineRequest.Exclude(entries[0].Id, "twice here"))).ShouldBeOfType<LineOutcome.Done>();
        await LineNode.WriteAsync(engine, drop, closed with { Phase = LinePhase.Closed, Terms = closed.Terms with { ReviewMinutes = 0 } });

        var seal = (await node.Seals.SealAsync(drop.Id, CancellationToken.None)).ShouldNotBeNull();

        var leaves = (await LinesAsync(drop)).Select(text => Merkle.Leaf(System.Text.Encoding.UTF8.GetBytes(text))).ToArray();
        seal.ShouldBe(new LineSeal(7, 8, Convert.ToHexStringLower(Merkle.Root(leaves)), 6));
        (await node.Journal.SubmitAsync(drop.Id, new LineRequest.Exclude(entries[1].Id, "too late"))).ShouldBe(new LineOutcome.Refused(new Refusal.LineRulesFixed()));
        (await node.Journal.SubmitAsync(drop.Id, new LineRequest.Withdraw(entries[1].Customer))).ShouldBeOfType<LineOutcome.Done>();
        (await other.Seals.SealAsync(drop.Id, CancellationToken.None)).ShouldBe(seal);
    }

    [Fact]
    public async Task Joining_never_waits_for_the_drops_lock()
    {
        await using var node = new LineNode(engine.ConnectionString);
        var drop = await engine.CreateDropAsync([10]);
        await node.OpenAsync(engine, drop, Queue);
        await using var somebody = await engine.Database.OpenConnectionAsync();
        await using var transaction = await somebody.BeginTransactionAsync();
        await using var locking = new Npgsql.NpgsqlCommand($"select 1 from drop where id = '{drop.Id}' for update", somebody, transaction);
        await locking.ExecuteScalarAsync();
        (await node.JoinAsync(drop, AnyCustomer())).ShouldBeOfType<LineOutcome.Joined>();
    }

    /// <summary>What the database does at the commit of a line of this drop's log.</summary>
    private async Task OnCommitAsync(Drops.DropSnapshot drop, string statement) => await engine.ExecuteAsync($"""
        drop trigger if exists at_commit on line_log;
        create or replace function at_commit() returns trigger language plpgsql as $$ begin {statement}; return null; end $$;
        create constraint trigger at_commit after insert on line_log deferrable initially deferred for each row when (new.drop_id = '{drop.Id}') execute function at_commit()
        """);

    private Task<string[]> LinesAsync(Drops.DropSnapshot drop) =>
        engine.ScalarAsync<string[]>($"select array_agg(line order by index) from line_log where drop_id = '{drop.Id}'");
}

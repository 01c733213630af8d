using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Stampede.Domain.Tests;

/// <summary>Random requests to a line's book while its phases go by: what its log promises holds after each batch.</summary>
public sealed class LineBookProperties
{
    private const int Customers = 8;
    private const int Variants = 3;
    private const int Limit = 2;

    private static readonly DateTimeOffset ClosesAt = Given.Ten.AddSeconds(30);

    private sealed record Batch(int Seconds, LinePhase Phase, int Free, bool Seals, IReadOnlyList<Func<Story, LineRequest>> Requests);

    private sealed record Tale(LineTerms Terms, IReadOnlyList<Batch> Batches);

    private static readonly Gen<ImmutableArray<VariantId>> AnyPreferences =
        from count in Gen.Choose(0, 6)
        from variants in Gen.Choose(0, Variants).ArrayOf(count)
        select variants.Select(Given.Variant).ToImmutableArray();

    private static readonly Gen<Func<Story, LineRequest>> AnyRequest =
        from what in Gen.Frequency((8, Gen.Constant(0)), (2, Gen.Constant(1)), (1, Gen.Constant(2)), (1, Gen.Constant(3)), (2, Gen.Constant(4)))
        from customer in Gen.Choose(1, Customers)
        from preferences in AnyPreferences
        from quantity in Gen.Choose(0, Limit + 1)
        select (Func<Story, LineRequest>)(story => what switch
        {
            0 => new LineRequest.Join(Given.Customer(customer), story.NextEntry(), preferences, quantity),
            1 => new LineRequest.Prefer(Given.Customer(customer), preferences, quantity == 0 ? null : quantity),
            2 => new LineRequest.Withdraw(Given.Customer(customer)),
            3 => new LineRequest.Exclude(story.EntryOf(customer), "a reason"),
            _ => new LineRequest.Miss(story.EntryOf(customer)),
        });

    private static readonly Gen<Tale> AnyTale =
        from mode in Gen.Elements(Entrance.Open, Entrance.Queue, Entrance.Draw)
        from waitlist in Gen.Elements(true, false)
        from batches in (
            from seconds in Gen.Choose(-1, 12)
            from phase in Gen.Frequency((6, Gen.Constant(LinePhase.Gathering)), (2, Gen.Elements(LinePhase.Closed, LinePhase.Sealed, LinePhase.Serving, LinePhase.Paused)), (1, Gen.Elements(LinePhase.Finished, LinePhase.Cancelled)))
            from free in Gen.Choose(0, 1)
            from seals in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
            from requests in AnyRequest.ListOf()
            select new Batch(seconds, phase, free, seals, [.. requests])).ListOf()
        select new Tale(new LineTerms { Mode = mode, Waitlist = waitlist, ClosesAt = mode == Entrance.Open ? null : ClosesAt }, [.. batches]);

    [Fact]
    public void The_log_has_no_gaps_everybody_is_in_it_once_and_the_close_is_sharp()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(AnyTale.ToArbitrary(), tale => Play(tale)));
    }

    [Fact]
    public void Who_joins_in_any_order_and_in_any_batches_is_in_once_with_the_first_answer()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(
            Gen.Choose(1, Customers).ListOf().ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(), (customers, size) =>
            {
                var story = new Story(new LineTerms { Mode = Entrance.Queue, Waitlist = false, ClosesAt = ClosesAt });
                var answers = customers.Chunk(size).SelectMany(batch => story.Decide(
                    Given.Ten, LinePhase.Gathering, 1, [.. batch.Select(customer => new LineRequest.Join(Given.Customer(customer), story.NextEntry(), [Given.Variant(0)], 1))])).ToArray();
                answers.ShouldAllBe(answer => answer is LineOutcome.Joined);
                foreach (var (customer, same) in customers.Zip(answers.Cast<LineOutcome.Joined>()).GroupBy(pair => pair.First, pair => pair.Second).Select(group => (group.Key, group.ToArray())))
                {
                    same.Count(answer => answer.IsNew).ShouldBe(1);
                    same[0].IsNew.ShouldBeTrue();
                    same.Select(answer => answer.Entry).Distinct().ShouldHaveSingleItem().Customer.ShouldBe(Given.Customer(customer));
                }

                story.Entries.Values.Select(entry => entry.Seq).Order().ShouldBe(Enumerable.Range(1, customers.Distinct().Count()).Select(seq => (long)seq));
            }));
    }

    private static void Play(Tale tale)
    {
        var story = new Story(tale.Terms);
        var now = Given.Ten;
        foreach (var batch in tale.Batches)
        {
            now = now.AddSeconds(batch.Seconds);
            // The ledger's phases follow the time, too: a line that is closed does not gather again.
            var phase = tale.Terms.Mode == Entrance.Open && batch.Phase is LinePhase.Gathering or LinePhase.Closed or LinePhase.Sealed ? LinePhase.Serving
                : story.Phase > batch.Phase ? story.Phase : batch.Phase;
            story.Decide(now, phase, batch.Free, [.. batch.Requests.Select(request => request(story))]);
            if (batch.Seals)
                story.Seal(now, phase);
        }

        var closed = story.Counters.ClosedSize;
        var joined = story.Log.Where(line => line.Kind == LineLogKind.Joined).ToArray();
        story.Log.Select(line => line.Index).ShouldBe(Enumerable.Range(0, story.Log.Count).Select(index => (long)index));
        joined.Select(line => line.Entry.Seq).ShouldBe(Enumerable.Range(1, joined.Length).Select(seq => (long)seq));
        joined.Select(line => line.Entry.Customer).ShouldBeUnique();
        story.Log.Zip(story.Log.Skip(1)).ShouldAllBe(pair => pair.First.At <= pair.Second.At);
        if (tale.Terms.Mode != Entrance.Open)
            joined.Where(line => line.At >= ClosesAt && line.Index < (closed ?? long.MaxValue)).ShouldBeEmpty("nothing of after the close is shuffled");
        story.Log.Where(line => line.Kind == LineLogKind.Missed).Select(line => line.Entry.Id).ShouldBeUnique();
        story.Log.Where(line => line.Kind == LineLogKind.Changed && line.Index >= closed).ShouldBeEmpty();
        story.Log.Where(line => line.Kind == LineLogKind.Excluded && line.Index >= story.Counters.SealedSize).ShouldBeEmpty();
        foreach (var of in story.Log.GroupBy(line => line.Entry.Id))
            of.SkipWhile(line => !line.Entry.HasLeft).Skip(1).ShouldBeEmpty("who has left has left");
        (story.Counters.LogSize, story.Counters.Entries).ShouldBe((story.Log.Count, joined.Length));
        story.Counters.Leavers.ShouldBe(story.Entries.Values.Count(entry => entry.HasLeft));
        for (var variant = 0; variant < Variants; variant++)
        {
            story.Counters.Listed.GetValueOrDefault(Given.Variant(variant))
                .ShouldBe(story.Entries.Values.Count(entry => !entry.HasLeft && entry.Preferences.Contains(Given.Variant(variant))));
        }
    }

    [Fact]
    public void What_joiners_wait_for_and_the_ledger_does_not_keep_is_told_also_to_who_asks_again()
    {
        var line = new LineState(1, new LineTerms { Mode = Entrance.Open, Waitlist = true }, "c") { Phase = LinePhase.Serving, Wanted = new VariantList([Given.Variant(1)]) };
        var known = new LineEntry(1, new EntryId(Given.Id(901)), Given.Customer(1), [Given.Variant(2)], 1, Given.Ten, 0);
        Unlisted(line).ShouldBe([Given.Variant(0), Given.Variant(2)]);
        Unlisted(line with { Phase = LinePhase.Paused }).ShouldBe([Given.Variant(0), Given.Variant(2)]);
        Unlisted(line, wasOffered: true).ShouldBe([Given.Variant(0)], "whoever was offered something cannot keep it from others by asking");
        Unlisted(line with { Wanted = null }).ShouldBeEmpty();

        IReadOnlyList<VariantId> Unlisted(LineState of, bool wasOffered = false) => LineBook.Decide(
            new LineBookRead(
                Given.Ten, DropStatus.Live, Limit, of, Enumerable.Range(0, Variants).ToDictionary(Given.Variant, _ => 0), new LineCounters(1, 1, 0, null), Given.Ten),
            [known with { WasOffered = wasOffered }],
            [Any(2, 1, 0), Any(3, 0), Any(1, 2), Any(4, 7)]).Unlisted;

        static LineRequest Any(int customer, params int[] preferences) =>
            new LineRequest.Join(Given.Customer(customer), new EntryId(Given.Id(910 + customer)), [.. preferences.Select(Given.Variant)], 1);
    }

    [Fact]
    public void Reasons_to_refuse_are_told()
    {
        var draw = new Story(new LineTerms { Mode = Entrance.Draw, Waitlist = false, ClosesAt = ClosesAt });
        Why(draw, Join(1, [])).ShouldBeOfType<Refusal.PreferencesInvalid>();
        Why(draw, Join(1, [0, 0])).ShouldBeOfType<Refusal.PreferencesInvalid>();
        Why(draw, Join(1, [7])).ShouldBeOfType<Refusal.VariantNotFound>();
        Why(draw, Join(1, [0], Limit + 1)).ShouldBe(new Refusal.QuantityOutOfRange(Limit));
        Why(draw, new LineRequest.Withdraw(Given.Customer(1))).ShouldBeOfType<Refusal.NotInLine>();
        Why(draw, Join(1, [0])).ShouldBeNull();
        Why(draw, Join(2, [0]), at: 30).ShouldBeOfType<Refusal.LineClosed>();
        Why(draw, Join(1, [0]), at: 30).ShouldBeNull("they are in it");
        Why(draw, new LineRequest.Prefer(Given.Customer(1), [Given.Variant(1)], null), at: 30).ShouldBeOfType<Refusal.LineClosed>();
        Why(draw, new LineRequest.Exclude(draw.EntryOf(1), "a robot"), at: 31, LinePhase.Closed).ShouldBeNull();
        Why(draw, Join(1, [0]), at: 31, LinePhase.Closed).ShouldBe(new Refusal.Excluded("a robot"));
        Why(draw, Join(3, [0]), at: 40, LinePhase.Serving).ShouldBeOfType<Refusal.LineClosed>();

        var waiting = new Story(new LineTerms { Mode = Entrance.Draw, Waitlist = true, ClosesAt = ClosesAt });
        Why(waiting, Join(1, [0]), at: 31, LinePhase.Sealed).ShouldBeOfType<Refusal.LineClosed>();
        Why(waiting, Join(1, [0]), at: 40, LinePhase.Serving).ShouldBeNull();
        Why(waiting, Join(2, [0]), at: 50, LinePhase.Finished).ShouldBeOfType<Refusal.LineClosed>();

        var open = new Story(new LineTerms { Mode = Entrance.Open, Waitlist = true }) { Wanted = VariantList.None };
        Why(open, Join(1, [0]), phase: LinePhase.Serving).ShouldBe(new Refusal.AvailableNow(Given.Variant(0)));
        open.Wanted = new VariantList([Given.Variant(0)]);
        Why(open, Join(1, [0]), phase: LinePhase.Serving).ShouldBeNull("what is free is somebody's in the line");
        open.Wanted = VariantList.None;
        Why(open, Join(2, [0]), phase: LinePhase.Serving, free: 0).ShouldBeNull();
        Why(open, new LineRequest.Withdraw(Given.Customer(2)), phase: LinePhase.Serving).ShouldBeNull();
        Why(open, Join(2, [0]), phase: LinePhase.Serving, free: 0).ShouldBeOfType<Refusal.LineLeft>();
        Why(new Story(new LineTerms { Mode = Entrance.Open, Waitlist = false }), Join(1, [0]), phase: LinePhase.Serving, free: 0).ShouldBeOfType<Refusal.LineNotOpen>();
        Why(new Story(new LineTerms { Mode = Entrance.Queue, Waitlist = false, ClosesAt = ClosesAt }), Join(1, [0]), phase: LinePhase.Cancelled).ShouldBeOfType<Refusal.LineNotOpen>();

        var full = new Story(new LineTerms { Mode = Entrance.Queue, Waitlist = false, ClosesAt = ClosesAt }) { Counters = new LineCounters(LineBook.EntriesMax, LineBook.EntriesMax, null, null) };
        Why(full, Join(1, [0])).ShouldBeOfType<Refusal.LineFull>();

        Func<Story, LineRequest> Join(int customer, int[] variants, int quantity = 1) =>
            story => new LineRequest.Join(Given.Customer(customer), story.NextEntry(), [.. variants.Select(Given.Variant)], quantity);
    }

    private static Refusal? Why(Story story, LineRequest request, int at = 0, LinePhase phase = LinePhase.Gathering, int free = 1) => Why(story, _ => request, at, phase, free);

    private static Refusal? Why(Story story, Func<Story, LineRequest> request, int at = 0, LinePhase phase = LinePhase.Gathering, int free = 1) =>
        (story.Decide(Given.Ten.AddSeconds(at), phase, free, [request(story)])[0] as LineOutcome.Refused)?.Refusal;

    /// <summary>The tables, in memory.</summary>
    private sealed class Story(LineTerms terms)
    {
        private int entries;

        public Dictionary<CustomerId, LineEntry> Entries { get; } = [];

        public List<LineLogLine> Log { get; } = [];

        public LineCounters Counters { get; set; } = new(0, 0, null, null);

        public LinePhase Phase { get; private set; }

        public VariantList? Wanted { get; set; }

        public EntryId NextEntry() => new(Given.Id(0x4000_0000 + ++entries));

        public EntryId EntryOf(int customer) => Entries.TryGetValue(Given.Customer(customer), out var entry) ? entry.Id : new EntryId(Given.Id(customer));

        public IReadOnlyList<LineOutcome> Decide(DateTimeOffset now, LinePhase phase, int free, IReadOnlyList<LineRequest> requests)
        {
            var book = LineBook.Decide(Read(now, phase, free), Entries.Values, requests);
            foreach (var entry in book.Added)
                Entries.Add(entry.Customer, entry);
            foreach (var entry in book.Changed)
                Entries[entry.Customer] = entry;
            Log.AddRange(book.Log);
            Counters = book.Counters;
            return book.Outcomes;
        }

        public void Seal(DateTimeOffset now, LinePhase phase)
        {
            var before = Counters;
            if (LineBook.Seal(Read(now, phase, 0)) is not { } after)
                return;
            after.SealedSize.ShouldBe(before.SealedSize ?? (terms.Mode == Entrance.Queue ? after.ClosedSize : before.LogSize));
            if (before.ClosedSize is not null)
                after.ClosedSize.ShouldBe(before.ClosedSize);
            Counters = after;
        }

        private LineBookRead Read(DateTimeOffset now, LinePhase phase, int free)
        {
            Phase = phase;
            return new(
                now, DropStatus.Live, Limit, new LineState(1, terms, "") { Phase = phase, Wanted = Wanted },
                Enumerable.Range(0, Variants).ToDictionary(Given.Variant, _ => free), Counters, Log.LastOrDefault()?.At);
        }
    }
}

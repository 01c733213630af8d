using FsCheck;
using FsCheck.Fluent;

namespace Stampede.Domain.Tests;

public sealed class LineOddsTests
{
    private static readonly OfferCounts Few = new(29, 29, 20, 29);

    private static readonly Gen<OfferCounts> AnyCounts =
        from ended in Gen.Choose(0, 80)
        from bought in Gen.Choose(0, 80)
        from open in Gen.Choose(0, 20)
        select new OfferCounts(ended + open, ended, Math.Min(bought, ended), ended + open);

    [Fact]
    public void Of_few_ended_offers_nothing_is_concluded()
    {
        LineOdds.Last(servedTo: 29, available: 100, held: 0, Few).ShouldBeNull();
        LineOdds.Of(placeIn: 500, servedTo: 29, offered: 29, available: 100, held: 0, quantityMax: 1, lasts: null).ShouldBeNull();
        LineOdds.Last(30, 100, 0, new OfferCounts(30, 30, 20, 30)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(40, 40)]
    [InlineData(400, 200)]
    [InlineData(10_000, 9_000)]
    [InlineData(100, 1)]
    public void It_lasts_for_as_many_people_as_units_and_for_more_if_they_do_not_buy(long ended, long bought)
    {
        var lasts = LineOdds.Last(servedTo: 1_000, available: 500, held: 0, new OfferCounts(ended, ended, bought, ended)).ShouldNotBeNull();
        var likely = 500 * (ended + 4.0) / (bought + 2.0);
        lasts.Likely.ShouldBe(1_000 + (long)Math.Round(likely));
        lasts.Low.ShouldBeInRange(1_500, lasts.Likely);
        lasts.High.ShouldBeGreaterThan(lasts.Likely);
    }

    [Fact]
    public void Many_ended_offers_make_the_range_narrow()
    {
        var wide = LineOdds.Last(0, 500, 0, new OfferCounts(40, 40, 30, 40))!;
        var narrow = LineOdds.Last(0, 500, 0, new OfferCounts(40_000, 40_000, 30_000, 40_000))!;
        (narrow.High - narrow.Low).ShouldBeLessThan(wide.High - wide.Low);
    }

    [Fact]
    public void Ninety_five_in_a_hundred_lines_end_within_the_range()
    {
        // A line of people who buy with a chance of their own, seen after 100 offers; 500 units in all. The seed makes it the same each time.
        var random = new Random(20_261_126);
        var within = 0;
        for (var line = 0; line < 2_000; line++)
        {
            var chance = 0.3 + 0.6 * random.NextDouble();
            var (offers, sold) = (0, 0);
            LastsUntil? told = null;
            while (sold < 500)
            {
                offers++;
                if (random.NextDouble() < chance)
                    sold++;
                if (offers == 100)
                    told = LineOdds.Last(servedTo: offers, available: 500 - sold, held: 0, new OfferCounts(offers, offers, sold, offers));
            }

            if (offers >= told!.Low && offers <= told.High)
                within++;
        }

        (within / 2_000.0).ShouldBeInRange(0.93, 0.98);
    }

    [Fact]
    public void Who_buys_at_once_makes_nobody_believe_that_all_buy()
    {
        // All is offered at once, buyers answer within 3 s and the others miss it after 15 s; what they miss is offered again. The seed makes it the same each time.
        var random = new Random(20_261_128);
        var (looks, within) = (0, 0);
        for (var line = 0; line < 200; line++)
        {
            var chance = 0.4 + 0.5 * random.NextDouble();
            var (offers, told, endings) = (0, new List<LastsUntil>(), new PriorityQueue<(double Begun, bool IsBought), double>());
            var (judged, known, bought, early) = (0, 0, 0, new List<(double Begun, bool IsBought)>());
            void Offer(double at)
            {
                offers++;
                var isBought = random.NextDouble() < chance;
                endings.Enqueue((at, isBought), isBought ? at + 3 * random.NextDouble() : at + 15);
            }

            for (var unit = 0; unit < 100; unit++)
                Offer(0);
            for (var now = 1.0; bought < 100; now++)
            {
                while (endings.TryPeek(out var ended, out var end) && end <= now)
                {
                    early.Add(endings.Dequeue());
                    if (ended.IsBought)
                        bought++;
                    else
                        Offer(end);
                }

                judged += early.Count(offer => offer.Begun + 15 <= now);
                known += early.Count(offer => offer.Begun + 15 <= now && offer.IsBought);
                early.RemoveAll(offer => offer.Begun + 15 <= now);
                var counts = new OfferCounts(offers, judged, known, offers, early.Count, early.Count(offer => offer.IsBought));
                if (bought < 100 && LineOdds.Last(offers, available: 0, held: 100 - bought, counts) is { } lasts)
                    told.Add(lasts);
            }

            looks += told.Count;
            within += told.Count(lasts => offers >= lasts.Low && offers <= lasts.High);
        }

        ((double)within / looks).ShouldBeGreaterThan(0.93);
    }

    [Fact]
    public void A_variants_own_offers_count_once_there_are_enough_and_before_that_the_lines_as_few()
    {
        Prop.ForAll(AnyCounts.ToArbitrary(), Gen.Choose(0, 30).Two().ToArbitrary(), Gen.Choose(0, 300).Two().ToArbitrary(), (own, line, free) =>
        {
            // The others sold the same share of as many times 30 offers.
            var (bought, times) = line;
            var lasts = LineOdds.Last(own.Made, free.Item1, free.Item2, own, new OfferCounts(30 * times, 30 * times, bought * times, 30 * times));
            lasts.ShouldBe(
                own.Ended >= LineOdds.EndedMin ? LineOdds.Last(own.Made, free.Item1, free.Item2, own)
                : times == 0 ? null
                : LineOdds.Last(own.Made, free.Item1, free.Item2, new OfferCounts(30, 30, bought, 30)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public void Of_two_sizes_that_are_bought_unlike_each_ends_within_its_own_range()
    {
        // Small is often bought, large seldom; half of those who list both prefer either. The seed makes it the same each time.
        var random = new Random(20_261_127);
        var (within, shared, lines) = (0, 0, 500);
        for (var line = 0; line < lines; line++)
        {
            double[] chances = [0.85, 0.35];
            int[] left = [300, 300];
            var (made, ended, bought) = (new int[2], new int[2], new int[2]);
            var (listed, told, asOne) = (new int[2], new LastsUntil?[2], new LastsUntil?[2]);
            while (left.Max() > 0)
            {
                int[] wishes = random.Next(4) switch { 0 => [0], 1 => [1], 2 => [0, 1], _ => [1, 0] };
                foreach (var size in wishes.Where(size => left[size] > 0))
                    listed[size]++;
                if (wishes.FirstOrDefault(size => left[size] > 0, -1) is not (>= 0 and var given))
                    continue;
                made[given]++;
                ended[given]++;
                if (random.NextDouble() < chances[given])
                    (bought[given], left[given]) = (bought[given] + 1, left[given] - 1);
                if (made[given] != 60)
                    continue;
                var (own, all) = (new OfferCounts(60, 60, bought[given], 60), new OfferCounts(made.Sum(), ended.Sum(), bought.Sum(), made.Sum()));
                told[given] = LineOdds.Last(listed[given], left[given], 0, own, all);
                asOne[given] = LineOdds.Last(listed[given], left[given], 0, all);
            }

            within += Enumerable.Range(0, 2).Count(size => listed[size] >= told[size]!.Low && listed[size] <= told[size]!.High);
            shared += Enumerable.Range(0, 2).Count(size => listed[size] >= asOne[size]!.Low && listed[size] <= asOne[size]!.High);
        }

        (within / (2.0 * lines)).ShouldBeGreaterThan(0.93);
        shared.ShouldBeLessThan(within / 2, "one share for both sizes would be wrong for each");
    }

    [Fact]
    public void What_is_on_offer_comes_back_in_part()
    {
        var offers = new OfferCounts(1_000, 900, 450, 1_000);
        var (none, some) = (LineOdds.Last(1_000, 100, 0, offers)!, LineOdds.Last(1_000, 100, 100, offers)!);
        (some.Likely - none.Likely).ShouldBeInRange(95, 105); // Half of a hundred, for two people each.
    }

    [Fact]
    public void A_place_gets_its_word()
    {
        var offers = new OfferCounts(200, 200, 100, 200);
        var lasts = LineOdds.Last(200, 100, 0, offers)!;
        Of(201).ShouldBe(OddsWord.Certain);
        Of(300).ShouldBe(OddsWord.Certain); // The hundredth, and there are a hundred.
        Of(301).ShouldBe(OddsWord.VeryLikely);
        Of(lasts.Low + 1).ShouldBe(OddsWord.Possible);
        Of(lasts.High).ShouldBe(OddsWord.Possible);
        Of(lasts.High + 1).ShouldBe(OddsWord.Unlikely);
        LineOdds.Of(250, 200, 200, 100, 0, quantityMax: 2, lasts).ShouldBe(OddsWord.Certain);
        LineOdds.Of(251, 200, 200, 100, 0, quantityMax: 2, lasts).ShouldBe(OddsWord.VeryLikely);
        // Somebody earlier may have been passed for want of a second unit.
        LineOdds.Of(150, 200, 100, 100, 0, quantityMax: 1, lasts).ShouldBe(OddsWord.VeryLikely);
        LineOdds.Of(1, 200, 200, available: 0, held: 0, quantityMax: 1, lasts).ShouldBe(OddsWord.SoldOut);
        LineOdds.Of(1_000, 200, 200, available: 0, held: 1, quantityMax: 1, lasts).ShouldBe(OddsWord.Unlikely);

        OddsWord? Of(long place) => LineOdds.Of(place, 200, 200, 100, 0, quantityMax: 1, lasts);
    }

    [Fact]
    public void The_best_of_several_sizes_counts()
    {
        LineOdds.Best([OddsWord.SoldOut, OddsWord.Unlikely]).ShouldBe(OddsWord.Unlikely);
        LineOdds.Best([OddsWord.Unlikely, null]).ShouldBeNull();
        LineOdds.Best([null, OddsWord.Possible]).ShouldBe(OddsWord.Possible);
        LineOdds.Best([]).ShouldBe(OddsWord.SoldOut);
    }
}

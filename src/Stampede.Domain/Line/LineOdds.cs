namespace Stampede.Domain;

/// <summary>What a place is worth, in a word.</summary>
public enum OddsWord
{
    /// <summary>There is one for you, if you want it.</summary>
    Certain,
    VeryLikely,
    Possible,

    /// <summary>You may go: the place stays.</summary>
    Unlikely,

    /// <summary>By the ledger, and so for good.</summary>
    SoldOut,
}

/// <summary>Until about which place among those who list a variant it will last.</summary>
public sealed record LastsUntil(long Low, long Likely, long High);

/// <summary>
/// What became of the offers of a line. Who buys does so within seconds, who is not there misses the offer only at its end: of the offers that have ended so far, more were bought
/// than of all. So those whose time is not over yet are counted apart, and nothing is learnt from them.
/// </summary>
/// <param name="Ended">Bought or not, of those whose whole time is over.</param>
/// <param name="Bought">Of <paramref name="Ended"/>.</param>
/// <param name="Units">Of all of them, those under way too.</param>
/// <param name="EndedEarly">Bought or not, while others of the same age may still be.</param>
/// <param name="BoughtEarly">Of <paramref name="EndedEarly"/>.</param>
public readonly record struct OfferCounts(long Made, long Ended, long Bought, long Units, long EndedEarly = 0, long BoughtEarly = 0);

/// <summary>
/// How far stock goes. Who is offered something may not buy it, so it goes further than there are units; how much further is learnt
/// from the offers whose time is over.
/// </summary>
public static class LineOdds
{
    /// <summary>Of fewer ended offers nothing is concluded.</summary>
    public const int EndedMin = 30;

    /// <summary>Standard deviations on each side of 95 % of all cases.</summary>
    private const double Sigmas = 1.96;

    /// <summary>
    /// As if everybody ahead wanted this variant: where they would take another it lasts longer, so nobody is promised too much.
    /// </summary>
    /// <param name="servedTo">The furthest place that was offered it, among those who list it.</param>
    /// <param name="available">Units that are free.</param>
    /// <param name="held">Units on offer, or held.</param>
    /// <param name="offers">What became of them.</param>
    /// <returns>Null: too few offers have ended.</returns>
    public static LastsUntil? Last(long servedTo, long available, long held, OfferCounts offers) => Last(servedTo, available, held, offers, offers.Ended);

    /// <param name="evidence">As many ended offers are taken to be known.</param>
    private static LastsUntil? Last(long servedTo, long available, long held, OfferCounts offers, long evidence)
    {
        if (offers.Ended < EndedMin)
            return null;
        if (available + held == 0)
            return new LastsUntil(servedTo, servedTo, servedTo);
        // Beta(2, 2) before anything is known: half of them buy, and nobody is sure of it.
        var (p, n) = (((double)offers.Bought / offers.Ended * evidence + 2.0) / (evidence + 4.0), evidence + 4.0);
        var unitsPerOffer = Math.Max(1.0, (double)offers.Units / offers.Made);
        // As many people as it takes to sell all that no offer was judged for. Some of them have their offers already: what is on offer, and what ended early.
        var takes = (available + held + offers.BoughtEarly * unitsPerOffer) / (unitsPerOffer * p);
        var people = takes - held / unitsPerOffer - offers.EndedEarly;
        // Of how many it takes, and of not knowing p for certain.
        var variance = takes * (1 - p) / p + takes * takes * (1 - p) / (p * (n + 1));
        var spread = Sigmas * Math.Sqrt(variance);
        // Each takes what is allowed, at most.
        var least = available / unitsPerOffer;
        return new LastsUntil(
            servedTo + (long)Math.Floor(Math.Max(least, people - spread)),
            servedTo + (long)Math.Round(Math.Max(least, people)),
            servedTo + (long)Math.Ceiling(Math.Max(least, people + spread)));
    }

    /// <summary>
    /// By what became of this variant's own offers, once <see cref="EndedMin"/> of them have ended. Before that by those of the whole line, which say less:
    /// people may buy one size less often than another. So they count as <see cref="EndedMin"/> offers, however many they are.
    /// </summary>
    /// <param name="own">Of this variant.</param>
    /// <param name="all">Of the whole line.</param>
    /// <returns>Null: too few offers have ended.</returns>
    public static LastsUntil? Last(long servedTo, long available, long held, OfferCounts own, OfferCounts all)
    {
        var counts = own.Ended >= EndedMin ? own : all with { EndedEarly = own.EndedEarly, BoughtEarly = own.BoughtEarly };
        if (Last(servedTo, available, held, counts, own.Ended >= EndedMin ? own.Ended : Math.Min(all.Ended, EndedMin)) is not { } lasts)
            return null;
        // Nobody is promised too much if all who list it want it. Nor sent away too early: of those who were reached, some took another size.
        var others = Math.Max(0, servedTo - own.Made);
        if (others == 0 || available + held == 0)
            return lasts;
        var (share, n) = ((own.Made + 2.0) / (servedTo + 4.0), servedTo + 4.0);
        var least = Math.Max(share - Sigmas * Math.Sqrt(share * (1 - share) / (n + 1)), 1 / (n + 1));
        return lasts with { High = servedTo + (long)Math.Ceiling((lasts.High - servedTo) / least) };
    }

    /// <param name="placeIn">Among those who list the variant; 1 is the first.</param>
    /// <param name="offered">Places that were offered it.</param>
    /// <param name="quantityMax">What one person may take.</param>
    /// <returns>Null: nothing is known yet but how many stand before how many units.</returns>
    public static OddsWord? Of(long placeIn, long servedTo, long offered, long available, long held, int quantityMax, LastsUntil? lasts)
    {
        if (available + held == 0)
            return OddsWord.SoldOut;
        // Somebody who was passed for a unit too few, or who declined another size, may still come back before this place.
        var first = placeIn > servedTo ? placeIn - offered : placeIn;
        if (first <= available / quantityMax)
            return OddsWord.Certain;
        if (lasts is null)
            return null;
        return placeIn <= lasts.Low ? OddsWord.VeryLikely : placeIn <= lasts.High ? OddsWord.Possible : OddsWord.Unlikely;
    }

    /// <summary>Of several variants the best word counts. What is not known is better than "unlikely", and worse than "possible".</summary>
    public static OddsWord? Best(IEnumerable<OddsWord?> words)
    {
        var best = (OddsWord?)OddsWord.SoldOut;
        foreach (var word in words)
        {
            if (Rank(word) < Rank(best))
                best = word;
        }

        return best;
    }

    private static double Rank(OddsWord? word) => word is { } known ? (int)known : (int)OddsWord.Possible + 0.5;
}

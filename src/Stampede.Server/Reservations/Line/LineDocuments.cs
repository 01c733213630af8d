using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Engine.Live;
using Stampede.Postgres.Line;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Reservations;

/// <summary>Until about which place, among those who list the variant, it lasts.</summary>
/// <param name="Low">With 95 in 100: at least until here.</param>
/// <param name="High">With 95 in 100: not beyond here.</param>
internal sealed record LastsUntilAnswer(long Low, long Likely, long High);

/// <param name="InLine">People who list it.</param>
/// <param name="ServedTo">The furthest place that was offered it, among those who list it; 0: none.</param>
/// <param name="Units">All there are.</param>
/// <param name="OpenToAll">Nobody in the line waits for it: anybody may reserve it.</param>
/// <param name="LastsUntil">Null: of fewer than 30 offers the whole time is over, so nothing but places per unit can be said.</param>
internal sealed record LineVariant(VariantId Id, string Label, long InLine, long ServedTo, int Units, int Available, int Held, int Sold, bool OpenToAll, LastsUntilAnswer? LastsUntil);

/// <summary>The public number that is mixed in.</summary>
/// <param name="Kind">none, drand or declared.</param>
/// <param name="Mixed">As it was mixed in; null: not yet.</param>
internal sealed record LineBeaconAnswer(string Kind, string? Chain, long? Round, string? What, string? Mixed);

/// <summary>A drop's line for everybody: the same bytes for all who ask within a second.</summary>
/// <param name="Number">In the shop's register of lines.</param>
/// <param name="Size">People in it.</param>
/// <param name="Shuffled">Places whose order is by chance; null: it is not drawn.</param>
/// <param name="Places">Of the shuffled, and behind them of later ones; null: it is not drawn.</param>
/// <param name="ServedTo">The furthest place that was offered something; 0: none.</param>
/// <param name="OffersEnded">Bought or not.</param>
/// <param name="OffersClaimed">Of those that want a yes: how many had one in time.</param>
/// <param name="LogSize">Lines of the log.</param>
/// <param name="CancelledReason">Left out unless it was cancelled.</param>
/// <param name="SendsLetters">Who has an e-mail address is written to.</param>
/// <param name="PollAfter">Seconds after which it is worth asking again.</param>
internal sealed record LineDocument(
    DropId DropId,
    long Number,
    string Phase,
    Entrance Mode,
    bool Waitlist,
    string Tempo,
    DateTimeOffset? ClosesAt,
    int ReviewMinutes,
    DateTimeOffset? StartsAt,
    long Size,
    int? Shuffled,
    int? Places,
    int ServedTo,
    IReadOnlyList<LineVariant> PerVariant,
    long OffersMade,
    long OffersEnded,
    long OffersBought,
    long OffersClaimed,
    int? PacePerMinute,
    int ClaimSeconds,
    int PaySeconds,
    int HoldSeconds,
    int LimitPerCustomer,
    Money Price,
    long LogSize,
    string Commit,
    string? Root,
    string? Secret,
    LineBeaconAnswer Beacon,
    string? Seed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CancelledReason,
    bool SendsLetters,
    int PollAfter,
    DateTimeOffset ServerTime);

/// <summary>What changes of a <see cref="LineDocument"/>; the words are the same.</summary>
internal sealed record LineChanged(
    DropId DropId,
    string Phase,
    string Tempo,
    long Size,
    int? Shuffled,
    int? Places,
    int ServedTo,
    IReadOnlyList<LineVariant> PerVariant,
    long OffersMade,
    long OffersEnded,
    long OffersBought,
    long OffersClaimed,
    int? PacePerMinute,
    long LogSize,
    string? Root,
    string? Secret,
    LineBeaconAnswer Beacon,
    string? Seed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CancelledReason,
    int PollAfter,
    DateTimeOffset ServerTime)
{
    public static LineChanged Of(LineDocument line) => new(
        line.DropId, line.Phase, line.Tempo, line.Size, line.Shuffled, line.Places, line.ServedTo, line.PerVariant, line.OffersMade, line.OffersEnded, line.OffersBought,
        line.OffersClaimed, line.PacePerMinute, line.LogSize, line.Root, line.Secret, line.Beacon, line.Seed, line.CancelledReason, line.PollAfter, line.ServerTime);
}

/// <summary>A line as it was read, with its document.</summary>
/// <param name="Order">Null: it is not drawn.</param>
internal sealed record LineView(LineStanding Standing, LineOrder? Order, LineDocument Document, PreparedJson Json, string ETag)
{
    public LineVariant? Find(VariantId variant) => Document.PerVariant.FirstOrDefault(one => one.Id == variant);

    /// <summary>The same but for the time: whoever has the one need not be sent the other.</summary>
    public static LineView Of(LineStanding standing, LineOrder? order, bool sendsLetters)
    {
        var document = DocumentOf(standing, order, sendsLetters);
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(document with { ServerTime = default, PollAfter = 0 }, ApiJson.Wire.LineDocument));
        return new LineView(
            standing, order, document, new PreparedJson(JsonSerializer.SerializeToUtf8Bytes(document, ApiJson.Wire.LineDocument)), $"W/\"{Convert.ToHexStringLower(hash.AsSpan(0, 12))}\"");
    }

    private static LineDocument DocumentOf(LineStanding standing, LineOrder? order, bool sendsLetters)
    {
        var (line, terms, offers) = (standing.Line, standing.Line.Terms, standing.Offers.Values);
        return new LineDocument(
            standing.Drop, line.Number, Names.Of(line.Phase), terms.Mode, terms.Waitlist, Names.Of(line.Tempo), terms.ClosesAt, terms.ReviewMinutes, standing.Terms.StartsAt,
            standing.Counters.Entries - standing.Counters.Leavers, order?.Places.Shuffled, order?.Places.Count,
            offers.Select(one => one.LastPlace).DefaultIfEmpty().Max(),
            [.. standing.Variants.Select(variant => Variant(standing, order, variant, standing.AllOffers))],
            offers.Sum(one => one.Made), offers.Sum(one => one.Ended), offers.Sum(one => one.Bought), offers.Sum(one => one.Claimed), line.PacePerMinute, terms.ClaimSeconds, terms.PaySeconds, standing.Terms.HoldSeconds, standing.Terms.LimitPerCustomer, standing.Terms.Price, standing.Counters.LogSize,
            line.Commit, line.Root, line.Secret, new LineBeaconAnswer(Names.Of(terms.Beacon.Kind), terms.Beacon.Chain, terms.Beacon.Round, terms.Beacon.What, line.Beacon), line.Seed,
            standing.CancelledWhy, sendsLetters, PollAfter(standing), standing.Now);
    }

    private static LineVariant Variant(LineStanding standing, LineOrder? order, VariantStock stock, OfferCounts offers)
    {
        var servedTo = standing.Offers.TryGetValue(stock.Id, out var made) && order is not null ? order.CountUpTo(stock.Id, made.LastPlace) : 0;
        var lasts = LineOdds.Last(servedTo, stock.Available, stock.Held, made?.Counts ?? default, offers);
        return new LineVariant(
            stock.Id, stock.Label, standing.Counters.Listed.GetValueOrDefault(stock.Id), servedTo, stock.Total, stock.Available, stock.Held, stock.Sold, !standing.Line.Keeps(stock.Id),
            lasts is null ? null : new LastsUntilAnswer(lasts.Low, lasts.Likely, lasts.High));
    }

    /// <summary>A quarter of the time until something is due; while it is served, often.</summary>
    private static int PollAfter(LineStanding standing)
    {
        var line = standing.Line;
        DateTimeOffset? due = line.Phase switch
        {
            LinePhase.Gathering => line.Terms.ClosesAt,
            LinePhase.Closed => line.Terms.ClosesAt?.AddMinutes(line.Terms.ReviewMinutes),
            _ => null,
        };
        return line.IsOver ? LineEndpoints.PollSecondsMax
            : LineEndpoints.PollSeconds(due is { } at ? at - standing.Now : TimeSpan.Zero);
    }
}

/// <summary>
/// Tells those who watch drops how their lines stand, where something has changed, and each line at most once a second. What changed is read for all
/// watched drops together, so that joins and offers of other nodes are seen too.
/// </summary>
internal sealed class LineTelling(LineReads reads, LineDocuments documents, LiveFeed feed, TimeProvider time, ILogger<LineTelling> log)
    : PeriodicWork(TimeSpan.FromSeconds(1), "Watchers could not be told of lines", time, log)
{
    /// <summary>Lines that are told in one round; the others come in the next.</summary>
    private const int LinesMax = 100;

    private Dictionary<DropId, (LineSigns Signs, string ETag)> told = [];

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        DropId[] watched = [.. feed.AudienceCounts().Select(one => one.Key)];
        if (watched.Length == 0)
        {
            told = [];
            return;
        }

        var signs = await reads.FindSignsAsync(watched, cancellation);
        told = told.Where(one => signs.ContainsKey(one.Key)).ToDictionary();
        foreach (var (drop, seen) in signs.Where(one => !told.TryGetValue(one.Key, out var before) || before.Signs != one.Value).Take(LinesMax))
        {
            if (await documents.FindAsync(drop, cancellation) is not { Standing.Status: not DropStatus.Draft } view)
                continue;
            // An answer of a second ago may be older than what was seen: then it is asked for again.
            if (view.Standing.Counters.LogSize < seen.LogSize || view.Standing.Version < seen.Version)
                continue;
            if (!told.TryGetValue(drop, out var before) || before.ETag != view.ETag)
                await feed.TellAsync(new LiveEvent.LineChanged(drop, LineChanged.Of(view.Document)));
            told[drop] = (seen, view.ETag);
        }
    }
}

/// <summary>The documents of lines, each made at most about once a second for all who ask.</summary>
internal sealed class LineDocuments(LineReads reads, LineOrders orders, StampedeSettings settings, TimeProvider time)
{
    /// <summary>What a document says of places may be older than the rest of it.</summary>
    private static readonly TimeSpan OrderAgeMax = TimeSpan.FromSeconds(2);

    private readonly PolledReads<LineView> views = new((drop, _) => ReadAsync(drop, reads, orders, settings.Mail is not null), time);

    /// <returns>Null: the drop has no line.</returns>
    public Task<LineView?> FindAsync(DropId drop, CancellationToken cancellation) => views.GetAsync(drop, cancellation);

    /// <summary>Hears of each commit: what changes a line is seen at once by whoever asks here.</summary>
    public void Notice(Commit commit)
    {
        foreach (var movement in commit.Movements)
        {
            if (movement.Line is null)
                continue;
            views.Forget(commit.View.Id);
            return;
        }
    }

    private static async Task<LineView?> ReadAsync(DropId drop, LineReads reads, LineOrders orders, bool sendsLetters) =>
        await reads.FindStandingAsync(drop, CancellationToken.None) is { } standing
            ? LineView.Of(standing, await orders.FindAsync(drop, standing.Line, OrderAgeMax, CancellationToken.None), sendsLetters)
            : null;
}

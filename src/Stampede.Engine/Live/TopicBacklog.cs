using Stampede.Domain;

namespace Stampede.Engine.Live;

/// <summary>
/// What the watchers of one drop have yet to be told: the newest stock, the newest few purchases, and whether they
/// want the full drop. Used under its topic's lock.
/// </summary>
/// <param name="tellsPurchases">False: nobody is named.</param>
internal sealed class TopicBacklog(DropId drop, bool tellsPurchases = true)
{
    /// <summary>Purchases sent at once, at most. In the long run there are as many as there are shortest intervals.</summary>
    internal const int PurchasesAtOnceMax = 3;

    private readonly List<LiveEvent.PurchaseCompleted> purchases = [];
    private LiveEvent.StockChanged? stock;
    private double purchaseAllowance = PurchasesAtOnceMax;
    private bool isNew;

    public DropView? Latest => Newest?.View;

    /// <summary>The newest stock, told or not; null: no commit has come yet.</summary>
    public LiveEvent.StockChanged? Newest { get; private set; }

    /// <summary>The drop itself has changed: its stock does not tell it all.</summary>
    public bool WantsFull { get; private set; }

    /// <summary>Purchases were merged away: once it is calm, the full drop makes good for them.</summary>
    public bool LacksPurchases { get; private set; }

    public bool IsCalm => stock is null && purchases.Count == 0;

    /// <param name="knownVersion">What watchers know, where no commit has told more; 0: nobody knows of any.</param>
    public void Take(Commit commit, long knownVersion)
    {
        // Commits of one drop may come from its lane and from a reader of other nodes' work at once, in any order:
        // what is older than the stock already told is of no use to anybody.
        var told = Latest?.Version ?? 0;
        // A lane that woke behind another node's work has not told of it: the full drop makes good for its purchases.
        if (tellsPurchases && LacksBefore(commit, Math.Max(told, knownVersion)))
            LacksPurchases = true;
        if (commit.View.Version > told)
        {
            Newest = stock = new LiveEvent.StockChanged(commit.View);
        }

        // Creation is the one commit that has no movement for anybody to fold.
        if (commit.Movements.Count == 0)
            WantsFull = isNew = true;
        var purchasesLeft = PurchasesAtOnceMax;
        for (var i = commit.Movements.Count - 1; i >= 0; i--)
        {
            var movement = commit.Movements[i];
            if (movement.Status is not null)
            {
                WantsFull = true;
                isNew |= movement.Kind == MovementKind.Published;
            }
            else if (tellsPurchases && movement is { Sale: { } sale, Stock: { } moved } && movement.Version > told)
            {
                if (purchasesLeft-- > 0)
                    Add(new(drop, movement.Version, movement.At, sale, moved.Sold, LabelOf(commit.View, moved.Variant)));
                else
                    LacksPurchases = true;
            }
        }
    }

    /// <returns>Whether movements between what is known and this commit were never told.</returns>
    internal static bool LacksBefore(Commit commit, long known) =>
        known > 0 && commit.Movements is [var first, ..] && first.Version > known + 1;

    public void FullIsBeingRead() => WantsFull = LacksPurchases = false;

    /// <summary>The reading failed or came too early.</summary>
    public void WantFullAgain() => WantsFull = true;

    /// <summary>Takes out what is to be told now.</summary>
    /// <param name="shortestIntervals">How many of them have gone by since the last time.</param>
    /// <returns>Null: nothing.</returns>
    public Round? Next(FullDrop? full, double shortestIntervals)
    {
        purchaseAllowance = Math.Min(PurchasesAtOnceMax, purchaseAllowance + shortestIntervals);
        if (full is not null && Latest is not null && full.Version < Latest.Version
            && full.Status == DropStatus.Draft && Latest.Status != DropStatus.Draft)
        {
            // Read just before the publication: customers must not see it, and operators will see the next one.
            full = null;
            WantsFull = true;
        }

        if (IsCalm && full is null)
            return null;

        var events = new List<LiveEvent.OfDrop>(purchases.Count + 2);
        // The newest one at least: sent no oftener than the stock, it keeps within the rate by itself.
        var count = Math.Min(purchases.Count, Math.Max(1, (int)purchaseAllowance));
        purchaseAllowance = Math.Max(0, purchaseAllowance - count);
        LacksPurchases |= count < purchases.Count;
        events.AddRange(purchases[^count..]);
        if (stock is not null)
            events.Add(stock);
        var (forAskers, forAll) = ((LiveEvent.OfDrop[]?)null, (LiveEvent.OfDrop[]?)null);
        if (full is not null)
        {
            forAskers = InOrder([.. events, new LiveEvent.DropChanged(drop, full, isNew: false)]);
            forAll = isNew ? InOrder([.. events, new LiveEvent.DropChanged(drop, full, isNew: true)]) : forAskers;
            isNew = false;
        }

        purchases.Clear();
        stock = null;
        var status = full is not null && full.Version >= (Latest?.Version ?? 0) ? full.Status : Latest?.Status;
        forAskers ??= InOrder(events);
        return new Round(drop, forAskers, forAll ?? forAskers, status == DropStatus.Draft);
    }

    /// <summary>
    /// By version. What stands at one version goes in this order: a purchase, the full drop, the stock. The stock is
    /// told even where the full drop tells the same: who listens for the one need not know the other.
    /// </summary>
    private static LiveEvent.OfDrop[] InOrder(IEnumerable<LiveEvent.OfDrop> events) =>
    [
        .. events.OrderBy(e => e.Version).ThenBy(e => e switch
        {
            LiveEvent.PurchaseCompleted => 0,
            LiveEvent.DropChanged => 1,
            _ => 2,
        }),
    ];

    private void Add(LiveEvent.PurchaseCompleted purchase)
    {
        var at = purchases.FindLastIndex(p => p.Version <= purchase.Version) + 1;
        if (at > 0 && purchases[at - 1].Version == purchase.Version)
            return; // Told twice: by the lane and by the reader.
        purchases.Insert(at, purchase);
        if (purchases.Count <= PurchasesAtOnceMax)
            return;
        purchases.RemoveAt(0);
        LacksPurchases = true;
    }

    private static string LabelOf(DropView view, VariantId id)
    {
        foreach (var variant in view.Variants)
        {
            if (variant.Id == id)
                return variant.Label;
        }

        return "";
    }
}

/// <summary>What all watchers of a drop are told at one time, in the order of versions.</summary>
/// <param name="ForAll">The same for those who watch all drops; a new drop is new to them alone.</param>
/// <param name="IsDraft">For operators only.</param>
internal sealed record Round(DropId Drop, LiveEvent.OfDrop[] ForAskers, LiveEvent.OfDrop[] ForAll, bool IsDraft);

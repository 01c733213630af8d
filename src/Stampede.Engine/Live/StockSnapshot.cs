using Stampede.Domain;

namespace Stampede.Engine.Live;

/// <summary>The stock of all drops at one moment. One object for all who begin to watch with it: nobody holds a copy.</summary>
/// <param name="versions">All drops that were read.</param>
/// <param name="rest">Those that the watchers' answer has no room for: they are told as events, as each connection has room.</param>
public sealed class StockSnapshot(IReadOnlyDictionary<DropId, long> versions, IReadOnlyList<LiveEvent.StockRead> rest)
{
    private readonly Lock gate = new();
    private DropId[] restIds = [];
    private bool isBegun;

    internal IReadOnlyDictionary<DropId, long> Versions => versions;

    /// <summary>Once the topics have it, they keep the newer of this and what happens: this keeps no event.</summary>
    internal IReadOnlyList<DropId> Rest => restIds;

    /// <summary>Once, by the first of its watchers; the others wait for it.</summary>
    internal void BeginOnce(Action<DropId, long, LiveEvent.StockRead?> begin)
    {
        lock (gate)
        {
            if (isBegun)
                return;
            restIds = [.. rest.Select(stock => stock.Drop)];
            var events = rest.ToDictionary(stock => stock.Drop);
            foreach (var (drop, version) in versions)
                begin(drop, version, events.GetValueOrDefault(drop));
            rest = [];
            isBegun = true;
        }
    }
}

using BenchmarkDotNet.Attributes;
using Stampede.Domain;
using Stampede.Engine.Live;
using Stampede.Server.Live;

namespace Stampede.Microbenchmarks;

/// <summary>Makes the event of a change of stock: once for all who watch.</summary>
public class LiveEvents
{
    private DropView view = null!;

    /// <summary>Sizes of the drop.</summary>
    [Params(1, 12, 50)]
    public int Sizes { get; set; }

    [GlobalSetup]
    public void Prepare() => view = new DropView(
        new DropId(Guid.CreateVersion7()), 123_456, DropStatus.Live,
        new DropTerms { Price = new Money(19_900, "USD"), HoldSeconds = 60, LimitPerCustomer = 1 },
        [.. Enumerable.Range(0, Sizes).Select(size => new VariantStock(new VariantId(Guid.CreateVersion7()), $"EU {size}", 400, 60, 40))]);

    [Benchmark(Description = "as JSON")]
    public byte[] Json() => new LiveEvent.StockChanged(view).In(LiveFormats.Json);

    [Benchmark(Description = "for SignalR")]
    public object Hub() => new LiveEvent.StockChanged(view).In(LiveFormats.Hub);

    [Benchmark(Description = "as a server-sent event")]
    public byte[] Stream() => new LiveEvent.StockChanged(view).In(LiveFormats.Stream);
}

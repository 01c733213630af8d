using System.Threading.Channels;
using Stampede.Domain;
using Stampede.Engine.Live;

namespace Stampede.Engine.Tests.Live;

/// <summary>A connection that keeps what it gets. Blocked, it has no room.</summary>
internal sealed class Recorder(CustomerId? customer = null, bool seesDrafts = false) : Watcher(customer, seesDrafts)
{
    private readonly Channel<LiveEvent> received = Channel.CreateUnbounded<LiveEvent>();
    private readonly TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? room;

    public bool IsAborted => aborted.Task.IsCompleted;

    public List<LiveEvent> All { get; } = [];

    public void Block() => room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Unblock() => Interlocked.Exchange(ref room, null)?.SetResult();

    public async Task AbortedAsync() => await aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>The next event, as soon as it is there.</summary>
    public async Task<LiveEvent> NextAsync() => await received.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public async Task<string> NextTextAsync() => Text(await NextAsync());

    /// <summary>What is there already.</summary>
    public string TextSoFar()
    {
        var texts = new List<string>();
        while (received.Reader.TryRead(out var live))
            texts.Add(Text(live));
        return string.Join(' ', texts);
    }

    public static string Text(LiveEvent live) => live switch
    {
        LiveEvent.StockChanged stock => $"stock{stock.Version}",
        LiveEvent.PurchaseCompleted purchase => $"purchase{purchase.Version}",
        LiveEvent.DropChanged { IsNew: true } drop => $"created{drop.Version}",
        LiveEvent.DropChanged drop => $"changed{drop.Version}",
        LiveEvent.ReservationExpired => "expired",
        LiveEvent.ReservationChanged changed => $"reservation{changed.Version}",
        LiveEvent.StockRead read => $"read{read.Version}",
        _ => "note",
    };

    protected override ValueTask WriteAsync(LiveEvent live)
    {
        lock (All)
            All.Add(live);
        received.Writer.TryWrite(live);
        return room is { } wait ? new ValueTask(wait.Task) : ValueTask.CompletedTask;
    }

    protected override void Abort() => aborted.SetResult();
}

using System.Threading.Channels;
using Stampede.Domain;
using Stampede.Engine.Live;

namespace Stampede.Testing;

/// <summary>A watcher that only keeps what it hears.</summary>
internal sealed class HeardEvents(CustomerId? customer = null) : Watcher(customer, seesDrafts: false)
{
    private readonly Channel<LiveEvent> heard = Channel.CreateUnbounded<LiveEvent>();

    public async Task<T> UntilAsync<T>(Func<T, bool>? condition = null)
        where T : LiveEvent
    {
        using var bounded = new CancellationTokenSource(Until.Patience);
        while (true)
        {
            if (await heard.Reader.ReadAsync(bounded.Token) is T live && condition?.Invoke(live) is not false)
                return live;
        }
    }

    protected override ValueTask WriteAsync(LiveEvent live)
    {
        heard.Writer.TryWrite(live);
        return ValueTask.CompletedTask;
    }

    protected override void Abort() => heard.Writer.TryComplete();
}

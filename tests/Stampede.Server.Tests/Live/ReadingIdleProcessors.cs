using System.Diagnostics;
using Stampede.Server.Live;

namespace Stampede.Server.Tests.Live;

public sealed class ReadingIdleProcessors
{
    [Fact]
    public void Nothing_is_idle_while_every_processor_works()
    {
        var processors = new IdleProcessors();
        processors.Read().ShouldBeInRange(0, 1);
        var working = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work)).ToList();
        working.ForEach(thread => thread.Start());
        working.ForEach(thread => thread.Join());
        processors.Read().ShouldBeInRange(0, 0.5);

        static void Work()
        {
            for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(0.5);)
                Thread.SpinWait(1_000);
        }
    }
}

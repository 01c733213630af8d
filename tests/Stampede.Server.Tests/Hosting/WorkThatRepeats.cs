using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Stampede.Server.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Hosting;

public sealed class WorkThatRepeats
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task A_fault_that_nobody_thought_of_is_logged_once_and_ends_nothing()
    {
        var log = new Lines();
        var work = new Work(time, log) { Fault = new InvalidOperationException("a slip") };
        await work.StartAsync(CancellationToken.None);
        await RoundAsync(work);
        await RoundAsync(work);
        work.Fault = null;
        await RoundAsync(work);
        work.Fault = new TimeoutException("too slow");
        await RoundAsync(work);
        await RoundAsync(work);
        await work.StopAsync(CancellationToken.None);
        work.ExecuteTask!.IsCompletedSuccessfully.ShouldBeTrue();
        log.Written.ShouldBe([(LogLevel.Error, "Cannot work", "a slip"), (LogLevel.Warning, "Cannot work: too slow", null)]);
    }

    [Fact]
    public async Task It_ends_with_the_server_even_in_the_middle_of_a_round()
    {
        var work = new Work(time, NullLogger.Instance) { Waits = true };
        await work.StartAsync(CancellationToken.None);
        await RoundAsync(work);
        await work.StopAsync(CancellationToken.None);
        work.ExecuteTask!.IsCompletedSuccessfully.ShouldBeTrue();
    }

    /// <summary>One more round, begun.</summary>
    private async Task RoundAsync(Work work)
    {
        var before = work.Rounds;
        await Until.TrueAsync(() =>
        {
            time.Advance(Interval);
            return work.Rounds > before;
        });
    }

    private sealed class Work(TimeProvider time, ILogger log) : PeriodicWork(Interval, "Cannot work", time, log)
    {
        private int rounds;

        public int Rounds => Volatile.Read(ref rounds);

        public Exception? Fault { get; set; }

        public bool Waits { get; init; }

        protected override async Task RunAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref rounds);
            if (Waits)
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            if (Fault is { } fault)
                throw fault;
        }
    }

    private sealed class Lines : ILogger
    {
        public List<(LogLevel Level, string Line, string? Fault)> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add((logLevel, formatter(state, exception), exception?.Message));
    }
}

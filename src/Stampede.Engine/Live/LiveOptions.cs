namespace Stampede.Engine.Live;

public sealed record LiveOptions
{
    /// <summary>Between two sends of one drop. 10 ms to 10 s, default 50 ms: at most 20 a second.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How far <see cref="Interval"/> stretches as fan-outs become dear. Up to 60 s, default 2 s.</summary>
    public TimeSpan IntervalMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The share of the time that fan-outs of all drops may take together, whoever else wants it. 0.01 to 1, default a third.</summary>
    public double ProcessorShare { get; init; } = 1.0 / 3;

    /// <summary>
    /// The share of the processors that was idle since it was asked the last time, 0 to 1: fan-outs may take that too. By
    /// default nothing ever is.
    /// </summary>
    public Func<double> IdleShare { get; init; } = static () => 0;

    /// <summary>A watcher that takes longer than this to take one event is dropped. 1 s to 5 min, default 10 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Purchases are told with the purchaser's name. Default: true.</summary>
    public bool TellsPurchases { get; init; } = true;

    /// <summary>How long reading a full drop may take before watchers make do with its stock. Default 2 s.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(2);
}

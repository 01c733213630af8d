namespace Stampede.Engine.Live;

/// <summary>
/// Keeps all fan-outs together within a share of the time, by stretching the intervals of those drops whose fan-outs
/// are dear. What nobody else wants of the processors comes on top of that share, and is given back when they do.
/// </summary>
/// <remarks>
/// A drop whose fan-out takes s seconds sends every √s · Σ√s / share. The shares s / interval then add up to √s / Σ√s
/// of the whole, which is the share; and where ten thousand watch one drop and ten another, the ten hardly wait.
/// </remarks>
internal sealed class FanOutBudget(LiveOptions options, TimeProvider time)
{
    /// <summary>How often it is looked at what is idle.</summary>
    private static readonly TimeSpan LookTime = TimeSpan.FromMilliseconds(250);

    /// <summary>Left idle, for whoever comes next.</summary>
    private const double Spare = 0.1;

    private readonly LiveOptions options = options;
    private readonly Lock gate = new();
    private long? lookedAt;
    private double share = options.ProcessorShare;
    private double weights;
    private int members;

    /// <summary>One for each drop that has something to send.</summary>
    internal sealed class Member(FanOutBudget budget)
    {
        private double weight;
        private bool isIn;

        /// <returns>From the start of the fan-out that took this long to the start of the next one of its drop.</returns>
        public TimeSpan Charge(TimeSpan cost)
        {
            var options = budget.options;
            lock (budget.gate)
            {
                // Halfway: one stop of the garbage collector is not the price of a fan-out.
                var measured = Math.Sqrt(cost.TotalSeconds);
                var next = isIn ? (weight + measured) / 2 : measured;
                if (!isIn)
                    budget.members++;
                budget.weights += next - weight;
                (weight, isIn) = (next, true);
                var seconds = Math.Min(weight * budget.weights / budget.Share(), options.IntervalMax.TotalSeconds);
                var stretched = TimeSpan.FromSeconds(seconds);
                return stretched > options.Interval ? stretched : options.Interval;
            }
        }

        /// <summary>The drop has nothing more to send.</summary>
        public void Leave()
        {
            lock (budget.gate)
            {
                if (!isIn)
                    return;
                // Sums of floating-point numbers drift; with nobody left there is nothing to add up.
                budget.weights = --budget.members == 0 ? 0 : budget.weights - weight;
                (weight, isIn) = (0, false);
            }
        }
    }

    /// <summary>Under the lock.</summary>
    private double Share()
    {
        if (lookedAt is not { } last || time.GetElapsedTime(last) >= LookTime)
        {
            lookedAt = time.GetTimestamp();
            var room = options.IdleShare() - Spare;
            // How much too much it was does not show where nothing is idle: it is given back in larger steps.
            share = Math.Clamp(share + (room < 0 ? 3 * room : room), options.ProcessorShare, 1);
        }

        return share;
    }
}

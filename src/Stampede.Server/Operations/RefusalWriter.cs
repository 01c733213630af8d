using Stampede.Domain;
using Stampede.Postgres.Operations;

namespace Stampede.Server.Operations;

/// <summary>Where the answer to a writing was lost, it is counted again.</summary>
internal sealed class RefusalWriter(RefusalCounts counts, RefusalRows rows, TimeProvider time, ILogger<RefusalWriter> log)
    : CountWriter("refusals", time, log)
{
    /// <summary>Drops times codes that wait while the database is away; what is beyond them is given up.</summary>
    private const int UnwrittenMax = 20_000;

    private readonly Dictionary<(DropId Drop, string Code), long> unwritten = [];

    protected override async Task WriteAsync(CancellationToken cancellation)
    {
        counts.TakeInto(unwritten);
        if (unwritten.Count == 0)
            return;
        try
        {
            await rows.AddAsync([.. unwritten.Select(count => new RefusalCount(count.Key.Drop, count.Key.Code, count.Value))], cancellation);
            unwritten.Clear();
        }
        finally
        {
            if (unwritten.Count > UnwrittenMax)
                unwritten.Clear();
        }
    }
}

using Stampede.Rehearsal.Watching;

namespace Stampede.Faults.Tests.Histories;

/// <summary>The drop as a watcher was told of it.</summary>
/// <param name="Watcher">Who, through all its connections.</param>
/// <param name="Connection">Numbered through all watchers.</param>
internal sealed record Sighting(int Watcher, int Connection, long Version, IReadOnlyList<VariantCount> Variants);

/// <summary>When something was broken on purpose, by the wall clock that the database goes by too.</summary>
internal sealed record Outage(DateTimeOffset From, DateTimeOffset To);

/// <summary>All that is known of one drop from outside, and what the database says of it in the end.</summary>
internal sealed record History
{
    /// <summary>Units at the opening, by variant, as they were asked for.</summary>
    public required IReadOnlyDictionary<Guid, int> Opening { get; init; }

    public required int LimitPerCustomer { get; init; }

    public required IReadOnlyList<Operation> Operations { get; init; }

    /// <summary>In the order in which each watcher saw them.</summary>
    public required IReadOnlyList<Sighting> Sightings { get; init; }

    public required Books Books { get; init; }

    public IReadOnlyList<Outage> Outages { get; init; } = [];

    /// <summary>Whether a connection may break or go silent: where the fault is in the node or on the way to it.</summary>
    public bool MayBreak { get; init; }

    /// <summary>Whether a node may take no connection: another one is asked, and nothing was sent.</summary>
    public bool MayBeAway { get; init; }

    /// <summary>How long an answer may take.</summary>
    public TimeSpan AnswerTimeMax { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>How late a hold may lapse while nothing is broken.</summary>
    public TimeSpan LapseTimeMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How late after an outage.</summary>
    public TimeSpan LapseTimeAfterOutageMax { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>A promise that was not kept.</summary>
/// <param name="Promise">A to H.</param>
internal sealed record Finding(char Promise, string Detail)
{
    public override string ToString() => $"{Promise}: {Detail}";
}

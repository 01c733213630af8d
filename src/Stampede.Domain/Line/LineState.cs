using System.Collections.Immutable;

namespace Stampede.Domain;

/// <summary>What a drop's ledger says of its line; which places were served is kept beside it.</summary>
/// <param name="Number">In the shop's register of lines.</param>
/// <param name="Commit">The hash of the secret, public before anybody joins.</param>
public sealed record LineState(long Number, LineTerms Terms, string Commit)
{
    public LinePhase Phase { get; init; }

    public LineTempo Tempo { get; init; }

    public int? PacePerMinute { get; init; }

    /// <summary>The line's log when it was closed: who joined at a later index stands behind.</summary>
    public long? ClosedSize { get; init; }

    /// <summary>The line's log when it was sealed.</summary>
    public long? SealedSize { get; init; }

    public DateTimeOffset? SealedAt { get; init; }

    public string? Root { get; init; }

    public string? Secret { get; init; }

    /// <summary>What was waited for when it was sealed, such as <c>drand/CHAIN/ROUND</c>. Null: nothing.</summary>
    public string? Awaits { get; init; }

    /// <summary>As it was mixed in.</summary>
    public string? Beacon { get; init; }

    public string? Seed { get; init; }

    /// <summary>How many places were shuffled.</summary>
    public int Shuffled { get; init; }

    /// <summary>The variants that somebody in the line still waits for; nobody else may reserve them. Null: all.</summary>
    public VariantList? Wanted { get; init; }

    /// <summary>The line's log that <see cref="Wanted"/> was told by; an order of an older log serves nobody.</summary>
    public long LogSize { get; init; }

    /// <summary>With a pace: when the next offer is due.</summary>
    public DateTimeOffset NextOfferAt { get; init; }

    public bool IsOver => Phase is LinePhase.Finished or LinePhase.Cancelled;

    /// <summary>Its order is known. While it is paused nothing is offered, but who joins is waited for all the same.</summary>
    public bool HasOrder => Phase is LinePhase.Serving or LinePhase.Paused;

    /// <summary>Whether the variant belongs to the people in the line.</summary>
    public bool Keeps(VariantId variant) => !IsOver && (Wanted is not { } wanted || wanted.Contains(variant));

    internal TimeSpan? OfferInterval => PacePerMinute is { } pace ? TimeSpan.FromMinutes(1) / pace : null;
}

/// <summary>Variants in the order of their ids; equal to another of the same.</summary>
public sealed class VariantList(IEnumerable<VariantId> variants) : IEquatable<VariantList>
{
    public static readonly VariantList None = new([]);

    public ImmutableArray<VariantId> All { get; } = [.. variants.OrderBy(variant => variant.Value)];

    public bool Contains(VariantId variant) => All.AsSpan().IndexOf(variant) >= 0;

    public bool Equals(VariantList? other) => other is not null && All.AsSpan().SequenceEqual(other.All.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as VariantList);

    public override int GetHashCode() => All.Length == 0 ? 0 : HashCode.Combine(All.Length, All[0]);

    public override string ToString() => string.Join(' ', All);
}

/// <summary>What a movement changes of the line. What is null stays as it is.</summary>
public sealed record LineChange
{
    public long? Number { get; init; }
    public LineTerms? Terms { get; init; }

    /// <summary>Whether the proof tells how long offers are good for. Null in ledgers of before: what was signed stays as it was signed.</summary>
    public bool? TellsTimes { get; init; }

    public string? Commit { get; init; }
    public LinePhase? Phase { get; init; }
    public LineTempo? Tempo { get; init; }
    public int? PacePerMinute { get; init; }

    /// <summary>As many offers as there is stock; wins over <see cref="PacePerMinute"/>.</summary>
    public bool WithoutPace { get; init; }

    public long? ClosedSize { get; init; }
    public long? SealedSize { get; init; }
    public DateTimeOffset? SealedAt { get; init; }
    public string? Root { get; init; }
    public string? Secret { get; init; }
    public string? Awaits { get; init; }
    public string? Beacon { get; init; }
    public string? Seed { get; init; }
    public int? Shuffled { get; init; }

    /// <summary>Of a drand beacon, in hex: who trusts nobody checks it.</summary>
    public string? Signature { get; init; }

    public VariantList? Wanted { get; init; }
    public long? LogSize { get; init; }

    /// <summary>A place that was passed over, and the entry that stands there.</summary>
    public int? SkippedPlace { get; init; }

    public EntryId? SkippedEntry { get; init; }

    internal LineState ApplyTo(LineState? line)
    {
        if (Terms is not null && Number is { } number && Commit is { } commit)
        {
            // Rules that are given anew begin anew: nobody had joined.
            line = new LineState(number, Terms, commit) { Tempo = Terms.FirstTempo, PacePerMinute = Terms.PacePerMinute };
        }

        if (line is null)
            throw new InvalidOperationException("A line is changed that was never opened.");
        return line with
        {
            Phase = Phase ?? line.Phase,
            Tempo = Tempo ?? line.Tempo,
            PacePerMinute = WithoutPace ? null : PacePerMinute ?? line.PacePerMinute,
            ClosedSize = ClosedSize ?? line.ClosedSize,
            SealedSize = SealedSize ?? line.SealedSize,
            SealedAt = SealedAt ?? line.SealedAt,
            Root = Root ?? line.Root,
            Secret = Secret ?? line.Secret,
            Awaits = Awaits ?? line.Awaits,
            Beacon = Beacon ?? line.Beacon,
            Seed = Seed ?? line.Seed,
            Shuffled = Shuffled ?? line.Shuffled,
            Wanted = Wanted ?? line.Wanted,
            LogSize = LogSize ?? line.LogSize,
        };
    }
}

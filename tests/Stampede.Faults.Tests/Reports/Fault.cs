namespace Stampede.Faults.Tests.Reports;

/// <summary>A fault of the list.</summary>
/// <param name="Injection">How it is brought about.</param>
/// <param name="Promises">That its history is checked for.</param>
internal sealed record Fault(int Number, string Name, string Injection, string Promises = "ABCDEFGH");

/// <summary>What came of a fault.</summary>
internal sealed record Row
{
    public required int Number { get; init; }

    public required string Fault { get; init; }

    public required string Injection { get; init; }

    public required string Promises { get; init; }

    /// <summary>Null: it was run. Otherwise why it could not be.</summary>
    public string? NotRun { get; init; }

    /// <summary>How often the fault was brought about.</summary>
    public int Runs { get; init; }

    public int Requests { get; init; }

    public int Acknowledged { get; init; }

    /// <summary>Answers 503.</summary>
    public int PutOff { get; init; }

    /// <summary>Answers that never came.</summary>
    public int Unanswered { get; init; }

    public double SlowestAnswerSeconds { get; init; }

    public int Violations { get; init; }

    /// <summary>From the end of the fault to the last answer that was neither a yes nor a reasoned no; the longest of all runs.</summary>
    public double? RecoverySeconds { get; init; }

    /// <summary>What else was measured, in words.</summary>
    public string? Remarks { get; init; }
}

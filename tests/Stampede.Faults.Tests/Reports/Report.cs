using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Stampede.Faults.Tests.Ground;
using Stampede.Faults.Tests.Reports;

[assembly: AssemblyFixture(typeof(Report))]

namespace Stampede.Faults.Tests.Reports;

/// <summary>A line a fault. Where STAMPEDE_FAULTS_REPORT names a folder, it is written there as faults.json and faults.md.</summary>
public sealed class Report
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock gate = new();
    private readonly List<Row> rows = [];

    internal void Add(Row row)
    {
        lock (gate)
        {
            rows.Add(row);
            Write();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(JsonSerializer.Serialize(row, Readable));
    }

    /// <summary>Not in silence: the line says why it was not run, and so does the test.</summary>
    internal void Require(bool isPossible, Fault fault, string reason)
    {
        if (!isPossible)
            Add(new Row { Number = fault.Number, Fault = fault.Name, Injection = fault.Injection, Promises = fault.Promises, NotRun = reason });
        Assert.SkipUnless(isPossible, reason);
    }

    /// <summary>After each: a run that is ended early has told what it had.</summary>
    private void Write()
    {
        if (Environment.GetEnvironmentVariable("STAMPEDE_FAULTS_REPORT") is not { Length: > 0 } folder)
            return;
        Directory.CreateDirectory(folder);
        var inOrder = rows.OrderBy(row => row.Number).ToList();
        File.WriteAllText(Path.Combine(folder, "faults.json"), JsonSerializer.Serialize(new { form = Form.IsLong ? "long" : "short", faults = inOrder }, Readable));
        File.WriteAllText(Path.Combine(folder, "faults.md"), Table(inOrder));
    }

    private static string Table(List<Row> rows)
    {
        var table = new StringBuilder()
            .AppendLine("| | fault | how | promises | runs | requests | acknowledged | 503 | no answer | slowest answer | violations | recovered after | |")
            .AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var row in rows)
        {
            table.AppendLine(row.NotRun is { } reason
                ? $"| {row.Number} | {row.Fault} | {row.Injection} | {row.Promises} | not run: {reason} | | | | | | | | |"
                : string.Create(CultureInfo.InvariantCulture,
                    $"| {row.Number} | {row.Fault} | {row.Injection} | {row.Promises} | {row.Runs} | {row.Requests} | {row.Acknowledged} | {row.PutOff} | {row.Unanswered} | {row.SlowestAnswerSeconds:0.00} s | {row.Violations} | {(row.RecoverySeconds is { } s ? s.ToString("0.00", CultureInfo.InvariantCulture) + " s" : "–")} | {row.Remarks} |"));
        }

        return table.ToString();
    }
}

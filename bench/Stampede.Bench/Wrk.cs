using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stampede.Bench;

/// <summary>The result of one run of wrk. Latencies in ms, closed loop.</summary>
/// <param name="Refused">Answers of 400 and above.</param>
/// <param name="Broken">Connections and requests that failed below HTTP.</param>
internal sealed record WrkResult(long Requests, double Seconds, long Refused, long Broken, double P50, double P90, double P99, double Max)
{
    public double PerSecond => Requests / Seconds;

    /// <summary>Of one request.</summary>
    [JsonIgnore]
    public ProcessorTime Cost { get; init; }
}

/// <summary>One request of a list. The token is the number of a line in the file of tokens, from 1; 0: none.</summary>
internal readonly record struct PlannedCall(string Method, string Path, int Token, string Body = "")
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Method}\t{Path}\t{Token}\t{Body}");
}

/// <summary>Runs wrk, because it takes the least processor: what it leaves of the two cores is the server's.</summary>
internal sealed class Wrk(string script, string folder)
{
    private int lists;

    /// <param name="once">Each request is sent once. Throws when the list was too short for the time.</param>
    /// <param name="keyed">Each request carries an idempotency key of its own.</param>
    public async Task<WrkResult> RunAsync(
        Uri target, string tokensFile, IEnumerable<PlannedCall> calls, int connections, double seconds, bool once = false, bool keyed = false)
    {
        var list = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"requests-{Interlocked.Increment(ref lists)}.tsv"));
        string[] lines = [.. calls.Select(call => call.ToString())];
        await File.WriteAllLinesAsync(list, lines);
        string[] arguments =
        [
            "-t1", string.Create(CultureInfo.InvariantCulture, $"-c{connections}"), string.Create(CultureInfo.InvariantCulture, $"-d{Math.Ceiling(seconds)}s"), "--timeout", "30s", "-s", script,
            target.GetLeftPart(UriPartial.Authority), "--", list, tokensFile, once ? "once" : "cycle", keyed ? "keyed" : "plain",
        ];
        using var process = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("wrk did not start.");
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        File.Delete(list);
        var line = (await said).Split('\n').FirstOrDefault(text => text.StartsWith("RESULT ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk: {await said}{await complained}");
        Console.Error.Write(await complained);
        var result = JsonSerializer.Deserialize<WrkResult>(line["RESULT ".Length..], JsonSerializerOptions.Web)!;
        return once && result.Requests >= lines.Length
            ? throw new InvalidOperationException($"All {lines.Length} requests were answered before the time was over.")
            : result;
    }
}

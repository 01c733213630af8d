using System.Globalization;
using Stampede.Proof;
using Stampede.Server.Hosting;

namespace Stampede.Server.Proofs;

/// <summary>What the program can do with proofs at the command line.</summary>
internal static class ProofVerbs
{
    private const string Usage = "verify-proof FILE [--receipt=FILE] [--key=FINGERPRINT]";

    /// <summary>Verifies a proof file, or a receipt alone. Needs no database and no network.</summary>
    /// <returns>0: nothing is wrong; 1: something is.</returns>
    public static int Verify(string[] args, TextWriter output)
    {
        var (receipt, key) = (Option(args, "--receipt="), Option(args, "--key="));
        if (args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToList() is not [var path] || args.Any(arg => arg.StartsWith("--", StringComparison.Ordinal) && !arg.StartsWith("--receipt=", StringComparison.Ordinal) && !arg.StartsWith("--key=", StringComparison.Ordinal)))
            throw new UsageException(Usage);
        try
        {
            using var file = File.OpenRead(path);
            return IsReceipt(file) ? TellReceipt(File.ReadAllBytes(path), key, output) : TellFile(file, receipt is null ? [] : [ProofReceipt.Parse(File.ReadAllBytes(receipt))], key, output);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new StartException($"It cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static int TellFile(FileStream file, IReadOnlyList<ProofReceipt> receipts, string? key, TextWriter output)
    {
        var report = ProofReader.Verify(file, receipts);
        if (report.Header is { } header)
            output.WriteLine($"{header.Name} ({header.Slug}), drop {header.Drop}, of {header.Shop}; written by {header.Software}");
        foreach (var check in report.Checks)
            output.WriteLine($"  {(check.IsGood ? "ok  " : "BAD ")} {check.Check.ToString().ToLowerInvariant(),-8} {(check.IsGood ? check.Told : "see below")}");
        foreach (var finding in report.Findings)
            output.WriteLine($"{(finding.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"line {line}: ") : "")}{finding.Code}: {finding.Detail}");
        var isKnown = TellKeys(report.Header?.Keys ?? [], key, output);
        output.WriteLine("What this does not prove:");
        foreach (var sentence in ProofReport.NotProven.Concat(report.NotProvenHere))
            output.WriteLine($"  {sentence}");
        output.WriteLine(report.IsGood && isKnown ? "All is right." : "Something is wrong: this is not what the shop signed, or the shop broke its rules.");
        return report.IsGood && isKnown ? 0 : 1;
    }

    private static int TellReceipt(byte[] json, string? key, TextWriter output)
    {
        var findings = ProofReceipt.Check(json);
        var receipt = ProofReceipt.Parse(json);
        output.WriteLine($"Receipt of {receipt.Name} ({receipt.Slug}), drop {receipt.Drop}, of {receipt.Shop}: {receipt.Code}. {receipt.Sentence}");
        foreach (var line in receipt.Lines)
            output.WriteLine($"  {line.Line}");
        foreach (var finding in findings)
            output.WriteLine($"{finding.Code}: {finding.Detail}");
        var isKnown = TellKeys(receipt.Keys, key, output);
        output.WriteLine(findings.Count == 0 && isKnown
            ? string.Create(CultureInfo.InvariantCulture, $"All is right: {receipt.Lines.Count} lines are in what the shop has signed.")
            : "Something is wrong with this receipt.");
        return findings.Count == 0 && isKnown ? 0 : 1;
    }

    private static bool TellKeys(IReadOnlyList<ShopKey> keys, string? wanted, TextWriter output)
    {
        foreach (var key in keys)
            output.WriteLine($"Key of {key.Shop} from {CanonicalTime.Text(key.From)}{(key.Until is { } until ? $" until {CanonicalTime.Text(until)}" : "")}: {key.Public.Fingerprint}");
        if (wanted is null || keys.Any(key => string.Equals(key.Public.Fingerprint, wanted, StringComparison.OrdinalIgnoreCase)))
            return true;
        output.WriteLine($"None of them is {wanted}.");
        return false;
    }

    private static bool IsReceipt(FileStream file)
    {
        // A receipt is one line that begins with its checkpoints; a proof file is packed, or begins with its drop.
        Span<byte> begin = stackalloc byte[15];
        var isReceipt = file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.SequenceEqual("{\"checkpoints\":"u8);
        file.Position = 0;
        return isReceipt;
    }

    private static string? Option(string[] args, string name) => args.FirstOrDefault(arg => arg.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
}

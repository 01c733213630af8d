using System.IO.Compression;
using System.Reflection;
using Stampede.Postgres.Proofs;
using Stampede.Proof;

namespace Stampede.Server.Proofs;

/// <summary>
/// A drop's proof file, page by page, as it is signed. Whoever reads it slowly holds no connection of the database, and who has stopped
/// reading is left.
/// </summary>
internal sealed class ProofStream(SignedDrop signed, ProofRequests requests, IDisposable place) : IResult
{
    public const string MediaType = "application/gzip";

    private const int PageSize = 1_000;

    /// <summary>For a page of some 100 KB.</summary>
    private static readonly TimeSpan PageTimeMax = TimeSpan.FromSeconds(60);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var _ = place;
        var response = httpContext.Response;
        response.ContentType = MediaType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{signed.Drop.Slug}.stampede-proof.jsonl.gz\"";
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        try
        {
            await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await WriteAsync(gzip, httpContext.RequestAborted);
        }
        catch (Exception) when (response.HasStarted)
        {
            // Half a file must not look like a whole one.
            httpContext.Abort();
            throw;
        }
    }

    private async Task WriteAsync(GZipStream file, CancellationToken aborted)
    {
        var keys = await requests.Keys.ListAsync(aborted);
        var inUse = keys.Single(key => key.Key.Until is null);
        var software = $"Stampede {Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)}";
        using var writer = new ProofWriter(new(
            signed.Drop.Id.Value, signed.Drop.Slug, signed.Drop.Name, inUse.Key.Shop, software, [.. keys.Select(key => key.Key)], signed.Ledger.Size, signed.Log?.Size ?? 0));
        await WritePageAsync(file, [writer.Header()], aborted);
        if (signed.Log is { } log)
            await WriteTreeAsync(file, writer, ProofRows.Log, log.Size, aborted);
        await WriteTreeAsync(file, writer, ProofRows.Ledger, signed.Ledger.Size, aborted);
        await WritePageAsync(file, [writer.Summary(), writer.Signature(requests.Keys.Open(inUse))], aborted);
    }

    /// <summary>A tree's lines, each checkpoint after the line that it was signed at.</summary>
    private async Task WriteTreeAsync(GZipStream file, ProofWriter writer, string tree, long size, CancellationToken aborted)
    {
        for (var from = 0L; from < size;)
        {
            var lines = await requests.ReadPageAsync(signed.Drop.Id, tree, from, (int)Math.Min(PageSize, size - from), aborted);
            if (lines.Count == 0)
                throw new InvalidDataException($"The {tree} of drop {signed.Drop.Id} ends at {from}, and {size} lines of it are signed.");
            // At most one for each line.
            var checkpoints = (await requests.Rows.ListCheckpointsAsync(signed.Drop.Id, tree, from, from + lines.Count, lines.Count, aborted)).ToDictionary(checkpoint => checkpoint.Size);
            var page = new List<byte[]>();
            foreach (var line in lines)
            {
                page.Add(writer.Line(line));
                from++;
                if (checkpoints.TryGetValue(from, out var checkpoint))
                    page.Add(writer.Checkpoint(tree, checkpoint.At, checkpoint.Note));
            }

            await WritePageAsync(file, page, aborted);
        }
    }

    private static async Task WritePageAsync(GZipStream file, IEnumerable<byte[]> lines, CancellationToken aborted)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        bounded.CancelAfter(PageTimeMax);
        foreach (var line in lines)
            await file.WriteAsync(line, bounded.Token);
        await file.FlushAsync(bounded.Token);
    }
}

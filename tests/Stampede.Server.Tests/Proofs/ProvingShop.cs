using System.IO.Compression;
using System.Net;
using System.Text;
using Stampede.Proof;
using Stampede.Server.Tests.Contract;

namespace Stampede.Server.Tests.Proofs;

/// <summary>A proof file as somebody outside downloads it.</summary>
internal sealed record DownloadedProof(byte[] Packed)
{
    public static async Task<DownloadedProof> OfAsync(Drop drop)
    {
        using var response = await drop.Shop.Site.Http.GetAsync(new Uri(drop.Shop.Site.Address, $"{drop.Path}/proof"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe($"{drop.Slug}.stampede-proof.jsonl.gz");
        return new(await response.Content.ReadAsByteArrayAsync());
    }

    public string Text
    {
        get
        {
            using var reader = new StreamReader(new GZipStream(new MemoryStream(Packed), CompressionMode.Decompress), Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }

    public IEnumerable<string> Movements => Text.Split('\n').Where(line => line.Contains("\"version\":", StringComparison.Ordinal));

    public ProofReport Verify(params ProofReceipt[] receipts) => ProofReader.Verify(new MemoryStream(Packed), receipts);

    public DownloadedProof ShouldBeGood(params ProofReceipt[] receipts)
    {
        Verify(receipts).Findings.ShouldBeEmpty();
        return this;
    }
}

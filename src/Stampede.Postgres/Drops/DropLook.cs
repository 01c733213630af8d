using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Operations;

namespace Stampede.Postgres.Drops;

/// <summary>One of a drop's pictures.</summary>
/// <param name="Alt">What is to be seen, for who cannot see it. Null: nobody has said.</param>
/// <param name="FocalPoint">What stays in view when the picture is cut.</param>
/// <param name="Width">In pixels. Null: not known, as of a picture on another site.</param>
/// <param name="Sources">Smaller files of the same picture, as for HTML's picture element. Empty: it is there as it is.</param>
public sealed record DropPicture(string Url, string? Alt, FocalPoint FocalPoint, int? Width, int? Height, IReadOnlyList<PictureSource> Sources)
{
    /// <param name="shape">Null: nothing is known of it.</param>
    public static DropPicture Of(string url, PictureShape? shape = null, string? alt = null, FocalPoint? focalPoint = null) =>
        new(url, alt, focalPoint ?? FocalPoint.Middle, shape?.Width, shape?.Height, shape is { Widths: { Count: > 0 } widths } ? [PictureSource.Of(url, widths)] : []);
}

/// <param name="X">From the left, 0 to 1.</param>
/// <param name="Y">From the top, 0 to 1.</param>
public sealed record FocalPoint(double X, double Y)
{
    public static readonly FocalPoint Middle = new(0.5, 0.5);
}

/// <param name="Type">The files' media type.</param>
/// <param name="Srcset">Their addresses and widths: "/a/160.webp 160w, /a/480.webp 480w".</param>
public sealed record PictureSource(string Type, string Srcset)
{
    public static PictureSource Of(string url, IEnumerable<int> widths) =>
        new("image/webp", string.Join(", ", widths.Select(width => string.Create(CultureInfo.InvariantCulture, $"{url}/{width}.webp {width}w"))));
}

/// <summary>What a drop is shown with beside its text. It is in no ledger: no decision depends on it.</summary>
/// <param name="Pictures">The first is the drop's imageUrl.</param>
public sealed record DropLook(IReadOnlyList<DropPicture> Pictures, string? SizeGuide)
{
    public const int PicturesMax = 8;
    public const int SizeGuideLengthMax = 4_000;

    private const string Upsert = """
        insert into drop_look (drop_id, pictures, size_guide) values ($1, coalesce($2, '[]'), $3)
        on conflict (drop_id) do update set
          pictures = coalesce($2, drop_look.pictures), size_guide = case when $4 then $3 else drop_look.size_guide end
        """;

    /// <param name="columns">Its pictures and its size guide. Null: nobody has said anything of the drop's look.</param>
    /// <param name="imageUrl">The drop's: it is the first, also where it was set without the others.</param>
    internal static DropLook Read(string?[]? columns, string? imageUrl)
    {
        IReadOnlyList<DropPicture> known = columns is null ? [] : JsonSerializer.Deserialize(columns[0]!, DropLookJson.Default.IReadOnlyListDropPicture)!;
        if (imageUrl is null)
            known = [];
        else if (known.Count == 0 || known[0].Url != imageUrl)
            known = [known.FirstOrDefault(picture => picture.Url == imageUrl) ?? DropPicture.Of(imageUrl), .. known.Skip(1).Where(picture => picture.Url != imageUrl)];
        return new DropLook(known, columns?[1]);
    }

    internal static NpgsqlBatchCommand AddTo(NpgsqlBatch batch, DropId drop, DropLookChange change) => batch.Add(Upsert).With(drop.Value)
        .WithJson(change.Pictures is null ? null : JsonSerializer.Serialize(change.Pictures, DropLookJson.Default.IReadOnlyListDropPicture))
        .With(change.SizeGuide).With(change.ChangesSizeGuide);
}

/// <param name="Pictures">All that there are from here on. Null: they stay as they are.</param>
/// <param name="ChangesSizeGuide">False: the size guide stays as it is, and <paramref name="SizeGuide"/> plays no part.</param>
public sealed record DropLookChange(IReadOnlyList<DropPicture>? Pictures, bool ChangesSizeGuide, string? SizeGuide);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<DropPicture>))]
internal sealed partial class DropLookJson : JsonSerializerContext;

using Stampede.Domain;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Operations;
using Stampede.Server.Http;

namespace Stampede.Server.Drops;

/// <summary>What operators say of a drop's pictures and size guide, checked against the pictures that were uploaded.</summary>
internal sealed class DropLooks(PictureRows uploaded, DropReads drops)
{
    private static readonly Dictionary<Guid, PictureShape> NoShapes = [];

    public async Task<DropLookChange?> ReadAsync(CreateDropBody body, Validation check, CancellationToken cancellation)
    {
        var fields = check.FieldsOf<CreateDropBody>();
        var sizeGuide = fields.OptionalText(nameof(body.SizeGuide), body.SizeGuide, lines: true);
        var imageUrl = DropValidation.ImageUrl(fields.OptionalText(nameof(body.ImageUrl), body.ImageUrl), check);
        check.Require(imageUrl is null || body.Pictures is null, "pictures", TwiceSaid);
        var pictures = await ReadAsync(body.Pictures ?? (imageUrl is null ? [] : [new(imageUrl, null, null)]), body.Pictures is not null, check, cancellation);
        return pictures.Count == 0 && sizeGuide is null ? null : new DropLookChange(pictures, ChangesSizeGuide: true, sizeGuide);
    }

    /// <returns>Null: the body names neither pictures nor a size guide.</returns>
    public async Task<DropLookChange?> ReadAsync(ChangeDropBody body, DropId? drop, Validation check, CancellationToken cancellation)
    {
        var (namesOne, namesAll, namesGuide) = (body.Names("imageUrl"), body.Names("pictures"), body.Names("sizeGuide"));
        if (!namesOne && !namesAll && !namesGuide)
            return null;
        var fields = check.FieldsOf<ChangeDropBody>();
        var sizeGuide = fields.OptionalText(nameof(body.SizeGuide), body.SizeGuide, lines: true);
        var imageUrl = DropValidation.ImageUrl(fields.OptionalText(nameof(body.ImageUrl), body.ImageUrl), check);
        check.Require(!namesOne || !namesAll, "pictures", TwiceSaid);
        check.Require(!namesAll || body.Pictures is not null, "pictures", DropValidation.NotTakenAway);
        IReadOnlyList<DropPicture>? pictures = namesAll ? await ReadAsync(body.Pictures ?? [], isList: true, check, cancellation) : null;
        if (namesOne && !namesAll)
            pictures = imageUrl is null ? [] : await InFirstPlaceAsync(imageUrl, drop, check, cancellation);
        return new DropLookChange(pictures, namesGuide, sizeGuide);
    }

    private const string TwiceSaid = "Comes in place of imageUrl, not beside it: its first is the imageUrl.";

    private async Task<IReadOnlyList<DropPicture>> InFirstPlaceAsync(string imageUrl, DropId? drop, Validation check, CancellationToken cancellation)
    {
        var before = drop is { } id && await drops.FindAsync(id, cancellation) is { } found ? found.Pictures : [];
        return before.FirstOrDefault(picture => picture.Url == imageUrl) is { } known
            ? [known, .. before.Where(picture => picture != known)]
            : [.. await ReadAsync([new(imageUrl, null, null)], isList: false, check, cancellation), .. before.Skip(1)];
    }

    /// <param name="isList">False: it is the imageUrl of a body. It may name a picture that is not there, as it always might.</param>
    private async Task<IReadOnlyList<DropPicture>> ReadAsync(IReadOnlyList<PictureBody?> sent, bool isList, Validation check, CancellationToken cancellation)
    {
        if (!check.Require(sent.Count <= DropLook.PicturesMax, "pictures", $"At most {DropLook.PicturesMax}.", FieldError.Length(0, DropLook.PicturesMax)))
            return [];
        Guid[] ids = [.. sent.Select(picture => picture?.Url is { } url ? PictureEndpoints.IdOf(url.Trim()) : null).OfType<Guid>()];
        var shapes = ids.Length == 0 ? NoShapes : await uploaded.FindShapesAsync(ids, cancellation);
        var pictures = new List<DropPicture>();
        for (var i = 0; i < sent.Count; i++)
        {
            var (within, one) = ($"pictures[{i}].", sent[i]);
            var fields = check.FieldsOf<PictureBody>(within);
            // The imageUrl was checked under its own name.
            var url = isList ? fields.Text(nameof(PictureBody.Url), one?.Url) : one!.Url!;
            if (url.Length == 0)
                continue;
            if (isList)
                DropValidation.ImageUrl(url, check, $"{within}url");
            var alt = fields.OptionalText(nameof(PictureBody.Alt), one?.Alt);
            check.Require(pictures.All(other => other.Url != url), $"{within}url", "Is there twice.");
            var shape = PictureEndpoints.IdOf(url) is { } id ? shapes.GetValueOrDefault(id) : null;
            check.Require(!isList || shape is not null || PictureEndpoints.IdOf(url) is null, $"{within}url", "There is no such picture.");
            pictures.Add(DropPicture.Of(url, shape, alt, FocalPointOf(one?.FocalPoint, $"{within}focalPoint", check)));
        }

        return pictures;
    }

    private static FocalPoint? FocalPointOf(FocalPointBody? body, string field, Validation check)
    {
        return body is null ? null : new FocalPoint(Part("x", body.X), Part("y", body.Y));

        double Part(string name, double? value)
        {
            if (check.Require(value is not null, $"{field}.{name}", "Is needed: from 0 to 1.", FieldError.Required))
                check.Require(value is >= 0 and <= 1, $"{field}.{name}", "From 0 to 1.", FieldError.Range(0, 1));
            return Math.Round(value ?? 0, 4);
        }
    }
}

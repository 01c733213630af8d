using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Stampede.Postgres.Operations;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Drops;

/// <summary>Takes uploads in: a few at a time, each in memory, none larger than <see cref="BytesMax"/>.</summary>
internal sealed class PictureUploads(PictureRows pictures, PictureWork work, TimeProvider time) : IDisposable
{
    public const int BytesMax = 5 * 1024 * 1024;

    /// <summary>
    /// What is too large is read on to its end, up to here, and thrown away: to a caller that is cut off while sending,
    /// the answer is lost.
    /// </summary>
    public const int RequestBytesMax = 20 * 1024 * 1024;

    public const string Field = "file";

    private const int AtOnceMax = 4;
    private const int SectionsMax = 10;
    private const int BoundaryLengthMax = 70;

    private static readonly TimeSpan QueueTimeMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadTimeMax = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim slots = new(AtOnceMax);

    public void Dispose() => slots.Dispose();

    /// <returns>The picture; or what is wrong; or neither, where the call is answered by its key.</returns>
    public async Task<(UploadedPicture? Picture, ApiProblem? Problem)> TakeAsync(HttpRequest request, OperatorCall call)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (BoundaryOf(request) is not { } boundary)
            return (default, ApiProblem.Of(ProblemKinds.UnsupportedMediaType, $"Send multipart/form-data with the picture in the field {Field}."));
        if (!await slots.WaitAsync(QueueTimeMax, cancellation))
            return (default, ProblemKinds.Overloaded);
        try
        {
            var (file, problem) = await ReadAsync(new MultipartReader(boundary, request.Body), cancellation);
            if (problem is not null)
                return (default, problem);
            // With a key that came before, nothing of another picture is kept.
            if (call.Name is not null && call.IsAnsweredFor(file.Span))
                return default;
            return await work.DecodeAsync(file.ToArray(), cancellation) switch
            {
                PictureCheck.Good { Picture: var made } => (UploadedPicture.Of(await pictures.KeepAsync(Guid.NewGuid(), made, cancellation), made), null),
                PictureCheck.TooManyPixels size => (default, ApiProblem.Of(
                    ProblemKinds.PictureTooLarge,
                    $"It has {size.Width} by {size.Height} pixels; {PictureDecoding.SideMax} on a side and {PictureDecoding.PixelsMax / 1_000_000} million in all are the most.")),
                PictureCheck.Heic => (default, ProblemKinds.PictureHeic),
                null => (default, ProblemKinds.Overloaded),
                _ => (default, ProblemKinds.PictureType),
            };
        }
        finally
        {
            slots.Release();
        }
    }

    private static string? BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).ToString() is { Length: > 0 and <= BoundaryLengthMax } boundary
            ? boundary
            : null;

    private async Task<(ReadOnlyMemory<byte> File, ApiProblem? Problem)> ReadAsync(MultipartReader reader, CancellationToken cancellation)
    {
        using var bounded = new CancellationTokenSource(ReadTimeMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token, cancellation);
        try
        {
            for (var i = 0; i < SectionsMax && await reader.ReadNextSectionAsync(either.Token) is { } section; i++)
            {
                if (section.GetContentDispositionHeader() is { } disposition && disposition.IsFileDisposition() && disposition.Name.Equals(Field, StringComparison.Ordinal))
                    return await ReadFileAsync(section.Body, either.Token);
            }

            return (default, ApiProblem.Invalid(Field, "Is needed: a PNG, JPEG or WebP."));
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (default, ProblemKinds.PictureTooLarge);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or IOException and not BadHttpRequestException && !cancellation.IsCancellationRequested)
        {
            return (default, ApiProblem.Invalid("body", "Is not valid multipart/form-data."));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (default, ProblemKinds.RequestTimeout);
        }
    }

    private static async Task<(ReadOnlyMemory<byte> File, ApiProblem? Problem)> ReadFileAsync(Stream body, CancellationToken cancellation)
    {
        var file = new MemoryStream();
        var chunk = new byte[64 * 1024];
        var isTooLarge = false;
        while (await body.ReadAsync(chunk, cancellation) is > 0 and var length)
        {
            isTooLarge |= file.Length + length > BytesMax;
            if (!isTooLarge)
                file.Write(chunk, 0, length);
        }

        return isTooLarge ? (default, ProblemKinds.PictureTooLarge) : (file.GetBuffer().AsMemory(0, (int)file.Length), null);
    }
}

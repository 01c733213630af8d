using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Postgres.Line;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Reservations;

/// <summary>One's turn in a line, without scripts: what is set aside, until when, and two buttons. All else is on the drop's page.</summary>
/// <remarks>
/// The buttons are a plain form. That another site cannot press them is seen to by <see cref="CrossSiteGuard"/>, as for every request that comes
/// with the cookie.
/// </remarks>
internal static class TurnPage
{
    private const int FieldsMax = 4;

    private static readonly Words English = new(
        "en", "Your turn", "Sign in first, on the drop's page.", "Nothing is set aside for you now. When it is your turn, it stands here: load this page again.",
        "{0} × {1} is set aside for you until {2} UTC.", "Say yes until then; after that you have time to pay.", "Pay until then, on the drop's page.",
        "Yes, I want it", "No, pass it on", "That was too late, or it was passed on.", "To the drop's page");

    private static readonly Words German = new(
        "de", "Du bist dran", "Melde dich zuerst an, auf der Seite des Drops.", "Gerade liegt nichts für dich bereit. Wenn du dran bist, steht es hier: Lade diese Seite neu.",
        "{0} × {1} liegt bis {2} UTC für dich bereit.", "Sag bis dahin ja; danach hast du Zeit zu bezahlen.", "Bezahle bis dahin, auf der Seite des Drops.",
        "Ja, ich möchte es", "Nein, gib es weiter", "Das war zu spät, oder es wurde weitergegeben.", "Zur Seite des Drops");

    public static void MapTurnPage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/drops/{dropId}/turn", ShowAsync).ExcludeFromDescription();
        routes.MapPost("/drops/{dropId}/turn", AnswerAsync).ExcludeFromDescription();
    }

    private static Task<Results<ContentHttpResult, ApiProblem>> ShowAsync(
        string dropId, HttpContext context, DropLookup lookup, DropStandings standings, LineReads reads, LineDocuments documents) =>
        PageAsync(dropId, context, lookup, standings, reads, documents, isTooLate: false);

    private static async Task<Results<RedirectHttpResult, ContentHttpResult, ApiProblem>> AnswerAsync(
        string dropId, HttpContext context, DropLookup lookup, DropStandings standings, LineReads reads, LineDocuments documents, DropGate gate, CancellationToken cancellation)
    {
        if (Caller.Of(context.User) is not { } caller)
            return ApiProblem.Of(ProblemKinds.Unauthenticated);
        var check = new Validation();
        check.Require(context.Request.HasFormContentType, "form", "Is a form.");
        if (check.Failed)
            return check.Problem;
        var form = await context.Request.ReadFormAsync(new Microsoft.AspNetCore.Http.Features.FormOptions { ValueCountLimit = FieldsMax }, cancellation);
        check.Require(Guid.TryParse(form["reservation"], out var id), "reservation", "Is needed.");
        check.Require(form["answer"] == "yes" || form["answer"] == "no", "answer", "yes or no.");
        if (check.Failed)
            return check.Problem;
        if (await lookup.FindAsync(dropId, cancellation) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var reservation = new ReservationId(id);
        return await gate.SubmitAsync(drop, form["answer"] == "yes" ? new Command.Claim(reservation, caller.Id) : new Command.Cancel(reservation, caller.Id)) switch
        {
            // To be loaded again without answering again.
            Outcome.Claimed or Outcome.Cancelled => TypedResults.LocalRedirect($"~{context.Request.Path}"),
            Outcome.Refused { Refusal: Refusal.Overloaded or Refusal.DatabaseUnavailable or Refusal.InternalError } refused => refused.Refusal.ToProblem(drop, default),
            _ => await PageAsync(dropId, context, lookup, standings, reads, documents, isTooLate: true) switch
            {
                { Result: ContentHttpResult page } => page,
                { Result: ApiProblem problem } => problem,
                var other => throw new InvalidOperationException($"A page came to {other.Result}."),
            },
        };
    }

    private static async Task<Results<ContentHttpResult, ApiProblem>> PageAsync(
        string dropId, HttpContext context, DropLookup lookup, DropStandings standings, LineReads reads, LineDocuments documents, bool isTooLate)
    {
        var cancellation = context.RequestAborted;
        if (await lookup.FindAsync(dropId, cancellation) is not { } drop || !await standings.IsPublishedAsync(drop, cancellation))
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        context.Response.Headers.CacheControl = "no-store";
        var pathBase = context.RequestServices.GetRequiredService<StampedeSettings>().PathBase;
        var words = context.Request.GetTypedHeaders().AcceptLanguage is { Count: > 0 } languages
            && languages.OrderByDescending(one => one.Quality ?? 1).First().Value.StartsWith("de", StringComparison.OrdinalIgnoreCase) ? German : English;
        var body = new StringBuilder();
        if (isTooLate)
            body.Append(CultureInfo.InvariantCulture, $"<p role=\"alert\">{words.TooLate}</p>");
        if (Caller.Of(context.User) is not { } caller)
            body.Append(CultureInfo.InvariantCulture, $"<p>{words.SignIn}</p>");
        else if (await reads.FindEntryAsync(drop, caller.Id, cancellation) is (_, [{ Status: ReservationStatus.Active } offer, ..], _))
            Add(body, words, offer, (await documents.FindAsync(drop, cancellation))?.Find(offer.Variant)?.Label ?? "");
        else
            body.Append(CultureInfo.InvariantCulture, $"<p>{words.Nothing}</p>");
        body.Append(CultureInfo.InvariantCulture, $"<p><a href=\"{pathBase}/drops/{Uri.EscapeDataString(dropId)}\">{words.ToTheDrop}</a></p>");
        return TypedResults.Content(
            $"""
            <!doctype html>
            <html lang="{words.Language}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>{words.Title}</title></head>
            <body><main><h1>{words.Title}</h1>{body}</main></body>
            </html>

            """,
            "text/html; charset=utf-8");
    }

    private static void Add(StringBuilder body, Words words, MadeOffer offer, string label)
    {
        var needsYes = offer.Tempo == LineTempo.Live && offer.ClaimedUntil is null;
        var until = (needsYes ? offer.ExpiresAt : offer.KeptUntil).ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        body.Append(CultureInfo.InvariantCulture, $"<p>{string.Format(CultureInfo.InvariantCulture, words.SetAside, offer.Quantity, HtmlEncoder.Default.Encode(label), until)}</p>");
        body.Append(CultureInfo.InvariantCulture, $"<p>{(needsYes ? words.SayYes : words.Pay)}</p><form method=\"post\"><input type=\"hidden\" name=\"reservation\" value=\"{offer.Reservation}\">");
        if (needsYes)
            body.Append(CultureInfo.InvariantCulture, $"<p><button name=\"answer\" value=\"yes\">{words.Yes}</button></p>");
        body.Append(CultureInfo.InvariantCulture, $"<p><button name=\"answer\" value=\"no\">{words.No}</button></p></form>");
    }

    private sealed record Words(
        string Language, string Title, string SignIn, string Nothing, string SetAside, string SayYes, string Pay, string Yes, string No, string TooLate, string ToTheDrop);
}

using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Letters;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <param name="Email">Of somebody without an account; an account's own is known.</param>
/// <param name="Language">What the mail is written in; absent: the account's, else the shop's.</param>
internal sealed record NotifyBody(
    [property: StringLength(CredentialRules.EmailLengthMax, MinimumLength = CredentialRules.EmailLengthMin)] string? Email = null,
    [property: AllowedValues("en", "de", null)] string? Language = null);

/// <param name="NeedsConfirmation">A link was mailed: nothing else is sent to the address before it is followed.</param>
internal sealed record NotifyAnswer(bool NeedsConfirmation);

/// <param name="Opening">The caller is told before the drop opens.</param>
/// <param name="Back">The caller is told when something is free again.</param>
/// <param name="SendsMail">This shop sends mail: it can be asked.</param>
internal sealed record NotifyState(bool Opening, bool Back, bool SendsMail);

/// <param name="Token">What stands behind the # of the link.</param>
internal sealed record NotifyTokenBody([property: Required] string? Token);

internal sealed record NotifyConfirmed(DropId DropId);

/// <summary>Tell me: before a drop opens, and when something of it is back. For accounts one press; an address of anybody else has to say so itself.</summary>
internal static class NotifyEndpoints
{
    /// <summary>What links of these letters are sealed for.</summary>
    public const string Purpose = "Stampede.Notify";

    public static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(400);

    public static void MapNotify(this IEndpointRouteBuilder routes)
    {
        var drop = routes.MapGroup("/api/v1/drops/{dropId}/notify").WithTags("Notifications").WithProblems("drop_not_found", "database_unavailable");
        drop.MapPost("/", AskAsync)
            .WithExample("""{"email": "alice@example.com", "language": "en"}""")
            .WithName("NotifyMe")
            .WithSummary("Be told by mail: of an upcoming drop 15 minutes before it opens, of one that is sold out when something is back")
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("validation_failed", "mail_unavailable", "available_now", "ended", "overloaded");
        drop.MapGet("/", FindAsync)
            .WithName("GetNotify")
            .WithSummary("Whether the caller is told of the drop");
        drop.MapDelete("/", ForgetAsync)
            .WithName("DontNotifyMe")
            .WithSummary("Not be told of the drop any more")
            .RequireAuthorization(Policies.Customer);

        var links = routes.MapGroup("/api/v1/notify").WithTags("Notifications").WithProblems("confirmation_invalid", "database_unavailable");
        links.MapPost("/confirm", ConfirmAsync)
            .WithExample("""{"token": "CfDJ8…"}""")
            .WithName("ConfirmNotify")
            .WithSummary("Confirm by the link that was mailed that its reader wants to be told")
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("validation_failed");
        // Mail programs send a form of their own choice (RFC 8058): the token is in the address, and the body says nothing.
        links.MapPost("/unsubscribe", UnsubscribeAsync)
            .WithName("UnsubscribeNotify")
            .WithSummary("Not be told any more, by the link in a letter; without signing in")
            .WithLimit(LimitedAction.SignIn);
    }

    private static async Task<Results<Accepted<NotifyAnswer>, ApiProblem>> AskAsync(
        string dropId, NotifyBody body, HttpContext context, DropLookup lookup, DropAnswers answers, ILookupNormalizer normalizer, MailAllowances allowances,
        NpgsqlDataSource database, StampedeSettings settings, CancellationToken cancellation)
    {
        var check = new Validation();
        var caller = Caller.Of(context.User);
        var hasOwn = caller is { IsGuest: false };
        var email = hasOwn ? "" : check.Email("email", body.Email);
        var language = check.Language("language", body.Language);
        if (check.Failed)
            return check.Problem;
        if (await lookup.FindAsync(dropId, cancellation) is not { } id || await answers.FindAsync(id, cancellation) is not { Drop: { Status: not DropStatus.Draft } drop })
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (settings.Mail is null)
            return ApiProblem.Of(ProblemKinds.MailUnavailable);
        if (drop.Status == DropStatus.Ended)
            return ApiProblem.Of(ProblemKinds.Ended);
        if (drop is { Status: DropStatus.Live, Availability: Availability.Available })
            return ApiProblem.Of(ProblemKinds.AvailableNow, "Nobody has to wait for it: something is free. Reserve it.");
        var kind = drop.Status == DropStatus.Upcoming ? NotifyKind.Opening : NotifyKind.Back;

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var asked = hasOwn
            ? await NotifyRequests.AskAsync(transaction, id, kind, caller!.Id, language, cancellation)
            : await NotifyRequests.AskAsync(transaction, id, kind, email, normalizer.NormalizeEmail(email), language, cancellation);
        if (asked is not { } request)
            return ApiProblem.Of(ProblemKinds.Unauthenticated);
        if (!request.IsConfirmed)
        {
            if (await LetterRows.AreAskedForFullAsync(transaction, cancellation))
                return ApiProblem.Of(ProblemKinds.Overloaded);
            var address = AddressKey.Of(context.Connection.RemoteIpAddress);
            if (await allowances.TakeAsync(transaction, hasOwn ? caller!.Email! : email, caller?.Id.Value, address, cancellation) is var wait && wait > TimeSpan.Zero)
                return ApiProblem.Of(ProblemKinds.RateLimited, "As many mails as may be sent for now went to this mailbox, or were asked for from your network address. Look for the last one.").After(wait);
            await LetterRows.WriteAsync(
                transaction,
                new NewLetter(LetterKind.NotifyConfirm, Guid.CreateVersion7().ToString("n"))
                {
                    Customer = hasOwn ? caller!.Id : null,
                    Email = hasOwn ? null : email,
                    Language = language,
                    Drop = id,
                    Data = $$"""{"request": "{{request.Id}}"}""",
                },
                cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return TypedResults.Accepted(default(string), new NotifyAnswer(!request.IsConfirmed));
    }

    private static async Task<Results<Ok<NotifyState>, ApiProblem>> FindAsync(
        string dropId, HttpContext context, DropLookup lookup, DropStandings standings, NotifyRequests requests, StampedeSettings settings, CancellationToken cancellation)
    {
        if (await lookup.FindAsync(dropId, cancellation) is not { } drop || !await standings.IsPublishedAsync(drop, cancellation))
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        // Of a guest only their mailbox knows.
        var kinds = Caller.Of(context.User) is { IsGuest: false } caller ? await requests.ListAsync(drop, caller.Id, cancellation) : [];
        return TypedResults.Ok(new NotifyState(kinds.Contains(NotifyKind.Opening), kinds.Contains(NotifyKind.Back), settings.Mail is not null));
    }

    private static async Task<Results<NoContent, ApiProblem>> ForgetAsync(
        string dropId, Caller caller, DropLookup lookup, DropStandings standings, NotifyRequests requests, CancellationToken cancellation)
    {
        if (await lookup.FindAsync(dropId, cancellation) is not { } drop || !await standings.IsPublishedAsync(drop, cancellation))
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        await requests.ForgetAsync(drop, caller.Id, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<NotifyConfirmed>, ApiProblem>> ConfirmAsync(NotifyTokenBody body, MailedLinks links, NotifyRequests requests, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(body.Token))
            return ApiProblem.Invalid("token", "Is needed.");
        return Guid.TryParse(links.Read(Purpose, body.Token), out var request) && await requests.ConfirmAsync(request, cancellation) is { } drop
            ? TypedResults.Ok(new NotifyConfirmed(drop))
            : ApiProblem.Of(ProblemKinds.ConfirmationInvalid);
    }

    /// <summary>A second time it does nothing, and says the same.</summary>
    private static async Task<Results<NoContent, ApiProblem>> UnsubscribeAsync(string? token, MailedLinks links, NotifyRequests requests, CancellationToken cancellation)
    {
        if (!Guid.TryParse(links.Read(Purpose, token ?? ""), out var request))
            return ApiProblem.Of(ProblemKinds.ConfirmationInvalid);
        await requests.ForgetAsync(request, cancellation);
        return TypedResults.NoContent();
    }
}

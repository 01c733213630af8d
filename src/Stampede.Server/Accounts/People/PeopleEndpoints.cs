using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Accounts;

internal sealed record PeopleList(IReadOnlyList<Person> Items, PeopleRules Rules);

internal sealed record RoleBody([property: Required] string? Role);

internal sealed record PeopleRulesBody(
    [property: Required] bool? RequireSecondFactor, [property: Required, Range(0, 1_000_000_000)] long? SupportRefundMax);

/// <summary>Who runs the shop, and in which role: for owners to decide, and for all of them to see.</summary>
internal static class PeopleEndpoints
{
    private static readonly ApiProblem NoSuchPerson = ApiProblem.Of(ProblemKinds.AccountNotFound, "Nobody with this id runs the shop. GET /api/v1/people lists those who do.");

    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        var people = routes.MapGroup("/api/v1/people").WithTags("People").ForOperators().WithProblems("unauthenticated", "forbidden", "database_unavailable");
        people.MapGet("/", ListAsync).WithName("ListPeople").WithSummary("Who runs the shop");
        people.MapPatch("/{accountId}", ChangeAsync)
            .WithExample("""{"role": "support"}""")
            .WithName("ChangeRole").WithSummary("Gives somebody another role; it counts on all nodes within two seconds").WithProblems("validation_failed", "account_not_found", "last_operator");
        people.MapDelete("/{accountId}", DismissAsync)
            .WithName("DismissPerson").WithSummary("Takes the role away, and ends their sessions; the account stays a customer's").WithProblems("account_not_found", "last_operator");
        people.MapPost("/{accountId}/reset-second-factor", ResetSecondFactorAsync)
            .WithName("ResetSecondFactor").WithSummary("For somebody who has lost theirs: takes it away, and ends their sessions").WithProblems("account_not_found");
        people.MapPut("/rules", SetRulesAsync)
            .WithExample("""{"requireSecondFactor": false, "supportRefundMax": 100}""")
            .WithName("SetPeopleRules").WithSummary("What holds for all who run the shop").WithProblems("validation_failed");
        people.MapGet("/invitations", Invitations.ListAsync).WithName("ListInvitations").WithSummary("Who was invited and has not come yet");
        people.MapPost("/invitations", Invitations.InviteAsync)
            .WithExample("""{"email": "kim@example.com", "role": "operator"}""")
            .WithName("Invite").WithSummary("Invites somebody to run the shop: a link, good once and for three days").WithProblems("validation_failed", "already_member", "rate_limited");
        people.MapDelete("/invitations/{invitationId}", Invitations.WithdrawAsync).WithName("WithdrawInvitation").WithSummary("Its link opens nothing any more").WithProblems("not_found");

        var invited = routes.MapGroup($"{AccountEndpoints.Prefix}/invitation").WithTags("Accounts").WithLimit(LimitedAction.SignIn).WithProblems("validation_failed", "invitation_invalid");
        invited.MapPost("/", Invitations.LookAsync)
            .WithExample("""{"token": "q83vEjRW…"}""")
            .WithName("LookAtInvitation").WithSummary("What an invitation is to, by the link that was sent");
        invited.MapPost("/accept", Invitations.AcceptAsync)
            .WithExample("""{"token": "q83vEjRW…", "displayName": "Kim", "password": "correct horse battery"}""")
            .WithName("AcceptInvitation").WithSummary("Takes the role: with a new account, or with the one that is signed in").WithProblems("unauthenticated", "forbidden", "overloaded");
    }

    private static async Task<Ok<PeopleList>> ListAsync(Caller caller, PeopleRows rows, StampedeSettings settings, CancellationToken cancellation)
    {
        var (required, refundMax) = await rows.ReadRulesAsync(cancellation);
        return TypedResults.Ok(new PeopleList(
            await rows.ListAsync(caller.Id, cancellation), new PeopleRules(required || settings.RequireSecondFactor, settings.RequireSecondFactor, refundMax)));
    }

    private static async Task<Results<NoContent, ApiProblem>> ChangeAsync(
        string accountId, RoleBody body, Caller caller, HttpContext context, OperatorCall call, PeopleRows rows, CurrentOperators operators, SecurityLog log)
    {
        var check = new Validation();
        var role = check.Choice<ShopRole>("role", body.Role);
        check.Require(body.Role is not null, "role", "Is needed: viewer, support, operator or owner.", FieldError.Required);
        return check.Failed ? check.Problem : await GiveAsync(accountId, role!.Value, caller, context, call, rows, operators, log);
    }

    private static Task<Results<NoContent, ApiProblem>> DismissAsync(
        string accountId, Caller caller, HttpContext context, OperatorCall call, PeopleRows rows, CurrentOperators operators, SecurityLog log) =>
        GiveAsync(accountId, null, caller, context, call, rows, operators, log);

    /// <param name="role">Null: none any more.</param>
    private static async Task<Results<NoContent, ApiProblem>> GiveAsync(
        string accountId, ShopRole? role, Caller caller, HttpContext context, OperatorCall call, PeopleRows rows, CurrentOperators operators, SecurityLog log)
    {
        if (!Guid.TryParse(accountId, out var account))
            return NoSuchPerson;
        var (change, before) = await rows.ChangeAsync(account, role, CancellationToken.None);
        switch (change)
        {
            case RoleChange.NotFound:
                return NoSuchPerson;
            case RoleChange.LastOwner:
                return ApiProblem.Of(ProblemKinds.LastOperator);
            case RoleChange.AsBefore:
                call.HadNoEffect = true;
                return TypedResults.NoContent();
        }

        call.Summary = $"{Names.Of(before!.Value)} → {(role is { } now ? Names.Of(now) : "customer")}";
        log.PersonChanged(caller.Id.Value, call.Summary, account, context.Connection.RemoteIpAddress);
        await operators.RefreshAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ApiProblem>> ResetSecondFactorAsync(
        string accountId, Caller caller, HttpContext context, PeopleRows rows, CurrentOperators operators, SecurityLog log)
    {
        if (!Guid.TryParse(accountId, out var account) || !await rows.ResetSecondFactorAsync(account, CancellationToken.None))
            return NoSuchPerson;
        log.PersonChanged(caller.Id.Value, "a reset of the second factor", account, context.Connection.RemoteIpAddress);
        await operators.RefreshAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<PeopleRules>, ApiProblem>> SetRulesAsync(PeopleRulesBody body, PeopleRows rows, StampedeSettings settings, CurrentOperators operators)
    {
        var check = new Validation();
        check.Require(body.RequireSecondFactor is not null, "requireSecondFactor", "Is needed: true or false.", FieldError.Required);
        check.Require(body.SupportRefundMax is not null, "supportRefundMax", "Is needed: whole units of the payment's currency.", FieldError.Required);
        var refundMax = check.FieldsOf<PeopleRulesBody>().Range(nameof(body.SupportRefundMax), body.SupportRefundMax, 0L);
        if (check.Failed)
            return check.Problem;
        await rows.WriteRulesAsync(body.RequireSecondFactor!.Value, refundMax, CancellationToken.None);
        await operators.RefreshAsync(CancellationToken.None);
        return TypedResults.Ok(new PeopleRules(body.RequireSecondFactor.Value || settings.RequireSecondFactor, settings.RequireSecondFactor, refundMax));
    }
}

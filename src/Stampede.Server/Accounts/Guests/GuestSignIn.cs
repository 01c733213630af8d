using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

internal static class GuestSignIn
{
    public static async Task<Results<Ok<Me>, SignInHttpResult, ApiProblem>> SignInAsync(
        GuestBody body, bool? useCookies, HttpContext context, GuestAccounts guests, RevokedSessions revoked, StampedeSettings settings, DatabaseClock clock)
    {
        if (!settings.GuestSignIn)
            return ApiProblem.Of(ProblemKinds.Forbidden, "This shop takes no guests. Register, then sign in.");
        if (!DisplayName.TryParse(body.DisplayName, out var name, out var error))
            return ApiProblem.Invalid("displayName", error);

        var known = Caller.Of(context.User) is { IsGuest: true } caller ? caller.Id : default(CustomerId?);
        return await guests.EnterAsync(name, GuestDevice.Of(context, settings), known) switch
        {
            GuestAdmission.Admitted admitted => await SessionEndpoints.BeginAsync(
                context, new Caller(admitted.Id, name.Value, Role: null, SessionId.New(clock.Now)) { IsGuest = true }, useCookies, revoked),
            GuestAdmission.QueueFull => ApiProblem.Of(ProblemKinds.Overloaded),
            var other => throw new UnreachableException($"No answer for {other.GetType().Name}."),
        };
    }
}

using Microsoft.AspNetCore.Authentication.BearerToken;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Accounts;

internal static class AccountEndpoints
{
    public const string Prefix = "/api/v1/accounts";

    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup(Prefix).WithTags("Accounts");

        accounts.MapPost("/register", Registration.RegisterAsync)
            .WithExample("""{"email": "alice@example.com", "password": "correct horse battery", "displayName": "Alice"}""")
            .WithName("Register")
            .WithSummary("Open an account with a password; then sign in")
            .WithLimit(LimitedAction.Arrival)
            .WithProblems("validation_failed", "email_taken", "overloaded");

        accounts.MapPost("/sign-in", PasswordSignIn.SignInAsync)
            .WithExample("""{"email": "alice@example.com", "password": "correct horse battery"}""")
            .WithName("SignIn")
            .WithSummary("Sign in with e-mail and password")
            .Produces<AccessTokenResponse>()
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("validation_failed", "invalid_credentials", "second_factor_required", "locked_out", "overloaded");

        accounts.MapPost("/guest", GuestSignIn.SignInAsync)
            .WithExample("""{"displayName": "Alice"}""")
            .WithName("SignInAsGuest")
            .WithSummary("Sign in with a display name alone; the guest belongs to this device, the name may be others' too")
            .Produces<AccessTokenResponse>()
            .WithLimit(LimitedAction.Arrival)
            .WithProblems("validation_failed", "forbidden", "overloaded");

        accounts.MapPost("/upgrade", GuestUpgrade.UpgradeAsync)
            .WithExample("""{"email": "alice@example.com", "password": "correct horse battery"}""")
            .WithName("UpgradeGuest")
            .WithSummary("Make the caller, a guest, an account: it keeps its purchases and holds, and goes with them to other devices")
            .Produces<AccessTokenResponse>()
            .RequireAuthorization(Policies.Customer)
            .WithLimit(LimitedAction.Arrival)
            .WithProblems("validation_failed", "has_account", "email_taken", "overloaded");

        accounts.MapPost("/forgot-password", PasswordReset.AskAsync)
            .WithExample("""{"email": "alice@example.com"}""")
            .WithName("ForgotPassword")
            .WithSummary("Send a link to set a new password by; the answer is the same whether or not there is an account")
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("validation_failed", "mail_unavailable", "overloaded");

        accounts.MapPost("/reset-password", PasswordReset.SetAsync)
            .WithExample("""{"token": "CfDJ8…", "password": "correct horse battery"}""")
            .WithName("ResetPassword")
            .WithSummary("Set a new password by the link that was sent; good once, for an hour. All sessions end")
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("validation_failed", "reset_invalid", "overloaded");

        accounts.MapPost("/refresh", SessionEndpoints.RefreshAsync)
            .WithExample("""{"refreshToken": "CfDJ8…"}""")
            .WithName("Refresh")
            .WithSummary("A new access token for a refresh token")
            .Produces<AccessTokenResponse>()
            .WithProblems("validation_failed", "unauthenticated");

        accounts.MapPost("/sign-out", SessionEndpoints.SignOutAsync)
            .WithName("SignOut")
            .WithSummary("End the session: its tokens and its cookie are worth nothing from now on")
            .RequireAuthorization(Policies.Customer);

        accounts.MapGet("/session", SessionEndpoints.Get)
            .WithName("GetSession")
            .WithSummary("Who the caller is, if anybody");

        accounts.MapPost("/confirm", EmailConfirmation.ConfirmAsync)
            .WithExample("""{"token": "CfDJ8…"}""")
            .WithName("ConfirmEmail")
            .WithSummary("Confirm the e-mail of an account, by the link that was sent there")
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("validation_failed", "confirmation_invalid", "email_taken");

        accounts.MapPost("/confirmation-mail", EmailConfirmation.SendAsync)
            .WithName("SendConfirmationMail")
            .WithSummary("Send the caller another link to confirm their e-mail by; at most one a minute")
            .RequireAuthorization(Policies.Customer)
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("forbidden", "mail_unavailable", "overloaded");

        routes.MapPost("/api/v1/operations/accounts/confirm", EmailConfirmation.ConfirmByOperatorAsync)
            .WithExample("""{"email": "alice@example.com"}""")
            .WithTags("Operations")
            .WithName("ConfirmAccount")
            .WithSummary("Confirm somebody's account without a letter")
            .ForOperators()
            .WithProblems("unauthenticated", "forbidden", "validation_failed", "account_not_found");

        routes.MapGet("/api/v1/me", SessionEndpoints.GetMe)
            .WithTags("Accounts")
            .WithName("Me")
            .WithSummary("Who the caller is")
            .RequireAuthorization(Policies.Customer);

        routes.MapGet("/api/v1/me/profile", ProfileEndpoints.GetAsync)
            .WithTags("Accounts")
            .WithName("GetProfile")
            .WithSummary("The caller's account as it is now")
            .RequireAuthorization(Policies.Customer)
            .WithProblems("database_unavailable");

        routes.MapPatch("/api/v1/me", ProfileEndpoints.ChangeAsync)
            .WithExample("""{"displayName": "Alice", "language": "en", "hideName": true}""")
            .WithTags("Accounts")
            .WithName("ChangeMe")
            .WithSummary("Change name, language, or whether purchases are shown under the name; what is absent stays")
            .RequireAuthorization(Policies.Customer)
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("validation_failed", "forbidden", "database_unavailable");

        routes.MapPost("/api/v1/me/password", PasswordChange.ChangeAsync)
            .WithExample("""{"currentPassword": "correct horse battery", "password": "another horse battery"}""")
            .WithTags("Accounts")
            .WithName("ChangePassword")
            .WithSummary("Set another password; all other sessions end")
            .Produces<AccessTokenResponse>()
            .RequireAuthorization(Policies.Customer)
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("validation_failed", "forbidden", "locked_out", "overloaded", "database_unavailable");

        routes.MapPost("/api/v1/me/email", EmailChange.AskAsync)
            .WithExample("""{"email": "alice@example.org", "password": "correct horse battery"}""")
            .WithTags("Accounts")
            .WithName("ChangeEmail")
            .WithSummary("Ask for another e-mail: a link that is sent there makes it the account's")
            .RequireAuthorization(Policies.Customer)
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("validation_failed", "forbidden", "locked_out", "mail_unavailable", "overloaded", "database_unavailable");

        routes.MapDelete("/api/v1/me", AccountErasure.EraseAsync)
            .WithTags("Accounts")
            .WithName("EraseMe")
            .WithSummary("Erases name, e-mail, password and device, ends all sessions, gives holds back; purchases stay, under a pseudonym")
            .RequireAuthorization(Policies.Customer)
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("unauthenticated", "last_operator", "database_unavailable");

        routes.MapGet("/api/v1/me/export", PersonalExport.Get)
            .WithTags("Accounts")
            .WithName("ExportMe")
            .WithSummary("All that is stored about the caller")
            .Produces<PersonalData>()
            .RequireAuthorization(Policies.Customer)
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("unauthenticated", "database_unavailable");

        routes.MapSecondFactors();
        routes.MapPeople();
        routes.MapKeys();
        if (routes.ServiceProvider.GetRequiredService<StampedeSettings>().Rehearsals)
        {
            routes.MapPost("/api/v1/rehearsal/customers", RehearsalGuests.CreateCustomersAsync)
                .WithExample("""{"count": 1000, "prefix": "crowd"}""")
                .WithTags("Rehearsal")
                .WithName("CreateRehearsalCustomers")
                .WithSummary("Customers by the thousand, signed in, to rehearse a drop with")
                .ForOperators()
                .WithProblems("validation_failed");
        }
    }
}

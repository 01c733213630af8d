using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

internal static class Registration
{
    public static async Task<Results<Created<Me>, ApiProblem>> RegisterAsync(
        RegisterBody body, HttpContext context, UserManager<Account> users, PasswordHashQueue line, EmailConfirmation confirmation, CancellationToken cancellation)
    {
        var check = new Validation();
        var email = check.Email("email", body.Email);
        var password = check.NewPassword("password", body.Password);
        var name = check.DisplayName("displayName", body.DisplayName);
        var language = check.Language("language", body.Language);
        if (check.Failed)
            return check.Problem;

        // Spares the hash of what can only fail; the index has the last word.
        if (await users.FindByEmailAsync(email) is not null)
            return ApiProblem.Of(ProblemKinds.EmailTaken);
        var account = NewAccount(email, name);
        account.Language = language;
        var address = AddressKey.Of(context.Connection.RemoteIpAddress);
        var admission = await line.EnterAsync(PasswordHashLane.Registration, address, cancellation);
        if (admission.Turn is null)
            return admission.Problem!;
        using (admission.Turn)
            account.PasswordHash = await admission.Turn.HashAsync(password);

        try
        {
            await users.CreateAsync(account);
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return ApiProblem.Of(ProblemKinds.EmailTaken);
        }

        // Where it cannot be sent now, it can be asked for later.
        await confirmation.TrySendAsync(account.Id, address, CancellationToken.None);
        return TypedResults.Created("/api/v1/me", Me.Of(account.ToCaller(default)));
    }

    public static Account NewAccount(string email, string displayName) =>
        new() { Id = Guid.CreateVersion7(), Email = email, DisplayName = displayName };
}

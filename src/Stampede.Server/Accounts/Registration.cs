using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Stampede.Server.Mail;
using Stampede.Server.Problems;

namespace Stampede.Server.Accounts;

internal static class Registration
{
    public static async Task<Results<Created<Me>, ApiProblem>> RegisterAsync(
        RegisterBody body, UserManager<Account> users, PasswordLine line, Outbox outbox, IDataProtectionProvider protection, NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        var check = new Validation();
        var email = check.Email("email", body.Email);
        var password = check.NewPassword("password", body.Password);
        var name = check.DisplayName("displayName", body.DisplayName);
        if (check.Failed)
            return check.Problem;

        // Spares the hash of what can only fail; the index has the last word.
        if (await users.FindByEmailAsync(email) is not null)
            return ApiProblem.Of(ProblemKinds.EmailTaken);
        var account = NewAccount(email, name);
        using (var turn = await line.EnterAsync(cancellation))
        {
            if (turn is null)
                return ApiProblem.Of(ProblemKinds.Overloaded);
            account.PasswordHash = await turn.HashAsync(password);
        }

        try
        {
            await users.CreateAsync(account);
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return ApiProblem.Of(ProblemKinds.EmailTaken);
        }

        await Confirmation.TrySendAsync(account.Id, outbox, protection, database, users, CancellationToken.None);
        return TypedResults.Created("/api/v1/me", Me.Of(account.ToCaller(default)));
    }

    public static Account NewAccount(string email, string displayName) =>
        new() { Id = Guid.CreateVersion7(), Email = email, DisplayName = displayName };
}

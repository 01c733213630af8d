using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Letters;
using Stampede.Postgres.Operators;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Accounts;

internal sealed record InviteBody(
    [property: Required, StringLength(CredentialRules.EmailLengthMax, MinimumLength = CredentialRules.EmailLengthMin)] string? Email,
    [property: Required] string? Role);

/// <param name="InvitedByName">As they are called now.</param>
internal sealed record InvitationLine(Guid Id, string Email, string Role, string InvitedByName, DateTimeOffset CreatedAt, DateTimeOffset ValidUntil);

/// <summary>Those that nobody has followed yet, newest first; those that are over too.</summary>
internal sealed record InvitationList(IReadOnlyList<InvitationLine> Items);

/// <param name="Link">Shown this once: for shops that send no mail, and for who cannot find it.</param>
internal sealed record Invited(Guid Id, string Email, string Role, DateTimeOffset ValidUntil, string Link);

internal sealed record InvitationBody([property: Required, StringLength(Invitations.TokenLengthMax, MinimumLength = 1)] string? Token);

/// <param name="HasAccount">Whoever is invited signs in as they are used to, and then accepts.</param>
internal sealed record Invitation(string Email, string Role, string InvitedByName, DateTimeOffset ValidUntil, bool HasAccount);

internal sealed record AcceptBody
{
    /// <summary>What stands behind the # of the link.</summary>
    [Required, StringLength(Invitations.TokenLengthMax, MinimumLength = 1)]
    public string? Token { get; init; }

    /// <summary>Of a new account. Who has one is signed in with it.</summary>
    [StringLength(Http.DisplayName.CodePointsMax, MinimumLength = 1)]
    public string? DisplayName { get; init; }

    /// <summary>Of a new account.</summary>
    [StringLength(CredentialRules.PasswordLengthMax, MinimumLength = CredentialRules.PasswordLengthMin)]
    public string? Password { get; init; }
}

/// <summary>Invitations to run the shop: a link to one mailbox, good once and for three days.</summary>
internal sealed class Invitations(NpgsqlDataSource database, MailAllowances allowances, MailedLinks links, StampedeSettings settings)
{
    public const int TokenLengthMax = 100;

    private const int TokenBytes = 32;

    /// <summary>That wait at once.</summary>
    private const int WaitingMax = 100;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    // The one of before, to the same mailbox, opens nothing any more.
    private const string Write = """
        insert into invitation (id, email, email_key, role, token_sha256, invited_by, expires_at)
        select $1, $2, $3, $4, $5, $6, clock_timestamp() + $7
        where (select count(*) from invitation where email_key <> $3 and expires_at > clock_timestamp()) < $8
        on conflict (email_key) do update set id = excluded.id, email = excluded.email, role = excluded.role, token_sha256 = excluded.token_sha256,
          invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at
        returning expires_at
        """;

    private const string IsMember = "select exists (select from account where email_key = $1 and is_operator)";

    private const string List = """
        select i.id, i.email, i.role, coalesce(a.display_name, pseudonym(i.invited_by)), i.created_at, i.expires_at
        from invitation i left join account a on a.id = i.invited_by order by i.created_at desc limit 200
        """;

    private const string Delete = "delete from invitation where id = $1";

    // Of one that is withdrawn, or has another in its place: its link opens nothing.
    private const string ForgetLetter = "delete from letter where kind = 'invitation' and about = $1 and sent_at is null";

    private const string ForgetLettersTo = "delete from letter where kind = 'invitation' and lower(email) = lower($1) and sent_at is null";

    private const string Find = """
        select i.email, i.role, coalesce(a.display_name, pseudonym(i.invited_by)), i.expires_at, exists (select from account e where e.email_key = i.email_key)
        from invitation i left join account a on a.id = i.invited_by where i.token_sha256 = $1 and i.expires_at > clock_timestamp()
        """;

    private const string Take = "delete from invitation where token_sha256 = $1 and expires_at > clock_timestamp() returning email, email_key, role";

    // Of somebody who runs the shop already, the role is another's to change.
    private const string Promote = """
        update account set is_operator = true, role = $2, email_confirmed = true, concurrency_stamp = $3 where id = $1 and email_key = $4 and not is_guest and not is_operator
        """;

    private const string Create = """
        insert into account (id, display_name, is_guest, is_operator, role, email, email_key, email_confirmed, password_hash, security_stamp, concurrency_stamp)
        values ($1, $2, false, true, $3, $4, $5, true, $6, $7, $7) on conflict do nothing
        """;

    public static async Task<Results<Created<Invited>, ApiProblem>> InviteAsync(
        InviteBody body, Caller caller, HttpContext context, OperatorCall call, Invitations invitations, UserManager<Account> users, StampedeSettings settings, DatabaseClock clock)
    {
        var check = new Validation();
        var email = check.Email("email", body.Email);
        var role = check.Choice<ShopRole>("role", body.Role);
        check.Require(body.Role is not null, "role", "Is needed: viewer, support, operator or owner.", FieldError.Required);
        if (check.Failed)
            return check.Problem;
        var emailKey = users.NormalizeEmail(email);
        if (await invitations.IsMemberAsync(emailKey))
            return ApiProblem.Of(ProblemKinds.AlreadyMember);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var id = Guid.CreateVersion7(clock.Now);
        var (validUntil, refusal) = await invitations.WriteAsync(id, email, emailKey, role!.Value, token, caller.Id, AddressKey.Of(context.Connection.RemoteIpAddress));
        if (refusal is not null)
            return refusal;
        call.About = new HistorySubject("invitation", id);
        return TypedResults.Created("/api/v1/people/invitations", new Invited(id, email, Names.Of(role.Value), validUntil, $"{settings.AddressOf(context.Request)}/invitation#{token}"));
    }

    public static async Task<Ok<InvitationList>> ListAsync(Invitations invitations, CancellationToken cancellation)
    {
        await using var command = invitations.With(List);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var lines = new List<InvitationLine>();
        while (await row.ReadAsync(cancellation))
            lines.Add(new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5)));
        return TypedResults.Ok(new InvitationList(lines));
    }

    public static async Task<Results<NoContent, ApiProblem>> WithdrawAsync(string invitationId, Invitations invitations)
    {
        if (!Guid.TryParse(invitationId, out var id))
            return ApiProblem.Of(ProblemKinds.NotFound, "No invitation has this id, or it was followed.");
        await using (var forget = invitations.With(ForgetLetter, id.ToString()))
            await forget.ExecuteNonQueryAsync(CancellationToken.None);
        await using var command = invitations.With(Delete, id);
        return await command.ExecuteNonQueryAsync(CancellationToken.None) == 1
            ? TypedResults.NoContent()
            : ApiProblem.Of(ProblemKinds.NotFound, "No invitation has this id, or it was followed.");
    }

    /// <summary>For the page that the link leads to.</summary>
    public static async Task<Results<Ok<Invitation>, ApiProblem>> LookAsync(InvitationBody body, Invitations invitations, CancellationToken cancellation)
    {
        await using var command = invitations.With(Find, HashOf(body.Token));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? TypedResults.Ok(new Invitation(row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetBoolean(4)))
            : ApiProblem.Of(ProblemKinds.InvitationInvalid);
    }

    /// <summary>Who has an account is signed in with it; who has none gets one with a password of their own, and then signs in.</summary>
    public static async Task<Results<Ok<Me>, ApiProblem>> AcceptAsync(
        AcceptBody body, HttpContext context, Invitations invitations, PasswordHashQueue line, CurrentOperators operators, HistoryRows history, DatabaseClock clock,
        CancellationToken cancellation)
    {
        if (await LookAsync(new InvitationBody(body.Token), invitations, cancellation) is not { Result: Ok<Invitation> { Value: { } invitation } })
            return ApiProblem.Of(ProblemKinds.InvitationInvalid);
        var caller = Caller.Of(context.User);
        var (name, hash) = ("", (string?)null);
        if (!invitation.HasAccount)
        {
            var check = new Validation();
            name = check.DisplayName("displayName", body.DisplayName);
            var password = check.NewPassword("password", body.Password);
            if (check.Failed)
                return check.Problem;
            var admission = await line.EnterAsync(PasswordHashLane.Operator, AddressKey.Of(context.Connection.RemoteIpAddress), cancellation);
            using var turn = admission.Turn;
            if (turn is null)
                return admission.Problem!;
            hash = await turn.HashAsync(password);
        }
        else if (caller is null || caller.IsGuest)
        {
            return ApiProblem.Of(ProblemKinds.Unauthenticated, "Sign in with the account of this e-mail, then accept.");
        }

        if (await invitations.TakeAsync(body.Token, hash is null ? caller!.Id.Value : Guid.CreateVersion7(clock.Now), name, hash) is not { } member)
            return ApiProblem.Of(hash is null ? ProblemKinds.Forbidden : ProblemKinds.InvitationInvalid);
        await operators.RefreshAsync(CancellationToken.None);
        await history.AddAsync(
            member.Id, Names.Of(member.Role!.Value), [new HistoryEntry("AcceptInvitation", HistorySubject.OfAccount(member.Id.Value), "")],
            HistoryFilter.PrefixOf(context.Connection.RemoteIpAddress), CancellationToken.None);
        return TypedResults.Ok(Me.Of(member));
    }

    private async Task<bool> IsMemberAsync(string emailKey)
    {
        await using var command = With(IsMember, emailKey);
        return await command.ExecuteScalarAsync(CancellationToken.None) is true;
    }

    /// <summary>With its letter, where this shop sends mail.</summary>
    /// <returns>Until when it is good, or why there is none.</returns>
    private async Task<(DateTimeOffset ValidUntil, ApiProblem? Refusal)> WriteAsync(
        Guid id, string email, string emailKey, ShopRole role, string token, CustomerId by, AddressKey address)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        DateTimeOffset validUntil;
        await using (var write = new NpgsqlCommand(Write, connection, transaction))
        {
            foreach (var value in new object[] { id, email, emailKey, Names.Of(role), HashOf(token), by.Value, Lifetime, WaitingMax })
                write.Parameters.Add(new NpgsqlParameter { Value = value });
            await using var row = await write.ExecuteReaderAsync(CancellationToken.None);
            if (!await row.ReadAsync(CancellationToken.None))
                return (default, ApiProblem.Of(ProblemKinds.RateLimited, $"{WaitingMax} invitations wait to be followed. Withdraw some first."));
            validUntil = row.GetFieldValue<DateTimeOffset>(0);
        }

        if (settings.Mail is not null)
        {
            if (await allowances.TakeAsync(transaction, email, account: null, address, CancellationToken.None) is { } wait && wait > TimeSpan.Zero)
                return (default, ApiProblem.Of(ProblemKinds.RateLimited, "This mailbox got as many letters as it may for now. Try again after Retry-After.").After(wait));
            await using (var forget = new NpgsqlCommand(ForgetLettersTo, connection, transaction) { Parameters = { new() { Value = email } } })
                await forget.ExecuteNonQueryAsync(CancellationToken.None);
            var data = new JsonObject { ["sealed"] = links.Write(LetterTexts.InvitationPurpose, token, Lifetime) }.ToJsonString();
            await LetterRows.WriteAsync(transaction, new NewLetter(LetterKind.Invitation, id.ToString()) { Email = email, Data = data }, CancellationToken.None);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return (validUntil, null);
    }

    /// <summary>Once: of two who follow the same link the second finds nothing.</summary>
    /// <param name="hash">Null: of an account that is there.</param>
    /// <returns>Null: the invitation is gone, or is another's.</returns>
    private async Task<Caller?> TakeAsync(string? token, Guid account, string name, string? hash)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        string email, emailKey;
        ShopRole role;
        await using (var take = new NpgsqlCommand(Take, connection, transaction) { Parameters = { new() { Value = HashOf(token) } } })
        await using (var row = await take.ExecuteReaderAsync(CancellationToken.None))
        {
            if (!await row.ReadAsync(CancellationToken.None))
                return null;
            (email, emailKey, role) = (row.GetString(0), row.GetString(1), Names.Parse<ShopRole>(row.GetString(2)));
        }

        var stamp = RandomNumberGenerator.GetHexString(32);
        await using var write = hash is null
            ? new NpgsqlCommand(Promote, connection, transaction)
            {
                Parameters = { new() { Value = account }, new() { Value = Names.Of(role) }, new() { Value = stamp }, new() { Value = emailKey } },
            }
            : new NpgsqlCommand(Create, connection, transaction)
            {
                Parameters =
                {
                    new() { Value = account }, new() { Value = name }, new() { Value = Names.Of(role) }, new() { Value = email }, new() { Value = emailKey }, new() { Value = hash },
                    new() { Value = stamp },
                },
            };
        if (await write.ExecuteNonQueryAsync(CancellationToken.None) != 1)
            return null;
        await transaction.CommitAsync(CancellationToken.None);
        return new Caller(new CustomerId(account), name, role, default) { Email = email };
    }

    private static byte[] HashOf(string? token) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token is { Length: <= TokenLengthMax } ? token : ""));

    private NpgsqlCommand With(string sql, params object[] values)
    {
#pragma warning disable CA2100 // One of the constants above.
        var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}

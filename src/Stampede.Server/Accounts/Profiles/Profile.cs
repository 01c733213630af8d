using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Stampede.Domain;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>The caller's account as it is now, for the page where it is changed.</summary>
/// <param name="EmailConfirmed">Its owner, or an operator, has confirmed the e-mail.</param>
/// <param name="HasPassword">Without one, a link that is mailed sets it.</param>
/// <param name="HideName">Purchases are shown under no name.</param>
/// <param name="SendsMail">This shop sends mail: a forgotten password can be set anew, and the e-mail changed.</param>
internal sealed record Profile(CustomerId Id, string DisplayName, bool IsGuest, bool EmailConfirmed, bool HasPassword, bool HideName, bool SendsMail)
{
    /// <summary>Absent for a guest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    /// <summary>What mail is written in. Absent: the shop's own language.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Language { get; init; }
}

internal static class ProfileEndpoints
{
    private const string Columns = "display_name, is_guest, email_confirmed or is_operator, password_hash is not null, hides_name, email, language";

    private const string Read = $"select {Columns} from account where id = $1";

    private const string Change = $"""
        update account set display_name = coalesce($2, display_name), language = coalesce($3, language), hides_name = coalesce($4, hides_name),
          renamed_at = case when coalesce($2, display_name) <> display_name or coalesce($4, hides_name) <> hides_name then clock_timestamp() else renamed_at end,
          concurrency_stamp = $5
        where id = $1
        returning {Columns}
        """;

    public static async Task<Results<Ok<Profile>, ApiProblem>> GetAsync(Caller caller, NpgsqlDataSource database, StampedeSettings settings, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Read);
        command.Parameters.AddWithValue(caller.Id.Value);
        return await ReadAsync(command, caller, settings, cancellation) is { } profile ? TypedResults.Ok(profile) : ApiProblem.Of(ProblemKinds.Unauthenticated);
    }

    /// <summary>What is absent stays. What was shown before under the name changes too.</summary>
    public static async Task<Results<Ok<Profile>, ApiProblem>> ChangeAsync(
        ChangeMeBody body, Caller caller, HttpContext context, ShownNames names, NpgsqlDataSource database, StampedeSettings settings,
        CancellationToken cancellation)
    {
        var check = new Validation();
        var name = body.DisplayName is null ? null : check.DisplayName("displayName", body.DisplayName);
        var language = check.Language("language", body.Language);
        if (check.Failed)
            return check.Problem;
        if (name is not null && caller.IsGuest)
            return ApiProblem.Of(ProblemKinds.Forbidden, "A guest is known by the name: sign in as a guest with another one, or add an e-mail first.");

        await using var command = database.CreateCommand(Change);
        command.Parameters.AddWithValue(caller.Id.Value);
        command.Parameters.Add(NullableParameter.Of(name));
        command.Parameters.Add(NullableParameter.Of(language));
        command.Parameters.Add(NullableParameter.Of(body.HideName));
        command.Parameters.AddWithValue(Guid.NewGuid().ToString());
        if (await ReadAsync(command, caller, settings, cancellation) is not { } profile)
            return ApiProblem.Of(ProblemKinds.Unauthenticated);
        names.Know(caller.Id, new(profile.DisplayName, profile.HideName));
        await SessionEndpoints.RewriteCookieAsync(context, caller with { DisplayName = profile.DisplayName, HidesName = profile.HideName });
        return TypedResults.Ok(profile);
    }

    private static async Task<Profile?> ReadAsync(NpgsqlCommand command, Caller caller, StampedeSettings settings, CancellationToken cancellation)
    {
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new Profile(caller.Id, row.GetString(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3), row.GetBoolean(4), settings.Mail is not null)
            {
                Email = row.IsDBNull(5) ? null : row.GetString(5),
                Language = row.IsDBNull(6) ? null : row.GetString(6),
            }
            : null;
    }
}

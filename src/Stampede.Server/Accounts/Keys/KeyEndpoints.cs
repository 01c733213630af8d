using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Stampede.Engine;
using Stampede.Postgres.Operators;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Accounts;

internal sealed record KeyBody
{
    [Required, StringLength(Http.DisplayName.CodePointsMax, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>What it may do: none implies another.</summary>
    [Required, MinLength(1), MaxLength(KeyEndpoints.ScopesMax)]
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>Null: until it is revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <param name="EndsWith">The key's last characters, to tell it by.</param>
/// <param name="LastUsedAt">To the minute. Null: never.</param>
/// <param name="RevokedAt">Null: it is not.</param>
internal sealed record MachineKey(
    Guid Id, string Name, IReadOnlyList<string> Scopes, string EndsWith, string CreatedByName, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

/// <summary>Newest first; revoked ones for thirty days.</summary>
internal sealed record MachineKeyList(IReadOnlyList<MachineKey> Items, DateTimeOffset ServerTime);

/// <param name="Key">Shown this once.</param>
internal sealed record NewMachineKey(Guid Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, string Key, DateTimeOffset ServerTime);

/// <summary>Keys for machines, for owners to make and to revoke.</summary>
internal static class KeyEndpoints
{
    public const int ScopesMax = 20;

    /// <summary>That are good at once.</summary>
    private const int KeysMax = 200;

    private const string List = """
        select k.account_id, a.display_name, k.scopes, k.ends_with, coalesce(b.display_name, pseudonym(k.created_by)), k.created_at, k.expires_at, k.last_used_at, k.revoked_at
        from api_key k join account a on a.id = k.account_id left join account b on b.id = k.created_by
        where k.revoked_at is null or k.revoked_at > clock_timestamp() - interval '30 days'
        order by k.created_at desc limit 1000
        """;

    private const string Make = """
        with named as (
          insert into account (id, display_name, is_guest, is_external, hides_name)
          select $1, $2, false, true, true where (select count(*) from api_key where revoked_at is null and (expires_at is null or expires_at > clock_timestamp())) < $8
          returning id)
        insert into api_key (account_id, scopes, secret_sha256, ends_with, created_by, expires_at) select id, $3, $4, $5, $6, $7 from named
        """;

    private const string Revoke = "update api_key set revoked_at = coalesce(revoked_at, clock_timestamp()) where account_id = $1";

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/v1/keys").WithTags("Keys").ForOperators().WithProblems("unauthenticated", "forbidden", "database_unavailable");
        keys.MapGet("/", ListAsync).WithName("ListKeys").WithSummary("The keys for machines, with their scopes and last use");
        keys.MapPost("/", MakeAsync)
            .WithExample("""{"name": "Our shop's server", "scopes": ["customers:act", "purchases:read"]}""")
            .WithName("MakeKey").WithSummary("Makes a key for a machine; it is shown in this answer alone").WithProblems("validation_failed", "too_many_keys");
        keys.MapDelete("/{keyId}", RevokeAsync)
            .WithName("RevokeKey").WithSummary("The key opens nothing any more, on all nodes within two seconds").WithProblems("not_found");
    }

    private static async Task<Ok<MachineKeyList>> ListAsync(NpgsqlDataSource database, DatabaseClock clock, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(List);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var keys = new List<MachineKey>();
        while (await row.ReadAsync(cancellation))
        {
            keys.Add(new(
                row.GetGuid(0), row.GetString(1), row.GetFieldValue<string[]>(2), row.GetString(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5),
                TimeOf(row, 6), TimeOf(row, 7), TimeOf(row, 8)));
        }

        return TypedResults.Ok(new MachineKeyList(keys, clock.Now));
    }

    private static async Task<Results<Created<NewMachineKey>, ApiProblem>> MakeAsync(
        KeyBody body, Caller caller, HttpContext context, OperatorCall call, NpgsqlDataSource database, ApiKeys keys, DatabaseClock clock, SecurityLog log)
    {
        var check = new Validation();
        var name = check.DisplayName("name", body.Name);
        var scopes = KeyScopes.None;
        if (check.Require(body.Scopes is { Count: > 0 and <= ScopesMax }, "scopes", $"From 1 to {ScopesMax} of: {string.Join(", ", KeyScopeNames.All)}.", body.Scopes is null ? FieldError.Required : null))
        {
            foreach (var wanted in body.Scopes!)
            {
                if (check.Require(KeyScopeNames.TryParse(wanted ?? "", out var scope), "scopes", $"Each is one of: {string.Join(", ", KeyScopeNames.All)}."))
                    scopes |= scope;
            }
        }

        var now = clock.Now;
        check.Require(body.ExpiresAt is null || (body.ExpiresAt > now && body.ExpiresAt < now.AddYears(10)), "expiresAt", "In the future, within ten years; or leave it out.");
        if (check.Failed)
            return check.Problem;
        var key = ApiKeyToken.New();
        var id = Guid.CreateVersion7(now);
        await using var command = database.CreateCommand(Make);
        object?[] values = [id, name, KeyScopeNames.Of(scopes).ToArray(), ApiKeyToken.HashOf(key), key[^4..], caller.Id.Value, body.ExpiresAt?.ToUniversalTime(), KeysMax];
        foreach (var value in values)
            command.Parameters.AddWithValue(value ?? DBNull.Value);
        if (await command.ExecuteNonQueryAsync(CancellationToken.None) == 0)
            return ApiProblem.Of(ProblemKinds.TooManyKeys);
        await keys.RefreshAsync(CancellationToken.None);
        call.About = HistorySubject.OfAccount(id);
        call.Summary = $"{name}: {string.Join(", ", KeyScopeNames.Of(scopes))}";
        log.KeyMade(caller.Id.Value, id, context.Connection.RemoteIpAddress);
        return TypedResults.Created("/api/v1/keys", new NewMachineKey(id, name, KeyScopeNames.Of(scopes), body.ExpiresAt, key, now));
    }

    private static async Task<Results<NoContent, ApiProblem>> RevokeAsync(
        string keyId, Caller caller, HttpContext context, OperatorCall call, NpgsqlDataSource database, ApiKeys keys, SecurityLog log)
    {
        await using var command = database.CreateCommand(Revoke);
        command.Parameters.AddWithValue(Guid.TryParse(keyId, out var id) ? id : Guid.Empty);
        if (await command.ExecuteNonQueryAsync(CancellationToken.None) == 0)
            return ApiProblem.Of(ProblemKinds.NotFound, "No key has this id. GET /api/v1/keys lists them.");
        await keys.RefreshAsync(CancellationToken.None);
        call.About = HistorySubject.OfAccount(id);
        log.KeyRevoked(caller.Id.Value, id, context.Connection.RemoteIpAddress);
        return TypedResults.NoContent();
    }

    private static DateTimeOffset? TimeOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}

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

/// <param name="Key">Shown this once. Null: the request was answered before; the key is nowhere any more, so revoke it and make another.</param>
internal sealed record NewMachineKey(Guid Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, string? Key, DateTimeOffset ServerTime);

/// <summary>Keys for machines, for owners to make and to revoke.</summary>
internal static class KeyEndpoints
{
    public const int ScopesMax = 20;

    private const string Address = "/api/v1/keys";

    /// <summary>That are good at once.</summary>
    private const int KeysMax = 200;

    private const string List = """
        select k.account_id, a.display_name, k.scopes, k.ends_with, coalesce(b.display_name, pseudonym(k.created_by)), k.created_at, k.expires_at,
          k.last_used_at, k.revoked_at
        from api_key k join account a on a.id = k.account_id left join account b on b.id = k.created_by
        where k.revoked_at is null or k.revoked_at > clock_timestamp() - interval '30 days'
        order by k.created_at desc limit 1000
        """;

    private const string Make = """
        with named as (
          insert into account (id, display_name, is_guest, is_external, hides_name)
          select $1, $2, false, true, true
          where (select count(*) from api_key where revoked_at is null and (expires_at is null or expires_at > clock_timestamp())) < $8
          returning id)
        insert into api_key (account_id, scopes, secret_sha256, ends_with, created_by, expires_at) select id, $3, $4, $5, $6, $7 from named
        """;

    private const string Revoke = """
        with found as (select account_id, revoked_at is null as is_good from api_key where account_id = $1 for update)
        update api_key k set revoked_at = coalesce(k.revoked_at, clock_timestamp()) from found f where k.account_id = f.account_id returning f.is_good
        """;

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup(Address).WithTags("Keys").ForOperators().WithProblems("unauthenticated", "forbidden", "database_unavailable");
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
        if (check.Require(body.Scopes is { Count: > 0 and <= ScopesMax }, "scopes", $"From 1 to {ScopesMax} of: {string.Join(", ", KeyScopeNames.All)}.",
            body.Scopes is null ? FieldError.Required : null))
        {
            foreach (var wanted in body.Scopes!)
            {
                if (check.Require(KeyScopeNames.TryParse(wanted ?? "", out var scope), "scopes", $"Each is one of: {string.Join(", ", KeyScopeNames.All)}."))
                    scopes |= scope;
            }
        }

        var now = clock.Now;
        check.Require(body.ExpiresAt is null || (body.ExpiresAt > now && body.ExpiresAt < now.AddYears(10)), "expiresAt",
            "In the future, within ten years; or leave it out.");
        if (check.Failed)
            return check.Problem;
        var key = ApiKeyToken.New();
        var id = Guid.CreateVersion7(now);
        var made = new NewMachineKey(id, name, KeyScopeNames.Of(scopes), body.ExpiresAt?.ToUniversalTime(), key, now);
        if (!await WriteAsync(made, caller, call, database))
            return ApiProblem.Of(ProblemKinds.TooManyKeys);
        await keys.RefreshAsync(CancellationToken.None);
        call.About = HistorySubject.OfAccount(id);
        call.Summary = $"{name}: {string.Join(", ", made.Scopes)}";
        log.KeyMade(caller.Id.Value, id, context.Connection.RemoteIpAddress);
        return TypedResults.Created(Address, made);
    }

    /// <summary>With the answer to who asks again, in one transaction: a repeated request makes no second key, and the secret is kept nowhere.</summary>
    /// <returns>False: there are too many.</returns>
    private static async Task<bool> WriteAsync(NewMachineKey made, Caller caller, OperatorCall call, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await using (var command = new NpgsqlCommand(Make, connection, transaction))
        {
            object?[] values = [made.Id, made.Name, made.Scopes.ToArray(), ApiKeyToken.HashOf(made.Key!), made.Key![^4..], caller.Id.Value, made.ExpiresAt, KeysMax];
            foreach (var value in values)
                command.Parameters.AddWithValue(value ?? DBNull.Value);
            if (await command.ExecuteNonQueryAsync(CancellationToken.None) == 0)
                return false;
        }

        if (call.Name is { } request)
        {
            await using var keep = new NpgsqlBatch(connection, transaction);
            OperatorRequests.AddTo(keep, request, call.KeepWithoutSecret(StatusCodes.Status201Created, Address, made with { Key = null }, ApiJson.Wire.NewMachineKey));
            await keep.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static async Task<Results<NoContent, ApiProblem>> RevokeAsync(
        string keyId, Caller caller, HttpContext context, OperatorCall call, NpgsqlDataSource database, ApiKeys keys, SecurityLog log)
    {
        await using var command = database.CreateCommand(Revoke);
        command.Parameters.AddWithValue(Guid.TryParse(keyId, out var id) ? id : Guid.Empty);
        if (await command.ExecuteScalarAsync(CancellationToken.None) is not bool wasGood)
            return ApiProblem.Of(ProblemKinds.NotFound, "No key has this id. GET /api/v1/keys lists them.");
        await keys.RefreshAsync(CancellationToken.None);
        call.HadNoEffect = !wasGood;
        if (!wasGood)
            return TypedResults.NoContent();
        call.About = HistorySubject.OfAccount(id);
        log.KeyRevoked(caller.Id.Value, id, context.Connection.RemoteIpAddress);
        return TypedResults.NoContent();
    }

    private static DateTimeOffset? TimeOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}

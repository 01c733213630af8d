using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Engine.Live;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Operators;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Drops;

/// <summary>A change of a drop, checked.</summary>
/// <param name="Look">Null: it is shown as before.</param>
/// <param name="Codes">Null: other programs call it as before.</param>
internal sealed record DropEdit(DropChange Change, DropLookChange? Look, CodesChange? Codes)
{
    private static readonly DropChange Nothing = new();

    public bool ChangesOnlyCodes => Change == Nothing && Look is null;
}

internal sealed record CodesChange(DropCodes Before, DropCodes After);

/// <summary>An operator's command, from the address in the request to the drop as it is afterwards.</summary>
internal sealed class DropCommands(DropLookup addresses, DropGate gate, DropReads reads, DropWrites writes, DropCodeRows codeRows, DatabaseClock clock, LiveFeed live)
{
    /// <param name="drop">Checked; its slug may become another one.</param>
    /// <param name="name">Null: there is no answer to be kept.</param>
    public async Task<(DropSnapshot? Drop, ApiProblem? Problem)> CreateAsync(
        NewDrop drop, CustomerId by, RequestName? name, Func<DropSnapshot, KeptAnswer> keep, CancellationToken cancellation)
    {
        var slug = drop.Slug;
        DropSnapshot? created;
        try
        {
            while ((created = await writes.TryCreateAsync(drop, by, reads, name, keep, cancellation)) is null)
                drop = drop with { Slug = Slug.Another(slug) };
        }
        catch (EndHasPassedException)
        {
            return (null, ApiProblem.Invalid("endsAt", DropValidation.EndTooEarly));
        }
        catch (ExternalIdTakenException)
        {
            return (null, ProblemKinds.ExternalIdTaken);
        }

        live.Publish(new Commit(created.View(), [], IsOwn: true));
        return (created, null);
    }

    /// <param name="drop">It must be there where its codes change.</param>
    /// <returns>The drop as it is afterwards; or why it was not changed.</returns>
    public async Task<(DropSnapshot? Drop, ApiProblem? Problem)> ChangeAsync(DropId drop, DropEdit edit, CustomerId by)
    {
        // Before the command: that another drop has the external id is known only once it is written.
        if (edit.Codes is { } codes && !await TrySetAsync(drop, codes.After))
            return (null, ProblemKinds.ExternalIdTaken);
        if (edit is { Codes: not null, ChangesOnlyCodes: true })
            return (await reads.FindAsync(drop, withCodes: true, CancellationToken.None), null);
        var request = new DropRequest(reads, name: null, (_, _) => throw new InvalidOperationException("It has no name to keep an answer under."), edit.Look);
        if (await gate.SubmitAsync(drop, new Command.Amend(edit.Change, by) { Request = request }) is not Outcome.Refused refused)
            return (request.After ?? await reads.FindAsync(drop, withCodes: true, CancellationToken.None), null);
        // Where another drop has taken the old one meanwhile, the new one stays.
        if (edit.Codes is not null)
            await TrySetAsync(drop, edit.Codes.Before);
        return (null, refused.Refusal.ToProblem(drop, clock.Now));
    }

    private async Task<bool> TrySetAsync(DropId drop, DropCodes codes)
    {
        try
        {
            await codeRows.SetAsync(drop, codes);
            return true;
        }
        catch (ExternalIdTakenException)
        {
            return false;
        }
    }

    /// <summary>One of several that are asked for together; the answer to all of them is kept in one.</summary>
    /// <returns>The drop as it is afterwards, and whether it moved; or why it did not.</returns>
    public async Task<(DropSnapshot? Drop, bool HasMoved, ApiProblem? Problem)> RunAsync(DropId drop, Command command)
    {
        var request = new DropRequest(reads, name: null, (_, _) => throw new InvalidOperationException("It has no name to keep an answer under."));
        var outcome = await gate.SubmitAsync(drop, command with { Request = request });
        return outcome is Outcome.Refused refused
            ? (null, false, refused.Refusal.ToProblem(drop, clock.Now))
            : (request.After ?? await reads.FindAsync(drop, withCodes: true, CancellationToken.None), request.After is not null, null);
    }

    public async Task<Results<Ok<DropSnapshot>, ApiProblem>> RunAsync(string address, Command command, OperatorCall call, CancellationToken cancellation)
    {
        if (await addresses.FindAsync(address, cancellation) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var request = new DropRequest(reads, call.Name, (_, after) => call.Keep(StatusCodes.Status200OK, null, after, ApiJson.Wire.DropSnapshot));
        var outcome = await gate.SubmitAsync(drop, command with { Request = request });
        if (outcome is Outcome.Refused refused)
            return refused.Refusal.ToProblem(drop, clock.Now);
        call.IsKept(request.Answer);
        call.HadNoEffect = request.After is null;
        // Read only where nothing moved; what moved was read before its commit.
        return TypedResults.Ok(request.After ?? await reads.FindAsync(drop, withCodes: true, cancellation)
            ?? throw new InvalidDataException($"Drop {drop} was changed and is not there."));
    }
}

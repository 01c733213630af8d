using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Operators;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Drops;

/// <summary>An operator's command, from the address in the request to the drop as it is afterwards.</summary>
internal sealed class DropCommands(DropLookup addresses, DropGate gate, DropReads reads, DatabaseClock clock)
{
    /// <summary>One of several that are asked for together; the answer to all of them is kept in one.</summary>
    /// <returns>The drop as it is afterwards, and whether it moved; or why it did not.</returns>
    public async Task<(DropSnapshot? Drop, bool HasMoved, ApiProblem? Problem)> RunAsync(DropId drop, Command command)
    {
        var request = new DropRequest(reads, name: null, (_, _) => throw new InvalidOperationException("It has no name to keep an answer under."));
        var outcome = await gate.SubmitAsync(drop, command with { Request = request });
        return outcome is Outcome.Refused refused
            ? (null, false, refused.Refusal.ToProblem(drop, clock.Now))
            : (request.After ?? await reads.FindAsync(drop, CancellationToken.None), request.After is not null, null);
    }

    public async Task<Results<Ok<DropSnapshot>, ApiProblem>> RunAsync(
        string address, Command command, OperatorCall call, CancellationToken cancellation, DropLookChange? look = null)
    {
        if (await addresses.FindAsync(address, cancellation) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var request = new DropRequest(reads, call.Name, (_, after) => call.Keep(StatusCodes.Status200OK, null, after, ApiJson.Wire.DropSnapshot), look);
        var outcome = await gate.SubmitAsync(drop, command with { Request = request });
        if (outcome is Outcome.Refused refused)
            return refused.Refusal.ToProblem(drop, clock.Now);
        call.IsKept(request.Answer);
        call.HadNoEffect = request.After is null;
        // Read only where nothing moved; what moved was read before its commit.
        return TypedResults.Ok(request.After ?? await reads.FindAsync(drop, cancellation)
            ?? throw new InvalidDataException($"Drop {drop} was changed and is not there."));
    }
}

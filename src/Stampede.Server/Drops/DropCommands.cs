using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Drops;
using Stampede.Server.Problems;

namespace Stampede.Server.Drops;

/// <summary>An operator's command, from the address in the request to the drop as it is afterwards.</summary>
internal sealed class DropCommands(DropAddresses addresses, Lanes lanes, DropReads reads, DatabaseClock clock)
{
    public async Task<Results<Ok<DropSnapshot>, ApiProblem>> RunAsync(string address, Command command, CancellationToken cancellation)
    {
        if (await addresses.FindAsync(address, cancellation) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var outcome = await lanes.SubmitAsync(drop, command);
        if (outcome is Outcome.Refused refused)
            return refused.Refusal.ToProblem(drop, clock.Now);
        return await reads.FindAsync(drop, cancellation) is { } changed
            ? TypedResults.Ok(changed)
            : throw new InvalidDataException($"Drop {drop} was changed and is not there.");
    }
}

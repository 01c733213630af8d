using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Operators;
using Stampede.Server.Accounts;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Drops;

/// <summary>What can be done with several drops at once.</summary>
internal enum DropAct
{
    Publish,
    Pause,
    Resume,
    Archive,
}

internal sealed record RunDropsBody
{
    /// <summary>publish, pause, resume or archive.</summary>
    [Required]
    public string? Act { get; init; }

    [Required, Length(1, DropsTogether.DropsMax)]
    public IReadOnlyList<string?>? Ids { get; init; }
}

/// <param name="Items">In the order in which they were asked for, each once.</param>
internal sealed record RanDrops(IReadOnlyList<RanDrop> Items);

/// <param name="HasMoved">False: it was so already, or was refused.</param>
/// <param name="Drop">As it is now. Null: it was refused.</param>
/// <param name="Code">Why it was refused, by the code that the act alone would have been answered with. Null: it was not.</param>
internal sealed record RanDrop(string Id, bool HasMoved, DropSnapshot? Drop, string? Code, string? Detail);

/// <summary>One act on several drops: each has its own answer, and one that is refused does not stop the rest.</summary>
internal static class DropsTogether
{
    public const int DropsMax = 100;

    public static void MapDropsTogether(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/operations/drops", RunAsync).WithTags("Operations").ForOperators()
        .WithName("RunDrops").WithSummary("Publishes, pauses, resumes or archives several drops; each has its own answer")
        .WithProblems("unauthenticated", "forbidden", "validation_failed", "database_unavailable").WithCost(20)
        .WithExample("""{"act": "pause", "ids": ["0199b2f0-0000-7000-8000-000000000000"]}""");

    private static async Task<Results<Ok<RanDrops>, ApiProblem>> RunAsync(RunDropsBody body, Caller caller, OperatorCall call, DropCommands commands, HttpContext context)
    {
        var check = new Validation();
        var act = check.Choice<DropAct>("act", body.Act);
        check.Require(body.Act is not null, "act", "Is needed.", FieldError.Required);
        check.Require(body.Ids is { Count: >= 1 and <= DropsMax }, "ids", $"From 1 to {DropsMax} ids of drops.", FieldError.Length(1, DropsMax));
        var named = body.Ids ?? [];
        for (var i = 0; i < named.Count; i++)
            check.Require(Guid.TryParse(named[i], out _), $"ids[{i}]", "Not the id of a drop.");
        if (check.Failed)
            return check.Problem;
        var (command, what) = act!.Value switch
        {
            DropAct.Publish => ((Command)new Command.Publish(caller.Id), "PublishDrop"),
            DropAct.Pause => (new Command.Pause(caller.Id), "PauseDrop"),
            DropAct.Resume => (new Command.Resume(caller.Id), "ResumeDrop"),
            DropAct.Archive => (new Command.Archive(IsArchived: true, caller.Id), "ArchiveDrop"),
        };
        var items = new List<RanDrop>();
        // Not cancelled half-way: a caller who hung up would not learn what became of it.
        foreach (var drop in named.Select(id => new DropId(Guid.Parse(id!))).Distinct())
        {
            var item = await RunOneAsync(drop, command, commands, context);
            items.Add(item);
            if (item.HasMoved)
                call.Deeds.Add(new HistoryEntry(what, HistorySubject.Of(drop), ""));
        }

        call.HadNoEffect = call.Deeds.Count == 0;
        return TypedResults.Ok(new RanDrops(items));
    }

    private static async Task<RanDrop> RunOneAsync(DropId drop, Command command, DropCommands commands, HttpContext context)
    {
        try
        {
            var (now, hasMoved, problem) = await commands.RunAsync(drop, command);
            return new(drop.ToString(), hasMoved, now, problem?.Kind.Code, problem?.Body.Detail);
        }
        catch (Exception fault) when (ExceptionProblems.IsOfDatabase(fault) || fault is TimeoutException or CommitUnknownException)
        {
            // The others are answered all the same; this one may be sent again.
            var problem = ExceptionProblems.ToProblem(fault, context);
            return new(drop.ToString(), HasMoved: false, Drop: null, problem.Kind.Code, problem.Body.Detail);
        }
    }
}

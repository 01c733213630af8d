using System.Buffers.Binary;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Engine;
using Stampede.Postgres.Events;
using Stampede.Server.Drops;
using Stampede.Server.Http;
using Stampede.Server.Operations;
using EventId = Stampede.Postgres.Events.EventId;

namespace Stampede.Server.Events;

/// <param name="Next">To go on from as after, now or later: always there.</param>
/// <param name="More">Asked again, there may be more at once. False: this was all for now.</param>
internal sealed record EventList(IReadOnlyList<ShopEvent> Items, string Next, bool More, DateTimeOffset ServerTime);

/// <summary>What happened, for programs that ask: in one order for all drops, which stays as it is.</summary>
internal static class EventEndpoints
{
    private const string List = "events";
    private const int LimitMax = 500;
    private const int DropsMax = WebhookRules.DropsMax;

    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/events", ListAsync).WithTags("Events").WithName("ListEvents").WithSummary("What happened, in order: to ask again from where the last answer ended")
            .ForOperators().WithProblems("unauthenticated", "forbidden", "validation_failed", "drop_not_found", "database_unavailable").WithPageCost(itemsPerToken: 10);

    /// <param name="after">The next of the answer before, or an event's id. Absent: from the beginning of the shop.</param>
    /// <param name="types">With a comma between them. Absent: all but those of holds.</param>
    /// <param name="drops">Ids or slugs, with a comma between them. Absent: all.</param>
    private static async Task<Results<Ok<EventList>, ApiProblem>> ListAsync(
        string? after, string? types, string? drops, string? limit, EventReads events, DropLookup lookup, Cursors cursors, DatabaseClock clock, CancellationToken cancellation)
    {
        var check = new Validation();
        var page = Paging.Parse(null, limit, check, LimitMax);
        var wanted = WebhookRules.TypesOf("types", Listed(types), check);
        var named = Listed(drops);
        check.Require(named.Count <= DropsMax, "drops", $"At most {DropsMax} ids or slugs of drops.");
        var isId = after?.StartsWith("evt_", StringComparison.Ordinal) is true;
        var cursor = string.IsNullOrEmpty(after) || isId ? null : cursors.Read(List, after);
        check.Require(string.IsNullOrEmpty(after) || isId || cursor is not null, "after", "The next of an answer, or the id of an event.");
        if (check.Failed)
            return check.Problem;
        var from = cursor is { } known ? PositionOf(known) : EventPosition.Beginning;
        if (isId)
        {
            if (EventId.Parse(after!) is not { } id || await events.FindPositionAsync(id, cancellation) is not { } found)
            {
                check.Add("after", "No event has this id.");
                return check.Problem;
            }

            from = found;
        }

        var of = new List<Guid>();
        foreach (var name in named)
        {
            if (await lookup.FindAsync(name, cancellation) is not { } drop)
                return ApiProblem.Of(ProblemKinds.DropNotFound);
            of.Add(drop.Value);
        }

        var filter = new EventFilter(wanted.Count > 0 ? wanted : EventTypes.Usual.ToHashSet(), of.Count > 0 ? [.. of] : null);
        var read = await events.ReadChainedAsync(from, filter, page.Limit, cancellation);
        return TypedResults.Ok(new EventList([.. read.Events.Select(one => one.Event)], cursors.Write(List, CursorOf(read.Next)), read.More, clock.Now));
    }

    private static IReadOnlyList<string> Listed(string? text) => string.IsNullOrEmpty(text) ? [] : text.Split(',', StringSplitOptions.TrimEntries);

    public static Guid CursorOf(EventPosition at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.Row);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], at.Place);
        return new Guid(bytes, bigEndian: true);
    }

    public static EventPosition PositionOf(Guid cursor)
    {
        Span<byte> bytes = stackalloc byte[16];
        cursor.TryWriteBytes(bytes, bigEndian: true, out _);
        return new(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]));
    }
}

using System.Text.Json;
using Stampede.Rehearsal.Crowd;

namespace Stampede.Rehearsal.Wire;

/// <summary>Turns a response into what it means to a shopper.</summary>
internal static class AnswerReader
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    private sealed record Accepted(string? Id, long DropVersion, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

    private sealed record Paid(string? Status, string? PurchaseId, DateTimeOffset KeptUntil);

    private sealed record LineSeen(string? Phase, int ServedTo, int PollAfter);

    private sealed record Joined(string? EntryId, LineSeen? Line);

    private sealed record LineOffer(string? ReservationId, DateTimeOffset? ClaimBy, DateTimeOffset? PayBy);

    private sealed record Me(string? State, string? Reason, int? Place, LineOffer? Offer, int PollAfter, DateTimeOffset ServerTime);

    private sealed record Kept(DateTimeOffset KeptUntil);

    private sealed record Problem(string? Code);

    /// <param name="body">Anything: a body that is not as the contract says becomes an outcome that says so.</param>
    public static Answer Read(ErrandKind kind, int status, int retryAfterSeconds, ReadOnlySpan<byte> body)
    {
        if (kind == ErrandKind.Poll && status == 200)
            return new Answer(status, "seen");
        try
        {
            if (kind is ErrandKind.Pay or ErrandKind.Challenge or ErrandKind.LookAtPayment && status is 200 or 201 or 202)
                return Of(status, JsonSerializer.Deserialize<Paid>(body, Json));
            if (status is 200 or 201 && InLine(kind, status, body) is { } inLine)
                return inLine;
            return status is 200 or 201
                ? Of(kind, status, JsonSerializer.Deserialize<Accepted>(body, Json))
                : new Answer(status, JsonSerializer.Deserialize<Problem>(body, Json)?.Code ?? $"status {status}", RetryAfterSeconds: retryAfterSeconds);
        }
        catch (JsonException)
        {
            // An acceptance without a readable body is a fault: there is no id that the audit could look for.
            return new Answer(status is 200 or 201 ? 500 : status, $"unreadable {status}", RetryAfterSeconds: retryAfterSeconds);
        }
    }

    /// <returns>Null: it is no answer of a line.</returns>
    private static Answer? InLine(ErrandKind kind, int status, ReadOnlySpan<byte> body)
    {
        switch (kind)
        {
            case ErrandKind.Join:
                return JsonSerializer.Deserialize<Joined>(body, Json) is { EntryId.Length: > 0, Line: { } joined } entered
                    ? new Answer(status, "joined", entered.EntryId) { PollAfterSeconds = joined.PollAfter }
                    : new Answer(500, "accepted without an id");
            case ErrandKind.LookAtLine:
                var line = JsonSerializer.Deserialize<LineSeen>(body, Json);
                return new Answer(status, line?.Phase is "finished" or "cancelled" ? Answer.Over : "seen") { ServedTo = line?.ServedTo ?? 0, PollAfterSeconds = line?.PollAfter ?? 0 };
            case ErrandKind.LookAtMe:
                var me = JsonSerializer.Deserialize<Me>(body, Json);
                var outcome = me is { State: "missed", Reason: not "to_the_end" } ? "out" : me?.State ?? "unreadable 200";
                return new Answer(status, outcome, me?.Offer?.ReservationId, CreatedAt: me?.ServerTime ?? default, ExpiresAt: me?.Offer?.ClaimBy ?? me?.Offer?.PayBy ?? default)
                {
                    Place = me?.Place ?? 0,
                    PollAfterSeconds = me?.PollAfter ?? 0,
                    WantsYes = me?.Offer?.ClaimBy is not null,
                };
            case ErrandKind.Claim:
                return new Answer(status, "claimed") { KeptUntil = JsonSerializer.Deserialize<Kept>(body, Json)?.KeptUntil ?? default };
            default:
                return null;
        }
    }

    private static Answer Of(int status, Paid? paid) => paid switch
    {
        { Status: "sold" or "captured", PurchaseId: { Length: > 0 } purchase } => new Answer(status, Answer.Bought, purchase) { KeptUntil = paid.KeptUntil },
        { Status: "action" } => new Answer(status, Answer.AskedByTheBank) { KeptUntil = paid.KeptUntil },
        { Status: "starting" or "unknown" or "authorized" } => new Answer(status, Answer.NotKnownYet) { KeptUntil = paid.KeptUntil },
        { Status: "declined" } => new Answer(status, Answer.Declined),
        { Status: "abandoned" or "voiding" or "voided" or "refunding" or "refunded" } => new Answer(status, "let go"),
        _ => new Answer(500, $"a payment that is '{paid?.Status}'"),
    };

    private static Answer Of(ErrandKind kind, int status, Accepted? answer) => answer is { Id.Length: > 0 } || kind == ErrandKind.Cancel
        ? new Answer(
            status, kind switch { ErrandKind.Reserve => "granted", ErrandKind.Purchase => Answer.Bought, _ => "given back" },
            answer?.Id, answer?.DropVersion ?? 0, answer?.CreatedAt ?? default, answer?.ExpiresAt ?? default)
        : new Answer(500, "accepted without an id");
}

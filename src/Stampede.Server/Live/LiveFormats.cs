using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Stampede.Engine.Live;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Reservations;
using Stampede.Server.Drops;
using Stampede.Server.Http;
using Stampede.Server.Reservations;

namespace Stampede.Server.Live;

/// <summary>Events as they go over the wire. Each is serialised once, then framed once for each kind of connection.</summary>
internal static class LiveFormats
{
    public static readonly LiveFormat<byte[]> Json = new(ToJson);

    public static readonly LiveFormat<SerializedHubMessage> Hub = new(live =>
        new SerializedHubMessage(live is LiveEvent.Note { Body: Heartbeat }
            ? PingMessage.Instance
            : new InvocationMessage(NameOf(live), [new RawJson(live.In(Json))])));

    /// <summary><see href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</see>.</summary>
    public static readonly LiveFormat<byte[]> Stream = new(live =>
    {
        if (live is LiveEvent.Note { Body: Heartbeat })
            return ":\n\n"u8.ToArray();
        // JSON as it is written here has no line break in it.
        var id = VersionOf(live) is { } version ? $"id: {version}\n" : "";
        return [.. Encoding.UTF8.GetBytes($"event: {NameOf(live)}\n{id}data: "), .. live.In(Json), .. "\n\n"u8];
    });

    /// <summary>Nothing but a sign of life.</summary>
    public sealed record Heartbeat
    {
        public static readonly LiveEvent Event = new LiveEvent.Note("", new Heartbeat());
    }

    public static LiveEvent Connected(DateTimeOffset now) => new LiveEvent.Note("connected", new Connected(now));

    public static LiveEvent Snapshot(DropAnswer answer) => new LiveEvent.Note("snapshot", answer);

    private static string NameOf(LiveEvent live) => live switch
    {
        LiveEvent.StockChanged or LiveEvent.StockRead => "stockChanged",
        LiveEvent.PurchaseCompleted => "purchaseCompleted",
        LiveEvent.ReservationChanged => "reservationChanged",
        LiveEvent.ReservationExpired => "reservationExpired",
        LiveEvent.OfferMade => "offerMade",
        LiveEvent.OfferEnding => "offerEnding",
        LiveEvent.LineChanged => "lineChanged",
        LiveEvent.DropChanged { IsNew: true } => "dropCreated",
        LiveEvent.DropChanged => "dropChanged",
        LiveEvent.Note note => note.Name,
        _ => throw new InvalidOperationException($"No name for {live.GetType().Name}."),
    };

    private static long? VersionOf(LiveEvent live) => live switch
    {
        LiveEvent.OfDrop ofDrop => ofDrop.Version,
        LiveEvent.Note { Body: DropAnswer answer } => answer.Drop.Version,
        _ => null,
    };

    private static byte[] ToJson(LiveEvent live) => live switch
    {
        LiveEvent.StockChanged stock => Write(StockChanged.Of(stock.View), ApiJson.Wire.StockChanged),
        LiveEvent.StockRead { Body: StockChanged stock } => Write(stock, ApiJson.Wire.StockChanged),
        LiveEvent.PurchaseCompleted purchase => Write(PurchaseCompleted.Of(purchase), ApiJson.Wire.PurchaseCompleted),
        LiveEvent.ReservationChanged changed => Write(
            Reservation.After(changed.Effect, changed.Drop, changed.At, changed.At), ApiJson.Wire.Reservation),
        LiveEvent.ReservationExpired expired => Write(
            new ReservationExpired(expired.Hold.Id, expired.Drop, expired.Hold.Variant), ApiJson.Wire.ReservationExpired),
        LiveEvent.OfferMade made => Write(Reservation.Granted(made.Hold, made.Drop, made.At), ApiJson.Wire.Reservation),
        LiveEvent.OfferEnding ending => Write(OfferEnding.Of(ending), ApiJson.Wire.OfferEnding),
        LiveEvent.LineChanged { Body: LineChanged line } => Write(line, ApiJson.Wire.LineChanged),
        LiveEvent.DropChanged { Body: DropSnapshot drop } => Write(drop, ApiJson.Wire.DropSnapshot),
        LiveEvent.Note { Body: Connected connected } => Write(connected, ApiJson.Wire.Connected),
        LiveEvent.Note { Body: DropAnswer answer } => answer.Json.Plain,
        _ => throw new InvalidOperationException($"No payload for {live.GetType().Name}."),
    };

    private static byte[] Write<T>(T payload, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(payload, type);
}

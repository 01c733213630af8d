using System.Collections.Immutable;
using System.Text;
using Stampede.Rehearsal.Crowd;

namespace Stampede.Rehearsal.Wire;

/// <summary>Writes the crowd's requests from parts made in advance.</summary>
/// <param name="keyPrefix">Begins every idempotency key, so that no two runs share one. Null: requests carry no key.</param>
internal sealed class RequestBytes(string host, string dropId, ImmutableArray<string> variantIds, int quantity, string? keyPrefix)
{
    /// <summary>Room for any request: the token is the only part of unknown length.</summary>
    public const int SizeMax = 8192;

    private readonly byte[] reservations = Utf8($"/api/v1/drops/{dropId}/reservations");
    private readonly byte[] line = Utf8($"/api/v1/drops/{dropId}/line");
    private readonly byte[] poll = Utf8($"GET /api/v1/drops/{dropId} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    private readonly byte[] common = Utf8($" HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer ");
    private readonly byte[] keyHeader = Utf8($"\r\nIdempotency-Key: {keyPrefix}-");
    private readonly byte[] goodCard = WithLength("{\"card\":\"4242424242424242\"}");
    private readonly byte[] declinedCard = WithLength("{\"card\":\"4000000000000002\"}");
    private readonly byte[] challengedCard = WithLength("{\"card\":\"4000002500003155\"}");
    private readonly byte[] silentCard = WithLength("{\"card\":\"4000000000009999\"}");
    private readonly byte[] passes = WithLength("{\"challenge\":\"pass\"}");
    private readonly byte[] nothing = Utf8("\r\n\r\n");
    private readonly byte[] noBody = Utf8("\r\nContent-Length: 0\r\n\r\n");
    private readonly byte[][] joinBodies = [.. variantIds.Select(variant => WithLength($$"""{"preferences":["{{variant}}"],"quantity":{{quantity}},"acceptsRules":true}"""))];
    private readonly byte[][] reserveBodies = [.. variantIds.Select(variant => WithLength($$"""{"variantId":"{{variant}}","quantity":{{quantity}}}"""))];

    /// <returns>How many bytes of <paramref name="buffer"/> the request is.</returns>
    public int Write(Errand errand, byte[] token, Span<byte> buffer)
    {
        if (errand.Kind == ErrandKind.Poll)
        {
            poll.CopyTo(buffer);
            return poll.Length;
        }

        var length = 0;
        Append(buffer, errand.Kind switch { ErrandKind.Cancel => "DELETE "u8, ErrandKind.LookAtPayment or ErrandKind.LookAtLine or ErrandKind.LookAtMe => "GET "u8, _ => "POST "u8 }, ref length);
        var isOfLine = errand.Kind is ErrandKind.Join or ErrandKind.LookAtLine or ErrandKind.LookAtMe;
        Append(buffer, isOfLine ? line : reservations, ref length);
        if (errand.Kind == ErrandKind.LookAtMe)
            Append(buffer, "/me"u8, ref length);
        if (!isOfLine && errand.ReservationId is { } reservation)
        {
            Append(buffer, "/"u8, ref length);
            length += Encoding.ASCII.GetBytes(reservation, buffer[length..]);
            Append(buffer, errand.Kind switch
            {
                ErrandKind.Purchase => "/purchase"u8,
                ErrandKind.Claim => "/claim"u8,
                ErrandKind.Pay or ErrandKind.LookAtPayment => "/payment"u8,
                ErrandKind.Challenge => "/payment/refresh"u8,
                _ => ""u8,
            }, ref length);
        }

        Append(buffer, common, ref length);
        Append(buffer, token, ref length);
        if (errand.Kind is ErrandKind.Reserve or ErrandKind.Pay && keyPrefix is not null)
        {
            Append(buffer, keyHeader, ref length);
            errand.Key.TryFormat(buffer[length..], out var digits);
            length += digits;
        }

        Append(buffer, Body(errand), ref length);
        return length;
    }

    private byte[] Body(Errand errand) => errand.Kind switch
    {
        ErrandKind.Reserve => reserveBodies[errand.Visit.Variant],
        ErrandKind.Pay => errand.ByAnotherCard ? goodCard : errand.Visit.Payer switch
        {
            Payer.Good => goodCard,
            Payer.Declined or Payer.DeclinedThenGood => declinedCard,
            Payer.Challenged or Payer.Abandoning => challengedCard,
            Payer.Slow => silentCard,
        },
        ErrandKind.Challenge => passes,
        ErrandKind.Join => joinBodies[errand.Visit.Variant],
        ErrandKind.LookAtPayment or ErrandKind.LookAtLine or ErrandKind.LookAtMe => nothing,
        ErrandKind.Claim or ErrandKind.Poll or ErrandKind.Purchase or ErrandKind.Cancel => noBody,
    };

    private static void Append(Span<byte> buffer, ReadOnlySpan<byte> part, ref int length)
    {
        part.CopyTo(buffer[length..]);
        length += part.Length;
    }

    private static byte[] WithLength(string body) =>
        Utf8($"\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}

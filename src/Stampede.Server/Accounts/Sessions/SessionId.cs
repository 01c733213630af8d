using System.Buffers.Binary;

namespace Stampede.Server.Accounts;

/// <summary>One sign-in and all tickets that came of it: access tokens, refresh tokens, the cookie.</summary>
internal readonly record struct SessionId(Guid Value)
{
    /// <summary>However often it is renewed, a session ends so long after its sign-in.</summary>
    public static readonly TimeSpan LifetimeMax = TimeSpan.FromDays(90);

    /// <summary>A UUIDv7, so that each ticket says when its session began.</summary>
    /// <param name="now">By the database's clock.</param>
    public static SessionId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public bool IsOver(DateTimeOffset now) => now.ToUnixTimeMilliseconds() - BeganAtMilliseconds > LifetimeMax.TotalMilliseconds;

    public override string ToString() => Value.ToString();

    public DateTimeOffset BeganAt => DateTimeOffset.FromUnixTimeMilliseconds(BeganAtMilliseconds);

    private long BeganAtMilliseconds
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            return BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16;
        }
    }
}

namespace Stampede.Server.Accounts;

/// <summary>One sign-in and all tickets that came of it: access tokens, refresh tokens, the cookie.</summary>
internal readonly record struct SessionId(Guid Value)
{
    public static SessionId New() => new(Guid.NewGuid());

    public override string ToString() => Value.ToString();
}

namespace Stampede.Server.Accounts;

/// <summary>For <c>RequireAuthorization</c>.</summary>
internal static class Policies
{
    /// <summary>Anybody who is signed in, guests too.</summary>
    public const string Customer = "customer";

    public const string Operator = "operator";
}

namespace Stampede.Server.Http;

/// <summary>Which limit an endpoint has beside those of every request.</summary>
internal enum Limits
{
    None,

    /// <summary>New customers.</summary>
    Arrival,

    /// <summary>Passwords to be looked at.</summary>
    SignIn,
}

/// <summary>Endpoint metadata.</summary>
internal sealed record EndpointLimit(Limits Limit);

internal static class EndpointLimits
{
    public static TBuilder WithLimit<TBuilder>(this TBuilder endpoint, Limits limit)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new EndpointLimit(limit));
}

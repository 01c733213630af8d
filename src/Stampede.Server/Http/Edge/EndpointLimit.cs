namespace Stampede.Server.Http;

/// <summary>What an endpoint does that has a limit of its own, beside those of every request.</summary>
internal enum LimitedAction
{
    None,

    /// <summary>Makes or finds a customer.</summary>
    Arrival,

    /// <summary>Looks at a password, or sends a mail.</summary>
    SignIn,
}

/// <summary>Endpoint metadata.</summary>
internal sealed record EndpointLimit(LimitedAction Action);

internal static class EndpointLimits
{
    public static TBuilder WithLimit<TBuilder>(this TBuilder endpoint, LimitedAction action)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new EndpointLimit(action));
}

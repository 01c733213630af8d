using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Stampede.Server.Accounts;
using Stampede.Server.Edge;
using Stampede.Server.Problems;

namespace Stampede.Server.Live;

/// <summary>Who may open a live connection, and how much of the machine it may hold.</summary>
internal sealed class LiveGate(Origins origins, LiveConnections connections)
{
    /// <summary>
    /// What the kernel keeps for a client that does not read. Left alone it grows to megabytes, and a stalled client
    /// would go unnoticed for minutes.
    /// </summary>
    private const int SendBufferBytes = 64 * 1024;

    private readonly LiveConnections connections = connections;

    /// <returns>Null: come in, and call <see cref="LiveConnections.Leave"/> at the end.</returns>
    public ApiProblem? TryEnter(HttpContext context) =>
        Check(context) is { } problem ? problem
        : connections.TryEnter() ? null
        : ApiProblem.Of(ProblemKinds.Overloaded, "There are as many live connections as this server takes. Come back after Retry-After.")
            .After(TimeSpan.FromSeconds(5));

    /// <summary>For what opens no connection yet.</summary>
    public ApiProblem? Check(HttpContext context)
    {
        // CORS does not concern WebSockets: any page could open one, with the visitor's cookie.
        if (!origins.Allow(context.Request))
            return ApiProblem.Of(ProblemKinds.CsrfRejected, "The live connection is not open to the site that this page comes from.");
        // Nobody need sign in; but whoever thinks that they are signed in should hear that they are not.
        return SessionScheme.TokenOf(context.Request) is not null && Caller.Of(context.User) is null ? SessionScheme.Refusal(context) : null;
    }

    /// <summary>Bounds what the connection holds here; how slow it may be is the feed's to judge, not the web server's.</summary>
    public static void Bound(HttpContext context)
    {
        // Later versions of HTTP carry other requests on the same connection.
        if (HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<IConnectionSocketFeature>() is { Socket: var socket })
            socket.SendBufferSize = SendBufferBytes;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    /// <summary>Before the hub's own handling of negotiation, WebSockets, server-sent events and long polling.</summary>
    public static void Guard(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } next)
            return;
        endpoint.RequestDelegate = async context =>
        {
            var gate = context.RequestServices.GetRequiredService<LiveGate>();
            // A GET lasts as long as its connection, or one poll of it.
            var isConnection = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsConnect(context.Request.Method);
            if ((isConnection ? gate.TryEnter(context) : gate.Check(context)) is { } problem)
            {
                await problem.ExecuteAsync(context);
                return;
            }

            try
            {
                if (isConnection)
                    Bound(context);
                await next(context);
            }
            finally
            {
                if (isConnection)
                    gate.connections.Leave();
            }
        };
    }
}

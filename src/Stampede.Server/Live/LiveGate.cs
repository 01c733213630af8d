using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.WebUtilities;
using Stampede.Server.Accounts;
using Stampede.Server.Http;

namespace Stampede.Server.Live;

/// <summary>Who may open a live connection, and how much of the machine it may hold.</summary>
internal sealed class LiveGate(TrustedOrigins origins, LiveConnections connections)
{
    /// <summary>
    /// What the kernel keeps for a client that does not read. Left alone it grows to megabytes, and a stalled client
    /// would go unnoticed for minutes.
    /// </summary>
    private const int SendBufferBytes = 64 * 1024;

    private const int TokenBytes = 16;

    private static readonly ApiProblem NoWebSocket = ApiProblem.Of(
        ProblemKinds.BadRequest,
        "The live connection is a WebSocket, and this request is none, or a proxy on the way took its Upgrade header. "
        + "GET /api/v1/drops/{dropId}/events tells the same without one.");

    /// <returns>Null: come in, and call <see cref="LiveConnections.Leave"/> with the place at the end.</returns>
    public ApiProblem? TryEnter(HttpContext context, out LiveConnections.Place place)
    {
        place = new(
            context.Connection.RemoteIpAddress is { } address ? AddressKey.Of(address) : null, Caller.Of(context.User) is { Key: null } caller ? caller.Session : null);
        return Check(context) ?? connections.TryEnter(place);
    }

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
        if (IsHttp1(context) && context.Features.Get<IConnectionSocketFeature>() is { Socket: var socket })
            socket.SendBufferSize = SendBufferBytes;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    /// <summary>Before the hub's own handling of negotiation and WebSockets.</summary>
    public static void Guard(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } next)
            return;
        var negotiates = endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } path } && path.EndsWith("/negotiate", StringComparison.Ordinal);
        endpoint.RequestDelegate = context =>
        {
            var gate = context.RequestServices.GetRequiredService<LiveGate>();
            return negotiates ? gate.NegotiateAsync(context) : gate.ConnectAsync(context, next);
        };
    }

    /// <summary>
    /// Tells clients that ask first to open a WebSocket, and remembers nothing: they may open it on another node, and
    /// asking for ever holds no memory.
    /// </summary>
    private Task NegotiateAsync(HttpContext context)
    {
        if (Check(context) is { } problem)
            return problem.ExecuteAsync(context);
        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(TokenBytes));
        return TypedResults.Text(
            $$"""{"negotiateVersion":1,"connectionId":"{{token}}","connectionToken":"{{token}}","availableTransports":[{"transport":"WebSockets","transferFormats":["Text","Binary"]}]}""",
            "application/json").ExecuteAsync(context);
    }

    private async Task ConnectAsync(HttpContext context, RequestDelegate next)
    {
        if (TryEnter(context, out var place) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        try
        {
            if (!IsWebSocket(context))
            {
                await (HttpMethods.IsGet(context.Request.Method) ? NoWebSocket : ApiProblem.Of(ProblemKinds.MethodNotAllowed)).ExecuteAsync(context);
                return;
            }

            // The name of a connection that was negotiated for, perhaps on another node. None is kept, and none is needed.
            var query = QueryHelpers.ParseQuery(context.Request.QueryString.Value);
            if (query.Remove("id"))
                context.Request.QueryString = QueryString.Create(query);
            Bound(context);
            await next(context);
        }
        finally
        {
            connections.Leave(place);
        }
    }

    private static bool IsWebSocket(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" }
        || context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && context.Request.Headers.Upgrade.Contains("websocket", StringComparer.OrdinalIgnoreCase);

    private static bool IsHttp1(HttpContext context) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol);
}

using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Stampede.Server.Hosting;
using Stampede.Server.Operations;

namespace Stampede.Server.Http;

/// <summary>Where requests come in: what is let through, how much of it, and from whom.</summary>
internal static class EdgeSetup
{
    private const int BodyBytesMax = 64 * 1024;
    private const int HeadersBytesMax = 16 * 1024;
    private const int HeadersMax = 64;

    /// <summary>Of bodies that one connection of HTTP/2 may have sent and nobody has read yet; its usual megabyte is for large bodies.</summary>
    private const int BodyWindowBytes = 128 * 1024;

    /// <summary>The kernel's queue of connections not yet taken: a crowd arrives within a second. Bounded by net.core.somaxconn.</summary>
    private const int BacklogMax = 8192;

    public static WebApplicationBuilder AddEdge(this WebApplicationBuilder builder, StampedeSettings settings)
    {
        if (!StampedeSettings.NamesAddresses(builder.Configuration))
            builder.WebHost.UseUrls(SettingsTable.Place.Urls.Default!);
        builder.Services.Configure<SocketTransportOptions>(options => options.Backlog = BacklogMax);
        builder.Services.Configure<KestrelServerOptions>(options =>
        {
            options.BeStrict();
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = BodyBytesMax;
            options.Limits.MaxRequestHeadersTotalSize = HeadersBytesMax;
            options.Limits.MaxRequestHeaderCount = HeadersMax;
            options.Limits.MaxRequestLineSize = HeadersBytesMax / 2;
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
            options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
            options.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
            options.Limits.Http2.InitialConnectionWindowSize = BodyWindowBytes;
            options.Limits.Http2.InitialStreamWindowSize = BodyWindowBytes;
            options.Limits.MaxConcurrentConnections = FileHandles.ForCallers(settings);
            options.Limits.MaxConcurrentUpgradedConnections = FileHandles.ForCallers(settings);
        });

        // The framework logs each request with its query, where a live connection may have its token.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<TrustedOrigins>();
        builder.Services.AddForwarding(settings).AddRateLimits(settings).AddOrigins(settings);
        return builder;
    }

    /// <summary>Everything that a request passes before its endpoint, in the one right order.</summary>
    public static IApplicationBuilder UseEdge(this IApplicationBuilder app)
    {
        var settings = app.ApplicationServices.GetRequiredService<StampedeSettings>();
        app.UseBelowPath(settings.PathBase);
        if (settings.TrustedProxies.Count > 0)
            app.UseForwardedHeaders();
        app.UseDraining();
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseOneLength();
        app.UseHeadAsGet();
        app.UseRouting();
        app.UseNoHeadOfEndless();
        if (settings.AllowedOrigins.Count > 0)
            app.UseCors();
        app.UseAuthentication();
        if (settings.RateLimits.Enabled)
        {
            app.UseRateLimiter();
            app.UseMissCosts();
        }

        app.UseMiddleware<CrossSiteGuard>();
        return app.UseAuthorization();
    }

    /// <summary>Only what a trusted proxy says about the caller is believed; a caller's own header never moves them to another address.</summary>
    private static IServiceCollection AddForwarding(this IServiceCollection services, StampedeSettings settings) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.ForwardLimit = null; // As far back as the proxies are trusted.
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in settings.TrustedProxies)
                options.KnownIPNetworks.Add(proxy.Network);
        });

    private static IServiceCollection AddRateLimits(this IServiceCollection services, StampedeSettings settings)
    {
        services.AddRateLimiter(options => options.OnRejected = static (rejected, _) =>
        {
            var problem = ApiProblem.Of(ProblemKinds.RateLimited);
            if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                problem = problem.After(wait);
            return new ValueTask(problem.ExecuteAsync(rejected.HttpContext));
        });
        services.AddSingleton(provider => new RequestLimiter(settings.RateLimits, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>>(provider => new ConfigureOptions<RateLimiterOptions>(options =>
            options.GlobalLimiter = provider.GetRequiredService<RequestLimiter>()));
        return services;
    }

    /// <summary>Whoever guesses at addresses pays for the looking.</summary>
    private static void UseMissCosts(this IApplicationBuilder app)
    {
        var limiter = app.ApplicationServices.GetRequiredService<RequestLimiter>();
        app.Use(next => async context =>
        {
            await next(context);
            if (context.Response.StatusCode == StatusCodes.Status404NotFound && context.GetEndpoint() is not null)
                limiter.Charge(context, RequestCost.OfMiss);
        });
    }

    private static void AddOrigins(this IServiceCollection services, StampedeSettings settings) =>
        services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.AllowedOrigins])
            .AllowAnyHeader()
            .AllowAnyMethod()
            .AllowCredentials()
            .WithExposedHeaders(HeaderNames.RetryAfter, HeaderNames.Location)
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));
}

using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Stampede.Server.Hosting;

/// <summary>
/// Traces and metrics over OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to. The exporter's other variables
/// (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_SERVICE_NAME</c>, <c>OTEL_TRACES_SAMPLER</c>…) mean what they always mean.
/// </summary>
internal sealed class TelemetryExport : IHostedService, IDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Sources = ["Microsoft.AspNetCore", "Npgsql", "Stampede"];

    private static readonly string[] Meters =
    [
        "Stampede", "Npgsql", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.RateLimiting", "Microsoft.AspNetCore.Diagnostics", "Microsoft.AspNetCore.Http.Connections",
    ];

    private TracerProvider? traces;
    private MeterProvider? metrics;

    public static bool IsConfigured(IConfiguration configuration) => configuration[EndpointVariable] is { Length: > 0 };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("stampede", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3));
        if (Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") is { Length: > 0 } name)
            resource.AddService(name);
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter().Build();
        metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }
}

internal static class TelemetrySetup
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration) =>
        TelemetryExport.IsConfigured(configuration) ? services.AddHostedService<TelemetryExport>() : services;

    /// <summary>A request's span says which it was: the framework makes the span and leaves it bare.</summary>
    public static IApplicationBuilder UseTelemetry(this IApplicationBuilder app)
    {
        if (!TelemetryExport.IsConfigured(app.ApplicationServices.GetRequiredService<IConfiguration>()))
            return app;
        return app.Use(static next => async context =>
        {
            try
            {
                await next(context);
            }
            finally
            {
                if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
                    Describe(span, context);
            }
        });
    }

    /// <summary>OpenTelemetry's names for what is in a request. The route and not the path, which may have a secret in its query.</summary>
    private static void Describe(Activity span, HttpContext context)
    {
        var route = context.Features.Get<IEndpointFeature>()?.Endpoint?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route;
        span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        span.SetTag("http.request.method", context.Request.Method).SetTag("http.route", route).SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error);
    }
}

using System.Diagnostics;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Stampede.Server.Hosting;

/// <summary>
/// Traces and metrics over OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to. The exporter's other variables
/// (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_SERVICE_NAME</c>, <c>OTEL_TRACES_SAMPLER</c>…) mean what they always mean.
/// </summary>
internal static class Telemetry
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// A path may name a person's reservation and a query may have a token: spans tell requests apart by their route alone.
    /// What else a caller writes stays out too.
    /// </summary>
    private static readonly string[] WrittenByCallers = ["url.path", "url.query", "user_agent.original", "server.address", "server.port"];

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[EndpointVariable] is not { Length: > 0 })
            return services;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .Clear()
                .AddTelemetrySdk()
                .AddService("stampede", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3))
                .AddEnvironmentVariableDetector()) // The last one wins: OTEL_SERVICE_NAME.
            .WithTracing(traces => traces
                .AddSource("Stampede")
                .AddAspNetCoreInstrumentation(options => options.EnrichWithHttpRequest = static (span, _) => Forget(span))
                .AddNpgsql())
            .WithMetrics(metrics => metrics
                .AddMeter("Stampede", "System.Runtime")
                .AddAspNetCoreInstrumentation()
                .AddNpgsqlInstrumentation())
            .UseOtlpExporter();
        return services;
    }

    private static void Forget(Activity span)
    {
        foreach (var tag in WrittenByCallers)
            span.SetTag(tag, null);
    }
}

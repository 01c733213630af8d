using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Stampede.Postgres;
using Stampede.Postgres.Events;
using Stampede.Server.Hosting;

namespace Stampede.Server.Events;

internal static class EventsSetup
{
    /// <summary>Needs the storage.</summary>
    public static IServiceCollection AddEvents(this IServiceCollection services, WebhookSettings settings)
    {
        services.TryAddSingleton<ResolveAddresses>(Dns.GetHostAddressesAsync);
        return services
            .AddSingleton(provider => new EventLog(provider.GetRequiredService<ConnectionPools>().Reads))
            .AddSingleton(provider => new EventReads(provider.GetRequiredService<ConnectionPools>().Reads))
            .AddSingleton(provider => new WebhookRows(provider.GetRequiredService<ConnectionPools>().Reads))
            .AddSingleton(settings)
            .AddSingleton<WebhookMetrics>()
            .AddSingleton<WebhookSecrets>()
            .AddSingleton<WebhookAddresses>()
            .AddSingleton<WebhookCalls>()
            .AddSingleton<EventKeeping>()
            .AddHostedService(provider => provider.GetRequiredService<EventKeeping>())
            .AddHostedService<WebhookSending>();
    }
}

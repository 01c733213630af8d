using Stampede.Engine.Live;
using Stampede.Postgres.Drops;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Http;
using Stampede.Server.Live;
using Stampede.Server.Operations;
using Stampede.Server.Reservations;

namespace Stampede.Server.Hosting;

/// <summary>The server as a list of what it can do.</summary>
internal static class StampedeApp
{
    private static readonly TimeSpan StopTimeMax = TimeSpan.FromSeconds(30);

    public static WebApplication Build(WebApplicationBuilder builder, StampedeSettings settings, Storage storage)
    {
        builder.AddEdge(settings);
        // After the time to drain, what is under way is answered still.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(settings.DrainSeconds) + StopTimeMax);
        builder.Services
            .AddStorage(storage.Pools, settings)
            .AddEngine(
                settings,
                publish: services => services.GetRequiredService<LiveFeed>().Publish,
                refused: services => services.GetRequiredService<RefusalCounts>().Count)
            .AddLive(settings.Live, namesPurchasers: settings.LatestPurchasers > 0)
            .AddNotices(storage.ConnectionString)
            .AddApiJson()
            .AddProblems()
            .AddAccounts(settings)
            .AddDrops()
            .AddOperations()
            .AddPictures()
            .AddApiDescription()
            .AddTelemetry(builder.Configuration);

        var app = builder.Build();
        app.UseEdge();
        app.MapAccounts();
        app.MapDrops();
        app.MapReservations();
        app.MapLive();
        app.MapOperations();
        app.MapPictures();
        app.MapHealth();
        app.MapProblems();
        app.MapApiDescription();
        app.UseWebApp();
        return app;
    }

    /// <summary>After the migrations, before the first request.</summary>
    public static async Task<FirstOperator?> PrepareAsync(WebApplication app, StampedeSettings settings, CancellationToken cancellation = default)
    {
        var firstOperator = await app.Services.PrepareAccountsAsync(cancellation);
        if (settings.Demo)
            await DemoDrops.SeedAsync(app.Services.GetRequiredService<DropWrites>(), app.Services.GetRequiredService<Npgsql.NpgsqlDataSource>(), settings.Reservations.Cooldown, cancellation);
        return firstOperator;
    }
}

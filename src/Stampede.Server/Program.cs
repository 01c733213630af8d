using Npgsql;
using Stampede.Engine.Live;
using Stampede.Postgres.Drops;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Events;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Live;
using Stampede.Server.Operations;
using Stampede.Server.Orders;
using Stampede.Server.Proofs;
using Stampede.Server.Reservations;
using Stampede.Server.Storefront;

namespace Stampede.Server;

/// <summary>What the server can do, a line for each capability.</summary>
internal static class Program
{
    private static readonly TimeSpan StopTimeMax = TimeSpan.FromSeconds(30);

    private static Task<int> Main(string[] args) => EntryPoint.RunAsync(args);

    public static WebApplication Build(WebApplicationBuilder builder, StampedeSettings settings, Storage storage)
    {
        builder.AddEdge(settings);
        builder.Services
            .AddStorage(storage.Pools, settings)
            .AddEngine(
                settings,
                publish: services =>
                {
                    var (live, notary, documents) = (services.GetRequiredService<LiveFeed>(), services.GetRequiredService<Notary>(), services.GetRequiredService<LineDocuments>());
                    var events = services.GetRequiredService<EventKeeping>();
                    // Made later: the usher needs the lanes.
                    var usher = new Lazy<Usher>(services.GetRequiredService<Usher>);
                    return commit =>
                    {
                        live.Publish(commit);
                        notary.Tell(commit);
                        events.Tell(commit);
                        documents.Notice(commit);
                        usher.Value.Notice(commit);
                    };
                },
                refused: services => services.GetRequiredService<RefusalCounts>().Count)
            .AddLive(settings.Live, namesPurchasers: settings.LatestPurchasers > 0)
            .AddNotices(storage.ConnectionString)
            .AddApiJson()
            .AddProblems()
            .AddAccounts(settings)
            .AddDrops()
            .AddDropImport()
            .AddReservations()
            .AddPayments(settings.Payments)
            .AddOrders()
            .AddLineOperations(settings)
            .AddLines()
            .AddProofs()
            .AddEvents(settings.Webhooks)
            .AddOperations()
            .AddOverview()
            .AddPictures()
            .AddShop()
            .AddApiDescription()
            .AddTelemetry(builder.Configuration)
            // The stop waits for the draining, then for what is under way.
            .Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(settings.DrainSeconds) + StopTimeMax);

        var app = builder.Build();
        app.UseEdge();
        app.MapAccounts();
        app.MapNotify();
        app.MapDrops();
        app.MapDropImport();
        app.MapReservations();
        app.MapPayments();
        app.MapPaymentOperations();
        app.MapContacts();
        app.MapOrders();
        app.MapLines();
        app.MapTurnPage();
        app.MapLineOperations();
        app.MapProofs();
        app.MapEvents();
        app.MapWebhooks();
        app.MapLive();
        app.MapOperations();
        app.MapOverview();
        app.MapSuspects();
        app.MapDropsTogether();
        app.MapHistory();
        app.MapPictures();
        app.MapShop();
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
            await DemoDrops.SeedAsync(app.Services.GetRequiredService<DropWrites>(), app.Services.GetRequiredService<NpgsqlDataSource>(), settings, cancellation);
        return firstOperator;
    }
}

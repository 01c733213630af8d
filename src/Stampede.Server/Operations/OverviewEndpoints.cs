using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres;
using Stampede.Postgres.Operations;
using Stampede.Server.Drops;
using Stampede.Server.Http;

namespace Stampede.Server.Operations;

/// <param name="Id">Another one where the same begins anew.</param>
/// <param name="Code">node_down, expiry_late, mail_stuck, payment_stuck, disk_low, clock_apart, database_away, webhook_off; sold_out is news.</param>
/// <param name="Level">trouble or news.</param>
/// <param name="Subject">The node's, the webhook's or the drop's id.</param>
/// <param name="Name">The drop's or the webhook's, or the version of the node.</param>
/// <param name="Amount">By the code: milliseconds, emails, payments, or bytes that are free.</param>
/// <param name="Reason">Of mail: what the mail server said; a code.</param>
/// <param name="Title">In English, as all of this; pages have their own words by the code.</param>
/// <param name="ToDo">What to do about it.</param>
internal sealed record WarningAnswer(
    string Id, string Code, string Level, DateTimeOffset Since, string? Subject, string? Name, long? Amount, string? Reason, string Title, string ToDo)
{
    public static WarningAnswer Of(Warning warning)
    {
        var code = Names.Of(warning.Kind);
        return new(
            $"{code}/{warning.Subject}/{warning.Since.ToUnixTimeSeconds()}", code, warning.Kind == WarningKind.SoldOut ? "news" : "trouble", warning.Since, warning.Subject is "" ? null : warning.Subject,
            warning.Data.Name, warning.Data.Amount, warning.Data.Reason, WarningTexts.TitleOf(warning, isGerman: false), WarningTexts.ToDo(warning.Kind, isGerman: false));
    }
}

/// <param name="Warnings">The oldest first, at most 200.</param>
internal sealed record WarningsAnswer(DateTimeOffset ServerTime, IReadOnlyList<WarningAnswer> Warnings);

/// <summary>Figures of a drop and of the shop, and what is wrong with it.</summary>
internal static class OverviewEndpoints
{
    /// <summary>The shop as a whole, among what is kept by drop.</summary>
    private static readonly DropId Shop = new(Guid.Empty);

    /// <summary>Needs the storage.</summary>
    public static IServiceCollection AddOverview(this IServiceCollection services) => services
        .AddSingleton<PeopleCounts>()
        .AddSingleton(provider => new PeopleRows(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddHostedService<PeopleWriter>()
        .AddSingleton(provider =>
        {
            var reads = new FigureReads(provider.GetRequiredService<ConnectionPools>().Reads);
            return new PolledReads<DropFigures>((drop, _) => reads.ReadAsync(drop, CancellationToken.None), provider.GetRequiredService<TimeProvider>());
        })
        .AddSingleton(provider =>
        {
            var (reads, clock) = (new OverviewReads(provider.GetRequiredService<ConnectionPools>().Reads), provider.GetRequiredService<DatabaseClock>());
            return new PolledReads<ShopOverview>(async (_, _) => await reads.ReadAsync(clock.Now, CancellationToken.None), provider.GetRequiredService<TimeProvider>());
        })
        .AddSingleton(provider => new WarningRows(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddSingleton<WarningWatch>()
        .AddHostedService(provider => provider.GetRequiredService<WarningWatch>());

    public static void MapOverview(this IEndpointRouteBuilder routes)
    {
        var operators = routes.MapGroup("/api/v1").WithTags("Operations").ForOperators().WithProblems("unauthenticated", "forbidden");
        operators.MapGet("/operations/warnings", Warnings).WithName("ListWarnings").WithSummary("What is wrong now, and what to do about it; what is sold out, as news");
        operators.MapGet("/operations/overview", OverviewAsync).WithName("GetOverview").WithSummary("The last 30 days across drops: money, sales, drops sold out")
            .WithProblems("database_unavailable");
        var drops = operators.MapGroup("/drops/{dropId}").WithProblems("drop_not_found", "database_unavailable");
        drops.MapGet("/figures", FiguresAsync).WithName("GetFigures").WithSummary("Money, sell-through, people from watching to buying, refusals and sales over time");
        drops.MapGet("/figures.csv", ExportAsync).WithName("ExportFigures").WithSummary("Stock or sales over time, as CSV")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").WithProblems("validation_failed");
    }

    private static Ok<WarningsAnswer> Warnings(WarningWatch watch, DatabaseClock clock) =>
        TypedResults.Ok(new WarningsAnswer(clock.Now, [.. watch.Current.Select(WarningAnswer.Of)]));

    private static async Task<Ok<ShopOverview>> OverviewAsync(PolledReads<ShopOverview> overviews, CancellationToken cancellation) =>
        TypedResults.Ok(await overviews.GetAsync(Shop, cancellation) ?? throw new InvalidDataException("A shop has an overview."));

    private static async Task<Results<Ok<DropFigures>, ApiProblem>> FiguresAsync(
        string dropId, DropLookup addresses, PolledReads<DropFigures> figures, CancellationToken cancellation) =>
        await addresses.FindAsync(dropId, cancellation) is { } drop && await figures.GetAsync(drop, cancellation) is { } found
            ? TypedResults.Ok(found)
            : ApiProblem.Of(ProblemKinds.DropNotFound);

    /// <param name="series">stock: pieces at a moment, at most 300 of them; the same where it is left out. sales: what was bought in each step, at most 250.</param>
    private static async Task<IResult> ExportAsync(
        string dropId, string? series, DropLookup addresses, PolledReads<DropFigures> figures, PolledReads<BoardReading> boards, CancellationToken cancellation)
    {
        var check = new Validation();
        check.Require(series is null or "stock" or "sales", "series", "stock or sales.");
        if (check.Failed)
            return check.Problem;
        if (await addresses.FindAsync(dropId, cancellation) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (series != "sales")
            return await boards.GetAsync(drop, cancellation) is { } board ? SeriesCsv.OfStock(drop, board.Series()) : ApiProblem.Of(ProblemKinds.DropNotFound);
        return await figures.GetAsync(drop, cancellation) is { } found ? SeriesCsv.OfSales(drop, found.Sales) : ApiProblem.Of(ProblemKinds.DropNotFound);
    }

    /// <summary>What a chart shows. Times are UTC, as their columns say; pieces are whole numbers from 0.</summary>
    private sealed class SeriesCsv(string fileName, string[] columns, IReadOnlyList<string[]> lines) : CsvStream(fileName)
    {
        protected override string[] Columns => columns;

        public static SeriesCsv OfStock(DropId drop, IReadOnlyList<StockPoint> points) => new(
            $"{drop}-stock.csv", ["atUtc", "available", "held", "sold"],
            [.. points.Select(point => new[] { Text(point.At), Text(point.Available), Text(point.Held), Text(point.Sold) })]);

        public static SeriesCsv OfSales(DropId drop, SalesFigures sales) => new(
            $"{drop}-sales.csv", ["stepBeginsAtUtc", "stepSeconds", "units", "purchases"],
            [.. sales.Steps.Select(step => new[] { Text(step.At), Text(sales.StepSeconds), Text(step.Units), Text(step.Purchases) })]);

        protected override Task<IReadOnlyList<string[]>> ReadNextAsync(CancellationToken cancellation) => Task.FromResult(lines);
    }
}

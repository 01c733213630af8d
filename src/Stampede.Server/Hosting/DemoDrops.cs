using Npgsql;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Postgres.Drops;
using Stampede.Server.Drops;

namespace Stampede.Server.Hosting;

/// <summary>Drops to try things with. Only ever put into a database without drops.</summary>
internal static class DemoDrops
{
    /// <param name="IsPaidFor">In a shop that takes payment; the others are bought by a press there too.</param>
    private sealed record Demo(
        string Name, string Description, string Picture, long PriceMinor, string Currency, TimeSpan? StartsIn, int HoldSeconds, int Limit, (string Label, int Total)[] Sizes,
        bool IsPaidFor = true, string? SizeGuide = null);

    // The last is the newest, and so the first that is seen.
    private static readonly Demo[] All =
    [
        new("Meridian 38", "Hand-wound, sapphire on both sides.", "mechanical-watch", 249000, "CHF", TimeSpan.FromHours(26), 300, 1, [(DropValidation.OnlyLabel, 100)]),
        new("Side B", "A belt-drive turntable, numbered 1 to 50.", "turntable", 64900, "USD", TimeSpan.FromMinutes(3), 90, 1, [("Walnut", 30), ("Black", 20)]),
        new("Storm Shell", "Waxed cotton, three layers, made once.", "field-jacket", 42000, "GBP", TimeSpan.FromMinutes(30), 60, 1,
            [("S", 20), ("M", 40), ("L", 40), ("XL", 20)]),
        new("Kiln No. 7", "Wheel-thrown stoneware, ash glaze, no two alike.", "ceramic-vase", 8500, "EUR", null, 120, 2, [(DropValidation.OnlyLabel, 25)], IsPaidFor: false),
        new("Air One", "The runner that started it. One last run, in signal orange.", "runner-shoe", 19900, "USD", null, 60, 1,
            [("EU 40", 12), ("EU 41", 20), ("EU 42", 30), ("EU 43", 24), ("EU 44", 10), ("EU 45", 4)],
            SizeGuide: "EU | US | UK | cm\n40 | 7 | 6 | 25\n41 | 8 | 7 | 26\n42 | 8.5 | 7.5 | 26.5\n43 | 9.5 | 8.5 | 27.5\n44 | 10 | 9 | 28\n45 | 11 | 10 | 29"),
    ];

    /// <returns>How many; 0 where there were drops already.</returns>
    public static async Task<int> SeedAsync(DropWrites writes, NpgsqlDataSource database, StampedeSettings settings, CancellationToken cancellation)
    {
        // Nodes that start at once take turns, and the second finds the first one's.
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await StartupLock.TakeAsync(transaction, "stampede demo", cancellation);
        DateTimeOffset now;
        await using (var any = new NpgsqlCommand("select exists (select 1 from drop), clock_timestamp()", connection, transaction))
        {
            await using var rows = await any.ExecuteReaderAsync(cancellation);
            await rows.ReadAsync(cancellation);
            if (rows.GetBoolean(0))
                return 0;
            now = rows.GetFieldValue<DateTimeOffset>(1);
        }

        foreach (var demo in All)
            await writes.TryCreateAsync(ToDrop(demo, settings, now), byOperator: null, cancellation);
        return All.Length;
    }

    private static NewDrop ToDrop(Demo demo, StampedeSettings settings, DateTimeOffset now) => new()
    {
        Id = new DropId(Guid.CreateVersion7()),
        Slug = Slug.Of(demo.Name),
        Name = demo.Name,
        Description = demo.Description,
        ImageUrl = $"/pictures/{demo.Picture}.svg",
        Look = demo.SizeGuide is null ? null : new DropLookChange([DropPicture.Of($"/pictures/{demo.Picture}.svg")], ChangesSizeGuide: true, demo.SizeGuide),
        Terms = new DropTerms
        {
            Price = new Money(demo.PriceMinor, demo.Currency),
            StartsAt = demo.StartsIn is { } wait ? now + wait : null,
            HoldSeconds = demo.HoldSeconds,
            LimitPerCustomer = demo.Limit,
            Cooldown = settings.Reservations.Cooldown,
            Payment = demo.IsPaidFor && settings.Payments.Provider != PaymentSettings.None ? PaymentRule.Required : PaymentRule.None,
            PaySeconds = settings.Payments.PaySeconds,
        },
        IsDraft = false,
        Variants = [.. demo.Sizes.Select(size => new VariantStock(new VariantId(Guid.CreateVersion7()), size.Label, size.Total, 0, 0))],
    };
}

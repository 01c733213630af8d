using Stampede.Postgres.Storefront;
using Stampede.Server.Hosting;

namespace Stampede.Server.Storefront;

/// <summary>
/// Who the shop is, for pages, letters and receipts. It is in memory and read again once a second, so each node knows a
/// change within two seconds.
/// </summary>
internal sealed class ShopIdentity(ShopRow row, StampedeSettings settings, TimeProvider time, ILogger<ShopIdentity> log)
    : PeriodicWork(BetweenReads, "Cannot read who the shop is, going by the last reading", time, log)
{
    private const string DemoName = "Stampede";
    private const string NamelessName = "Shop";

    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);

    // One reading or writing at a time, so that the last one to end is the newest.
    private readonly SemaphoreSlim gate = new(1);

    private CurrentShop current = new(StoredShop.Nameless, settings);

    public CurrentShop Current => Volatile.Read(ref current);

    /// <summary>What a shop is called that has not been given a name.</summary>
    public static string NameWithout(StampedeSettings settings) =>
        settings.Demo ? DemoName : settings.PublicUrl is { } address ? new Uri(address).Host : NamelessName;

    /// <summary>Asks the database: for who is about to change it.</summary>
    public async Task<CurrentShop> RefreshAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return await ReadAsync(cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <param name="version">The one that was changed; null: whatever there is.</param>
    /// <param name="stands">Whether nothing is left to change: whoever sends the same again, because the first answer was lost, is told that it stands.</param>
    /// <returns>Null: somebody else has changed it meanwhile.</returns>
    public async Task<CurrentShop?> ChangeAsync(
        long? version, Func<StoredShop, StoredShop> change, Func<StoredShop, bool> stands, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            var shop = await ReadAsync(cancellation);
            if (!stands(shop.Stored) && shop.Version == (version ?? shop.Version) && await row.WriteAsync(change(shop.Stored), cancellation) is { } written)
                return Know(written);
            shop = await ReadAsync(cancellation);
            return stands(shop.Stored) ? shop : null;
        }
        finally
        {
            gate.Release();
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        gate.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken cancellation) => await RefreshAsync(cancellation);

    private async Task<CurrentShop> ReadAsync(CancellationToken cancellation) =>
        await row.ReadAsync(Current.Version, cancellation) is { } read ? Know(read) : Current;

    private CurrentShop Know(StoredShop shop)
    {
        var known = new CurrentShop(shop, settings);
        Volatile.Write(ref current, known);
        return known;
    }
}

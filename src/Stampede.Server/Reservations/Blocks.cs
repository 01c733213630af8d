using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Journal;
using Stampede.Postgres.Operations;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;

namespace Stampede.Server.Reservations;

/// <summary>
/// Who may not reserve. All blocks are in memory and read again once a second, so a reservation costs no statement more, and every node
/// knows of a block within two seconds.
/// </summary>
internal sealed class Blocks(BlockRows rows, SettledReads settled, DatabaseClock clock, TimeProvider time, ILogger<Blocks> log)
    : PeriodicWork(BetweenReads, "Cannot read who is blocked, going by the last reading", time, log)
{
    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenTidyings = TimeSpan.FromHours(1);

    // One reading at a time, so that the last one to end is the newest.
    private readonly SemaphoreSlim gate = new(1);

    private BlockList current = BlockList.Empty;
    private long version;
    private long? tidiedAt;

    /// <summary>
    /// Whether the caller is to be refused. What a request's key was granted before the block keeps its answer. All customers of another
    /// program come from its address: that says nothing of them.
    /// </summary>
    public ValueTask<bool> RefuseAsync(DropId drop, Caller caller, HttpRequest request, string? key) =>
        !Volatile.Read(ref current).Contains(drop, caller.Id, caller.Key is not null ? null : request.HttpContext.Connection.RemoteIpAddress, clock.Now) ? new(false)
        : key is null ? new(true)
        : new(WasNotGrantedAsync(drop, new RequestKey(caller.Id, key)));

    /// <summary>After a change from this node: it counts here at once.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (await rows.ReadAsync(version, cancellation) is not (var newer, var blocks))
                return;
            Volatile.Write(ref current, new BlockList(blocks));
            version = newer;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Before the first request.</summary>
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

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        await RefreshAsync(cancellation);
        if (tidiedAt is { } last && Time.GetElapsedTime(last) <= BetweenTidyings)
            return;
        await rows.TidyAsync(cancellation);
        tidiedAt = Time.GetTimestamp();
    }

    private async Task<bool> WasNotGrantedAsync(DropId drop, RequestKey key) => await settled.FindGrantedAsync(drop, key) is null;
}

/// <summary>All blocks, to be looked up for each reservation. It never changes.</summary>
internal sealed class BlockList
{
    public static readonly BlockList Empty = new([]);

    private readonly FrozenDictionary<CustomerId, Scope[]> customers;
    private readonly FrozenDictionary<(DropId Drop, AddressHash Hash), Scope[]> addresses;
    private readonly FrozenSet<DropId> dropsWithAddresses;
    private readonly (IPNetwork Network, Scope Scope)[] networks;

    public BlockList(IReadOnlyCollection<ActiveBlock> blocks)
    {
        customers = blocks.Where(block => block.Customer is not null).GroupBy(block => block.Customer!.Value).ToFrozenDictionary(of => of.Key, Scopes);
        addresses = blocks.Where(block => block is { AddressHash: not null, Drop: not null })
            .GroupBy(block => (block.Drop!.Value, new AddressHash(block.AddressHash!))).ToFrozenDictionary(of => of.Key, Scopes);
        dropsWithAddresses = addresses.Keys.Select(key => key.Drop).ToFrozenSet();
        networks = [.. blocks.Where(block => block.Network is not null).Select(block => (block.Network!.Value, Scope.Of(block)))];
    }

    public bool Contains(DropId drop, CustomerId customer, IPAddress? address, DateTimeOffset now) =>
        customers.TryGetValue(customer, out var own) && own.Any(scope => scope.Covers(drop, now))
        || dropsWithAddresses.Contains(drop) && addresses.TryGetValue((drop, AddressHash.Of(address, drop)), out var shared) && shared.Any(scope => scope.Covers(drop, now))
        || networks.Length > 0 && address is not null && IsInNetwork(drop, address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, now);

    private bool IsInNetwork(DropId drop, IPAddress address, DateTimeOffset now)
    {
        foreach (var (network, scope) in networks)
        {
            if (network.Contains(address) && scope.Covers(drop, now))
                return true;
        }

        return false;
    }

    private static Scope[] Scopes(IEnumerable<ActiveBlock> blocks) => [.. blocks.Select(Scope.Of)];

    /// <param name="Drop">Null: the whole shop.</param>
    private readonly record struct Scope(DropId? Drop, DateTimeOffset? Until)
    {
        public static Scope Of(ActiveBlock block) => new(block.Drop, block.Until);

        public bool Covers(DropId drop, DateTimeOffset now) => (Drop is null || Drop == drop) && (Until is null || now < Until);
    }
}

/// <summary>A network as an operator writes it.</summary>
internal static class BlockedNetwork
{
    /// <summary>What is wider would shut out a country.</summary>
    public const int PrefixMin4 = 16;

    /// <inheritdoc cref="PrefixMin4"/>
    public const int PrefixMin6 = 32;

    /// <param name="text">A network such as 203.0.113.0/24; an address alone is itself, or of IPv6 its household's network (/64).</param>
    /// <returns>Null: it is none, or too wide.</returns>
    public static IPNetwork? Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length > 2 || !IPAddress.TryParse(parts[0], out var address) || address.ScopeIdOf() != 0)
            return null;
        if (address.IsIPv4MappedToIPv6)
            return parts.Length == 1 ? new IPNetwork(address.MapToIPv4(), 32) : null;
        var (min, max, alone) = address.AddressFamily == AddressFamily.InterNetwork ? (PrefixMin4, 32, 32) : (PrefixMin6, 128, 64);
        var length = alone;
        if (parts.Length == 2 && !(int.TryParse(parts[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out length) && length >= min && length <= max))
            return null;
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < max; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), length);
    }

    private static long ScopeIdOf(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}

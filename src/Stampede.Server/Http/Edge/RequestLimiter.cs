using System.Threading.RateLimiting;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;

namespace Stampede.Server.Http;

/// <summary>The rate limits of every request: by address, by what the endpoint does, and by customer.</summary>
internal sealed class RequestLimiter(RateLimitSettings limits, TimeProvider time) : PartitionedRateLimiter<HttpContext>
{
    private static readonly Lease Granted = new(TimeSpan.Zero);

    private readonly TokenBuckets<AddressKey> addresses = new(limits.Address, time);
    private readonly TokenBuckets<AddressKey> arrivals = new(limits.Arrival, time);
    private readonly TokenBuckets<AddressKey> arrivalsOfDay = new(new RateLimit(limits.ArrivalsPerDay, limits.ArrivalsPerDay / 86_400.0), time);
    private readonly TokenBuckets<AddressKey> signIns = new(limits.SignIn, time);
    private readonly TokenBuckets<Guid> customers = new(limits.Customer, time);
    private readonly TokenBuckets<Guid> keys = new(limits.Key, time);

    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        // The pages and their files come from memory, and each visitor asks for a dozen. A campus that arrives at once must not be refused them.
        if (resource.GetEndpoint() is null && !WebAppSetup.IsOfServer(resource.Request.Path))
            return Granted;
        if (Caller.Of(resource.User) is { Key: { } key } machine)
            return OfKey(key, machine, resource);
        var address = AddressKey.Of(resource.Connection.RemoteIpAddress);
        var cost = resource.GetEndpoint()?.Metadata.GetMetadata<RequestCost>()?.Of(resource.Request) ?? 1;
        var wait = addresses.Take(address, cost);
        if (wait == TimeSpan.Zero)
        {
            wait = resource.GetEndpoint()?.Metadata.GetMetadata<EndpointLimit>()?.Action switch
            {
                LimitedAction.Arrival => arrivals.Take(address) is { } soon && soon > TimeSpan.Zero ? soon : arrivalsOfDay.Take(address),
                LimitedAction.SignIn => signIns.Take(address),
                _ => TimeSpan.Zero,
            };
        }

        if (wait == TimeSpan.Zero && Caller.Of(resource.User) is { } caller)
            wait = customers.Take(caller.Id.Value, cost);
        return wait == TimeSpan.Zero ? Granted : new Lease(wait);
    }

    /// <summary>A shop's own server stands for all of its customers: what counts is the key, not where it comes from.</summary>
    private Lease OfKey(KeyGrant key, Caller caller, HttpContext context)
    {
        var cost = context.GetEndpoint()?.Metadata.GetMetadata<RequestCost>()?.Of(context.Request) ?? 1;
        var wait = keys.Take(key.Id, cost);
        if (wait == TimeSpan.Zero && !caller.IsMachine)
            wait = customers.Take(caller.Id.Value, cost);
        return wait == TimeSpan.Zero ? Granted : new Lease(wait);
    }

    /// <summary>Counts more for an answer that turned out to cost more than its request showed.</summary>
    public void Charge(HttpContext context, int cost)
    {
        var caller = Caller.Of(context.User);
        if (caller?.Key is { } key)
            keys.Charge(key.Id, cost);
        else
            addresses.Charge(AddressKey.Of(context.Connection.RemoteIpAddress), cost);
        if (caller is { IsMachine: false })
            customers.Charge(caller.Id.Value, cost);
    }

    /// <summary>Nobody waits for a token: the middleware asks a second time and is told the same.</summary>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext context, int permitCount, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AttemptAcquireCore(context, permitCount));

    private sealed class Lease(TimeSpan wait) : RateLimitLease
    {
        public override bool IsAcquired => wait == TimeSpan.Zero;

        public override IEnumerable<string> MetadataNames => IsAcquired ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            var has = !IsAcquired && metadataName == MetadataName.RetryAfter.Name;
            metadata = has ? wait : null;
            return has;
        }
    }
}

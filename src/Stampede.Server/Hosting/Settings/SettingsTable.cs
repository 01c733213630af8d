using System.Reflection;
using Stampede.Server.Accounts;

namespace Stampede.Server.Hosting;

/// <summary>
/// Every setting there is. Reading, checking, the search for slips of the pen and docs/operations/settings.md are all made of this table; a
/// new setting is one row here and one line in <see cref="StampedeSettings"/>.
/// </summary>
internal static class SettingsTable
{
    private const int LimitMax = 1_000_000;
    private const string Origin = "an origin such as https://shop.example, without a path";

    public static IReadOnlyList<(string Title, IReadOnlyList<Setting> Settings)> Sections { get; } =
    [
        ("Database and address", Of(typeof(Place))),
        ("The shop", Of(typeof(Shop))),
        ("Sign-in", Of(typeof(SignIn))),
        ("Other sites and proxies", Of(typeof(Sites))),
        ("Capacity", Of(typeof(Capacity))),
        ("Rate limits", Of(typeof(Rates))),
        ("Reservations", Of(typeof(Reserving))),
        ("Payments", Of(typeof(Paying))),
        ("Lines", Of(typeof(Lines))),
        ("Mail", Of(typeof(Letters))),
        ("Warnings", Of(typeof(Warnings))),
        ("Webhooks", Of(typeof(Webhooks))),
        ("Live updates", Of(typeof(LiveUpdates))),
        ("Telemetry", Of(typeof(Exports))),
    ];

    public static IReadOnlyList<Setting> All { get; } = [.. Sections.SelectMany(section => section.Settings)];

    public static class Place
    {
        public static readonly TextSetting ConnectionString = new(
            "ConnectionStrings:Stampede", null, "a connection string such as Host=db;Database=stampede;Username=stampede;Password=…",
            "PostgreSQL 15 or newer ([database.md](database.md)); none: the embedded one");

        public static readonly TextSetting DataDirectory = new("Stampede:DataDirectory", "./data", "a folder", "where the embedded PostgreSQL lives");

        public static readonly TextSetting Urls = new(
            "ASPNETCORE_URLS", "http://localhost:5080", "addresses such as http://localhost:5080, with ; between them", "where to listen");
    }

    public static class Shop
    {
        public static readonly NumberSetting HoldSeconds = new(
            "Stampede:HoldSeconds", 60, 1, 3_600, "how long a reservation holds stock, where the drop names no time");

        public static readonly NumberSetting LatestPurchasers = new("Stampede:LatestPurchasers", 3, 0, 100, "purchasers shown per drop");

        public static readonly TextSetting PublicUrl = new(
            "Stampede:PublicUrl", null, Origin,
            "the address that customers open: links in mail lead there (needed with a mail server), and its pages are this shop's own whatever a proxy makes of the request");

        public static readonly TextSetting PathBase = new(
            "Stampede:PathBase", null, "a path such as /shop: up to 3 parts of letters, digits, - and _; the first is none of the shop's own, such as /api or /drops",
            "below which path customers open the shop, where it has no host name for itself ([below-a-path.md](below-a-path.md)); none: at the root");

        public static readonly FlagSetting Demo = new("Stampede:Demo", false, "demo drops into an empty database (`./run.sh` sets true)");

        public static readonly FlagSetting Rehearsals = new(
            "Stampede:Rehearsals", false, "operators may make customers by the thousand; not for production");
    }

    public static class SignIn
    {
        public static readonly FlagSetting GuestSignIn = new("Stampede:GuestSignIn", true, "a display name alone is enough to buy");

        public static readonly NumberSetting GuestIdleDays = new(
            "Stampede:GuestIdleDays", 30, 15, 3_650, "days until a guest who was not here and bought nothing is forgotten; more than a session can sleep");

        public static readonly TextSetting CookieName = new(
            "Stampede:CookieName", StampedeSettings.DefaultCookieName, "1 to 60 letters, digits, - and _",
            "the session's cookie; a name for each of the shops that share a host name ([limits.md](limits.md#several-shops-on-one-host))");

        public static readonly TextSetting OperatorEmail = new(
            "Stampede:Operator:Email", null, "an e-mail address", "the owner; set again to regain access. Who ran the shop before stays so: see the verb `operators`")
        {
            WithoutDefault = $"`{OperatorAccount.DefaultEmail}`",
        };

        public static readonly TextSetting OperatorPassword = new(
            "Stampede:Operator:Password", null, $"{CredentialRules.PasswordLengthMin} to {CredentialRules.PasswordLengthMax} characters long",
            "their password; needed where their e-mail is set")
        {
            WithoutDefault = "generated, printed once",
        };

        public static readonly FlagSetting RequireSecondFactor = new(
            "Stampede:Operator:RequireSecondFactor", false,
            "whoever runs the shop needs a second factor; without one they can only set one up ([people.md](people.md)). An owner may ask for it in the console too");

        public static readonly TextSetting KeyCertificate = new(
            "Stampede:KeyCertificate", null, "a readable PEM file with a certificate and its RSA key",
            "new keys of cookies and tokens are encrypted with it in the database; the same on every node. Replaced: everybody signs in again");
    }

    public static class Sites
    {
        public static readonly ListSetting AllowedOrigins = new(
            "Stampede:AllowedOrigins", Origin, "other sites whose pages may call, live connections included");

        public static readonly ListSetting TrustedProxies = new(
            "Stampede:TrustedProxies", "an address or a network such as 10.0.0.0/8", "whose `X-Forwarded-*` headers are believed");
    }

    public static class Capacity
    {
        public static readonly NumberSetting JournalConnectionsMax = new(
            "Stampede:JournalConnectionsMax", 12, 2, 100, "connections to the database for decisions; more do not help one drop");

        public static readonly NumberSetting ReadConnectionsMax = new("Stampede:ReadConnectionsMax", 12, 2, 100, "connections to the database for everything else");

        public static readonly NumberSetting DropsPerTransactionMax = new(
            "Stampede:DropsPerTransactionMax", 100, 1, 1_000,
            "drops whose batches may share a transaction when many are busy at once; 1 where the tables are distributed by drop");

        public static readonly NumberSetting LanesMax = new(
            "Stampede:LanesMax", 2_000, 10, 100_000,
            "drops that a node decides at once; one more is answered 503 `overloaded` until one of them was left alone for a second");

        public static readonly NumberSetting CustomersInMemoryMax = new(
            "Stampede:CustomersInMemoryMax", 2_000_000, 10_000, 100_000_000,
            "buyers and holders of these drops that a node remembers, at about 100 bytes each; beyond them it takes up no further drop. More than a drop sells");

        public static readonly NumberSetting DrainSeconds = new(
            "Stampede:DrainSeconds", 0, 0, 60,
            "how long, asked to stop, a node serves on while `/health/ready` says 503, so that a load balancer looks away first");
    }

    public static class Rates
    {
        public static readonly FlagSetting Enabled = new("Stampede:RateLimits:Enabled", true, "false only for rehearsals on one address");

        public static readonly NumberSetting CustomerBurst = new(
            "Stampede:RateLimits:Customer:Burst", 200, 1, LimitMax, "requests of one customer at once, weighed as [limits.md](limits.md#what-a-request-weighs) says");

        public static readonly NumberSetting CustomerPerSecond = new("Stampede:RateLimits:Customer:PerSecond", 50, 1, LimitMax, "the same, a second for good");

        public static readonly NumberSetting KeyBurst = new(
            "Stampede:RateLimits:Key:Burst", 2_000, 1, LimitMax, "requests that come with one key for machines at once; they count by the key in place of the address");

        public static readonly NumberSetting KeyPerSecond = new("Stampede:RateLimits:Key:PerSecond", 500, 1, LimitMax, "the same, a second for good");

        public static readonly NumberSetting AddressBurst = new(
            "Stampede:RateLimits:Address:Burst", 20_000, 1, LimitMax, "requests from one address, which may be a whole campus, at once; weighed so too");

        public static readonly NumberSetting AddressPerSecond = new("Stampede:RateLimits:Address:PerSecond", 5_000, 1, LimitMax, "the same, a second for good");

        public static readonly NumberSetting ArrivalBurst = new(
            "Stampede:RateLimits:Arrival:Burst", 10_000, 1, LimitMax, "new guests and registrations from one address at once");

        public static readonly NumberSetting ArrivalPerSecond = new("Stampede:RateLimits:Arrival:PerSecond", 100, 1, LimitMax, "the same, a second for good");

        public static readonly NumberSetting ArrivalsPerDay = new(
            "Stampede:RateLimits:ArrivalsPerDay", 20_000, 1, 100_000_000,
            "the same in a day, with guests who come back: as many at once, and again as the day goes by (on each node)");

        public static readonly NumberSetting SignInBurst = new("Stampede:RateLimits:SignIn:Burst", 100, 1, LimitMax, "sign-ins with a password from one address at once");

        public static readonly NumberSetting SignInPerSecond = new("Stampede:RateLimits:SignIn:PerSecond", 5, 1, LimitMax, "the same, a second for good");
    }

    public static class Reserving
    {
        public static readonly NumberSetting CooldownSeconds = new(
            "Stampede:Reservations:CooldownSeconds", 5, 0, 3_600,
            "the first wait of a customer who left too many holds unbought; 0: nobody waits ([abuse.md](../abuse.md))");

        public static readonly NumberSetting CooldownFreeHolds = new(
            "Stampede:Reservations:CooldownFreeHolds", 10, 0, 100, "holds that may be left unbought within the window without a wait");

        public static readonly NumberSetting CooldownWindowSeconds = new(
            "Stampede:Reservations:CooldownWindowSeconds", 600, 10, 86_400, "how long an unbought hold counts, and the longest wait");

        public static readonly NumberSetting ProofBits = new(
            "Stampede:Reservations:ProofBits", 0, 0, 28, "work to be proved with each reservation: leading zero bits of a SHA-256; 0: none");

        public static readonly NumberSetting ProofSeconds = new("Stampede:Reservations:ProofSeconds", 120, 10, 3_600, "how long a challenge may be answered");

        public static readonly FlagSetting RequireConfirmedAccount = new(
            "Stampede:Reservations:RequireConfirmedAccount", false, "only accounts with a confirmed e-mail may reserve; guests may not");

        public static readonly FlagSetting Signals = new(
            "Stampede:Reservations:Signals", false, "records attempts, addresses and agents of who reserves, hashed, for 30 days");
    }

    public static class Lines
    {
        public static readonly TextSetting BeaconUrl = new(
            "Stampede:Beacon:Url", null, "an address such as https://api.drand.sh",
            "where the public number of a draw is fetched, as drand answers it; none: an operator brings it ([fairness.md](../fairness.md))");
    }

    public static class Paying
    {
        public static readonly ChoiceSetting Provider = new(
            "Stampede:Payments:Provider", ["none", "test", "manual", "stripe"],
            "who moves the money ([payments.md](../payments.md)); none: a press buys. The same on every node");

        public static readonly NumberSetting PaySeconds = new(
            "Stampede:Payments:PaySeconds", 300, 30, 1_800, "how long a hold is kept at most while its first payment is under way; for drops that are made from now on");

        public static readonly ChoiceSetting LatePolicy = new(
            "Stampede:Payments:LatePolicy", ["reacquire", "refund"],
            "what is authorised after its hold has ended: taken anew where anybody could reserve it, or always let go");

        public static readonly NumberSetting AttemptsPerHold = new("Stampede:Payments:AttemptsPerHold", 5, 1, 20, "how often one reservation may be tried to be paid for");

        public static readonly NumberSetting TimeoutSeconds = new(
            "Stampede:Payments:TimeoutSeconds", 10, 1, 60, "how long the provider may take for an answer; then it is asked again");

        public static readonly FlagSetting AllowTestInPublic = new(
            "Stampede:Payments:AllowTestInPublic", false, "the test provider where `Stampede__PublicUrl` is public: anybody buys for nothing there");

        public static readonly TextSetting StripeSecretKey = new(
            "Stampede:Payments:Stripe:SecretKey", null, "Stripe's secret or restricted key, sk_test_…, sk_live_…, rk_test_… or rk_live_…", "of the server alone; a secret");

        public static readonly TextSetting StripePublishableKey = new(
            "Stampede:Payments:Stripe:PublishableKey", null, "Stripe's publishable key, pk_test_… or pk_live_…", "sent to every browser; of the same mode as the secret key");

        public static readonly ListSetting StripeWebhookSecrets = new(
            "Stampede:Payments:Stripe:WebhookSecrets", "a webhook's signing secret, whsec_…", "any of them may have signed an event: two while one is replaced; secrets");

        public static readonly TextSetting StripeApiBase = new(
            "Stampede:Payments:Stripe:ApiBase", "https://api.stripe.com", "an https address without user, path and query", "another one is for tests");
    }

    public static class Letters
    {
        public static readonly TextSetting Host = new("Stampede:Mail:Host", null, "a host", "the SMTP server that mail is handed to; none: no mail is sent");

        public static readonly NumberSetting Port = new("Stampede:Mail:Port", 587, 1, 65_535, "its port");

        public static readonly FlagSetting Tls = new("Stampede:Mail:Tls", true, "by STARTTLS; on port 465 from the first byte");

        public static readonly TextSetting From = new("Stampede:Mail:From", null, "an e-mail address", "who mail is from; needed with a mail server");

        public static readonly TextSetting User = new("Stampede:Mail:User", null, "a name", "the sign-in at the mail server");

        public static readonly TextSetting Password = new(
            "Stampede:Mail:Password", null, "set where Stampede__Mail__User is, and only there", "its password");

        public static readonly NumberSetting PerMailboxPerDay = new(
            "Stampede:Mail:PerMailboxPerDay", 5, 1, 1_000, "mails to one mailbox, and for one account, in a day");

        public static readonly NumberSetting PerAddressPerHour = new(
            "Stampede:Mail:PerAddressPerHour", 100, 1, 100_000,
            "mails asked for from one network address in an hour; more where many register at one place before a drop");
    }

    /// <summary>What has no limit of its own where rate limits are off says so.</summary>
    public static class Warnings
    {
        public static readonly FlagSetting Mail = new(
            "Stampede:Warnings:Mail", true, "whoever runs the shop is written to when something is wrong, where a mail server is set ([watching.md](watching.md#warnings))");

        public static readonly NumberSetting MailAfterSeconds = new(
            "Stampede:Warnings:MailAfterSeconds", 60, 1, 3_600, "how long it must have lasted by then; gone for five times as long, it is over");

        public static readonly NumberSetting DiskFreeMegabytes = new(
            "Stampede:Warnings:DiskFreeMegabytes", 1_024, 0, 1_000_000, "free on the disk of the data directory; less is a warning, 0: never");
    }

    public static class Webhooks
    {
        public static readonly ListSetting AllowedNetworks = new(
            "Stampede:Webhooks:AllowedNetworks", "an address or a network such as 10.0.0.0/8",
            "private networks that events may be sent to all the same, by http and to any port too ([integration.md](../integration.md#webhooks))");

        public static readonly TextSetting ScheduleScale = new(
            "Stampede:Webhooks:ScheduleScale", "1", "a number from 0.00001 to 1", "all pauses between attempts times this, the five days and the time of two secrets too; less than 1 is for tests");
    }

    public static class LiveUpdates
    {
        private const string WithoutRateLimits = "; where it is not set and rate limits are off: 1,000,000";

        public static readonly NumberSetting ConnectionsMax = new(
            "Stampede:Live:ConnectionsMax", 50_000, 1, LimitMax, "live connections of this node; more get 503 and come back");

        public static readonly NumberSetting ConnectionsPerAddressMax = new(
            "Stampede:Live:ConnectionsPerAddressMax", 500, 1, LimitMax,
            $"live connections of one address on this node (of IPv6: of one /64); more get 429{WithoutRateLimits}");

        public static readonly NumberSetting ConnectionsPerSessionMax = new(
            "Stampede:Live:ConnectionsPerSessionMax", 30, 1, LimitMax, $"live connections of one sign-in on this node: its tabs{WithoutRateLimits}");

        public static readonly NumberSetting CallsBurst = new(
            "Stampede:Live:CallsBurst", 250, 1, LimitMax, $"calls on one live connection at once; more are answered `rate_limited`{WithoutRateLimits}");

        public static readonly NumberSetting CallsPerSecond = new(
            "Stampede:Live:CallsPerSecond", 25, 1, LimitMax, $"the same, a second for good{WithoutRateLimits}");

        public static readonly NumberSetting WatchesPerConnectionMax = new(
            "Stampede:Live:WatchesPerConnectionMax", 200, 1, 10_000, "drops that one connection watches by their id");

        public static readonly NumberSetting WriteTimeoutSeconds = new(
            "Stampede:Live:WriteTimeoutSeconds", 10, 1, 300, "a live client that takes nothing for this long is dropped");

        public static readonly NumberSetting HeartbeatSeconds = new(
            "Stampede:Live:HeartbeatSeconds", 15, 1, 300,
            "between signs of life on a stream of server-sent events; shorter than the proxy's idle time");

        public static readonly NumberSetting ProcessorPercent = new(
            "Stampede:Live:ProcessorPercent", 45, 1, 100,
            "the share of the time that telling watchers may take while others want it; live updates come less often rather than take more. What is idle they may take too");
    }

    public static class Exports
    {
        public static readonly TextSetting Endpoint = new(
            Telemetry.EndpointVariable, null, "an OTLP address", "where traces and metrics go ([watching.md](watching.md)); none: nowhere");
    }

    private static Setting[] Of(Type section) =>
        [.. section.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<Setting>()];
}

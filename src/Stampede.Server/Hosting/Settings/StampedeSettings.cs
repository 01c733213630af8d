using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace Stampede.Server.Hosting;

/// <summary>Everything that an operator can set, read once at the start. Each says its range and its default.</summary>
internal sealed record StampedeSettings
{
    public const string DefaultUrl = "http://localhost:5080";
    public const string DefaultCookieName = $"stampede{SessionSuffix}";

    private const string SessionSuffix = "-session";

    /// <summary><c>ConnectionStrings__Stampede</c>: PostgreSQL 15 or newer. Null: the embedded one.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Where the embedded PostgreSQL lives. Default: <c>./data</c>.</summary>
    public string DataDirectory { get; init; } = "./data";

    /// <summary>How long a reservation holds stock where the drop names no time: 1 to 3600. Default: 60.</summary>
    public int HoldSeconds { get; init; } = 60;

    /// <summary>Purchasers shown per drop: 0 to 100. Default: 3.</summary>
    public int LatestPurchasers { get; init; } = 3;

    /// <summary>A display name alone is enough to buy. Default: true.</summary>
    public bool GuestSignIn { get; init; } = true;

    /// <summary>
    /// Days until a guest who bought nothing is forgotten: 15 to 3,650, more than a session can sleep. Default: 30.
    /// </summary>
    public int GuestIdleDays { get; init; } = 30;

    /// <summary>
    /// The session's cookie. Browsers send cookies to all ports of a host: shops that share one need a name each.
    /// Default: stampede-session.
    /// </summary>
    public string CookieName { get; init; } = DefaultCookieName;

    /// <summary>The cookie that a guest's device is known by.</summary>
    public string DeviceCookieName => $"{(CookieName.EndsWith(SessionSuffix, StringComparison.Ordinal) ? CookieName[..^SessionSuffix.Length] : CookieName)}-device";

    /// <summary><c>Stampede__PublicUrl</c>: the shop's own address, as browsers have it. Null: as the request says.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Seeds demo drops into an empty database. Default: false.</summary>
    public bool Demo { get; init; }

    /// <summary>Allows operators to make customers by the thousand, to rehearse a drop. Default: false.</summary>
    public bool Rehearsals { get; init; }

    /// <summary>Null: generated, and printed once.</summary>
    public OperatorSettings? Operator { get; init; }

    /// <summary>
    /// <c>Stampede__KeyCertificate</c>: a PEM file with a certificate and its RSA key, that new keys of tickets are
    /// encrypted with in the database. The same on every node. Null: they stand there in the clear.
    /// </summary>
    public X509Certificate2? KeyCertificate { get; init; }

    /// <summary>Connections to the database for decisions: 2 to 100. Default: 12.</summary>
    public int JournalConnectionsMax { get; init; } = 12;

    /// <summary>
    /// Drops whose batches may share a transaction: 1 to 1,000. 1: none do, as tables that are distributed by drop want it.
    /// Default: 100.
    /// </summary>
    public int DropsPerTransactionMax { get; init; } = 100;

    /// <summary>Drops that are being decided in this process at once: 10 to 100,000. More are answered <c>overloaded</c>. Default: 2,000.</summary>
    public int LanesMax { get; init; } = 2_000;

    /// <summary>
    /// Buyers and holders of all these drops that this process remembers, at about 100 bytes each: 10,000 to 100,000,000.
    /// Beyond them no further drop is taken up. Default: 2,000,000.
    /// </summary>
    public int CustomersInMemoryMax { get; init; } = 2_000_000;

    /// <summary>Connections to the database for everything else: 2 to 100. Default: 12.</summary>
    public int ReadConnectionsMax { get; init; } = 12;

    /// <summary>
    /// How long, asked to stop, it says that it is not ready and serves on, so that load balancers look away before it
    /// takes no more connections: 0 to 60. Default: 0.
    /// </summary>
    public int DrainSeconds { get; init; }

    public RateLimitSettings RateLimits { get; init; } = new();

    public ReservationSettings Reservations { get; init; } = new();

    /// <summary>Null: no mail is sent.</summary>
    public MailSettings? Mail { get; init; }

    public LiveSettings Live { get; init; } = new();

    /// <summary>Other sites whose pages may call this server, as <c>https://shop.example</c>. Default: none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Proxies whose <c>X-Forwarded-*</c> headers are believed: addresses or networks. Default: none.</summary>
    public IReadOnlyList<TrustedProxy> TrustedProxies { get; init; } = [];

    /// <summary>Those that were set and are none: a line for each.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <param name="args">The command line that is part of the configuration.</param>
    /// <exception cref="SettingException">One of them is out of range.</exception>
    public static StampedeSettings Load(IConfiguration configuration, params IEnumerable<string> args)
    {
        var read = new SettingReader(configuration);
        var rateLimits = RateLimitSettings.Load(read);
        CheckUrls(configuration);
        var settings = new StampedeSettings
        {
            ConnectionString = CheckConnectionString(read.OptionalText("ConnectionStrings:Stampede")),
            DataDirectory = read.Text("Stampede:DataDirectory", "./data"),
            HoldSeconds = read.Number("Stampede:HoldSeconds", 60, 1, 3600),
            LatestPurchasers = read.Number("Stampede:LatestPurchasers", 3, 0, 100),
            GuestSignIn = read.Flag("Stampede:GuestSignIn", true),
            GuestIdleDays = read.Number("Stampede:GuestIdleDays", 30, 15, 3650),
            CookieName = CheckCookieName(read.Text("Stampede:CookieName", DefaultCookieName)),
            PublicUrl = PublicUrlOf(read),
            Demo = read.Flag("Stampede:Demo", false),
            Rehearsals = read.Flag("Stampede:Rehearsals", false),
            JournalConnectionsMax = read.Number("Stampede:JournalConnectionsMax", 12, 2, 100),
            DropsPerTransactionMax = read.Number("Stampede:DropsPerTransactionMax", 100, 1, 1000),
            LanesMax = read.Number("Stampede:LanesMax", 2_000, 10, 100_000),
            CustomersInMemoryMax = read.Number("Stampede:CustomersInMemoryMax", 2_000_000, 10_000, 100_000_000),
            ReadConnectionsMax = read.Number("Stampede:ReadConnectionsMax", 12, 2, 100),
            KeyCertificate = read.OptionalText("Stampede:KeyCertificate") is { } file ? LoadCertificate("Stampede:KeyCertificate", file) : null,
            DrainSeconds = read.Number("Stampede:DrainSeconds", 0, 0, 60),
            Operator = OperatorSettings.Load(read),
            RateLimits = rateLimits,
            Reservations = ReservationSettings.Load(read),
            Mail = MailSettings.Load(read, PublicUrlOf(read)),
            Live = LiveSettings.Load(read, rateLimits.Enabled),
            AllowedOrigins = read.List("Stampede:AllowedOrigins", OriginOf, "an origin such as https://shop.example, without a path"),
            TrustedProxies = read.List("Stampede:TrustedProxies", TrustedProxy.Parse, "an address or a network such as 10.0.0.0/8"),
        };
        return settings with { Unknown = [.. read.Unknown.Lines(configuration, args)] };
    }

    /// <summary>Whether any address to listen on is configured; otherwise it is <see cref="DefaultUrl"/>.</summary>
    public static bool NamesAddresses(IConfiguration configuration) =>
        configuration["urls"] is { Length: > 0 } || configuration["http_ports"] is { Length: > 0 }
        || configuration["https_ports"] is { Length: > 0 } || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();

    private static string? PublicUrlOf(SettingReader read)
    {
        const string Name = "Stampede:PublicUrl";
        return read.OptionalText(Name) is not { } text ? null
            : OriginOf(text) ?? throw SettingReader.Wrong(Name, text, "an origin such as https://shop.example, without a path");
    }

    private static string CheckCookieName(string name) =>
        name.Length <= 60 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            ? name
            : throw SettingReader.Wrong("Stampede:CookieName", name, "1 to 60 letters, digits, - and _");

    private static string? CheckConnectionString(string? text)
    {
        try
        {
            if (text is null || new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 })
                return text;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or OverflowException)
        {
            // Told below, without its value: there may be a password in it.
        }

        throw SettingReader.Wrong("ConnectionStrings:Stampede", null, "a connection string such as Host=db;Database=stampede;Username=stampede;Password=…");
    }

    private static X509Certificate2 LoadCertificate(string name, string file)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(file);
            using var key = certificate.GetRSAPrivateKey();
            if (key is not null)
                return certificate;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // Told below.
        }

        throw SettingReader.Wrong(name, file, "a readable PEM file with a certificate and its RSA key");
    }

    private static void CheckUrls(IConfiguration configuration)
    {
        foreach (var url in (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            try
            {
                var address = BindingAddress.Parse(url);
                if (address.Scheme is "http" or "https" && address.Port is >= 0 and <= IPEndPoint.MaxPort && address.PathBase.Length == 0)
                    continue;
            }
            catch (FormatException)
            {
                // Told below.
            }

            throw SettingReader.Wrong("ASPNETCORE_URLS", url, "addresses such as http://localhost:5080, with ; between them");
        }
    }

    /// <returns>The origin as browsers write it; null where it is none.</returns>
    private static string? OriginOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri.PathAndQuery == "/" && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
            ? uri.GetLeftPart(UriPartial.Authority).ToLowerInvariant()
            : null;
}

/// <summary>An address or a network that forwards for others, and tells the truth about whom.</summary>
internal sealed record TrustedProxy(IPNetwork Network)
{
    public static TrustedProxy? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? new TrustedProxy(network)
        : IPAddress.TryParse(text, out var address) ? new TrustedProxy(new IPNetwork(address, address.GetAddressBytes().Length * 8))
        : null;
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Npgsql;
using static Stampede.Server.Hosting.SettingsTable;

namespace Stampede.Server.Hosting;

/// <summary>Everything that an operator can set, read once at the start. Names, defaults, ranges and meanings stand in <see cref="SettingsTable"/>.</summary>
internal sealed partial record StampedeSettings
{
    public const string DefaultCookieName = $"stampede{SessionSuffix}";

    private const string SessionSuffix = "-session";

    /// <summary>Null: the embedded PostgreSQL.</summary>
    public string? ConnectionString { get; init; }

    public required string DataDirectory { get; init; }

    public int HoldSeconds { get; init; }

    public int LatestPurchasers { get; init; }

    public bool GuestSignIn { get; init; }

    public int GuestIdleDays { get; init; }

    /// <summary>The session's cookie. Browsers send cookies to all ports of a host: shops that share one need a name each.</summary>
    public required string CookieName { get; init; }

    /// <summary>The cookie that a guest's device is known by.</summary>
    public string DeviceCookieName => $"{(CookieName.EndsWith(SessionSuffix, StringComparison.Ordinal) ? CookieName[..^SessionSuffix.Length] : CookieName)}-device";

    /// <summary>Null: as the request says.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Empty, or a path such as /shop: without a slash at its end, and before every address that this shop writes down.</summary>
    public string PathBase { get; init; } = "";

    /// <summary>Where customers open the shop, without a slash at the end: the configured address, or that of the request.</summary>
    public string AddressOf(HttpRequest request) => (PublicUrl ?? $"{request.Scheme}://{request.Host.ToUriComponent()}") + PathBase;

    public bool Demo { get; init; }

    public bool Rehearsals { get; init; }

    /// <summary>Null: generated, and printed once.</summary>
    public OperatorSettings? Operator { get; init; }

    /// <summary>Of everybody who runs the shop. False: an owner may ask for it all the same.</summary>
    public bool RequireSecondFactor { get; init; }

    /// <summary>Null: keys stand in the database in the clear.</summary>
    public X509Certificate2? KeyCertificate { get; init; }

    public int JournalConnectionsMax { get; init; }

    public int DropsPerTransactionMax { get; init; }

    public int LanesMax { get; init; }

    public int CustomersInMemoryMax { get; init; }

    public int ReadConnectionsMax { get; init; }

    public int DrainSeconds { get; init; }

    public required RateLimitSettings RateLimits { get; init; }

    public required ReservationSettings Reservations { get; init; }

    public required PaymentSettings Payments { get; init; }

    /// <summary>Null: operators bring the public number of a draw.</summary>
    public Uri? BeaconUrl { get; init; }

    /// <summary>Null: no mail is sent.</summary>
    public MailSettings? Mail { get; init; }

    public required WarningSettings Warnings { get; init; }

    public required WebhookSettings Webhooks { get; init; }

    public required LiveSettings Live { get; init; }

    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    public IReadOnlyList<NamedNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Names that were set and are not known: a line for each.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <param name="args">The command line that is part of the configuration.</param>
    /// <exception cref="SettingException">One of them is out of range.</exception>
    public static StampedeSettings Load(IConfiguration configuration, params IEnumerable<string> args)
    {
        var read = new SettingReader(configuration);
        var rateLimits = RateLimitSettings.Load(read);
        var publicUrl = PublicUrlOf(read);
        var pathBase = PathBaseOf(read);
        CheckUrls(configuration);
        return new StampedeSettings
        {
            ConnectionString = CheckConnectionString(read.Text(Place.ConnectionString)),
            DataDirectory = read.Text(Place.DataDirectory)!,
            HoldSeconds = read.Number(Shop.HoldSeconds),
            LatestPurchasers = read.Number(Shop.LatestPurchasers),
            GuestSignIn = read.Flag(SignIn.GuestSignIn),
            GuestIdleDays = read.Number(SignIn.GuestIdleDays),
            CookieName = CheckCookieName(read.Text(SignIn.CookieName)!),
            PublicUrl = publicUrl,
            PathBase = pathBase,
            Demo = read.Flag(Shop.Demo),
            Rehearsals = read.Flag(Shop.Rehearsals),
            JournalConnectionsMax = read.Number(Capacity.JournalConnectionsMax),
            DropsPerTransactionMax = read.Number(Capacity.DropsPerTransactionMax),
            LanesMax = read.Number(Capacity.LanesMax),
            CustomersInMemoryMax = read.Number(Capacity.CustomersInMemoryMax),
            ReadConnectionsMax = read.Number(Capacity.ReadConnectionsMax),
            KeyCertificate = read.Text(SignIn.KeyCertificate) is { } file ? LoadCertificate(file) : null,
            DrainSeconds = read.Number(Capacity.DrainSeconds),
            Operator = OperatorSettings.Load(read),
            RequireSecondFactor = read.Flag(SignIn.RequireSecondFactor),
            RateLimits = rateLimits,
            Reservations = ReservationSettings.Load(read),
            Payments = PaymentSettings.Load(read, publicUrl),
            BeaconUrl = BeaconUrlOf(read),
            Mail = MailSettings.Load(read, publicUrl is null ? null : publicUrl + pathBase),
            Warnings = WarningSettings.Load(read),
            Webhooks = WebhookSettings.Load(read),
            Live = LiveSettings.Load(read, rateLimits.Enabled),
            AllowedOrigins = read.List(Sites.AllowedOrigins, OriginOf),
            TrustedProxies = read.List(Sites.TrustedProxies, NamedNetwork.Parse),
            Unknown = [.. UnknownSettings.Lines(configuration, args)],
        };
    }

    private static Uri? BeaconUrlOf(SettingReader read) => read.Text(Lines.BeaconUrl) is not { } text ? null
        : Uri.TryCreate($"{text.TrimEnd('/')}/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : throw Lines.BeaconUrl.Wrong(text);

    /// <summary>Whether any address to listen on is configured; otherwise it is the default of <see cref="Place.Urls"/>.</summary>
    public static bool NamesAddresses(IConfiguration configuration) =>
        configuration["urls"] is { Length: > 0 } || configuration["http_ports"] is { Length: > 0 }
        || configuration["https_ports"] is { Length: > 0 } || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();

    private static string? PublicUrlOf(SettingReader read) =>
        read.Text(Shop.PublicUrl) is not { } text ? null : OriginOf(text) ?? throw Shop.PublicUrl.Wrong(text);

    private static string PathBaseOf(SettingReader read)
    {
        if (read.Text(Shop.PathBase) is not { } text || text == "/")
            return "";
        var path = text.TrimEnd('/');
        return PathBaseForm.IsMatch(path) && !Storefront.PageAddresses.BeginWith(path) && !Http.WebAppSetup.IsOfServer(path) ? path : throw Shop.PathBase.Wrong(text);
    }

    [GeneratedRegex(@"^(/[A-Za-z0-9_-]{1,60}){1,3}$")]
    private static partial Regex PathBaseForm { get; }

    private static string CheckCookieName(string name) =>
        name.Length <= 60 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            ? name
            : throw SignIn.CookieName.Wrong(name);

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

        throw Place.ConnectionString.Wrong(null);
    }

    private static X509Certificate2 LoadCertificate(string file)
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

        throw SignIn.KeyCertificate.Wrong(file);
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

            throw Place.Urls.Wrong(url);
        }
    }

    /// <returns>The origin as browsers write it; null where it is none.</returns>
    private static string? OriginOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri.PathAndQuery == "/" && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
            ? uri.GetLeftPart(UriPartial.Authority).ToLowerInvariant()
            : null;
}

/// <summary>An address or a network, as a setting names it.</summary>
internal sealed record NamedNetwork(IPNetwork Network)
{
    public static NamedNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? new NamedNetwork(network)
        : IPAddress.TryParse(text, out var address) ? new NamedNetwork(new IPNetwork(address, address.GetAddressBytes().Length * 8))
        : null;
}

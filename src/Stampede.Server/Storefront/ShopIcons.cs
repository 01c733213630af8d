using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Stampede.Server.Drops;
using Stampede.Server.Http;

namespace Stampede.Server.Storefront;

/// <summary>What stands for the shop in a browser's tab and on a phone's home screen: its logo, or else its first letter in its colour.</summary>
internal sealed class ShopIcons(ShopIdentity identity, PictureCache pictures, PictureWork work, WebFiles files)
{
    public const string LetterPath = "/icon.svg";
    public const string LogoPath = "/icon.png";
    public const int LogoSide = 192;

    private MadeLetter? letter;
    private MadeLogo? logo;

    public WebFile Letter()
    {
        var shop = identity.Current;
        // A demo that nobody has named has the drawing of the demo.
        if (shop.Profile.Name is null && shop.Answer.IsDemo && files.Find(LetterPath) is { } drawn)
            return drawn;
        var made = letter;
        if (made?.Version != shop.Version)
            letter = made = new MadeLetter(shop.Version, new WebFile(LetterPath, "image/svg+xml", Encoding.UTF8.GetBytes(SvgOf(shop))));
        return made.File;
    }

    /// <returns>Null: the shop has no logo, or it could not be made now.</returns>
    public async Task<WebFile?> LogoAsync(CancellationToken cancellation)
    {
        if (identity.Current.Profile.LogoUrl is not { } url || PictureEndpoints.IdOf(url) is not { } id)
            return null;
        var made = logo;
        if (made?.Url != url)
            logo = made = new MadeLogo(url, new Lazy<Task<WebFile?>>(() => MakeAsync(id)));
        // Made once for all who ask; what failed is tried again by who asks next.
        var icon = made.Icon.Value;
        try
        {
            return await icon.WaitAsync(cancellation);
        }
        finally
        {
            if (icon.IsCompleted && (!icon.IsCompletedSuccessfully || icon.Result is null))
                Interlocked.CompareExchange(ref logo, null, made);
        }
    }

    private async Task<WebFile?> MakeAsync(Guid id) =>
        await pictures.FindAsync(id, null, CancellationToken.None) is { } picture && await work.ToIconAsync(picture.Bytes, LogoSide, CancellationToken.None) is { } icon
            ? new WebFile(LogoPath, "image/png", icon)
            : null;

    private static string SvgOf(CurrentShop shop)
    {
        var initial = HtmlEncoder.Default.Encode(StringInfo.GetNextTextElement(shop.Name).ToUpperInvariant());
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="{shop.Profile.Accent?.Light ?? "#151613"}"/><text x="16" y="23" font-family="system-ui, sans-serif" font-weight="700" font-size="20" text-anchor="middle" fill="#f5f5f3">{initial}</text></svg>
            """;
    }

    private sealed record MadeLetter(long Version, WebFile File);

    private sealed record MadeLogo(string Url, Lazy<Task<WebFile?>> Icon);
}

using System.Globalization;

namespace Stampede.Server.Storefront;

/// <summary>A colour of sRGB, and whether text in it can be read (WCAG 2.2, 1.4.3).</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    public static Colour Parse(string hex) => new(
        byte.Parse(hex.AsSpan(1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        byte.Parse(hex.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        byte.Parse(hex.AsSpan(5, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    /// <summary>1 to 21.</summary>
    public double ContrastTo(Colour other)
    {
        var (one, two) = (Luminance, other.Luminance);
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    private double Luminance => 0.2126 * Linear(Red) + 0.7152 * Linear(Green) + 0.0722 * Linear(Blue);

    private static double Linear(byte channel)
    {
        var share = channel / 255d;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}

/// <summary>The shop's accent on the pages' grounds: as the text of links and as the ground of buttons.</summary>
internal static class AccentContrast
{
    public const double Min = 4.5;

    // As in app.css, paper, surface and sunken: the accent must be read on each.
    private static readonly Colour[] LightGrounds = [Colour.Parse("#f5f5f3"), Colour.Parse("#ffffff"), Colour.Parse("#eaeae6")];
    private static readonly Colour[] DarkGrounds = [Colour.Parse("#121311"), Colour.Parse("#1b1c1a"), Colour.Parse("#232522")];

    /// <summary>The least that it has with one of the grounds.</summary>
    public static double Of(Colour accent, bool dark) => (dark ? DarkGrounds : LightGrounds).Min(accent.ContrastTo);

    /// <summary>The one of the same hue that passes and is the least darker; in the dark theme, the least lighter.</summary>
    public static Colour Nearest(Colour accent, bool dark)
    {
        var end = dark ? 255d : 0d;
        for (var step = 0; step < 256; step++)
        {
            var mixed = new Colour(Mix(accent.Red, end, step), Mix(accent.Green, end, step), Mix(accent.Blue, end, step));
            if (Of(mixed, dark) >= Min)
                return mixed;
        }

        throw new InvalidOperationException("Black and white pass.");
    }

    private static byte Mix(byte from, double to, int step) => (byte)Math.Round(from + (to - from) * step / 255);
}

using System.Globalization;
using System.Net;
using System.Text;

namespace Stampede.Rehearsal.Reports;

/// <summary>A few bars as SVG, each with its name below and its figure above.</summary>
/// <param name="Bars">Name, height, the figure in words, a colour's class.</param>
internal sealed record BarChart(string Title, string Unit, IReadOnlyList<(string Name, double Value, string Figure, string Colour)> Bars)
{
    private const int Width = 560;
    private const int Height = 200;
    private const int Top = 24;
    private const int Bottom = 28;

    public string Render()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{WebUtility.HtmlEncode(Title)} <small>{WebUtility.HtmlEncode(Unit)}</small></figcaption>");
        if (Bars.Count == 0)
            return svg.Append("<p class=\"none\">Nothing to draw.</p></figure>").ToString();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(Title)}\">");
        var peak = Math.Max(1e-9, Bars.Max(bar => bar.Value));
        var each = (Width - 24.0) / Bars.Count;
        var thick = Math.Min(64, each * 0.7);
        for (var i = 0; i < Bars.Count; i++)
        {
            var (name, value, figure, colour) = Bars[i];
            var middle = 12 + (each * (i + 0.5));
            var height = value / peak * (Height - Top - Bottom);
            var top = Height - Bottom - height;
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{colour}\" x=\"{middle - (thick / 2):0.#}\" y=\"{top:0.#}\" width=\"{thick:0.#}\" height=\"{height:0.#}\" rx=\"4\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"value\" x=\"{middle:0.#}\" y=\"{top - 6:0.#}\">{WebUtility.HtmlEncode(figure)}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"x\" x=\"{middle:0.#}\" y=\"{Height - 8}\">{WebUtility.HtmlEncode(name)}</text>");
        }

        return svg.Append("</svg></figure>").ToString();
    }
}
